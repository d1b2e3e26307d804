/** Words of the thread context in the core's state. */
import { type CoreVcpu, SystemRegister } from "../../core/index.ts";
import { InvalidArgument, RegisterUnknown } from "../../errors.ts";
import { USER_CONTEXT_WORDS, UserContextReg } from "./userContext.ts";

/** X register of each context word from x0 on. */
const GENERAL: readonly number[] = Array.from({ length: USER_CONTEXT_WORDS }, (_, word) =>
  Number(/^x(\d+)$/.exec(UserContextReg[word])?.[1] ?? -1),
);

export function readWord(vcpu: CoreVcpu, word: number): bigint {
  switch (word) {
    case UserContextReg.pc:
      return vcpu.pc;
    case UserContextReg.sp:
      return vcpu.stackPointer(0);
    case UserContextReg.spsr:
      return BigInt(vcpu.pstate);
    case UserContextReg.tpidr_el0:
      return vcpu.u64(SystemRegister.TPIDR_EL0);
    case UserContextReg.tpidrro_el0:
      return vcpu.u64(SystemRegister.TPIDRRO_EL0);
    default:
      return vcpu.x(generalRegister(word));
  }
}

export function writeWord(vcpu: CoreVcpu, word: number, value: bigint): void {
  switch (word) {
    case UserContextReg.pc:
      vcpu.pc = value;
      break;
    case UserContextReg.sp:
      vcpu.setStackPointer(0, value);
      break;
    case UserContextReg.spsr:
      if (!vcpu.setPstate(Number(value & 0xffff_ffffn)))
        throw new InvalidArgument("spsr", value, "a mode of EL0 or EL1 in AArch64 state, or User mode");
      break;
    case UserContextReg.tpidr_el0:
      vcpu.setU64(SystemRegister.TPIDR_EL0, value);
      break;
    case UserContextReg.tpidrro_el0:
      vcpu.setU64(SystemRegister.TPIDRRO_EL0, value);
      break;
    default:
      vcpu.setX(generalRegister(word), value);
  }
}

function generalRegister(word: number): number {
  const register = GENERAL[word] ?? -1;
  if (register < 0) throw new RegisterUnknown(word, "thread context");
  return register;
}
