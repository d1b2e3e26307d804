/** Guest memory by guest-physical address: what a device's DMA and a loader see. Little endian. */
import { PAGE_SIZE } from "../../core-as/layout.ts";
import { GuestAddressUnmapped } from "../errors.ts";
import type { CoreInstance } from "./instance.ts";

/** A run of bytes that lie together in linear memory. */
type Visit = (host: number, size: number, offset: number) => void;

export class GuestBytes {
  constructor(private readonly core: CoreInstance) {}

  /** Whether every byte of the range can be read and written here. */
  isMapped(address: number, size: number): boolean {
    const first = address - (address % PAGE_SIZE);
    for (let page = first; page < address + size; page += PAGE_SIZE) if (this.core.locate(page) === 0) return false;
    return true;
  }

  /** A copy of `size` bytes. @throws GuestAddressUnmapped */
  read(address: number, size: number): Uint8Array<ArrayBuffer> {
    const target = new Uint8Array(size);
    this.readInto(address, target);
    return target;
  }

  /** Fills `target`. @throws GuestAddressUnmapped */
  readInto(address: number, target: Uint8Array): void {
    this.visit(address, target.length, (host, size, offset) => {
      target.set(this.core.window(host, size), offset);
    });
  }

  /** Copies `source` into guest memory and forgets code that lay there. @throws GuestAddressUnmapped */
  write(address: number, source: Uint8Array): void {
    this.visit(address, source.length, (host, size, offset) => {
      this.core.window(host, size).set(source.subarray(offset, offset + size));
      this.core.wrote(host, size);
    });
  }

  /** Sets `size` bytes to `value`. @throws GuestAddressUnmapped */
  fill(address: number, size: number, value: number): void {
    this.visit(address, size, (host, length) => {
      this.core.window(host, length).fill(value);
      this.core.wrote(host, length);
    });
  }

  /** @throws GuestAddressUnmapped */
  u8(address: number): number {
    return this.core.linear.getUint8(this.at(address));
  }
  u16(address: number): number {
    return inOnePage(address, 2)
      ? this.core.linear.getUint16(this.at(address), true)
      : this.u8(address) | (this.u8(address + 1) << 8);
  }
  u32(address: number): number {
    return inOnePage(address, 4)
      ? this.core.linear.getUint32(this.at(address), true)
      : (this.u16(address) | (this.u16(address + 2) << 16)) >>> 0;
  }
  u64(address: number): bigint {
    return BigInt(this.u32(address)) | (BigInt(this.u32(address + 4)) << 32n);
  }

  /** @throws GuestAddressUnmapped */
  setU8(address: number, value: number): void {
    const host = this.at(address);
    this.core.linear.setUint8(host, value);
    this.core.wrote(host, 1);
  }
  setU16(address: number, value: number): void {
    if (!inOnePage(address, 2)) {
      this.setU8(address, value);
      this.setU8(address + 1, value >> 8);
      return;
    }
    const host = this.at(address);
    this.core.linear.setUint16(host, value, true);
    this.core.wrote(host, 2);
  }
  setU32(address: number, value: number): void {
    if (!inOnePage(address, 4)) {
      this.setU16(address, value);
      this.setU16(address + 2, value >>> 16);
      return;
    }
    const host = this.at(address);
    this.core.linear.setUint32(host, value, true);
    this.core.wrote(host, 4);
  }
  setU64(address: number, value: bigint): void {
    this.setU32(address, Number(value & 0xffff_ffffn));
    this.setU32(address + 4, Number((value >> 32n) & 0xffff_ffffn));
  }

  /**
   * Calls `visit` for each run of the range that lies together. Nothing is visited unless all of it is mapped.
   * @throws GuestAddressUnmapped
   */
  visit(address: number, size: number, visit: Visit): void {
    const runs: [number, number, number][] = [];
    let done = 0;
    while (done < size) {
      const host = this.at(address + done);
      let run = Math.min(PAGE_SIZE - ((address + done) % PAGE_SIZE), size - done);
      while (done + run < size && this.core.locate(address + done + run) === host + run)
        run += Math.min(PAGE_SIZE, size - done - run);
      runs.push([host, run, done]);
      done += run;
    }
    for (const [host, run, offset] of runs) visit(host, run, offset);
  }

  private at(address: number): number {
    const host = this.core.locate(address);
    if (host === 0) throw new GuestAddressUnmapped(address);
    return host;
  }
}

function inOnePage(address: number, size: number): boolean {
  return (address % PAGE_SIZE) + size <= PAGE_SIZE;
}
