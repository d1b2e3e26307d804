/**
 * Where a repeated string instruction is: its pointers and its count, which stay in the registers.
 *
 * The fields live in Wasm globals: they mean something only while the instruction runs and are no machine state.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure; slowRead says where what it read lies.
 * An address of `readable` and `writable` is that of RAM which stage 2 mapped, because the tag matched; from it on (or downwards
 * from the end of its element), as much as `span` says lies in the same page.
 */
import { CC } from "../../abi";
import { leaveBlock } from "../../exec/leave";
import {
  PAGE_SIZE,
  SLOT_BUDGET,
  SLOT_CC,
  SLOT_CC_A,
  SLOT_CC_B,
  SLOT_DATA,
  SLOT_TC_NARROW_BYTE,
  SLOT_TC_SEGMENT,
  TLB_ADDEND,
  TLB_READ,
  TLB_WRITE,
} from "../../layout";
import { slowRead, slowWrite } from "../../mem/access";
import { Tlb } from "../../mem/sets";
import { EFLAGS_SYSTEM, Eflags, Gpr, REPEATING, Reg, Segment } from "../state";

/** The number that the functions get: element size in bits 2..0. */
export enum StringFlag {
  Size = 7,
  SegmentShift = 4,
  Address16 = 1 << 8,
  /** REPNE: until elements are equal. */
  NotEqual = 1 << 9,
  /** One element, then a look at what single steps and devices ask for. */
  OneElement = 1 << 10,
}

const OFFSET_MASK: u32 = PAGE_SIZE - 1;

export abstract class Cursor {
  /** Bytes of an element. */
  static size: u32 = 0;
  /** EFLAGS.DF. */
  static down: bool = false;
  /** Slots of the translation caches of the source's segment, and of ES. */
  static sourceCache: u32 = 0;
  static targetCache: u32 = 0;
  /** The element that was read, or is to be written. */
  static value: u32 = 0;
  private static v: usize = 0;
  private static flags: u32 = 0;
  /** Of offsets and count. */
  private static mask: u32 = 0;
  private static sourceBase: u32 = 0;
  private static targetBase: u32 = 0;
  private static first: u32 = 0;
  private static second: u32 = 0;
  private static anyCompared: bool = false;

  static begin(v: usize, flags: u32): void {
    const segment = (flags >> StringFlag.SegmentShift) & 7;
    store<u32>(v, 0, REPEATING);
    Cursor.v = v;
    Cursor.flags = flags;
    Cursor.size = flags & StringFlag.Size;
    Cursor.mask = (flags & StringFlag.Address16) != 0 ? 0xffff : 0xffffffff;
    Cursor.down = (load<u32>(v, EFLAGS_SYSTEM) & Eflags.DF) != 0;
    Cursor.sourceCache = Reg.cache(segment);
    Cursor.targetCache = Reg.cache(Segment.Es);
    Cursor.sourceBase = load<u32>(v + Reg.base(segment));
    Cursor.targetBase = load<u32>(v + Reg.base(Segment.Es));
    Cursor.anyCompared = false;
  }

  /** Distance of an element from the one before it. */
  static step(): usize {
    return Cursor.down ? -(<usize>Cursor.size) : <usize>Cursor.size;
  }

  static left(): u32 {
    return load<u32>(Cursor.v + Reg.slot(Gpr.Ecx)) & Cursor.mask;
  }

  private static offset(n: u32): u32 {
    return load<u32>(Cursor.v + Reg.slot(n)) & Cursor.mask;
  }

  static sourceAddress(): u32 {
    return Cursor.sourceBase + Cursor.offset(Gpr.Esi);
  }
  static targetAddress(): u32 {
    return Cursor.targetBase + Cursor.offset(Gpr.Edi);
  }

  /** How many elements from the pointer in register n on lie in its page, at most `left`; 0 when not even one does. */
  static span(n: u32): u32 {
    const offset = Cursor.offset(n);
    const inPage = ((n == Gpr.Esi ? Cursor.sourceBase : Cursor.targetBase) + offset) & OFFSET_MASK;
    const most: u32 = (Cursor.flags & StringFlag.OneElement) != 0 ? 1 : Cursor.left();
    if (inPage + Cursor.size > PAGE_SIZE) return 0;
    if (Cursor.down) {
      // Both the page and the offset end at zero.
      return min<u32>(most, min<u32>(inPage, offset) / Cursor.size + 1);
    }
    const toWrap = <u32>min<u64>(PAGE_SIZE, <u64>Cursor.mask + 1 - offset);
    return min<u32>(most, min<u32>(PAGE_SIZE - inPage, toWrap) / Cursor.size);
  }

