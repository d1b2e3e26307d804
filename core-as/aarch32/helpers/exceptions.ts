/**
 * What exception-generating instructions and hints do at run time. All are for `Call.system` of ir/emit.ts.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { leaveBlock } from "../../exec/leave";
import { ExitReason, requestExit } from "../../exit";
import { EXIT_SYNDROME } from "../../layout";
import {
  leaveAfter,
  raiseBreakpoint,
  raiseIllegal,
  raiseSupervisorCall,
  raiseUndefinedInstruction,
} from "../exception";
import { bankOf, returnTo, spsrAt } from "../modes";
import { Bank, CPSR_IT, CPSR_MODE } from "../state";

/** ESR_EL2 of HVC and SMC from AArch32 state: EC, and IL for an instruction of 32 bits. */
const EC_HVC: u64 = 0x12;
const EC_SMC: u64 = 0x13;
const IL: u64 = 1 << 25;

/** SVC: `packed` is its length, shifted. */
export function supervisorTrap(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  raiseSupervisorCall(v, packed >> 16);
  return 1;
}

export function breakpointAbort(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  raiseBreakpoint(v);
  return 1;
}

export function exitSecureCall(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  leaveBlock(v, false);
  store<u64>(v, (EC_SMC << 26) | IL, EXIT_SYNDROME);
  requestExit(v, ExitReason.SecureCall);
  return 1;
}

/** Leaves the block behind an instruction of `length` bytes, which is done. */
export function endBlockBehind(v: usize, d: usize, a: usize, b: usize, length: u32): i32 {
  leaveAfter(v, length);
  return 1;
}

/** HVC: `packed` is its immediate, with the instruction's length above. */
export function exitHypercall(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  leaveAfter(v, packed >> 16);
  store<u64>(v, (EC_HVC << 26) | IL | (packed & 0xffff), EXIT_SYNDROME);
  requestExit(v, ExitReason.Hypercall);
  return 1;
}

export function raiseUndefined(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  raiseUndefinedInstruction(v);
  return 1;
}

export function raiseIllegalState(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  raiseIllegal(v);
  return 1;
}

/** ITSTATE of the instruction behind a block that ends within an IT block. */
export function setIfThen(v: usize, d: usize, a: usize, b: usize, state: u32): i32 {
  store<u64>(v, state, CPSR_IT);
  return 0;
}

/** RFE: CPSR from slot b, PC from slot a. */
export function returnToLoaded(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  leaveBlock(v, true);
  // BOUNDS: `a` and `b` are addresses of slots.
  returnTo(v, load<u32>(a), load<u32>(b));
  return 1;
}

/**
 * Return from an exception: CPSR from the mode's SPSR, PC from slot `a`. User and System mode have no SPSR; there the instruction is
 * undefined, which is one of the choices of DDI 0487 G1.16.
 */
export function returnFromException(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (bankOf(load<u32>(v, CPSR_MODE)) == Bank.Usr) {
    raiseUndefinedInstruction(v);
    return 1;
  }
  leaveBlock(v, true);
  // BOUNDS: `a` is the address of a slot.
  returnTo(v, load<u32>(a), load<u32>(spsrAt(v)));
  return 1;
}
