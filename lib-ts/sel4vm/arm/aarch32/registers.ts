/** Words of AArch32's thread context in the core's state. */
import { type CoreVcpu, SystemRegister } from "../../../core/index.ts";
import { InvalidArgument, RegisterUnknown } from "../../../errors.ts";
import { USER_CONTEXT_WORDS, UserContextReg } from "./userContext.ts";

const WORD = 0xffff_ffffn;
const SP = 13;
const LR = 14;
const FIRST_FIQ = 8;

/** Register number of each context word that holds one of R0 to R12 or R14. */
const GENERAL: readonly number[] = Array.from({ length: USER_CONTEXT_WORDS }, (_, word) =>
  word === UserContextReg.sp ? SP : Number(/^r(\d+)$/.exec(UserContextReg[word])?.[1] ?? -1),
);

export function readWord(vcpu: CoreVcpu, word: number): bigint {
  switch (word) {
    case UserContextReg.pc:
      return vcpu.pc;
    case UserContextReg.cpsr:
      return BigInt(vcpu.aarch32.cpsr);
    case UserContextReg.tpidrurw:
      return vcpu.u64(SystemRegister.TPIDR_EL0);
    case UserContextReg.tpidruro:
      return vcpu.u64(SystemRegister.TPIDRRO_EL0);
    default: {
      const n = generalRegister(word);
      return BigInt(n < FIRST_FIQ ? vcpu.aarch32.general(n) : vcpu.aarch32.banked("usr", n));
    }
  }
}

export function writeWord(vcpu: CoreVcpu, word: number, value: bigint): void {
  const bits = Number(value & WORD);
  switch (word) {
    case UserContextReg.pc:
      vcpu.aarch32.pc = bits;
      break;
    case UserContextReg.cpsr:
      if (!vcpu.aarch32.setCpsr(bits)) throw new InvalidArgument("cpsr", value, "a mode of PL0 or PL1");
      break;
    case UserContextReg.tpidrurw:
      vcpu.setU64(SystemRegister.TPIDR_EL0, value & WORD);
      break;
    case UserContextReg.tpidruro:
      vcpu.setU64(SystemRegister.TPIDRRO_EL0, value & WORD);
      break;
    default: {
      const n = generalRegister(word);
      if (n < FIRST_FIQ) vcpu.aarch32.setGeneral(n, bits);
      else vcpu.aarch32.setBanked("usr", n, bits);
    }
  }
}

/** The word that holds register `n` of the current mode; undefined where the mode has one of its own. */
export function wordOfGeneral({ aarch32 }: CoreVcpu, n: number): number | undefined {
  const own = n >= SP ? aarch32.bank !== "usr" : n >= FIRST_FIQ && aarch32.bank === "fiq";
  if (own || n > LR) return undefined;
  return GENERAL.indexOf(n);
}

function generalRegister(word: number): number {
  const register = GENERAL[word] ?? -1;
  if (register < 0) throw new RegisterUnknown(word, "thread context");
  return register;
}
