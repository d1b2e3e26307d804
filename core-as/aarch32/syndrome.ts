/**
 * The syndrome that a hypervisor would see for a device access: HSR of a stage-2 abort. For loads and stores of one
 * general-purpose register without write-back it says which (ISV = 1). DDI 0487 G8.2 (HSR), F3.1, F4.1.
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

const EC_PREFETCH_ABORT: u32 = 0x20;
const EC_DATA_ABORT: u32 = 0x24;
const IL: u32 = 1 << 25;
const ISV: u32 = 1 << 24;
const SSE: u32 = 1 << 21;
const AR: u32 = 1 << 14;
const WNR: u32 = 1 << 6;
/** Translation fault, level 3. */
const STATUS: u32 = 7;
const NO_REGISTER: u32 = 0xff;
/** SAS. */
const BYTE: u32 = 0;
const HALFWORD: u32 = 1;
const WORD: u32 = 2;

/** Fills EXIT_SYNDROME and EXIT_REGISTER for the access of the instruction at PC. */
export function describeAccess(v: usize): void {
  // BOUNDS: v is a vCPU's base.
  const direction = load<u32>(v, EXIT_DIRECTION);
  const fetch = direction == Direction.Fetch;
  const pc = load<u32>(v, SLOT_PC);
  const thumb = (pc & 1) != 0;
  const first = instructionHalf(v, pc & ~1);
  const narrow = thumb && !isWide(first);
  const second = narrow ? 0 : instructionHalf(v, (pc & ~1) + 2);
  let details: u32 = 0;
  if (!fetch)
    details = narrow
      ? narrowTransfer(first)
      : thumb
        ? wideTransfer((first << 16) | second)
        : transfer((second << 16) | first);
  const ec = fetch ? EC_PREFETCH_ABORT : EC_DATA_ABORT;
  const write: u32 = direction == Direction.Write ? WNR : 0;
  store<u32>(v, details != 0 ? (details >> 16) & 15 : NO_REGISTER, EXIT_REGISTER);
  store<u64>(v, (ec << 26) | (narrow ? 0 : IL) | details | write | STATUS, EXIT_SYNDROME);
}

/** The halfword of the instruction stream at `va`, 0 when it cannot be read any more. */
function instructionHalf(v: usize, va: u32): u32 {
  if (translateQuietly(v, va, Want.Execute, load<u32>(v, PSTATE_EL) == 0) != NO_FAULT) return 0;
  const host = ramAt(load<u64>(v, WALK_ADDRESS));
  // BOUNDS: ramAt found RAM there; the address is a multiple of 2.
  return host == 0 ? 0 : load<u16>(host);
}

/** ISV, SAS, SSE, SRT; nothing is said of R15. */
function details(size: u32, signExtend: bool, t: u32): u32 {
  return t == PC ? 0 : ISV | (size << 22) | (signExtend ? SSE : 0) | (t << 16);
}

/** An A32 instruction: with an offset and without write-back (P 1, W 0), or LDA, STL and their kind; 0 for any other. */
function transfer(word: u32): u32 {
  const t = (word >> 12) & 15;
  if (word >> 28 == 15) return 0;
  if ((word & 0x0f800ff0) == 0x01800c90) return acquireRelease(word);
  if ((word & 0x01200000) != 0x01000000) return 0;
  const isLoad = (word & (1 << 20)) != 0;
  if ((word & 0x0c000000) == 0x04000000)
    return (word & 0x02000010) == 0x02000010 ? 0 : details((word & (1 << 22)) != 0 ? BYTE : WORD, false, t);
  if ((word & 0x0e000090) != 0x00000090) return 0;
  switch ((word >> 5) & 3) {
    case 1:
      return details(HALFWORD, false, t);
    case 2:
      return isLoad ? details(BYTE, true, t) : 0;
    case 3:
      return isLoad ? details(HALFWORD, true, t) : 0;
    default:
      return 0;
  }
}

/** LDA, LDAB, LDAH and STL, STLB, STLH of A32: the register of a store is in bits 3..0. */
function acquireRelease(word: u32): u32 {
  const t = (word & (1 << 20)) != 0 ? (word >> 12) & 15 : word & 15;
  const kind = (word >> 21) & 3;
  if (kind == 1) return 0;
  const known = details(kind == 0 ? WORD : kind == 2 ? BYTE : HALFWORD, false, t);
  return known != 0 ? known | AR : 0;
}

/** A T32 instruction of 16 bits: with a register, with an immediate, with SP, a literal. */
function narrowTransfer(half: u32): u32 {
  switch (half >> 12) {
    case 4:
      return (half & 0x0800) != 0 ? details(WORD, false, (half >> 8) & 7) : 0;
    case 5:
      return registerOffset((half >> 9) & 7, half & 7);
    case 6:
      return details(WORD, false, half & 7);
    case 7:
      return details(BYTE, false, half & 7);
    case 8:
      return details(HALFWORD, false, half & 7);
    case 9:
      return details(WORD, false, (half >> 8) & 7);
    default:
      return 0;
  }
}

/** STR, STRH, STRB, LDRSB, LDR, LDRH, LDRB, LDRSH. */
function registerOffset(op: u32, t: u32): u32 {
  if (op == 3) return details(BYTE, true, t);
  if (op == 7) return details(HALFWORD, true, t);
  const size = op & 3;
  return details(size == 0 ? WORD : size == 1 ? HALFWORD : BYTE, false, t);
}

/** A T32 instruction of 32 bits: offset of 12 bits, negative of 8 bits, unprivileged, register, literal; LDA, STL and their kind. */
function wideTransfer(word: u32): u32 {
  const t = (word >> 12) & 15;
  if ((word & 0xffe00fcf) == 0xe8c00f8f) {
    const known = details((word >> 4) & 3, false, t);
    return known != 0 && ((word >> 4) & 3) != 3 ? known | AR : 0;
  }
  const size = (word >> 21) & 3;
  if (word >> 25 != 0x7c || size == 3) return 0;
  const signExtend = (word & (1 << 24)) != 0;
  const isLoad = (word & (1 << 20)) != 0;
  const literal = ((word >> 16) & 15) == PC;
  const offset = (word & (1 << 23)) != 0 || (literal && isLoad);
  if (signExtend && (!isLoad || size == WORD)) return 0;
  return offset || keepsBase(word) ? details(size, signExtend, t) : 0;
}

/** Of the forms without a 12-bit offset: register, negative immediate, unprivileged. */
function keepsBase(word: u32): bool {
  const form = (word >> 8) & 15;
  return (word & 0xfc0) == 0 || form == 12 || form == 14;
}
