/**
 * Pages of guest memory, which stand in for seL4 untyped memory and frame capabilities: whatever the C library retypes
 * from an untyped, this library takes from the VM's own page pool.
 */
import { type CoreInstance, PAGE_SHIFT, PAGE_SIZE } from "../core/index.ts";
import { InvalidArgument, OutOfGuestPages } from "../errors.ts";

/** Handle of a run of 4 KiB pages of the VM's memory: the counterpart of a frame capability. */
export interface GuestFrame {
  /** Index of its first page in the VM's memory. */
  readonly page: number;
  readonly sizeBits: number;
}

/** Rights of a mapping, as `seL4_CapRights_t`. A mapping without write right sends writes to the fault callback. */
export interface CapRights {
  readonly read: boolean;
  readonly write: boolean;
}

export const ALL_RIGHTS: CapRights = { read: true, write: true };
export const READ_ONLY: CapRights = { read: true, write: false };

/**
 * What a map iterator returns for one step: the frame, its rights, and where to map it.
 * @see libsel4vm `vm_frame_t`
 */
export interface VmFrame {
  readonly frame: GuestFrame;
  readonly rights: CapRights;
  readonly vaddr: number;
}

/**
 * Asked for the frame that backs `address`; the next call is for the address after that frame, so sizes may be mixed.
 * undefined ends the mapping with an error.
 * @see libsel4vm `memory_map_iterator_fn`
 */
export type MemoryMapIterator = (address: number) => VmFrame | undefined;

interface PageRun {
  start: number;
  pages: number;
}

export class FramePool {
  /** Free runs in address order, neighbours merged. */
  private readonly free: PageRun[];

  constructor(private readonly core: CoreInstance) {
    this.free = [{ start: 0, pages: core.memorySize >> PAGE_SHIFT }];
  }

  get freePages(): number {
    return this.free.reduce((sum, run) => sum + run.pages, 0);
  }

  /** A zeroed frame of 2^sizeBits bytes. @throws OutOfGuestPages @throws InvalidArgument for sizes below a page */
  allocate(sizeBits: number = PAGE_SHIFT): GuestFrame {
    if (!Number.isInteger(sizeBits) || sizeBits < PAGE_SHIFT || sizeBits > 31)
      throw new InvalidArgument("sizeBits", sizeBits, "between 12 and 31");
    return { page: this.allocatePages(2 ** (sizeBits - PAGE_SHIFT)), sizeBits };
  }

  /** The first of `pages` zeroed pages in a row. @throws OutOfGuestPages */
  allocatePages(pages: number): number {
    const index = this.free.findIndex((run) => run.pages >= pages);
    if (index < 0) throw new OutOfGuestPages(pages, this.freePages);
    const run = this.free[index];
    const start = run.start;
    run.start += pages;
    run.pages -= pages;
    if (run.pages === 0) this.free.splice(index, 1);
    return start;
  }

  /** Whether `pages` pages in a row are free. */
  has(pages: number): boolean {
    return this.free.some((run) => run.pages >= pages);
  }

  /**
   * Gives a frame back; its bytes are cleared now, so that the next owner finds none.
   * @throws InvalidArgument when it is free already, or not of this VM
   */
  release(frame: GuestFrame): void {
    this.releasePages(frame.page, 2 ** (frame.sizeBits - PAGE_SHIFT));
  }

  releasePages(start: number, pages: number): void {
    this.requireTaken(start, pages);
    const bytes = this.core.poolPages(start, pages);
    bytes.fill(0);
    this.core.wrote(bytes.byteOffset, bytes.byteLength);
    const at = this.free.findIndex((run) => run.start > start);
    this.free.splice(at < 0 ? this.free.length : at, 0, { start, pages });
    this.merge();
  }

  private requireTaken(start: number, pages: number): void {
    const inPool = start >= 0 && (start + pages) * PAGE_SIZE <= this.core.memorySize;
    if (!inPool || this.free.some((run) => run.start < start + pages && start < run.start + run.pages))
      throw new InvalidArgument("frame", start, "a frame of this VM that is in use");
  }

  private merge(): void {
    for (let i = this.free.length - 1; i > 0; i--) {
      const previous = this.free[i - 1];
      if (previous.start + previous.pages !== this.free[i].start) continue;
      previous.pages += this.free[i].pages;
      this.free.splice(i, 1);
    }
  }

  /** The bytes of a frame: a window, not a copy. */
  bytes(frame: GuestFrame): Uint8Array {
    return this.core.poolPages(frame.page, 2 ** (frame.sizeBits - PAGE_SHIFT));
  }
}

export function pageFloor(address: number): number {
  return address - (address % PAGE_SIZE);
}

export function pageCeil(address: number): number {
  return pageFloor(address + PAGE_SIZE - 1);
}
