/** What a multiboot loader tells the kernel: The Multiboot Specification 0.6.96, section 3.3. */
import { type E820Entry, usableFrom } from "./e820.ts";
import type { Segment } from "./loadPlan.ts";

const INFO_SIZE = 120;
const MODULE_SIZE = 16;
/** An entry of the memory map and the word before it that counts the bytes after itself. */
const MAP_ENTRY_SIZE = 24;
const LOADER_NAME = "sel4vm-web";
const KIB = 1024;
const HIGH_MEMORY = 0x10_0000;

const Flag = { memory: 1 << 0, commandLine: 1 << 2, modules: 1 << 3, memoryMap: 1 << 6, loaderName: 1 << 9 } as const;

const Field = {
  flags: 0,
  memoryLower: 4,
  memoryUpper: 8,
  commandLine: 16,
  modulesCount: 20,
  modulesAddress: 24,
  mapLength: 44,
  mapAddress: 48,
  loaderName: 64,
} as const;

export interface PlacedModule {
  readonly segment: Segment;
  readonly string: string;
}

/** The structure, and behind it all that it points to. @param address guest-physical */
export function multibootInfo(
  address: number,
  commandLine: string,
  modules: readonly PlacedModule[],
  map: readonly E820Entry[],
): Segment {
  const modulesAt = INFO_SIZE;
  const mapAt = modulesAt + modules.length * MODULE_SIZE;
  const strings = new StringTable(address + mapAt + map.length * MAP_ENTRY_SIZE);
  const head = new Uint8Array(mapAt + map.length * MAP_ENTRY_SIZE);
  const view = new DataView(head.buffer);
  const set = (field: number, value: number) => view.setUint32(field, value, true);
  set(Field.flags, Flag.memory | Flag.commandLine | Flag.modules | Flag.memoryMap | Flag.loaderName);
  set(Field.memoryLower, Math.floor(usableFrom(map, 0) / KIB));
  set(Field.memoryUpper, Math.floor(usableFrom(map, HIGH_MEMORY) / KIB));
  set(Field.commandLine, strings.add(commandLine));
  set(Field.modulesCount, modules.length);
  set(Field.modulesAddress, address + modulesAt);
  set(Field.mapLength, map.length * MAP_ENTRY_SIZE);
  set(Field.mapAddress, address + mapAt);
  set(Field.loaderName, strings.add(LOADER_NAME));
  modules.forEach(({ segment, string }, index) => {
    const at = modulesAt + index * MODULE_SIZE;
    set(at, segment.address);
    set(at + 4, segment.address + segment.size);
    set(at + 8, strings.add(string));
  });
  writeMap(view, mapAt, map);
  const bytes = strings.after(head);
  return { name: "multiboot information", address, bytes, size: bytes.length };
}

function writeMap(view: DataView, mapAt: number, map: readonly E820Entry[]): void {
  map.forEach(({ start, size, type }, index) => {
    const at = mapAt + index * MAP_ENTRY_SIZE;
    view.setUint32(at, MAP_ENTRY_SIZE - 4, true);
    view.setBigUint64(at + 4, BigInt(start), true);
    view.setBigUint64(at + 12, BigInt(size), true);
    view.setUint32(at + 20, type, true);
  });
}

/** Strings one after another, each with a NUL. */
class StringTable {
  private text: number[] = [];

  constructor(private readonly address: number) {}

  /** @returns its address */
  add(text: string): number {
    const at = this.address + this.text.length;
    this.text.push(...new TextEncoder().encode(text), 0);
    return at;
  }

  after(head: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(head.length + this.text.length);
    bytes.set(head);
    bytes.set(this.text, head.length);
    return bytes;
  }
}
