/**
 * Template kinds of system instructions.
 *
 *   sysreg     15 bits (low bit of op0, op1, CRn, CRm, op2): name of a system register, or `s3_0_c1_c0_7`
 *   sysregw    the same where it is written
 *   barrier    option of DSB and DMB
 *   option15   ` #0x3`: an option that is not shown when it is 15
 *   spsel      immediate of MSR SPSel
 *   sysx       `, x3`: operand of SYS; nothing for register 31
 */
import { A64_SYSTEM_REGISTERS } from "./a64SystemRegisters.gen.ts";
import type { Kinds } from "./template.ts";

/** The upper bit of op0, which MRS and MSR do not hold. */
const OP0_HIGH = 0x8000;
/** The one encoding with a name for reads and another for writes: DBGDTRRX_EL0 and DBGDTRTX_EL0. */
const DBGDTR = "dbgdtrrx_el0";

/** Options of DMB and DSB. */
export const BARRIERS: Readonly<Record<number, string>> = {
  1: "oshld",
  2: "oshst",
  3: "osh",
  5: "nshld",
  6: "nshst",
  7: "nsh",
  9: "ishld",
  10: "ishst",
  11: "ish",
  13: "ld",
  14: "st",
  15: "sy",
};

function registerName(bits: number): string {
  const key = bits | OP0_HIGH;
  const name = A64_SYSTEM_REGISTERS.get(key);
  if (name) return name;
  const field = (low: number, width: number) => (key >>> low) & (2 ** width - 1);
  return `s${field(14, 2)}_${field(11, 3)}_c${field(7, 4)}_c${field(3, 4)}_${field(0, 3)}`;
}

const hex = (value: number) => `#0x${value.toString(16)}`;

export const kindsSystem: Kinds = {
  sysreg: ([k]) => registerName(k.value),
  sysregw: ([k]) => {
    const name = registerName(k.value);
    return name === DBGDTR ? "dbgdtrtx_el0" : name;
  },
  barrier: ([m]) => BARRIERS[m.value] ?? hex(m.value),
  option15: ([m]) => (m.value === 15 ? "" : ` ${hex(m.value)}`),
  spsel: ([m]) => (m.value <= 1 ? `spsel, ${hex(m.value)}` : `s0_0_c4_c${m.value}_5, xzr`),
  sysx: ([t]) => (t.value === 31 ? "" : `, x${t.value}`),
};
