/**
 * The syndrome that a hypervisor would see for a device access: ESR_EL2 of a stage-2 abort from a lower level. For
 * loads and stores of one general-purpose register without write-back it says which (ISV = 1). DDI 0487 D13.2.37.
 */
import { Direction } from "../abi";
import { EXIT_DIRECTION, EXIT_REGISTER, EXIT_SYNDROME, SLOT_PC, WALK_ADDRESS } from "../layout";
import { Want } from "../mem/access";
import { ramAt } from "../mem/physmap";
import { Ec } from "./exception";
import { NO_FAULT } from "./fault";
import { translateQuietly } from "./mmu";
import { PSTATE_EL } from "./state";

const IL: u32 = 1 << 25;
const ISV: u32 = 1 << 24;
const SSE: u32 = 1 << 21;
const SF: u32 = 1 << 15;
const AR: u32 = 1 << 14;
const WNR: u32 = 1 << 6;
/** Translation fault, level 3. */
const STATUS: u32 = 7;
const NO_REGISTER: u32 = 0xff;

/** Fills EXIT_SYNDROME and EXIT_REGISTER for the access of the instruction at PC. */
export function describeAccess(v: usize): void {
  // BOUNDS: v is a vCPU's base.
  const direction = load<u32>(v, EXIT_DIRECTION);
  const fetch = direction == Direction.Fetch;
  const details = fetch ? 0 : registerTransfer(instructionAt(v, load<u64>(v, SLOT_PC)));
  const write: u32 = direction == Direction.Write ? WNR : 0;
  const ec: u32 = fetch ? Ec.InstructionAbortLower : Ec.DataAbortLower;
  store<u32>(v, details != 0 ? (details >> 16) & 31 : NO_REGISTER, EXIT_REGISTER);
  store<u64>(v, (ec << 26) | IL | details | write | STATUS, EXIT_SYNDROME);
}

/** The instruction word at `pc`, 0 when it cannot be read any more. */
function instructionAt(v: usize, pc: u64): u32 {
  if (translateQuietly(v, pc, Want.Execute, load<u32>(v, PSTATE_EL) == 0) != NO_FAULT) return 0;
  const host = ramAt(load<u64>(v, WALK_ADDRESS));
  // BOUNDS: ramAt found RAM there; PC is a multiple of 4.
  return host == 0 ? 0 : load<u32>(host);
}

/** ISV, SAS, SSE, SRT, SF and AR of a load or store of one general-purpose register; 0 for any other instruction. */
function registerTransfer(word: u32): u32 {
  const size = word >> 30;
  const opc = (word >> 22) & 3;
  if ((word & 0x3b000000) == 0x39000000 || isUnscaledOrRegister(word)) return singleRegister(word, size, opc);
  if ((word & 0x3fa08000) == 0x08808000) return transfer(word, size, false, size == 3) | AR;
  if ((word & 0x3f000000) == 0x18000000) return literal(word, size);
  return 0;
}

/** Load/store register with 9-bit offset and no write-back, unprivileged, or with a register offset; V = 0. */
function isUnscaledOrRegister(word: u32): bool {
  if ((word & 0x3f000000) != 0x38000000) return false;
  const form = (word >> 10) & 3;
  return (word & 0x200000) != 0 ? form == 2 : form == 0 || form == 2;
}

/**
 * opc: 0 store, 1 load, 2 load and sign-extend to 64 bits, 3 to 32 bits. Of SIMD&FP registers and prefetches nothing is
 * said.
 */
function singleRegister(word: u32, size: u32, opc: u32): u32 {
  if ((word & (1 << 26)) != 0 || (size == 3 && opc >= 2)) return 0;
  return transfer(word, size, opc >= 2, opc == 2 || size == 3);
}

/** LDR (literal): opc in the size field: 0 word, 1 doubleword, 2 signed word, 3 prefetch. */
function literal(word: u32, opc: u32): u32 {
  if (opc == 3) return 0;
  return transfer(word, opc == 1 ? 3 : 2, opc == 2, opc != 0);
}

function transfer(word: u32, size: u32, signExtend: bool, is64: bool): u32 {
  return ISV | (size << 22) | (signExtend ? SSE : 0) | ((word & 31) << 16) | (is64 ? SF : 0);
}
