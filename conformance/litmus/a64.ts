/**
 * A64. x19 is the cell, whose words are at [x19] and [x19, #64]; x27 counts cells from 1; shared words are at [x22, #64] and every
 * 64 bytes behind; x23 is a page for code, x24 an address whose translation changes. x0..x18 are free.
 */
import { type LitmusTest, PAGES, TABLES } from "./program.ts";

const X = "[x19]";
const Y = "[x19, #64]";
const one = "mov x1, #1";

const both =
  (...wanted: bigint[]) =>
  (results: readonly bigint[]) =>
    wanted.every((value, index) => results[index] === value);

/** Message passing: the reader's result has what it saw of the flag in bit 0, of the data in bit 1. */
const readBoth = (first: string, between: string, second: string) =>
  `${first}\n${between}\n${second}\norr x0, x1, x2, lsl #1`;
const FLAG_WITHOUT_DATA = 1n;

/** Adds x3 to the u64 at x1 by exclusive accesses. */
const exclusiveAdd = (label: number) =>
  `${label}: ldxr x2, [x1]\nadd x2, x2, x3\nstxr w4, x2, [x1]\ncbnz w4, ${label}b`;

/** A spin lock at [x22, #64] around an increment of [x22, #128] that is not atomic. */
const lockedIncrement = (take: string, release: string) => `
    add x1, x22, #64
${take}
    ldr x3, [x22, #128]
    add x3, x3, #1
    str x3, [x22, #128]
${release}
    mov x0, #0`;
const SPIN_LOCK = lockedIncrement(
  "mov w5, #1\n4: ldaxr w3, [x1]\ncbnz w3, 4b\nstxr w4, w5, [x1]\ncbnz w4, 4b",
  "stlr wzr, [x1]",
);
/** Tickets at [x22, #192], now serving at [x22, #256]. Whoever waits sleeps in WFE until an event. */
const TICKET_LOCK = lockedIncrement(
  `add x6, x22, #192
   add x7, x22, #256
4: ldaxr w3, [x6]
   add w4, w3, #1
   stxr w5, w4, [x6]
   cbnz w5, 4b
   sevl
5: wfe
   ldar w4, [x7]
   cmp w4, w3
   b.ne 5b`,
  "add w3, w4, #1\nstlr w3, [x7]\ndsb ish\nsev",
);

/** Waits until the u64 at x1 is at least x2. */
const await_ = (label: number) => `${label}: ldar x3, [x1]\ncmp x3, x2\nb.lo ${label}b`;

/** The one that changes something waits for the other, which answers at [x22, #128], before it changes it again. */
const changes = (change: string) => `
    add x1, x22, #128
    sub x2, x27, #1
${await_(4)}
${change}
    add x1, x22, #64
    stlr x27, [x1]
    mov x0, #0`;
/** The other's result is 0 if it found the new state, in w0, to be w4. */
const observes = (look: string) => `
    add x1, x22, #64
    mov x2, x27
${await_(4)}
    isb
${look}
    cmp w0, w4
    cset x0, ne
    add x1, x22, #128
    stlr x27, [x1]`;

/** Last-level descriptors: valid, Normal memory, EL1 alone, accessed. */
const DESCRIPTOR = 0x703;

