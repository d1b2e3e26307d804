/** Controls that let EL0 do something, or trap it to EL1: each bit alone, and all but that bit. */
import type { SystemCase } from "../program.ts";

/** Bits of SCTLR_EL1 that CONTROL leaves clear and that trap EL0. */
const CONTROLS: readonly [string, string, readonly string[]][] = [
  ["UMA", "1 << 9", ["mrs x0, daif", "msr daifset, #2", "msr daifclr, #2"]],
  ["UCT", "1 << 15", ["mrs x0, ctr_el0"]],
  ["DZE", "1 << 14", ["ldr x1, =USER\ndc zva, x1", "mrs x0, dczid_el0"]],
  [
    "UCI",
    "1 << 26",
    [
      "ldr x1, =USER\ndc cvac, x1",
      "ldr x1, =USER\ndc cvau, x1",
      "ldr x1, =USER\nic ivau, x1",
      "ldr x1, =USER\ndc civac, x1",
    ],
  ],
  ["nTWI", "1 << 16", ["wfi"]],
  ["nTWE", "1 << 18", ["sevl\nwfe", "sevl\nwfe\nwfe"]],
];

const TIMERS =
  "cntfrq_el0 cntpct_el0 cntvct_el0 cntp_ctl_el0 cntp_cval_el0 cntp_tval_el0 cntv_ctl_el0 cntv_cval_el0".split(" ");
const TIMER_CONTROLS: readonly number[] = [0, 1, 2, 0x100, 0x200, 0x303];

const MONITORS =
  "pmcr_el0 pmcntenset_el0 pmovsclr_el0 pmselr_el0 pmceid0_el0 pmccntr_el0 pmxevtyper_el0 pmccfiltr_el0".split(" ");

const FP = ["fadd d0, d0, d0", "ldr q0, [sp]", "mrs x0, fpcr", "msr fpsr, xzr", "movi v0.16b, #0", "fmov x0, d0"];

const label = (code: string) => code.replaceAll("\n", "; ");

export const TRAPS: readonly SystemCase[] = [
  ...CONTROLS.flatMap(([bit, value, codes]) =>
    codes.flatMap((code) =>
      [0, 1]
        .filter((on) => !(on === 1 && /wfi|wfe\nwfe/.test(code)))
        .map((on) => ({
          name: `${label(code)} at EL0 with ${bit} ${on}`,
          level: "EL0" as const,
          setup: on ? `set sctlr_el1, (CONTROL | ${value})` : "",
          body: code,
        })),
    ),
  ),
  ...TIMERS.flatMap((register) =>
    TIMER_CONTROLS.map((control) => ({
      name: `mrs ${register} at EL0 with CNTKCTL ${control.toString(16)}`,
      level: "EL0" as const,
      setup: `set cntkctl_el1, ${control}`,
      body: `mrs x9, ${register}`,
    })),
  ),
  ...MONITORS.flatMap((register) =>
    [0, 1, 2, 4, 8].flatMap((control) =>
      [`mrs x9, ${register}`, `msr ${register}, x9`]
        .filter((code) => code !== "msr pmceid0_el0, x9")
        .map((code) => ({
          name: `${code} at EL0 with PMUSERENR ${control}`,
          level: "EL0" as const,
          setup: `set pmuserenr_el0, ${control}`,
          body: code,
        })),
    ),
  ),
  ...FP.flatMap((code) =>
    [0, 1, 2, 3].flatMap((fpen) =>
      (["EL0", "EL1h"] as const).map((level) => ({
        name: `${code} at ${level} with FPEN ${fpen}`,
        level,
        setup: `set cpacr_el1, (${fpen} << 20)`,
        body: code,
      })),
    ),
  ),
  { name: "mdccsr_el0 at EL0 with TDCC", level: "EL0", setup: "set mdscr_el1, (1 << 12)", body: "mrs x9, mdccsr_el0" },
];
