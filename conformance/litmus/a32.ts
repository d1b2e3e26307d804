/** A32. r4 is the cell, whose words are at [r4] and [r4, #64]; shared words are at [r7, #64] and every 64 bytes behind. r0..r3, r11, r12 are free. */
import type { LitmusTest } from "./program.ts";

const X = "[r4]";
const Y = "[r4, #64]";
const one = "mov r1, #1";
const FLAG_WITHOUT_DATA = 1n;
const ALL_ONES = 0xffff_ffffn;

const LOCK = `
    mov r3, #1
    add r1, r7, #64
4:  ldrex r0, [r1]
    cmp r0, #0
    bne 4b
    strex r0, r3, [r1]
    cmp r0, #0
    bne 4b
    dmb ish
    ldr r2, [r7, #128]
    add r2, r2, #1
    str r2, [r7, #128]
    dmb ish
    mov r0, #0
    str r0, [r1]`;

/** Adds one to both words of the doubleword at [r7, #64]. */
const DUAL = `
    add r1, r7, #64
4:  ldrexd r2, r3, [r1]
    add r2, r2, #1
    add r3, r3, #1
    strexd r0, r2, r3, [r1]
    cmp r0, #0
    bne 4b`;

export const A32_TESTS: readonly LitmusTest[] = [
  {
    name: "message passing with DMB",
    architecture: "a32",
    programs: [
      `${one}\nstr r1, ${X}\ndmb ish\nstr r1, ${Y}\nmov r0, #0`,
      `ldr r1, ${Y}\ndmb ish\nldr r2, ${X}\norr r0, r1, r2, lsl #1`,
    ],
    forbids: ([, seen]) => seen === FLAG_WITHOUT_DATA,
  },
  {
    name: "store buffering with DMB",
    architecture: "a32",
    programs: [`${one}\nstr r1, ${X}\ndmb ish\nldr r0, ${Y}`, `${one}\nstr r1, ${Y}\ndmb ish\nldr r0, ${X}`],
    forbids: (results) => results.every((seen) => seen === 0n),
  },
  {
    name: "store buffering with store-release and load-acquire",
    architecture: "a32",
    programs: [
      `${one}\nadd r2, r4, #64\nstl r1, [r4]\nlda r0, [r2]`,
      `${one}\nadd r2, r4, #64\nstl r1, [r2]\nlda r0, [r4]`,
    ],
    forbids: (results) => results.every((seen) => seen === 0n),
  },
  {
    name: "a lock of exclusive accesses",
    architecture: "a32",
    programs: Array(2).fill(LOCK),
    shared: (count) => [0n, BigInt(2 * count)],
  },
  {
    name: "exclusive doublewords",
    architecture: "a32",
    programs: Array(2).fill(DUAL),
    shared: (count) => [BigInt(2 * count) | (BigInt(2 * count) << 32n)],
  },
  {
    // With the Large Physical Address Extension, LDRD and STRD of an aligned doubleword are single accesses.
    name: "doublewords by LDRD and STRD",
    architecture: "a32",
    programs: [
      "mvn r2, #0\nmvn r3, #0\nstrd r2, r3, [r4]\nmov r0, #0",
      "ldrd r2, r3, [r4]\nsub r0, r2, r3",
      "ldrd r2, r3, [r4]\nmov r0, r2",
    ],
    forbids: ([, torn, seen]) => torn !== 0n || (seen !== 0n && seen !== ALL_ONES),
  },
];
