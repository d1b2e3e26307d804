/** Exceptions that instructions generate, and what PSTATE has to do with them. */
import type { SystemCase } from "../program.ts";

type Level = SystemCase["level"];
const LEVELS: readonly Level[] = ["EL0", "EL1t", "EL1h"];

function atEveryLevel(name: string, body: string): SystemCase[] {
  return LEVELS.map((level) => ({ name: `${name} at ${level}`, level, body }));
}

const WORDS: readonly [string, number][] = [
  ["udf 0", 0],
  ["udf 0xffff", 0xffff],
  ["reserved op0 0", 0x0300_0000],
  ["SVE", 0x0420_0000],
  ["LSE ldadd", 0xb820_0020],
  ["LSE cas", 0x88a0_7c20],
  ["PAC hint is NOP", 0xd503_233f],
  ["BTI hint is NOP", 0xd503_245f],
  ["FP16 fadd", 0x1ee2_2820],
  ["SDOT", 0x4e82_9420],
  ["DC CVAP", 0xd50b_7c20],
  ["dcps1", 0xd4a0_0001],
  ["dcps3", 0xd4a0_0003],
  ["drps", 0xd6bf_03e0],
  ["hlt 1", 0xd440_0020],
  ["eretaa", 0xd69f_0bff],
  ["sb", 0xd503_30ff],
  ["msr PAN", 0xd500_419f],
  ["msr UAO", 0xd500_407f],
  ["tlbi alle1 (EL2)", 0xd50c_879f],
  ["at s12e1r (EL2)", 0xd50c_7880],
  ["mrs HCR_EL2", 0xd53c_1100],
  ["mrs SCR_EL3", 0xd53e_1100],
  ["mrs SPSR_EL2", 0xd53c_4000],
  ["msr MIDR (read-only)", 0xd518_0000],
  ["mrs OSLAR (write-only)", 0xd530_1080],
];

const REGISTERS_AT_EL0: readonly string[] = [
  ..."sctlr_el1 midr_el1 esr_el1 ttbr0_el1 daif ctr_el0 dczid_el0 cntfrq_el0 currentel spsel nzcv".split(" "),
  ..."tpidr_el0 tpidrro_el0 cntv_ctl_el0 cntp_ctl_el0 cntkctl_el1 pmcr_el0 pmccntr_el0 pmuserenr_el0".split(" "),
  ..."mdccsr_el0 mdscr_el1 id_aa64mmfr0_el1 sp_el0 par_el1 vbar_el1".split(" "),
];

const ILLEGAL: readonly [string, string][] = [
  ["to EL2h", "0x3c9"],
  ["to EL3h", "0x3cd"],
  ["to EL0 with SP 1", "0x3c1"],
  ["to AArch32", "0x3d0"],
  ["reserved bit", "0x3c2"],
  ["with IL set, to EL0", "0x1003c0"],
  ["with flags and IL, to EL1h", "0xf01003c5"],
];

export const EXCEPTIONS: readonly SystemCase[] = [
  ...atEveryLevel("svc 0", "svc #0"),
  ...atEveryLevel("svc 0x1234", "mov x0, #1\nsvc #0x1234"),
  ...atEveryLevel("brk 0xabcd", "nop\nbrk #0xabcd"),
  ...atEveryLevel("fetch from misaligned PC", "adr x9, 1f + 2\nbr x9\n1: nop"),
  ...atEveryLevel("return to misaligned PC", "adr x30, 1f + 1\nret\n1: nop"),
  ...atEveryLevel("misaligned SP", "add sp, sp, #8\nldr x0, [sp]"),
  ...atEveryLevel("misaligned SP as no base", "add sp, sp, #8\nmov x0, sp\nsub sp, sp, #8\nldr x1, [sp]\nmov x0, #0"),
  ...["EL0", "EL1h"].flatMap((level) =>
    WORDS.map(([name, word]) => ({ name: `${name} at ${level}`, level: level as Level, body: `.word ${word}` })),
  ),
  ...REGISTERS_AT_EL0.map((register) => ({
    name: `mrs ${register} at EL0`,
    level: "EL0" as const,
    body: `mrs x3, ${register}\nmov x3, #0`,
  })),
  ...ILLEGAL.map(([name, spsr]) => ({
    name: `illegal return ${name}`,
    level: "EL1h" as const,
    body: `set spsr_el1, ${spsr}\nadr x0, 1f\nmsr elr_el1, x0\nmov x0, #0\neret\nnop\n1: mov x0, #7\nmov x1, #1`,
  })),
  { name: "flags in SPSR", level: "EL0", body: "mov x0, #-1\nadds x0, x0, #1\nsvc #1" },
  { name: "daifset at EL0 traps", level: "EL0", body: "msr daifset, #2" },
  { name: "daifclr at EL0 traps", level: "EL0", body: "msr daifclr, #15" },
  { name: "msr spsel at EL0", level: "EL0", body: "msr spsel, #1" },
  { name: "msr daif at EL0 traps", level: "EL0", body: "mov x0, #0\nmsr daif, x0" },
  { name: "DAIF reads back", level: "EL1h", body: "msr daifclr, #15\nmrs x0, daif\nmsr daifset, #5\nmrs x1, daif" },
  {
    name: "CurrentEL and SPSel",
    level: "EL1t",
    body: "mrs x0, currentel\nmrs x1, spsel\nmsr spsel, #1\nmrs x2, spsel",
  },
  { name: "sp_el0 at EL1t is undefined", level: "EL1t", body: "mrs x0, sp_el0" },
  { name: "sp_el0 at EL1h", level: "EL1h", body: "mrs x0, sp_el0\nmov x1, #16\nmsr sp_el0, x1\nmrs x1, sp_el0" },
  { name: "NZCV keeps four bits", level: "EL0", body: "mov x0, #-1\nmsr nzcv, x0\nmrs x1, nzcv" },
  { name: "eret at EL0", level: "EL0", body: "eret" },
  { name: "smc at EL0", level: "EL0", body: "smc #0" },
  { name: "hvc at EL0", level: "EL0", body: "hvc #0" },
  {
    name: "ELR, SPSR and ESR keep their bits",
    level: "EL1h",
    body: `mov x9, #-1
    msr elr_el1, x9\nmrs x0, elr_el1\nmsr spsr_el1, x9\nmrs x1, spsr_el1\nmsr esr_el1, x9\nmrs x2, esr_el1
    msr far_el1, x9\nmrs x3, far_el1`,
  },
  {
    name: "VBAR keeps its bits",
    level: "EL1h",
    body: `mrs x8, vbar_el1\nmov x9, #-1\nmsr vbar_el1, x9
    mrs x0, vbar_el1\nmsr vbar_el1, x8`,
  },
  {
    name: "CONTEXTIDR and CPACR keep their bits",
    level: "EL1h",
    body: `mov x9, #-1
    msr contextidr_el1, x9\nmrs x0, contextidr_el1\nmsr cpacr_el1, x9\nmrs x1, cpacr_el1
    msr cntkctl_el1, x9\nmrs x2, cntkctl_el1`,
  },
];
