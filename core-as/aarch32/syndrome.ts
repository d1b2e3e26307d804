/**
 * The syndrome that a hypervisor would see for a device access from AArch32 state: HSR, which is ESR_EL2, of a stage-2 abort. For
 * loads and stores of one general-purpose register without write-back it says which (ISV = 1). DDI 0487 G8.2.60.
 */
import { Direction } from "../abi";
import { EXIT_DIRECTION, EXIT_REGISTER, EXIT_SYNDROME, SLOT_PC, WALK_ADDRESS } from "../layout";
import { Want } from "../mem/access";
import { ramAt } from "../mem/physmap";
import { NO_FAULT } from "./fault";
import { isWide } from "./ifThen";
import { translateQuietly } from "./mmu";
import { PC } from "./registers";
import { PSTATE_EL } from "./state";

const EC_PREFETCH_ABORT: u64 = 0x20;
const EC_DATA_ABORT: u64 = 0x24;
const IL: u32 = 1 << 25;
const ISV: u32 = 1 << 24;
const SSE: u32 = 1 << 21;
const WNR: u32 = 1 << 6;
/** Translation fault, level 3. */
const STATUS: u32 = 7;
const NO_REGISTER: u32 = 0xff;

/** Fills EXIT_SYNDROME and EXIT_REGISTER for the access of the instruction at PC. */
export function describeAccess(v: usize): void {
  // BOUNDS: v is a vCPU's base.
  const direction = load<u32>(v, EXIT_DIRECTION);
  const pc = load<u32>(v, SLOT_PC);
  const thumb = (pc & 1) != 0;
  const first = thumb ? halfwordAt(v, pc & ~1) : 0;
  const wide = !thumb || isWide(first);
  let details: u32 = 0;
  if (direction != Direction.Fetch) {
    if (!thumb) details = armTransfer(halfwordAt(v, pc) | (halfwordAt(v, pc + 2) << 16));
    else details = wide ? wideTransfer((first << 16) | halfwordAt(v, (pc & ~1) + 2)) : narrowTransfer(first);
  }
  const write: u32 = direction == Direction.Write ? WNR : 0;
  const ec = direction == Direction.Fetch ? EC_PREFETCH_ABORT : EC_DATA_ABORT;
  store<u32>(v, details != 0 ? (details >> 16) & 15 : NO_REGISTER, EXIT_REGISTER);
  store<u64>(v, (ec << 26) | (wide ? IL : 0) | details | write | STATUS, EXIT_SYNDROME);
}

/** The halfword at `va`, 0 when it cannot be read any more. */
function halfwordAt(v: usize, va: u32): u32 {
  // BOUNDS: v is a vCPU's base.
  if (translateQuietly(v, va, Want.Execute, load<u32>(v, PSTATE_EL) == 0) != NO_FAULT) return 0;
  const host = ramAt(load<u64>(v, WALK_ADDRESS));
  // BOUNDS: ramAt found RAM there, whose pages hold whole halfwords.
  return host == 0 ? 0 : load<u16>(host);
}

/** ISV, SAS, SSE and SRT. R15 as a register is not told. */
function transfer(size: u32, signExtend: bool, register: u32): u32 {
  return register == PC ? 0 : ISV | (size << 22) | (signExtend ? SSE : 0) | (register << 16);
}

/** A32: P = 1 and W = 0 is the form without write-back. */
function armTransfer(word: u32): u32 {
  const register = (word >> 12) & 15;
  if (word >> 28 == 15 || (word & 0x01200000) != 0x01000000) return 0;
  if ((word & 0x0e000000) == 0x04000000 || (word & 0x0e000010) == 0x06000000)
    return transfer((word & (1 << 22)) != 0 ? 0 : 2, false, register);
  if ((word & 0x0e000090) != 0x00000090) return 0;
  const kind = (word >> 5) & 3;
  const isLoad = (word & (1 << 20)) != 0;
  // 0 is a multiply, an exclusive or an ordered access; two registers are stored and loaded by what is no load.
  if (kind == 0 || (kind >= 2 && !isLoad)) return 0;
  return transfer(kind == 2 ? 0 : 1, kind >= 2, register);
}

/** T32, 16 bits: register offsets, then immediate ones, then from SP and PC. */
function narrowTransfer(half: u32): u32 {
  const register = half & 7;
  switch (half >> 12) {
    case 4:
      return (half & 0x0800) != 0 ? transfer(2, false, (half >> 8) & 7) : 0;
    case 5:
      return narrowRegisterOffset((half >> 9) & 7, register);
    case 6:
      return transfer(2, false, register);
    case 7:
      return transfer(0, false, register);
    case 8:
      return transfer(1, false, register);
    case 9:
      return transfer(2, false, (half >> 8) & 7);
    default:
      return 0;
  }
}

/** STR, STRH, STRB, LDRSB, LDR, LDRH, LDRB, LDRSH. */
function narrowRegisterOffset(opcode: u32, register: u32): u32 {
  const signExtend = opcode == 3 || opcode == 7;
  const halfword = opcode == 1 || opcode == 5 || opcode == 7;
  const word = opcode == 0 || opcode == 4;
  return transfer(word ? 2 : halfword ? 1 : 0, signExtend, register);
}

/** T32, 32 bits: F8 and F9, sizes in bits 22 and 21. */
function wideTransfer(word: u32): u32 {
  const size = (word >> 21) & 3;
  const signExtend = (word & (1 << 24)) != 0;
  const isLoad = (word & (1 << 20)) != 0;
  if (word >> 25 != 0x7c || size == 3 || (signExtend && (size == 2 || !isLoad))) return 0;
  return hasNoWriteBack(word) ? transfer(size, signExtend, (word >> 12) & 15) : 0;
}

/** A 12-bit offset, a literal, a register, or 8 bits with P, U and W 100 (a negative offset) or 110 (unprivileged). */
function hasNoWriteBack(word: u32): bool {
  if ((word & (1 << 23)) != 0 || ((word >> 16) & 15) == PC) return true;
  return (word & 0xfc0) == 0 || (word & 0xd00) == 0xc00;
}
