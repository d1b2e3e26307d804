/** Alignment: SCTLR.A, instructions that always check. */
import type { Aarch32Case } from "../program.ts";

const BASES = "ldr r9, =USER + 0x100\nadd r10, r9, #1\nadd r11, r9, #2\nadd r12, r9, #4\nmov r2, #0";
const CODES = [
  "ldr r0, [r10]",
  "ldrh r0, [r10]",
  "strh r0, [r10]",
  "ldrsh r0, [r11, #1]",
  "str r0, [r11]",
  "ldm r11, {r0, r1}",
  "stm r11, {r0, r1}",
  "ldrd r0, r1, [r12]",
  "ldrd r0, r1, [r11]",
  "strd r0, r1, [r11]",
  "ldrex r0, [r11]",
  "ldrexd r0, r1, [r12]",
  "ldrexh r0, [r10]",
  "strex r2, r0, [r11]",
  "swp r0, r1, [r11]",
  "ldrb r0, [r10]",
] as const;

export const ALIGNMENT: readonly Aarch32Case[] = CODES.flatMap((code) =>
  ["CONTROL", "(CONTROL | 2)"].map((control) => ({
    name: `${code} with SCTLR ${control}`,
    setup: `load_cp15 ${control}, 0, r9, c1, c0, 0`,
    body: `${BASES}\n${code}`,
  })),
);
