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
  /** Where the SDM allows or demands our result; volume 3 where no other is named. */
  readonly clause: string;
}

export const EXCUSES: readonly SystemExcuse[] = [
  {
    cases: /^(int1 at|INT1 has)/,
    ours: /^v=1 .* dr6=ffff0ff0 /,
    reason: "QEMU's Core Duo has no INT1",
    clause: "volume 2, INT n/INTO/INT3/INT1",
  },
  {
    cases: /^lock of mov at/,
    ours: /^v=6 /,
    reason: "QEMU lets LOCK stand before MOV",
    clause: "volume 2, LOCK: #UD",
  },
  {
    cases: /^null selector in/,
    ours: /^v=d e=0 /,
    reason: "QEMU does not check limits and rights of data segments",
    clause: "5.4.1: #GP(0)",
  },
  {
    cases: /^(ds|ss) = type 1[4-7]$/,
    ours: /^v=(d|8) /,
    reason: "QEMU does not check limits: of an expand-down segment the whole address space is outside",
    clause: "5.3",
  },
  {
    cases: /%(cr1|cr7.*) at level3$/,
    ours: /^v=6 /,
    reason: "QEMU looks at the privilege level first",
    clause: "volume 2, MOV to and from control registers: #UD for CR1 and CR5 to CR7; table 6-2",
  },
  {
    cases: /^no gate for an undefined opcode$/,
    ours: /^v=d e=33 /,
    reason: "QEMU forgets EXT",
    clause: "6.13: set when an earlier exception was being delivered",
  },
  {
    cases: /^two breakpoints at once/,
    ours: / dr6=ffff0ff3 /,
    reason: "QEMU reports one",
    clause: "17.2.3",
  },
  {
    cases: /^general detect$/,
    ours: /^v=1 .* dr6=ffff2ff0 /,
    reason: "QEMU has no general detect",
    clause: "17.2.4",
  },
  {
    cases: /^alignment check at level3$/,
    ours: /^v=11 e=0 /,
    reason: "QEMU does not check alignment",
    clause: "6.15, #AC",
  },
  {
    cases: /^(RDMSR of 0x12345678|WRMSR of )/,
    ours: /^v=d e=0 /,
    reason: "QEMU accepts unknown registers and values",
    clause: "volume 2, RDMSR, WRMSR: #GP(0)",
  },
  {
    cases: /^(emms|movaps register|paddb mmx) with CR0/,
    ours: /^v=[67] /,
    reason: "QEMU executes EMMS always, and looks at TS before EM",
    clause: "12.1 and 13.1: #UD for EM, #NM for TS",
  },
  {
    cases: / after an x87 exception$/,
    ours: /^(v=10 |v=ff .* abcd=b084)/,
    reason: "QEMU raises #MF at FWAIT only, and pops where an unmasked exception forbids it",
    clause: "volume 1, 8.5 and 8.7",
  },
  {
    cases: /^SSE exception/,
    ours: /^v=(13|6) /,
    reason: "QEMU 7.2 raises no #XM",
    clause: "6.15, #XM",
  },
  {
    cases: /^LDMXCSR of reserved bits$/,
    ours: /^v=d e=0 /,
    reason: "QEMU takes them",
    clause: "volume 2, LDMXCSR: #GP",
  },
  {
    cases: /with (DS|absent DS|execute-only ES|null LDT|level 3)/,
    ours: /^v=[ab] .* eip=10/,
    reason: "QEMU saves the old task's EIP",
    clause: "6.15, #TS: of the new task, before its first instruction",
  },
  {
    cases: /with debug trap$/,
    ours: /^v=1 .* dr6=ffff8ff0 /,
    reason: "QEMU does not know the T flag",
    clause: "17.3.1.5",
  },
  {
    cases: /^task with 16-bit TSS$/,
    ours: /^v=ff .* abcd=2222,3333,1111,4444 /,
    reason: "QEMU does not start the task",
    clause: "7.6",
  },
  {
    cases: /VME|PVI/,
    ours: /^v=/,
    reason: "QEMU has neither extension",
    clause: "20.3, 20.4",
  },
  {
    cases: /read and write of a page/,
    ours: /^v=e e=[2367bf] /,
    reason: "QEMU reads before it writes",
    clause: "4.7: W/R is set if the access was a write",
  },
  {
    cases: /(large page|not executable|reserved high bits)/,
    ours: /^v=e e=[9bdf] /,
    reason: "QEMU reports reserved bits of entries as not present",
    clause: "4.7: RSVD can be set only if P is also set",
  },
  {
    cases: /^PAE: reserved bits /,
    ours: /^v=d e=0 /,
    reason: "QEMU does not look at the pointer table's reserved bits",
    clause: "4.4.1",
  },
  {
    cases: /^CR0 = 0x20000011$/,
    ours: /^v=d e=0 /,
    reason: "QEMU takes NW without CD",
    clause: "2.5",
  },
  {
    cases: /^return to level 3 with SS ABSENT$/,
    ours: /^v=c e=98 /,
    reason: "QEMU raises #NP",
    clause: "volume 2, RET: #SS(selector)",
  },
  {
    cases: /^jump to type 1[8ace]$/,
    ours: /^v=ff .* abcd=0,cf9[9bdf]00,/,
    reason: "QEMU does not mark code as accessed",
    clause: "3.4.5.1",
  },
  {
    cases: /^16-bit call gate$/,
    ours: /^v=ff .* fl=2 /,
    reason: "QEMU changes flags on the way",
    clause: "volume 2, CALL: no flags are affected",
  },
  {
    cases: /^ltr of [03]$/,
    ours: /^v=d e=0 /,
    reason: "QEMU takes a null selector",
    clause: "volume 2, LTR: #GP(0)",
  },
  {
    cases: /^push to an absent page$/,
    ours: / cr2=200ffc /,
    reason: "QEMU begins PUSHA with EDI",
    clause: "volume 2, PUSHA: EAX is pushed first",
  },
];
