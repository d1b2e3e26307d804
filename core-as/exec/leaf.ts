/**
 * What the interpreter does without a call: conditions, memory accesses that hit, ways to blocks that are known. Whatever
 * is not here is declined, and exec/chain.ts, mem/access.ts and functions/flags.ts do it.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure; a slot offset was made by an
 * emitter; JumpCache.find masks its index; a block address comes from the block store.
 */
import { CC } from "../abi";
import { Block } from "../ir/block";
import { Op } from "../ir/ops.gen";
import {
  PAGE_SIZE,
  SLOT_BLOCK,
  SLOT_BUDGET,
  SLOT_CC,
  SLOT_CC_A,
  SLOT_CC_B,
  SLOT_TC,
  TLB_ADDEND,
  TLB_READ,
} from "../layout";
import { JumpCache } from "../mem/jumpCache";
import { Tlb } from "../mem/sets";

const PAGE_MASK: u64 = ~(<u64>PAGE_SIZE - 1);

/** For four conditions each, from 0 on: 16 bits a condition, one for each value of NZCV: whether it holds. */
const HOLDS_0: u64 = 0x3333_cccc_0f0f_f0f0;
const HOLDS_4: u64 = 0x5555_aaaa_00ff_ff00;
const HOLDS_8: u64 = 0x55aa_aa55_f3f3_0c0c;
const HOLDS_12: u64 = 0xffff_ffff_f5fa_0a05;

const CARRY_OVERFLOW: u32 = 3 << 28;
/** A bit for each kind of flags after an operation of 32 bits. */
const KNOWN_CARRY: u64 =
  (1 << CC.Raw) | (1 << CC.Add32) | (1 << CC.Sub32) | (1 << CC.Logic32) | ((<u64>1) << CC.Shifter32);
/** A bit for each kind of IA32's flags that is known here. */
const KNOWN_IA32: u64 =
  (1 << CC.Sub32) | (1 << CC.Logic32) | (1 << CC.Sub8) | (1 << CC.Logic8) | (1 << CC.Inc32) | (1 << CC.Dec32);
/** The condition of NZCV, whose carry is IA32's inverted, for each tttn; parity has none. */
const CONDITIONS_IA32: u64 = 0xcdab_0054_8910_2376;
const PARITY: i32 = 5;

@final
export abstract class Leaf {
  /** Whether `conditionHolds` may be asked: not after additions of 64 bits, which are few. */
  @inline static knows(v: usize): bool {
    return load<u32>(v, SLOT_CC) != CC.Add64;
  }

  /** Whether `carryOf` and its kin may be asked. */
  @inline static knowsCarry(v: usize): bool {
    return ((KNOWN_CARRY >> <u64>load<u32>(v, SLOT_CC)) & 1) != 0;
  }

  /** The functions of exec/functions/flags.ts, after operations of 32 bits. */
  @inline static carryOverflowOf(v: usize): u32 {
    const kind = load<u32>(v, SLOT_CC);
    const a = load<u32>(v, SLOT_CC_A);
    const b = load<u32>(v, SLOT_CC_B);
    if (kind == CC.Shifter32) return b & CARRY_OVERFLOW;
    if (kind == CC.Raw) return a & CARRY_OVERFLOW;
    if (kind == CC.Sub32) return ((<u32>(a >= b)) << 29) | ((((a ^ b) & (a ^ (a - b))) >> 31) << 28);
    if (kind == CC.Add32) return Leaf.carryOverflowOfSum(a, b);
    return 0;
  }

  @inline static carryOverflowOfSum(a: u32, b: u32): u32 {
    const r = a + b;
    return ((<u32>(r < a)) << 29) | ((((a ^ r) & (b ^ r)) >> 31) << 28);
  }

  @inline static carryOf(v: usize): u32 {
    return (Leaf.carryOverflowOf(v) >> 29) & 1;
  }

  @inline static overflowOf(v: usize): u32 {
    return Leaf.carryOverflowOf(v) & (1 << 28);
  }

  @inline static conditionHolds(v: usize, condition: i32): i32 {
    const kind = load<u32>(v, SLOT_CC);
    const a = load<u64>(v, SLOT_CC_A);
    if (kind == CC.Sub64) return Leaf.compared64(a, load<u64>(v, SLOT_CC_B), condition);
    if (kind == CC.Sub32) return Leaf.compared32(<u32>a, load<u32>(v, SLOT_CC_B), condition);
    if (kind == CC.Raw) return Leaf.holds(condition, <u32>a >> 28);
    const b = load<u32>(v, SLOT_CC_B);
    const result = kind == CC.Add32 ? <u64>(<u32>a + b) : a;
    const n = kind == CC.Logic64 ? <u32>(a >> 63) : <u32>result >> 31;
    const zero = kind == CC.Logic64 ? a == 0 : <u32>result == 0;
    const recorded = kind == CC.Shifter32 ? b : 0;
    const carryOverflow = kind == CC.Add32 ? Leaf.carryOverflowOfSum(<u32>a, b) : recorded;
    return Leaf.holds(condition, (n << 3) | ((<u32>zero) << 2) | ((carryOverflow >> 28) & 3));
  }

  /** The same for IA32's conditions: the usual kinds. */
  @inline static knowsIa32(v: usize): bool {
    return ((KNOWN_IA32 >> <u64>load<u32>(v, SLOT_CC)) & 1) != 0;
  }

