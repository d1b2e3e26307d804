/** The core's queue of blocks that became hot and regions that are worth another look (core-as/exec/hot.ts), as the host takes it. */
import { HOT_ENTRY_SIZE, VM_HOT_COUNT, VM_HOT_QUEUE } from "../../core-as/layout.ts";
import type { HotBlock } from "../jit/index.ts";

export class HotQueue {
  /** @param view the core's linear memory */
  constructor(private readonly view: DataView) {}

  get count(): number {
    return this.view.getUint32(VM_HOT_COUNT, true);
  }

  /** Addresses of the blocks that wait. */
  get blocks(): number[] {
    return this.entries().map((at) => this.view.getUint32(at, true));
  }

  /** Empties the queue; no vCPU may run. */
  take(): HotBlock[] {
    const { view } = this;
    const hot = this.entries().map((at) => ({
      block: view.getUint32(at, true),
      set: view.getUint32(at + 4, true),
      pc: view.getBigUint64(at + 8, true),
    }));
    view.setUint32(VM_HOT_COUNT, 0, true);
    return hot;
  }

  private entries(): number[] {
    return Array.from({ length: this.count }, (_, index) => VM_HOT_QUEUE + index * HOT_ENTRY_SIZE);
  }
}
