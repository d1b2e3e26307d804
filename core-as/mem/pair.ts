/**
 * Accesses to two elements of the same size, one behind the other: one look at the translation cache for both.
 *
 * The aligned ones are of machines with 32-bit addresses: elements must be aligned whatever the memory, and the second address wraps.
 */
import { raiseAlignment } from "../architecture";
import { PAGE_SIZE, SLOT_DATA, SLOT_OP, SLOT_PAIR, TLB_ADDEND, TLB_READ, TLB_WRITE } from "../layout";
import { DEVICE, locateAtomic, slowRead, slowWrite, Want } from "./access";
import { Tlb } from "./sets";

const PAGE_MASK: u64 = ~(<u64>PAGE_SIZE - 1);

@final
export abstract class PairAccess {
  /** Linear-memory address of the two elements, `size` bytes each, or 0 when an exception or exit took over. */
  @inline static read(v: usize, p: usize, va: u64, size: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in Access.read, for 2 * size bytes.
    if (load<u64>(entry, TLB_READ) == ((va + (2 * size - 1)) & PAGE_MASK))
      return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
    return readSlowly(v, p, va, va + size, size);
  }

  /** Linear-memory address to write the two elements to, or 0: then store them to `data` and call `slowWrite`. */
  @inline static write(v: usize, p: usize, va: u64, size: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in Access.write, for 2 * size bytes.
    if (load<u64>(entry, TLB_WRITE) == ((va + (2 * size - 1)) & PAGE_MASK))
      return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
    return 0;
  }

  /** As `read`, with aligned elements at 32-bit addresses. */
  @inline static readAligned(v: usize, p: usize, va: u64, size: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in Access.readAligned, and the second element, aligned too, lies in the page.
    if (load<u64>(entry, TLB_READ) == ((va + size) & (PAGE_MASK | <u64>(size - 1))))
      return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
    if (!isAligned(v, p, va, size, Want.Read)) return 0;
    return isDoubleword(va, size) ? readDoubleword(v, p, va) : readSlowly(v, p, va, <u64>(<u32>va + size), size);
  }

  /** As `write`, with aligned elements at 32-bit addresses. */
  @inline static writeAligned(v: usize, p: usize, va: u64, size: u32): usize {
    const entry = Tlb.entry(load<u32>(v + <usize>load<u16>(p, 6)), va);
    // BOUNDS: as in `readAligned`.
    if (load<u64>(entry, TLB_WRITE) == ((va + size) & (PAGE_MASK | <u64>(size - 1))))
      return <usize>(<u32>va + load<u32>(entry, TLB_ADDEND));
    return 0;
  }

  @inline static data(v: usize): usize {
    return v + SLOT_PAIR;
  }

  /** Writes the two elements at `data`, each as an access of its own. @returns false when something took over */
  static slowWrite(v: usize, p: usize, va: u64, size: u32): bool {
    return writeSlowly(v, p, va, va + size, size);
  }

  /** As `slowWrite`, with aligned elements at 32-bit addresses. */
  static slowWriteAligned(v: usize, p: usize, va: u64, size: u32): bool {
    if (!isAligned(v, p, va, size, Want.Write)) return false;
    return isDoubleword(va, size) ? writeDoubleword(v, p, va) : writeSlowly(v, p, va, <u64>(<u32>va + size), size);
  }
}

/** Whether `va` is aligned to `size`; raises the alignment fault if not. */
function isAligned(v: usize, p: usize, va: u64, size: u32, want: Want): bool {
  if ((<u32>va & (size - 1)) == 0) return true;
  // BOUNDS: a field of the vCPU at v.
  store<u32>(v, <u32>p, SLOT_OP);
  raiseAlignment(v, va, want);
  return false;
}

/** A doubleword is one access to RAM, as the Large Physical Address Extension has it (DDI 0487 E2.2.1): page tables rely on it. */
function isDoubleword(va: u64, size: u32): bool {
  return size == 4 && (<u32>va & 7) == 0;
}

/** Linear-memory address of a doubleword to be read; else as `readSlowly`. */
function readDoubleword(v: usize, p: usize, va: u64): usize {
  store<u32>(v, <u32>p, SLOT_OP);
  // BOUNDS: p is the micro-op that runs.
  const host = locateAtomic(v, <u32>load<u16>(p, 6), va, 8, Want.Read);
  return host == DEVICE ? readSlowly(v, p, va, va + 4, 4) : host;
}

function writeDoubleword(v: usize, p: usize, va: u64): bool {
  store<u32>(v, <u32>p, SLOT_OP);
  const host = locateAtomic(v, <u32>load<u16>(p, 6), va, 8, Want.Write);
  if (host == 0) return false;
  if (host == DEVICE) return writeSlowly(v, p, va, va + 4, 4);
  // BOUNDS: host is the aligned address of eight bytes of RAM, and SLOT_PAIR has 32 bytes.
  atomic.store<u64>(host, load<u64>(v, SLOT_PAIR));
  return true;
}

/** Each element, at `va` and `next`, is an access of its own, as devices and alignment checks see it. */
function readSlowly(v: usize, p: usize, va: u64, next: u64, size: u32): usize {
  store<u32>(v, <u32>p, SLOT_OP);
  const tc = <u32>load<u16>(p, 6);
  const first = slowRead(v, tc, va, size, size);
  if (first == 0) return 0;
  // BOUNDS: size <= 16 and SLOT_PAIR has 32 bytes; slowRead returned the address of `size` bytes.
  memory.copy(v + SLOT_PAIR, first, size);
  const second = slowRead(v, tc, next, size, size);
  if (second == 0) return 0;
  memory.copy(v + SLOT_PAIR + size, second, size);
  return v + SLOT_PAIR;
}

function writeSlowly(v: usize, p: usize, va: u64, next: u64, size: u32): bool {
  store<u32>(v, <u32>p, SLOT_OP);
  const tc = <u32>load<u16>(p, 6);
  // BOUNDS: size <= 16; SLOT_PAIR and SLOT_DATA have 32 bytes each.
  memory.copy(v + SLOT_DATA, v + SLOT_PAIR, size);
  if (!slowWrite(v, tc, va, size, size)) return false;
  memory.copy(v + SLOT_DATA, v + SLOT_PAIR + size, size);
  return slowWrite(v, tc, next, size, size);
}