  /** Whether IA32's condition tttn holds. */
  @inline static conditionHoldsIa32(v: usize, condition: i32): i32 {
    const kind = load<u32>(v, SLOT_CC);
    const byte = kind == CC.Sub8 || kind == CC.Logic8;
    const shift: u32 = byte ? 24 : 0;
    const subtracted = kind == CC.Sub32 || kind == CC.Sub8;
    const a = load<u32>(v, SLOT_CC_A) << shift;
    const second = load<u32>(v, SLOT_CC_B);
    const b: u32 = subtracted ? second << shift : 0;
    const result = a - b;
    if (condition >> 1 == PARITY) {
      return <i32>((<u32>popcnt<u32>((result >> shift) & 0xff) ^ <u32>condition ^ 1) & 1);
    }
    const stepped = kind == CC.Inc32 || kind == CC.Dec32;
    // As NZCV has it: no borrow. Of INC and DEC, B is the carry before.
    const c = stepped ? second ^ 1 : <u32>(a >= b);
    const wrapped = <u32>(result == (kind == CC.Inc32 ? 0x80000000 : 0x7fffffff));
    const overflow = stepped ? wrapped : ((a ^ b) & (a ^ result)) >> 31;
    const nzcv = ((result >> 31) << 3) | ((<u32>(result == 0)) << 2) | ((c & 1) << 1) | overflow;
    return Leaf.holds(<i32>((CONDITIONS_IA32 >> <u64>(condition << 2)) & 15), nzcv);
  }

  /** Whether `condition` holds after a comparison of a and b, without a branch. */
  @inline static compared64(a: u64, b: u64, condition: i32): i32 {
    const r = a - b;
    const v = <u32>(((a ^ b) & (a ^ r)) >> 63);
    return Leaf.holds(condition, ((<u32>(r >> 63)) << 3) | ((<u32>(a == b)) << 2) | ((<u32>(a >= b)) << 1) | v);
  }

  @inline static compared32(a: u32, b: u32, condition: i32): i32 {
    const r = a - b;
    const v = ((a ^ b) & (a ^ r)) >> 31;
    return Leaf.holds(condition, ((r >> 31) << 3) | ((<u32>(a == b)) << 2) | ((<u32>(a >= b)) << 1) | v);
  }

  /** Whether `condition` holds with these flags, N in bit 3. */
  @inline static holds(condition: i32, nzcv: u32): i32 {
    const low = (condition & 4) != 0 ? HOLDS_4 : HOLDS_0;
    const high = (condition & 4) != 0 ? HOLDS_12 : HOLDS_8;
    const table = (condition & 8) != 0 ? high : low;
    return <i32>(table >> <u64>(((condition & 3) << 4) | nzcv)) & 1;
  }

  /** The block at `target`, by the jump cache; 0 when it does not know. */
  @inline static known(v: usize, target: u64): u32 {
    const entry = JumpCache.find(load<u32>(v, SLOT_TC), target);
    // BOUNDS: JumpCache.find masks its index.
    return load<u64>(entry) == target ? load<u32>(entry, 8) : 0;
  }

  /**
   * The block `linked` if there is one; where the jump at `p` may not be linked (`bit` of its d is clear), the jump cache
   * says.
   */
  @inline static follow(v: usize, p: usize, linked: u32, bit: u32, target: u64): u32 {
    if (linked != 0) return linked;
    return (<u32>load<u16>(p, 2) & bit) != 0 ? 0 : Leaf.known(v, target);
  }

  /** As Chain.enter; false, and nothing done, when the budget is used up. */
  @inline static charge(v: usize, next: u32): bool {
    const left = load<i64>(v, SLOT_BUDGET);
    if (left <= 0) return false;
    store<i64>(v, left - <i64>Block.cost(next), SLOT_BUDGET);
    store<u32>(v, next, SLOT_BLOCK);
    return true;
  }

  /** The micro-op to go on with in `block`: the one behind `profile`, which is done here, unless the block becomes hot by it. */
  @inline static begin(block: u32): usize {
    const first = Block.firstOp(block);
    if (load<u16>(first) != <u16>Op.Profile) return first;
    const left = load<u32>(first, 8) - 1;
    if (left == 0) return first;
    store<u32>(first, left, 8);
    return first + 16;
  }
}

@final
export abstract class LeafAccess {
  /** As Access.read; 0 when the entry does not allow it. */
  @inline static read(v: usize, p: usize, va: u64, size: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: the tag matched, so addend turns this page's addresses into RAM that stage 2 mapped; the whole access
    // lies in the page, because its last byte has the same page address.
    if (load<u64>(entry, TLB_READ) != ((va + (size - 1)) & PAGE_MASK)) return 0;
    return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
  }

  /** As Access.readHinted; 0 when the entry does not allow it. */
  @inline static readHinted(v: usize, p: usize, va: u64, size: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in `read`; an address that is not aligned as it must be has bits set that no tag has.
    if (load<u64>(entry, TLB_READ) != (((va + (size - 1)) & PAGE_MASK) | (va & <u64>load<u8>(p, 14)))) return 0;
    return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
  }

  /** As Access.readAligned; 0 when the entry does not allow it. */
  @inline static readAligned(v: usize, p: usize, va: u64, size: u32, alignment: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in `read`, of the last `alignment` bytes; an unaligned address has one of bits 3..0 set, which no tag has.
    if (load<u64>(entry, TLB_READ) != ((va + (size - alignment)) & (PAGE_MASK | <u64>(alignment - 1)))) return 0;
    return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
  }

  /** As PairAccess.readAligned; 0 when the entry does not allow it. */
  @inline static readPairAligned(v: usize, p: usize, va: u64, size: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in `readAligned`: the second element, aligned too, lies in the page.
    if (load<u64>(entry, TLB_READ) != ((va + size) & (PAGE_MASK | <u64>(size - 1)))) return 0;
    return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
  }
}
