/**
 * Gate A20: holds bit 20 of every physical address of the processors at zero while it is closed, as in the first PCs (SDM volume 3,
 * 20.4, A20M#). It is the caches' fills that are changed, so moving it empties them.
 *
 * BOUNDS: VM_ADDRESS_GATE is a fixed address.
 */
import { VM_ADDRESS_GATE } from "../layout";
import { emptyCaches, ramAt } from "../mem/physmap";

const BIT_20: u32 = 1 << 20;

/** Opens or closes the gate. Between runs. */
export function setA20(open: bool): void {
  const held = open ? 0 : BIT_20;
  if (load<u32>(VM_ADDRESS_GATE) == held) return;
  store<u32>(VM_ADDRESS_GATE, held);
  emptyCaches();
}

/** What the board sees of a processor's physical address. */
export function throughGate(address: u64): u64 {
  return address & ~(<u64>load<u32>(VM_ADDRESS_GATE));
}

/** Linear-memory address of the processor's physical `address` if RAM or ROM backs it, else 0. */
export function ramThroughGate(address: u64): u32 {
  return ramAt(throughGate(address));
}
