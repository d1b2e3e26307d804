/** AArch32 programs that compute with floating-point registers. */
import { FPSCR_NZCV, Mode } from "../aarch32/state.ts";
import { VBAR_EL1 } from "../aarch64/state.ts";
import { FPCR, FPSR, SLOT_V } from "../layout.ts";
import { DATA, TestProgram32 } from "./aarch32.ts";
import { bits32, bits64, value32, value64 } from "./float.ts";

const A32_HVC = 0xe140_0070;
const VECTORS = DATA - 0x1000n;

/** What a lane holds that no instruction should touch. */
export const GARBAGE = 0x5555_5555_5555_5555n;

/** FPSCR bits beside NZCV. */
export const Fpscr = { FZ: 1 << 24, DN: 1 << 25, inexact: 1 << 4, invalid: 1, inputDenormal: 1 << 7 };

export class FloatProgram32 extends TestProgram32 {
  constructor() {
    super();
    for (let n = 0; n < 32; n++) this.setD(n, GARBAGE);
    this.core.setU64(VBAR_EL1, VECTORS);
    this.put("a32", Array(8).fill(A32_HVC), VECTORS);
  }

  /** D register n as a number. */
  double(n: number): number {
    return value64(this.d(n));
  }
  setDouble(n: number, value: number): void {
    this.setD(n, bits64(value));
  }
  /** S register n, as bits and as a number. */
  s(n: number): number {
    return this.core.view.getUint32(this.core.vcpu() + SLOT_V + 4 * n, true);
  }
  setS(n: number, bits: number): void {
    this.core.setU32(SLOT_V + 4 * n, bits >>> 0);
  }
  single(n: number): number {
    return value32(BigInt(this.s(n)));
  }
  setSingle(n: number, value: number): void {
    this.setS(n, Number(bits32(value)));
  }

  get fpscr(): number {
    return Number(this.core.u64(FPSCR_NZCV) | this.core.u64(FPCR) | this.core.u64(FPSR));
  }
  /** The numbers of the D registers that no longer hold GARBAGE. */
  get changed(): number[] {
    return Array.from({ length: 32 }, (_, n) => n).filter((n) => this.d(n) !== GARBAGE);
  }
  /** Whether the program ended in the Undefined Instruction exception. */
  get wasUndefined(): boolean {
    return (this.cpsr & 0x1f) === Mode.Und;
  }
}