export const A64_TESTS: readonly LitmusTest[] = [
  {
    name: "message passing with DMB",
    architecture: "a64",
    programs: [
      `${one}\nstr x1, ${X}\ndmb ish\nstr x1, ${Y}\nmov x0, #0`,
      readBoth(`ldr x1, ${Y}`, "dmb ish", `ldr x2, ${X}`),
    ],
    forbids: ([, seen]) => seen === FLAG_WITHOUT_DATA,
  },
  {
    name: "message passing with store-release and load-acquire",
    architecture: "a64",
    programs: [
      `${one}\nadd x2, x19, #64\nstr x1, ${X}\nstlr x1, [x2]\nmov x0, #0`,
      readBoth("add x3, x19, #64\nldar x1, [x3]", "", `ldr x2, ${X}`),
    ],
    forbids: ([, seen]) => seen === FLAG_WITHOUT_DATA,
  },
  {
    name: "message passing by address dependency",
    architecture: "a64",
    programs: [
      `${one}\nstr x1, ${X}\ndmb ishst\nstr x1, ${Y}\nmov x0, #0`,
      readBoth(`ldr x1, ${Y}`, "eor x3, x1, x1", "ldr x2, [x19, x3]"),
    ],
    forbids: ([, seen]) => seen === FLAG_WITHOUT_DATA,
  },
  {
    name: "store buffering without barriers",
    architecture: "a64",
    programs: [`${one}\nstr x1, ${X}\nldr x0, ${Y}`, `${one}\nstr x1, ${Y}\nldr x0, ${X}`],
    weak: both(0n, 0n),
  },
  {
    name: "store buffering with DMB",
    architecture: "a64",
    programs: [`${one}\nstr x1, ${X}\ndmb ish\nldr x0, ${Y}`, `${one}\nstr x1, ${Y}\ndmb ish\nldr x0, ${X}`],
    forbids: both(0n, 0n),
  },
  {
    name: "store buffering with store-release and load-acquire",
    architecture: "a64",
    programs: [
      `${one}\nadd x2, x19, #64\nstlr x1, [x19]\nldar x0, [x2]`,
      `${one}\nadd x2, x19, #64\nstlr x1, [x2]\nldar x0, [x19]`,
    ],
    forbids: both(0n, 0n),
  },
  {
    name: "load buffering with DMB",
    architecture: "a64",
    programs: [`${one}\nldr x0, ${X}\ndmb ish\nstr x1, ${Y}`, `${one}\nldr x0, ${Y}\ndmb ish\nstr x1, ${X}`],
    forbids: both(1n, 1n),
  },
  {
    name: "independent reads of independent writes with DMB",
    architecture: "a64",
    programs: [
      `${one}\nstr x1, ${X}\nmov x0, #0`,
      `${one}\nstr x1, ${Y}\nmov x0, #0`,
      readBoth(`ldr x1, ${X}`, "dmb ish", `ldr x2, ${Y}`),
      readBoth(`ldr x1, ${Y}`, "dmb ish", `ldr x2, ${X}`),
    ],
    forbids: ([, , first, second]) => first === 1n && second === 1n,
  },
  {
    name: "exclusive increments of one word",
    architecture: "a64",
    programs: Array(3).fill(`add x1, x22, #64\nmov x3, #1\n${exclusiveAdd(4)}\nmov x0, #0`),
    shared: (count) => [BigInt(3 * count)],
  },
  {
    name: "a lock of exclusive accesses",
    architecture: "a64",
    programs: Array(2).fill(SPIN_LOCK),
    shared: (count) => [0n, BigInt(2 * count)],
  },
  {
    name: "a ticket lock with WFE and SEV",
    architecture: "a64",
    programs: Array(2).fill(TICKET_LOCK),
    shared: (count) => [0n, BigInt(2 * count), BigInt(2 * count), BigInt(2 * count)],
    share: 1 / 16,
  },
  {
    // Two add to both halves at once, one to the upper part of the lower half alone: nothing may be lost, and no half be seen alone.
    name: "exclusive pairs of doublewords beside exclusive doublewords",
    architecture: "a64",
    programs: [
      ...Array(2).fill(`
    add x1, x22, #64
4:  ldaxp x2, x3, [x1]
    and x0, x2, #0xffffffff
    cmp x0, x3
    add x2, x2, #1
    add x3, x3, #1
    stlxp w4, x2, x3, [x1]
    cbnz w4, 4b
    cset x0, ne`),
      `add x1, x22, #64\nmov x3, #0x100000000\n${exclusiveAdd(4)}\nmov x0, #0`,
    ],
    forbids: (results) => results.some((torn) => torn !== 0n),
    shared: (count) => [BigInt(2 * count) | (BigInt(count) << 32n)],
    share: 1 / 16,
  },
  {
    name: "code that another processor writes",
    architecture: "a64",
    programs: [
      changes(`
    mov w5, #0x52800000
    and x6, x27, #0xffff
    orr w5, w5, w6, lsl #5
    mov w6, #0x03c0
    movk w6, #0xd65f, lsl #16
    stp w5, w6, [x23]
    dc cvau, x23
    dsb ish
    ic ivau, x23
    dsb ish`),
      observes("mov x18, x30\nblr x23\nmov x30, x18\nand x4, x27, #0xffff"),
    ],
    forbids: ([, stale]) => stale !== 0n,
    share: 1 / 32,
  },
  {
    name: "a translation that another processor changes",
    architecture: "a64",
    programs: [
      changes(`
    ldr x5, =${TABLES + 0x2000}
    ldr x6, =${PAGES | DESCRIPTOR}
    and x7, x27, #1
    add x6, x6, x7, lsl #12
    lsr x8, x24, #12
    str xzr, [x5]
    dsb ish
    tlbi vaae1is, x8
    dsb ish
    str x6, [x5]
    dsb ish
    isb`),
      observes("ldr w0, [x24]\nand x4, x27, #1"),
    ],
    forbids: ([, stale]) => stale !== 0n,
    share: 1 / 32,
  },
];
