/** Identification registers, and registers that keep some of their bits. */
import type { SystemCase } from "../program.ts";

const GROUPS: readonly (readonly string[])[] = [
  ["midr_el1", "mpidr_el1", "revidr_el1", "aidr_el1"],
  ["id_aa64pfr0_el1", "id_aa64pfr1_el1", "id_aa64dfr0_el1", "id_aa64dfr1_el1"],
  ["id_aa64isar0_el1", "id_aa64isar1_el1", "id_aa64mmfr0_el1", "id_aa64mmfr1_el1"],
  ["id_aa64afr0_el1", "id_aa64afr1_el1", "s3_0_c0_c7_2", "s3_0_c0_c4_4"],
  ["id_pfr0_el1", "id_pfr1_el1", "id_dfr0_el1", "id_afr0_el1"],
  ["id_mmfr0_el1", "id_mmfr1_el1", "id_mmfr2_el1", "id_mmfr3_el1"],
  ["id_isar0_el1", "id_isar1_el1", "id_isar2_el1", "id_isar3_el1"],
  ["id_isar4_el1", "id_isar5_el1", "mvfr0_el1", "mvfr1_el1"],
  ["mvfr2_el1", "s3_0_c0_c2_6", "s3_0_c0_c2_7", "s3_0_c0_c3_7"],
  ["ctr_el0", "dczid_el0", "clidr_el1", "cntfrq_el0"],
  ["mdrar_el1", "dbgauthstatus_el1", "oslsr_el1", "mdccsr_el0"],
  ["actlr_el1", "afsr0_el1", "afsr1_el1", "amair_el1"],
  ["pmcr_el0", "pmceid0_el0", "pmceid1_el0", "rvbar_el1"],
];

export const IDENTIFICATION: readonly SystemCase[] = [
  ...GROUPS.map((group) => ({
    name: `identification ${group.join(" ")}`,
    level: "EL1h" as const,
    body: group.map((register, i) => `mrs x${i}, ${register}`).join("\n"),
  })),
  ...[0, 1, 2].map((cache) => ({
    name: `CCSIDR of ${cache}`,
    level: "EL1h" as const,
    body: `mov x9, #${cache}\nmsr csselr_el1, x9\nisb\nmrs x0, ccsidr_el1\nmrs x1, csselr_el1`,
  })),
];
