/** I/O address spaces: what a device with an IOMMU in front of it sees of the guest. @see libsel4vm guest_iospace.h */
import { PAGE_SHIFT, PAGE_SIZE } from "../core/index.ts";
import { GuestAddressReadOnly, GuestAddressUnmapped, InvalidArgument, IospaceTooLate } from "../errors.ts";
import type { CapRights, GuestFrame } from "./frames.ts";
import type { Vm, VmIospace } from "./vm.ts";

/** One frame where the device sees it. */
interface IospaceMapping {
  readonly address: number;
  readonly size: number;
  readonly frame: GuestFrame;
  readonly writable: boolean;
}

/**
 * The address space of one DMA master. It has no mappings of its own: each is a copy of a guest mapping, so the device
 * reaches, at guest-physical addresses, what the guest itself can, and with the guest's rights.
 */
export class Iospace implements VmIospace {
  private vm: Vm | undefined;
  private mappings: IospaceMapping[] = [];

  /** @param name of the device, for messages */
  constructor(readonly name: string) {}

  /** `vmGuestAddIospace` calls it. @throws InvalidArgument when the space mirrors a VM already */
  attach(vm: Vm): void {
    if (this.vm !== undefined) throw new InvalidArgument("iospace", this.name, "one that mirrors no VM yet");
    this.vm = vm;
  }

  /** The guest has got a frame. */
  mapFrame(address: number, frame: GuestFrame, rights: CapRights): void {
    this.mappings.push({ address, size: 2 ** frame.sizeBits, frame, writable: rights.write });
  }

  /** The guest has lost a frame. */
  unmapFrame(address: number): void {
    this.mappings = this.mappings.filter((mapping) => mapping.address !== address);
  }

  /** Bytes that the device sees mapped. */
  get mappedBytes(): number {
    return this.mappings.reduce((sum, { size }) => sum + size, 0);
  }

  /** A copy of what the device reads. @throws GuestAddressUnmapped before anything is read */
  read(address: number, size: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(size);
    for (const { window, offset } of this.windows(address, size, false)) bytes.set(window, offset);
    return bytes;
  }

  /** What the device writes. @throws GuestAddressUnmapped, GuestAddressReadOnly before anything is written */
  write(address: number, bytes: Uint8Array): void {
    for (const { window, offset } of this.windows(address, bytes.length, true)) {
      window.set(bytes.subarray(offset, offset + window.length));
      this.vm?.core.wrote(window.byteOffset, window.length);
    }
  }

  /** Windows on guest memory that make up the range, page by page. */
  private windows(address: number, size: number, write: boolean): { window: Uint8Array; offset: number }[] {
    const windows: { window: Uint8Array; offset: number }[] = [];
    for (let offset = 0; offset < size; ) {
      const at = address + offset;
      const inPage = at % PAGE_SIZE;
      const length = Math.min(PAGE_SIZE - inPage, size - offset);
      windows.push({ window: this.page(at, write).subarray(inPage, inPage + length), offset });
      offset += length;
    }
    return windows;
  }

  private page(address: number, write: boolean): Uint8Array {
    const mapping = this.mappings.find((one) => one.address <= address && address < one.address + one.size);
    if (this.vm === undefined || mapping === undefined) throw new GuestAddressUnmapped(address);
    if (write && !mapping.writable) throw new GuestAddressReadOnly(address);
    return this.vm.core.poolPages(mapping.frame.page + ((address - mapping.address) >>> PAGE_SHIFT), 1);
  }
}

/**
 * Lets `iospace` mirror every later mapping of the guest's memory. The C library's loader vspace and IOSpace capability
 * are the object itself. Any number of spaces can mirror one VM; each belongs to one.
 * @see libsel4vm `vm_guest_add_iospace`
 * @throws IospaceTooLate when guest memory is mapped already: the space would lack it
 * @throws InvalidArgument when the space mirrors a VM already
 */
export function vmGuestAddIospace(vm: Vm, iospace: VmIospace): void {
  if (vm.mem.hasMappings) throw new IospaceTooLate(vm.vmName);
  iospace.attach(vm);
  vm.mem.iospaces.push(iospace);
}
