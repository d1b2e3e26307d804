/** Rows of which QEMU's user mode leaves something else, and what. */

export interface RowExcuse {
  /** Of title and opcode. */
  readonly titles: RegExp;
  /** The parts of the state that differ; `[` begins words of memory. */
  readonly names: RegExp;
  /** Vectors of the core, of which QEMU has another one: then every part may differ. */
  readonly got?: readonly number[];
  /** Only where both fault. */
  readonly faults?: true;
  readonly reason: string;
  readonly clause: string;
}

const ANY = /./;
const FLOAT = /^(FSW|FTW|ST\d)$/;

export const QEMU_ROWS: readonly RowExcuse[] = [
  {
    titles: /^MOV \((control|debug)\)/,
    names: ANY,
    got: [6],
    reason: "control and debug registers that do not exist",
    clause: "volume 2, MOV CR, MOV DR: #UD for CR1, CR5 and above",
  },
  {
    titles: /^TEST \(F[67] \/1/,
    names: ANY,
    got: [3, 13, 14],
    reason: "the second encoding of TEST: QEMU has none",
    clause: "volume 2, appendix A, table A-6, group 3",
  },
  {
    titles: /^NOP \(0F 18/,
    names: ANY,
    got: [3],
    reason: "PREFETCH with a register as its operand, a NOP: undefined in QEMU",
    clause: "volume 2, appendix A, table A-6, group 16",
  },
  {
    titles: /^INT.*\(F1/,
    names: ANY,
    got: [1],
    reason: "INT1: QEMU's user mode sends SIGILL",
    clause: "volume 2, INT n: INT1 generates #DB",
  },
  {
    titles: /^(RET|RETF) \(C[2A]/,
    names: /^E?SP$/,
    reason: "RET's count: QEMU takes it as signed",
    clause: "volume 2, RET: the number of bytes is unsigned",
  },
  {
    titles: /^CLFLUSH/,
    names: ANY,
    got: [12, 13, 14],
    reason: "CLFLUSH of what cannot be read: QEMU does nothing",
    clause: "volume 2, CLFLUSH: it can fault as a load of a byte does",
  },
  {
    titles: /^ARPL/,
    names: ANY,
    got: [3],
    reason: "ARPL of memory that cannot be written: QEMU writes where nothing changes",
    clause: "volume 2, ARPL: the destination is written when its RPL is less than the source's",
  },
  {
    titles: /^BSWAP/,
    names: ANY,
    reason: "BSWAP with a prefix of operand size",
    clause: "volume 2, BSWAP: with a 16-bit register the result is undefined",
  },
  {
    titles: /^(LAR|LSL|VER)/,
    names: ANY,
    reason: "descriptors of the host's kernel, and the Accessed bit, which QEMU leaves clear",
    clause: "volume 3, 3.4.5.1: a processor sets Accessed when it loads the segment register; Linux sets it in advance",
  },
  {
    titles: /^FN?(NOP|STSW|DISI|ENI|SETPM|CLEX)/,
    names: /^FIP$/,
    reason: "the instruction pointer of x87 control instructions and FNOP",
    clause: "volume 1, 8.1.8: it is that of the last non-control instruction",
  },
  {
    titles: /^(FLDCW|FLDENV|FRSTOR|FXRSTOR)/,
    names: /^(FCW|FIP|FSW|FTW)$/,
    reason: "reserved bits of the control word, and pointers, that QEMU keeps or loses when it loads them",
    clause: "volume 1, 8.1.5 and 8.1.8",
  },
  {
    titles: /^FX(SAVE|RSTOR)/,
    names: /^(\[|F.W$|ST\d|XMM\d|MXCSR|FIP|CR2)/,
    got: [14],
    reason: "FXSAVE and FXRSTOR across the end of a page: QEMU leaves reserved parts of the image alone",
    clause: "volume 2, FXSAVE: the image has 512 bytes",
  },
  {
    titles: /^(FXRSTOR|FRSTOR|FLDENV)/,
    names: /^(F.W$|ST\d|XMM\d|MXCSR|FIP|CR2)/,
    faults: true,
    reason: "what FLDENV, FRSTOR or FXRSTOR has loaded before its fault",
    clause: "volume 3, 6.5: after a fault the state is such that the instruction can be restarted",
  },
  {
    titles: /^(RC[LR]|SCAS|CMPS|SETcc)/,
    names: /^EFLAGS$/,
    faults: true,
    reason: "EFLAGS of RCL, RCR, SCAS, CMPS and SETcc that fault: QEMU has changed them",
    clause: "volume 2, REP: a fault of SCAS or CMPS restores EFLAGS; volume 3, 6.5",
  },
  {
    titles: /^(FN?STENV|FN?SAVE|FXSAVE)/,
    names: /^(\[|FCW$|CR2$)/,
    reason: "reserved parts and pointers of images of the FPU: QEMU writes zeros",
    clause: "volume 1, 8.1.10, figure 8-9; volume 2, FXSAVE, table 3-43",
  },
  {
    titles: /^F(DEC|INC)STP/,
    names: /^FSW$/,
    reason: "C0, C2 and C3 behind FDECSTP and FINCSTP: QEMU clears them",
    clause: "volume 2, FDECSTP: C0, C2 and C3 are undefined",
  },
  {
    titles: /^F(SQRT|PREM1?|RNDINT|SCALE|XTRACT|ABS|CHS)/,
    names: FLOAT,
    reason: "condition codes that are undefined, and C0, C3 and C1 of a partial remainder",
    clause: "volume 2, FPU Flags Affected: C0, C2, C3 undefined; of FPREM bits of the quotient",
  },
  {
    titles: /^F(SIN|COS|SINCOS|PTAN|PATAN|2XM1|YL2X|YL2XP1)\b/,
    names: FLOAT,
    reason:
      "transcendental functions, which QEMU computes in 64 bits or by the host's library, and outside of their domain",
    clause: "volume 1, 8.3.10 and table 8-10: domains and accuracy; outside of the domain results are undefined",
  },
  {
    titles: /^FU?COMIP?/,
    names: /^EFLAGS$/,
    reason: "OF, SF and AF of FCOMI: QEMU leaves them",
    clause: "volume 2, FCOMI: the OF, SF and AF flags are cleared",
  },
  {
    titles: /^(FST|FSTP|FSTPNCE|FFREEP?|FXCH) \(D[9DF]/,
    names: FLOAT,
    reason: "tags of registers that are written while they are empty",
    clause: "volume 1, 8.1.7: a register that is written is tagged as valid",
  },
  {
    titles: /^FBLD/,
    names: /^(CR2|ST\d|FSW)$/,
    reason: "FBLD: QEMU reads its bytes from the last to the first, and rounds",
    clause: "volume 2, FBLD: the value is loaded without rounding errors",
  },
  {
    titles: /^EMMS/,
    names: FLOAT,
    reason: "TOP behind EMMS: QEMU leaves it",
    clause: "volume 3, 12.2: all MMX instructions but EMMS set TOP to zero",
  },
  {
    titles: /^CVTPI2P[SD]/,
    names: FLOAT,
    reason: "CVTPI2PS and CVTPI2PD of memory: QEMU enters the MMX state",
    clause: "volume 2, CVTPI2PD: with a memory operand it causes no transition",
  },
  {
    titles: /^MASKMOV/,
    names: ANY,
    reason: "MASKMOVQ and MASKMOVDQU that fault: QEMU writes byte by byte, and has entered the MMX state",
    clause: "volume 2, MASKMOVQ: with a mask of zero faults are implementation-dependent",
  },
  {
    titles: /^(MIN|MAX|CMP|COMIS|UCOMIS)[PS]?[SD]/,
    names: /^(MXCSR|XMM\d|EFLAGS)$/,
    reason: "quiet NaNs and Denormals-Are-Zeros in MIN, MAX and comparisons",
    clause: "volume 2, MINPS: Invalid (including QNaN source operand); volume 1, 10.2.3.4",
  },
  {
    titles: /^R(CP|SQRT)[PS]S/,
    names: /^XMM\d$/,
    reason: "approximations: QEMU computes them exactly, of denormal operands, too",
    clause: "volume 2, RCPPS, RSQRTPS: a relative error of at most 1.5 * 2^-12; denormal operands are taken as zero",
  },
  {
    titles: /^(CALL|RETF?|JMP|IRET|L[DEFGS]S|MOV|POP)\b/,
    names: /^(error|\[.*)$/,
    reason: "the error code of a far transfer or a load of a segment register that faults",
    clause: "volume 3, 5.8 and 6.13: the selector that is checked first",
  },
];
