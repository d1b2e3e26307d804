/** The core's queue of blocks that became hot and regions that are worth another look (core-as/exec/hot.ts), as the host takes it. */
import { HOT_ENTRY_SIZE, VM_HOT_COUNT, VM_HOT_QUEUE } from "../../core-as/layout.ts";
import type { HotBlock } from "../jit/index.ts";

export class HotQueue {
  /** @param view the core's linear memory */
  constructor(private readonly view: DataView) {}

  get count(): number {
    return this.view.getUint32(VM_HOT_COUNT, true);
  }

  /** Whether `test` holds for the address of one of the blocks that wait. It is asked between all slices, and so makes no objects. */
  some(test: (block: number) => boolean): boolean {
    const { count } = this;
    for (let index = 0; index < count; index++) if (test(this.view.getUint32(entryAt(index), true))) return true;
    return false;
  }

  /** Empties the queue; no vCPU may run. */
  take(): HotBlock[] {
    const { view } = this;
    const hot = Array.from({ length: this.count }, (_, index) => {
      const at = entryAt(index);
      const block = view.getUint32(at, true);
      return { block, set: view.getUint32(at + 4, true), pc: view.getBigUint64(at + 8, true) };
    });
    view.setUint32(VM_HOT_COUNT, 0, true);
    return hot;
  }
}

function entryAt(index: number): number {
  return VM_HOT_QUEUE + index * HOT_ENTRY_SIZE;
}
