/**
 * Where our machine's lines may differ from those of QEMU 7.2, and why. An excuse says what our line must look like; one
 * that no case needed is an error, so that none outlives its reason.
 */

export interface SystemExcuse {
  /** Names of the cases that it covers. */
  readonly cases: RegExp;
  /** What our report looks like. */
  readonly ours: RegExp;
  readonly reason: string;
  /** Where DDI 0487 (or the named manual) allows or demands our result. */
  readonly clause: string;
}

export const EXCUSES: readonly SystemExcuse[] = [
  {
    cases: /^(misaligned SP at|ldr from misaligned SP)/,
    ours: /esr=9a000000/,
    reason: "QEMU does not check the alignment of SP",
    clause: "D1.8.2",
  },
  {
    cases: /daif(set|clr)/,
    ours: /esr=620[ce]d3/,
    reason: "QEMU exchanges op1 and op2 in the syndrome",
    clause: "D13.2.37, ISS of EC 0x18: Op2 in bits 19..17, Op1 in bits 16..14",
  },
  {
    cases: /^(ELR, SPSR and ESR|CONTEXTIDR and CPACR|VBAR) keeps? /,
    ours: /esr=56000fff/,
    reason: "QEMU keeps bits that are RES0",
    clause: "D13.2.27, D13.2.28, D13.2.37, D13.2.144, C5.2.18",
  },
  {
    cases: /^sevl; wfe; wfe at EL0 with nTWE 0$/,
    ours: /esr=7e00001 elr=8 /,
    reason: "QEMU never traps WFE",
    clause: "D1.16.1",
  },
  {
    cases: /^mdccsr_el0 at EL0 with TDCC$/,
    ours: /esr=6220c123/,
    reason: "QEMU has no traps of the Debug Communications Channel",
    clause: "D13.3.20, MDSCR_EL1.TDCC",
  },
  {
    cases: /^no step with the OS lock$/,
    ours: /esr=56000fff/,
    reason: "QEMU looks at the wrong bit of OSLSR_EL1",
    clause: "D2.4: debug exceptions are disabled while the OS Lock is locked",
  },
  {
    cases: /^TCR: T1SZ 16 level 0 block$/,
    ours: /esr=96000004/,
    reason: "QEMU takes a block descriptor at level 0",
    clause: "D5.3.1: with 4 KiB granules, level 0 has table descriptors only",
  },
  {
    cases: /^at s1e[01][rw]: /,
    ours: /x=[0-9a-f]{8,}[19][08]0 x=0/,
    reason: "QEMU sets NS, and gives Device and Non-cacheable memory another shareability",
    clause: "D13.2.107: NS is UNKNOWN in Non-secure state; SH is 0b10 for Device and Non-cacheable memory",
  },
  {
    cases: /of Device memory$/,
    ours: /esr=960000[26]1/,
    reason: "QEMU 7.2 does not check alignment in Device memory",
    clause: "B2.5.2, and C5.3.11 for DC ZVA",
  },
  {
    cases: /^(dc|ic) .* of (an unmapped address|a read-only page)$/,
    ours: /esr=960001(45|4f)/,
    reason: "QEMU does not translate the address of cache maintenance",
    clause: "D4.4.8: the instructions by VA can generate MMU faults; DC IVAC needs write permission",
  },
  {
    cases: /^priority bits$/,
    ours: /x=f8 x=a0f8a0a0 x=7 x=2$/,
    reason: "QEMU implements eight bits of priority, a GIC-400 five",
    clause: "IHI 0048 3.3: 16 to 256 levels",
  },
  {
    cases: /^distributor identifies itself$/,
    ours: /x=200143b x=202143b/,
    reason: "GICD_IIDR and GICC_IIDR are those of a GIC-400 r0p1",
    clause: "IHI 0048 4.3.3, 4.4.14",
  },
  {
    cases: /^identification midr_el1/,
    ours: /x=410fd034 x=80000000 x=100 x=0$/,
    reason: "REVIDR_EL1 is IMPLEMENTATION DEFINED",
    clause: "D13.2.114",
  },
  {
    cases: /^identification id_aa64/,
    ours: /x=(12 x=0 x=101106 x=0|10000 x=0 x=100022 x=0)$/,
    reason:
      "our CPU has neither AArch32 at EL1, EL2, EL3 nor cryptography, but the 16 KiB granule; two breakpoints and watchpoints",
    clause: "D13.2.59 to D13.2.68",
  },
  {
    cases: /^identification id_isar4_el1/,
    ours: /x=11142 x=10001 x=10110222 x=12111111$/,
    reason: "our CPU has no cryptography",
    clause: "D13.2.76, ID_ISAR5_EL1",
  },
  {
    cases: /^identification mdrar_el1/,
    ours: /x=0 x=aa x=8 x=0$/,
    reason: "QEMU has no DBGAUTHSTATUS_EL1",
    clause: "D13.3.1",
  },
  {
    cases: /^identification pmcr_el0/,
    ours: /x=41030000 x=20000 x=0 x=0$/,
    reason: "our CPU has no event counters",
    clause: "D13.4.10, D6.10.3",
  },
  {
    cases: /^CCSIDR of 2$/,
    ours: /x=703fe07a/,
    reason: "the size of the level 2 cache is IMPLEMENTATION DEFINED",
    clause: "Cortex-A53 TRM 4.3.22",
  },
];
