/** Table walks that fail at each level, address sizes, granules, tagged addresses, AT, and TLB maintenance. */
import type { SystemCase } from "../program.ts";

const PAGE_AP1 = "(PAGE | 0x743)";
const MAPPED = `put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, ${PAGE_AP1}`;
const READ = "ldr x9, =UPPER\nldr x0, [x9]";

/** A descriptor that stops the walk, by the table that it stands in. */
const BROKEN: readonly [string, string][] = [
  ["level 1 invalid", ""],
  ["level 2 invalid", "put T1, (T2 | 3)"],
  ["level 3 invalid", "put T1, (T2 | 3)\nput T2, (T3 | 3)"],
  ["level 3 reserved", "put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x741)"],
  ["level 3 access flag", "put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x343)"],
  ["level 2 access flag", "put T1, (T2 | 3)\nput T2, (USER | 0x341)"],
  ["level 1 access flag", "put T1, 0x40000341"],
  ["level 2 permission", "put T1, (T2 | 3)\nput T2, (USER | 0x781)"],
  ["level 1 permission", "put T1, 0x40000781"],
  ["level 1 block", "put T1, 0x40000741"],
  ["level 2 block", "put T1, (T2 | 3)\nput T2, (USER | 0x741)"],
  ["level 1 table address", "put T1, 0x0000010000000003"],
  ["level 2 table address", "put T1, (T2 | 3)\nput T2, 0x0000800000000003"],
  ["level 1 block address", "put T1, 0x0000010000000741"],
  ["level 3 page address", "put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, 0x0000010000000743"],
  ["level 3 page address and no access flag", "put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, 0x0000010000000343"],
  ["mapped", MAPPED],
];

const TRANSLATION_1 = "(TRANSLATION & ~(0xff << 16))";

/** TCR_EL1 fields, an address, and tables. */
const SHAPES: readonly [string, string, string, string][] = [
  ["below the upper half", "TRANSLATION", MAPPED, "0xffffff7ffffffff8"],
  ["above the lower half", "TRANSLATION", MAPPED, "0x0001000000000000"],
  ["EPD1", "(TRANSLATION | 1 << 23)", MAPPED, "UPPER"],
  ["tag without TBI1", "TRANSLATION", MAPPED, "0x12ffff8000000000"],
  ["tag with TBI1", "(TRANSLATION | 1 << 38)", MAPPED, "0x12ffff8000000000"],
  ["tag with TBI0 only", "(TRANSLATION | 1 << 37)", MAPPED, "0x12ffff8000000000"],
  ["tag below with TBI0", "(TRANSLATION | 1 << 37)", MAPPED, "(0x5a << 56 | USER)"],
  ["tag below without TBI0", "TRANSLATION", MAPPED, "(0x5a << 56 | USER)"],
  ["fault with a tag", "(TRANSLATION | 1 << 38)", "", "0x12ffff8000000008"],
  [
    "T1SZ 16",
    `(${TRANSLATION_1} | 16 << 16)`,
    "put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (USER | 0x741)",
    "0xffff000000000000",
  ],
  ["T1SZ 16 level 0 invalid", `(${TRANSLATION_1} | 16 << 16)`, "", "0xffff000000000000"],
  ["T1SZ 16 level 0 block", `(${TRANSLATION_1} | 16 << 16)`, "put T1, 0x40000741", "0xffff000000000000"],
  ["T1SZ 34", `(${TRANSLATION_1} | 34 << 16)`, "put T1, (USER | 0x741)", "0xffffffffc0000000"],
  ["T1SZ 39", `(${TRANSLATION_1} | 39 << 16)`, "put T1, (USER | 0x741)", "0xfffffffffe000000"],
  ["64K granule page", "(TRANSLATION | 3 << 30)", "put T1, (T2 | 3)\nput T2, (USER | 0x743)", "UPPER"],
  [
    "64K granule second page",
    "(TRANSLATION | 3 << 30)",
    "put T1, (T2 | 3)\nput (T2 + 8), (PAGE + 0x10743)",
    "0xffffff8000010000",
  ],
  ["64K granule block", "(TRANSLATION | 3 << 30)", "put T1, 0x40000741", "(UPPER + USER - 0x40000000)"],
  ["64K granule invalid", "(TRANSLATION | 3 << 30)", "", "UPPER"],
  ["64K granule level 3 invalid", "(TRANSLATION | 3 << 30)", "put T1, (T2 | 3)", "UPPER"],
  ["64K granule, 48 bits, level 1 invalid", `(${TRANSLATION_1} | 16 << 16 | 3 << 30)`, "", "0xffff000000000000"],
  [
    "IPS 32 bits, page above",
    "(TRANSLATION & ~(7 << 32))",
    "put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, 0x100000743",
    "UPPER",
  ],
  [
    "IPS 36 bits, page above",
    "(TRANSLATION & ~(7 << 32) | 1 << 32)",
    "put T1, (T2 | 3)\nput T2, 0x1000000003",
    "UPPER",
  ],
  ["table base above IPS", "(TRANSLATION & ~(7 << 32))", "set ttbr1_el1, 0x100000000", "UPPER"],
  ["contiguous bit", "TRANSLATION", `put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x743 | 1 << 52)`, "UPPER"],
];

