/**
 * Bytes of instructions, for the decoder.
 *
 * An instruction that straddles two pages has a block of its own. Its second page is reached by linear address, which may
 * fault, so it is reached at run time: the first translation is a block that fetches the bytes there (`prefetch`) and goes
 * away; the second one is made from those bytes and begins with a look whether they are still there (`sameBytes`).
 *
 * BOUNDS: `host` is an address in a RAM page, of which `inPage` bytes are left; VCPU_FETCHED has room for the 15 bytes that a page can
 * be asked for; `v` is a vCPU's base and every constant offset from it a field of its structure.
 */

import { Block, killBlocks } from "../ir/block";
import { Call } from "../ir/emit";
import { Ir } from "../ir/emit.gen";
import { PAGE_SIZE, SLOT_BLOCK, SLOT_DISCARD, SLOT_PC, SLOT_T, VCPU_FETCHED } from "../layout";
import { locateInstruction } from "../mem/access";
import { plainFetch } from "../mem/plain";
import { beginExclusive, endExclusive } from "../parallel/exclusive";
import { leaveBlock } from "./leave";

const OFFSET_MASK: u32 = PAGE_SIZE - 1;
/** Bytes behind the page of an instruction's start that are kept. */
const KEPT: u32 = 15;
/** In VCPU_FETCHED: 16 bytes of the second page; then u32, whether they are there, and u64 address of the instruction that they are for. */
const FETCHED_SOME: usize = VCPU_FETCHED + 16;
const FETCHED_PC: usize = VCPU_FETCHED + 24;

export abstract class Fetch {
  /** Bytes of the instruction that were read. */
  static position: u32 = 0;
  /** Whether bytes of the next page were wanted and are not known. */
  static missing: bool = false;
  private static host: u32 = 0;
  private static v: usize = 0;
  private static inPage: u32 = 0;
  private static known: bool = false;
  private static state: u32 = 0;

  /**
   * Starts at linear-memory address `host`; `first`: at a block's start, where the bytes of the next page may be known. `state`:
   * what SLOT_PC has in its low bits beside the address.
   */
  static begin(v: usize, host: u32, first: bool, state: u32 = 0): void {
    Fetch.host = host;
    Fetch.v = v;
    Fetch.state = state;
    Fetch.position = 0;
    Fetch.missing = false;
    Fetch.inPage = PAGE_SIZE - (host & OFFSET_MASK);
    Fetch.known = first && load<u32>(v, FETCHED_SOME) != 0 && load<u64>(v, FETCHED_PC) == load<u64>(v, SLOT_PC);
  }

  static byte(): u32 {
    const at = Fetch.position++;
    if (at < Fetch.inPage) return load<u8>(Fetch.host + at);
    if (!Fetch.known) Fetch.missing = true;
    return Fetch.known ? load<u8>(Fetch.v + ((at - Fetch.inPage) & 15), VCPU_FETCHED) : 0;
  }
  static word(): u32 {
    const low = Fetch.byte();
    return low | (Fetch.byte() << 8);
  }
  static dword(): u32 {
    const low = Fetch.word();
    return low | (Fetch.word() << 16);
  }

  /** Whether the instruction just read lies in two pages. */
  static straddles(): bool {
    return Fetch.position > Fetch.inPage;
  }

  /** Emits the whole of a block that fetches the second page. */
  static emitPrefetch(): void {
    Call.systemLast(prefetch.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, Fetch.inPage - Fetch.state);
  }

  /** Emits the look whether the second page still has these bytes. */
  static emitCheck(): void {
    const count = Fetch.position - Fetch.inPage;
    store<u32>(Fetch.v, 0, FETCHED_SOME);
    Ir.constI64(SLOT_T, load<i64>(Fetch.v, VCPU_FETCHED));
    Ir.constI64(SLOT_T + 8, load<i64>(Fetch.v, VCPU_FETCHED + 8));
    Call.fetchCheck(sameBytes.index, SLOT_T, SLOT_T + 8, ((Fetch.inPage - Fetch.state) << 8) | count);
  }
}

function prefetch(v: usize, d: usize, a: usize, b: usize, inPage: u32): i32 {
  const pc = load<u64>(v, SLOT_PC);
  const second = locateInstruction(v, <u64>(<u32>pc + inPage));
  if (second == 0) return 1;
  memory.copy(v + VCPU_FETCHED, second, KEPT);
  store<u32>(v, 1, FETCHED_SOME);
  store<u64>(v, pc, FETCHED_PC);
  return forget(v);
}

function sameBytes(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const va = <u64>(<u32>load<u64>(v, SLOT_PC) + (imm >> 8));
  const count = imm & 0xff;
  const second = plainFetch(v, va, 8);
  // BOUNDS: 8 bytes from `va` on, the beginning of a page, are in RAM.
  if (second != 0 && count <= 8) {
    if ((load<u64>(second) ^ load<u64>(a)) << (64 - 8 * <u64>count) == 0) return 0;
  }
  return sameFetched(v, va, count, a, b);
}

/** The same wherever the page is, and whatever has changed. */
function sameFetched(v: usize, va: u64, count: u32, a: usize, b: usize): i32 {
  const second = locateInstruction(v, va);
  if (second == 0) return 1;
  for (let i: u32 = 0; i < count; i++) {
    const expected = load<u8>((i < 8 ? a : b) + (i & 7));
    if (load<u8>(second + i) != expected) return forget(v);
  }
  return 0;
}

/** Gives up the block that runs: it will be translated anew. */
function forget(v: usize): i32 {
  const block = load<u32>(v, SLOT_BLOCK);
  if (!beginExclusive(v)) return 1;
  leaveBlock(v, false);
  killBlocks(Block.address(block), 1);
  endExclusive();
  return 1;
}
