/** Alignment: SCTLR_EL1.A, exclusives, ordered accesses, SP, Device memory, faults in the middle of an access. */
import type { SystemCase } from "../program.ts";

const CODES: readonly string[] = [
  "ldr x0, [x9, #1]",
  "ldrh w0, [x9, #1]",
  "str w0, [x9, #2]",
  "ldp x0, x1, [x9, #8]",
  "ldp w0, w1, [x10]",
  "ldr q0, [x10]",
  "ldr q0, [x9, #8]",
  "ldur x0, [x9, #-1]",
  "ld1 {v0.4s}, [x10]",
  "ld1 {v0.16b}, [x10]",
  "ldxr x0, [x10]",
  "ldxr w0, [x11]",
  "ldxp x0, x1, [x11]",
  "ldaxr w0, [x10]",
  "stxr w1, x0, [x10]",
  "stlxp w2, x0, x1, [x11]",
  "ldar x0, [x10]",
  "ldarh w0, [x12]",
  "stlr w0, [x12]",
  "ldtr x0, [x9, #3]",
];
const BASES =
  "ldr x9, =USER + 0x100\nadd x10, x9, #4\nadd x11, x9, #8\nadd x12, x9, #1\nmov x0, #0\nmov x1, #0\nmov x2, #0";

const DEVICE = "put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x747)";

export const ALIGNMENT: readonly SystemCase[] = [
  ...CODES.flatMap((code) =>
    ["CONTROL", "(CONTROL | 2)"].map((control) => ({
      name: `${code} with SCTLR ${control}`,
      level: "EL1h" as const,
      setup: `set sctlr_el1, ${control}`,
      body: `${BASES}\n${code}`,
    })),
  ),
  ...["EL0", "EL1h", "EL1t"].flatMap((level) =>
    ["CONTROL", "(CONTROL | 0x10)", "(CONTROL & ~8)"].map((control) => ({
      name: `ldr from misaligned SP at ${level} with SCTLR ${control}`,
      level: level as SystemCase["level"],
      setup: `set sctlr_el1, ${control}`,
      body: "add sp, sp, #4\nldr w0, [sp]\nmov w0, #0",
    })),
  ),
  ...["ldr x0, [x9, #1]", "ldr x0, [x9, #8]", "dc zva, x9", "ldp w0, w1, [x9, #4]"].map((code) => ({
    name: `${code} of Device memory`,
    level: "EL1h" as const,
    setup: DEVICE,
    body: `ldr x9, =UPPER\n${code}\nmov x1, #0`,
  })),
  ...[
    "ldr x0, [x9, #-4]",
    "ldp x0, x1, [x9, #-8]",
    "str x0, [x9, #-3]",
    "stp x0, x0, [x9, #-8]",
    "ldr q0, [x9, #-1]",
  ].map((code) => ({
    name: `${code} over the end of a page`,
    level: "EL0" as const,
    setup: "put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x743)",
    body: `ldr x9, =UPPER + 0x1000\n${code.replace("#-1]", "-1]").replace("ldr q0, [x9, -1]", "ldur q0, [x9, #-1]")}`,
  })),
  {
    name: "fault keeps the base of a write-back",
    level: "EL0",
    body: "ldr x0, =UPPER\nldr x1, [x0, #16]!",
  },
  {
    name: "stxr after a fault in between",
    level: "EL0",
    again: 1,
    body: "ldr x9, =USER + 0x100\nldxr x0, [x9]\nmov x1, #5\nsvc #1\nstxr w2, x1, [x9]\nldr x3, [x9]",
  },
  { name: "clrex opens the monitor", level: "EL0", body: "ldr x9, =USER\nldxr x0, [x9]\nclrex\nstxr w1, x0, [x9]" },
  { name: "stxr without ldxr", level: "EL0", body: "ldr x9, =USER\nstxr w1, x0, [x9]" },
  { name: "stxr once", level: "EL0", body: "ldr x9, =USER\nldxr x0, [x9]\nstxr w1, x0, [x9]\nstxr w2, x0, [x9]" },
  {
    name: "stxr to a read-only page",
    level: "EL0",
    setup: "put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x7c3)",
    body: "ldr x9, =UPPER\nldxr w0, [x9]\nstxr w1, w0, [x9]",
  },
  ...["dc cvac, x9", "dc civac, x9", "dc cvau, x9", "ic ivau, x9", "dc zva, x9", "dc ivac, x9"].flatMap((code) => [
    {
      name: `${code} of an unmapped address`,
      level: "EL1h" as const,
      body: `ldr x9, =UPPER + 0x47\n${code}`,
    },
    {
      name: `${code} of a read-only page`,
      level: "EL1h" as const,
      setup: "put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x7c3)",
      body: `ldr x9, =UPPER + 0x47\n${code}`,
    },
  ]),
  {
    name: "dc zva clears 64 bytes",
    level: "EL1h",
    setup: "put (PAGE + 0x38), 1\nput (PAGE + 0x40), 2\nput (PAGE + 0x78), 3\nput (PAGE + 0x80), 4",
    body: "ldr x9, =PAGE + 0x57\ndc zva, x9\nldur x0, [x9, #-0x1f]\nldur x1, [x9, #-0x17]\nldur x2, [x9, #0x21]\nldr x3, =PAGE + 0x80\nldr x3, [x3]",
  },
];
