/**
 * Multiboot 1 kernels (The Multiboot Specification, version 0.6.96): a header in the first 8 KiB says what the kernel wants;
 * it is an ELF file, or the header itself says where the file goes ("a.out kludge").
 */
import { ImageReader } from "./bytes.ts";
import { type E820Entry, usableFrom } from "./e820.ts";
import { I386_ELF, isElf, physicalEntry, readElf } from "./elf.ts";
import { flatGdt, flatStart } from "./ia32Start.ts";
import { ImageCorrupt, ImageMisplaced, ImageTooLarge, ImageUnsupported } from "./imageError.ts";
import { checkPlacement, hex, type Ia32LoadPlan, type Segment } from "./loadPlan.ts";
import { multibootInfo, type PlacedModule } from "./multibootInfo.ts";

const HEADER_MAGIC = 0x1bad_b002;
/** What the kernel finds in EAX. */
const LOADER_MAGIC = 0x2bad_b002;
/** The header lies in the first bytes of the file, aligned to 4. */
const SEARCH = 8192;
const HEADER_SIZE = 12;

/** Bits of the header's flags; a loader must know those of the lower half. */
const Flag = { pageAligned: 1 << 0, memoryInfo: 1 << 1, video: 1 << 2, addresses: 1 << 16 } as const;
const KNOWN = Flag.pageAligned | Flag.memoryInfo;
const REQUIRED = 0xffff;

const PAGE = 0x1000;
const HIGH_MEMORY = 0x10_0000;
const GDT_ADDRESS = 0x1000;
const INFO_ADDRESS = 0x1_0000;

export interface MultibootModule {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Its command line; default: its name. */
  readonly string?: string;
}

export interface MultibootBoot {
  readonly commandLine: string;
  readonly modules: readonly MultibootModule[];
  readonly map: readonly E820Entry[];
}

interface MultibootHeader {
  /** Where it is in the file. */
  readonly at: number;
  readonly flags: number;
}

/** Where the file has a header whose three words add up to 0, or undefined. */
function findHeader(bytes: Uint8Array): MultibootHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SEARCH));
  for (let at = 0; at + HEADER_SIZE <= view.byteLength; at += 4) {
    if (view.getUint32(at, true) !== HEADER_MAGIC) continue;
    const flags = view.getUint32(at + 4, true);
    if (((HEADER_MAGIC + flags + view.getUint32(at + 8, true)) | 0) === 0) return { at, flags };
  }
  return undefined;
}

export function isMultiboot(bytes: Uint8Array): boolean {
  return findHeader(bytes) !== undefined;
}

/** @throws ImageError when the kernel wants what is not here, or does not fit */
export function planMultiboot(name: string, bytes: Uint8Array, boot: MultibootBoot): Ia32LoadPlan {
  const header = findHeader(bytes);
  if (header === undefined) throw new ImageCorrupt(name, "the multiboot header", "is missing");
  const unknown = header.flags & REQUIRED & ~KNOWN;
  if (unknown !== 0) {
    const what = (unknown & Flag.video) !== 0 ? "a multiboot kernel that wants a video mode" : "multiboot flags";
    throw new ImageUnsupported(name, `${what} (${hex(unknown)})`, "build it without them");
  }
  const { entry, segments } = loadable(name, bytes, header);
  const end = Math.max(...segments.map(({ address, size }) => address + size));
  const top = HIGH_MEMORY + usableFrom(boot.map, HIGH_MEMORY);
  const modules = placeModules(boot.modules, end, top);
  const gdt = flatGdt(GDT_ADDRESS);
  const info = multibootInfo(INFO_ADDRESS, boot.commandLine, modules, boot.map);
  if (info.address + info.size > HIGH_MEMORY / 2) throw new ImageTooLarge(name, info.size, HIGH_MEMORY / 2);
  const all = [gdt, info, ...segments, ...modules.map(({ segment }) => segment)];
  checkPlacement(name, all, { start: 0, size: top });
  return { segments: all, start: flatStart(entry, { eax: LOADER_MAGIC, ebx: INFO_ADDRESS }, gdt) };
}

/** Bit 16 of the flags has precedence over the file's own headers. */
function loadable(name: string, bytes: Uint8Array, header: MultibootHeader): { entry: number; segments: Segment[] } {
  if ((header.flags & Flag.addresses) !== 0) return byAddresses(name, bytes, header.at);
  if (!isElf(bytes)) {
    throw new ImageUnsupported(name, "a multiboot kernel that is no ELF file and names no addresses", "link it as ELF");
  }
  const file = readElf(name, bytes, I386_ELF);
  return { entry: physicalEntry(name, file), segments: [...file.segments] };
}

/** header_addr is where the header will be in memory, which says where the file's first byte would be. */
function byAddresses(name: string, bytes: Uint8Array, at: number): { entry: number; segments: Segment[] } {
  const reader = new ImageReader(name, bytes);
  const headerAddress = reader.u32("header_addr", at + 12);
  const loadAddress = reader.u32("load_addr", at + 16);
  const loadEnd = reader.u32("load_end_addr", at + 20);
  const bssEnd = reader.u32("bss_end_addr", at + 24);
  const entry = reader.u32("entry_addr", at + 28);
  const offset = at - (headerAddress - loadAddress);
  if (loadAddress > headerAddress || offset < 0) {
    throw new ImageCorrupt(name, "load_addr", `is ${hex(loadAddress)}, which the file does not reach`);
  }
  const length = loadEnd === 0 ? bytes.length - offset : loadEnd - loadAddress;
  if (length <= 0) throw new ImageCorrupt(name, "load_end_addr", `is ${hex(loadEnd)}, before load_addr`);
  const content = reader.slice("what load_addr and load_end_addr name", offset, length);
  const size = Math.max(length, bssEnd - loadAddress);
  if (entry < loadAddress || entry >= loadAddress + size) {
    throw new ImageMisplaced(name, `entry point ${hex(entry)}`, "lies in no segment");
  }
  return { entry, segments: [{ name: "kernel", address: loadAddress, bytes: content, size }] };
}

/** Each on a page of its own behind the kernel, whether the kernel asks for it or not. */
function placeModules(modules: readonly MultibootModule[], end: number, top: number): PlacedModule[] {
  let next = Math.max(end, HIGH_MEMORY);
  return modules.map(({ name, bytes, string }) => {
    const address = Math.ceil(next / PAGE) * PAGE;
    next = address + bytes.length;
    if (next > top) throw new ImageTooLarge(name, bytes.length, Math.max(0, top - address));
    return { segment: { name, address, bytes, size: bytes.length }, string: string ?? name };
  });
}