  /** The cache for a piece of the segment whose cache is `cache`: by 16-bit addresses it ends where they do, as a byte does. */
  private static fast(cache: u32): u32 {
    return (Cursor.flags & StringFlag.Address16) != 0 ? cache - SLOT_TC_SEGMENT + SLOT_TC_NARROW_BYTE : cache;
  }

  /** Linear-memory address to read `address` from, or 0: the slow way. */
  static readable(cache: u32, address: u32): usize {
    const entry = Tlb.entry(load<u32>(Cursor.v + Cursor.fast(cache)), address);
    if (load<u64>(entry, TLB_READ) != <u64>(address & ~OFFSET_MASK)) return 0;
    return <usize>(address + load<u32>(entry, TLB_ADDEND));
  }

  static writable(address: u32): usize {
    const entry = Tlb.entry(load<u32>(Cursor.v + Cursor.fast(Cursor.targetCache)), address);
    if (load<u64>(entry, TLB_WRITE) != <u64>(address & ~OFFSET_MASK)) return 0;
    return <usize>(address + load<u32>(entry, TLB_ADDEND));
  }

  /** Reads one element into `value`. @returns false when an exception or exit took over */
  static readSlowly(cache: u32, address: u32): bool {
    const host = slowRead(Cursor.v, cache, address, Cursor.size, Cursor.size);
    if (host == 0) return false;
    if (Cursor.size == 1) Cursor.value = load<u8>(host);
    else Cursor.value = Cursor.size == 2 ? <u32>load<u16>(host) : load<u32>(host);
    return true;
  }

  /** Writes `value` to the target. @returns false when an exception or exit took over */
  static writeSlowly(): bool {
    store<u32>(Cursor.v, Cursor.value, SLOT_DATA);
    return slowWrite(Cursor.v, Cursor.targetCache, Cursor.targetAddress(), Cursor.size, Cursor.size);
  }

  static accumulator(): u32 {
    const eax = load<u32>(Cursor.v + Reg.slot(Gpr.Eax));
    return Cursor.size == 4 ? eax : eax & ((1 << (Cursor.size << 3)) - 1);
  }
  static setAccumulator(): void {
    const eax = Cursor.v + Reg.slot(Gpr.Eax);
    if (Cursor.size == 1) store<u8>(eax, <u8>Cursor.value);
    else if (Cursor.size == 2) store<u16>(eax, <u16>Cursor.value);
    else store<u32>(eax, Cursor.value);
  }

  /** `count` elements are done: moves the pointers that are in use, and the count. */
  static advance(count: u32, source: bool, target: bool): void {
    const distance = Cursor.down ? -(count * Cursor.size) : count * Cursor.size;
    if (source) Cursor.add(Gpr.Esi, distance);
    if (target) Cursor.add(Gpr.Edi, distance);
    Cursor.add(Gpr.Ecx, -count);
  }

  private static add(n: u32, distance: u32): void {
    const slot = Cursor.v + Reg.slot(n);
    const old = load<u32>(slot);
    store<u32>(slot, (old & ~Cursor.mask) | ((old + distance) & Cursor.mask));
  }

  /**
   * Between pieces: whether the instruction is left, to be gone on with later. PC stays at it then. Each piece counts as an
   * instruction; the one that follows a pause is counted when the instruction is entered again.
   */
  static pauses(): bool {
    if (Cursor.left() == 0) return false;
    const budget = load<i64>(Cursor.v, SLOT_BUDGET) - 1;
    if ((Cursor.flags & StringFlag.OneElement) == 0 && budget > 0) {
      store<i64>(Cursor.v, budget, SLOT_BUDGET);
      return false;
    }
    store<u32>(Cursor.v, <u32>leaveBlock(Cursor.v, true) + 1, REPEATING);
    return true;
  }

  static compared(first: u32, second: u32): void {
    Cursor.first = first;
    Cursor.second = second;
    Cursor.anyCompared = true;
  }

  /** Whether the last comparison ends the repetition. */
  static ends(): bool {
    return (Cursor.first == Cursor.second) == ((Cursor.flags & StringFlag.NotEqual) != 0);
  }

  /** The flags are those of the last comparison, if there was one. */
  static recordFlags(): void {
    if (!Cursor.anyCompared) return;
    const kind = Cursor.size == 1 ? CC.Sub8 : Cursor.size == 2 ? CC.Sub16 : CC.Sub32;
    store<u32>(Cursor.v, kind, SLOT_CC);
    store<u64>(Cursor.v, Cursor.first, SLOT_CC_A);
    store<u64>(Cursor.v, Cursor.second, SLOT_CC_B);
  }
}