/** Addresses and tables that AT asks about. */
const ASKED: readonly [string, string, string][] = [
  ["mapped", MAPPED, "UPPER + 0x123"],
  ["EL1 only", `put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x703)`, "UPPER"],
  ["read-only", `put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x7c3)`, "UPPER"],
  ["device", `put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x747)`, "UPPER"],
  ["non-cacheable", `put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0x753)`, "UPPER"],
  ["inner shareable block", "put T1, 0x40000741", "UPPER + 0x12345678"],
  ["level 1 invalid", "", "UPPER"],
  ["level 3 invalid", "put T1, (T2 | 3)\nput T2, (T3 | 3)", "UPPER"],
  ["access flag", "put T1, 0x40000341", "UPPER"],
  ["address size", "put T1, 0x0000010000000741", "UPPER"],
  ["no such address", MAPPED, "0x0001000000000000"],
];

/** Changes of a mapping, and what a read gives after the maintenance. PAGE + 0x8000 holds 5. */
const REMAP = `ldr x9, =UPPER\nldr x0, [x9]\nput T3, (PAGE + 0x8743)\ndsb sy\nldr x9, =UPPER`;
const MAINTENANCE: readonly [string, string][] = [
  ["vmalle1", "tlbi vmalle1"],
  ["vmalle1is", "tlbi vmalle1is"],
  ["vaae1", "lsr x11, x9, #12\nubfx x11, x11, #0, #44\ntlbi vaae1, x11"],
  ["vaale1is", "lsr x11, x9, #12\nubfx x11, x11, #0, #44\ntlbi vaale1is, x11"],
  ["vae1", "lsr x11, x9, #12\nubfx x11, x11, #0, #44\ntlbi vae1, x11"],
  ["aside1 of nG", "mov x11, #0\ntlbi aside1, x11\ntlbi vmalle1"],
];

export const TRANSLATION: readonly SystemCase[] = [
  ...BROKEN.flatMap(([name, setup]) => [
    { name: `read: ${name}`, level: "EL0" as const, setup, body: READ },
    { name: `write: ${name}`, level: "EL1h" as const, setup, body: "ldr x9, =UPPER\nstr x0, [x9, #4]" },
    { name: `fetch: ${name}`, level: "EL0" as const, setup, body: "ldr x9, =UPPER\nblr x9" },
  ]),
  { name: "read: level 0 invalid", level: "EL0", body: "mov x9, #1 << 40\nldr x0, [x9]" },
  { name: "fetch at EL1: level 0 invalid", level: "EL1h", body: "mov x9, #1 << 40\nbr x9" },
  ...SHAPES.map(([name, tcr, tables, address]) => ({
    name: `TCR: ${name}`,
    level: "EL1h" as const,
    setup: `${tables}\nset tcr_el1, ${tcr}`,
    body: `ldr x9, =${address}\nldr x0, [x9]`,
  })),
  ...ASKED.flatMap(([name, tables, address]) =>
    ["s1e1r", "s1e1w", "s1e0r", "s1e0w"].map((at) => ({
      name: `at ${at}: ${name}`,
      level: "EL1h" as const,
      setup: tables,
      body: `ldr x9, =${address}\nat ${at}, x9\nisb\nmrs x0, par_el1`,
    })),
  ),
  ...MAINTENANCE.map(([name, code]) => ({
    name: `tlbi ${name}`,
    level: "EL1h" as const,
    setup: `${MAPPED}\nput (PAGE + 0x8000), 5`,
    body: `${REMAP}\n${code}\ndsb sy\nisb\nldr x1, [x9]`,
  })),
  {
    name: "ASIDs keep their pages",
    level: "EL1h",
    setup: `put T1, (T2 | 3)\nput T2, (T3 | 3)\nput T3, (PAGE | 0xf43)\nput (PAGE + 0x8000), 5`,
    body: `ldr x9, =UPPER\nldr x8, =LEVEL0 + (1 << 48)\nmsr ttbr0_el1, x8\nisb\nldr x0, [x9]
      put T3, (PAGE + 0x8f43)\ndsb sy\nldr x9, =UPPER\nldr x8, =LEVEL0 + (2 << 48)\nmsr ttbr0_el1, x8\nisb\nldr x1, [x9]`,
  },
  { name: "stage 1 off", level: "EL1h", body: `set sctlr_el1, (CONTROL & ~1)\nldr x9, =USER\nldr x0, [x9]` },
  {
    name: "stage 1 off, address size",
    level: "EL1h",
    body: `set sctlr_el1, (CONTROL & ~1)\nmov x9, #1 << 40\nldr x0, [x9]`,
  },
  {
    name: "TCR, MAIR and TTBR keep their bits",
    level: "EL1h",
    body: `mrs x9, mair_el1\nmov x10, #-1
      msr mair_el1, x9\nmrs x0, mair_el1\nmrs x1, ttbr1_el1\nmrs x2, tcr_el1`,
  },
];
