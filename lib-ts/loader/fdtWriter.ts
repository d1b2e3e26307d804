/** Writes a device tree as a flattened blob: Devicetree Specification v0.4, chapter 5. */
import {
  FDT_COMPATIBLE_VERSION,
  FDT_HEADER_SIZE,
  FDT_MAGIC,
  FDT_VERSION,
  type Fdt,
  type FdtNode,
  type FdtReservation,
  FdtToken,
} from "./fdt.ts";

/** A growing big-endian byte string. */
class Block {
  private bytes = new Uint8Array(1024);
  size = 0;

  private grow(length: number): number {
    const at = this.size;
    this.size += length;
    if (this.size > this.bytes.length) {
      const wider = new Uint8Array(Math.max(2 * this.bytes.length, this.size));
      wider.set(this.bytes);
      this.bytes = wider;
    }
    return at;
  }
  u32(value: number): void {
    const at = this.grow(4);
    new DataView(this.bytes.buffer).setUint32(at, value);
  }
  u64(value: bigint): void {
    const at = this.grow(8);
    new DataView(this.bytes.buffer).setBigUint64(at, value);
  }
  append(bytes: Uint8Array): void {
    const at = this.grow(bytes.length);
    this.bytes.set(bytes, at);
  }
  /** Text with its NUL. */
  text(value: string): void {
    this.append(new TextEncoder().encode(`${value}\0`));
  }
  align(boundary: number): void {
    this.grow((boundary - (this.size % boundary)) % boundary);
  }
  done(): Uint8Array {
    return this.bytes.subarray(0, this.size);
  }
}

/** The strings block: every property name once. */
class StringTable {
  readonly block = new Block();
  private readonly offsets = new Map<string, number>();

  offsetOf(name: string): number {
    const known = this.offsets.get(name);
    if (known !== undefined) return known;
    const offset = this.block.size;
    this.offsets.set(name, offset);
    this.block.text(name);
    return offset;
  }
}

/** @param space the size to pad the blob to, so that firmware can add to it; at least what the tree needs */
export function writeFdt(fdt: Fdt, space = 0): Uint8Array {
  const names = new StringTable();
  const structure = new Block();
  writeNode(fdt.root, structure, names);
  structure.u32(FdtToken.end);
  const reservations = writeReservations(fdt.reservations);
  return assemble(fdt.bootCpu, reservations.done(), structure.done(), names.block.done(), space);
}

function writeReservations(reservations: readonly FdtReservation[]): Block {
  const block = new Block();
  for (const { address, size } of [...reservations, { address: 0n, size: 0n }]) {
    block.u64(address);
    block.u64(size);
  }
  return block;
}

function writeNode(node: FdtNode, structure: Block, names: StringTable): void {
  structure.u32(FdtToken.beginNode);
  structure.text(node.name);
  structure.align(4);
  for (const [name, value] of node.properties) {
    structure.u32(FdtToken.property);
    structure.u32(value.length);
    structure.u32(names.offsetOf(name));
    structure.append(value);
    structure.align(4);
  }
  for (const child of node.children) writeNode(child, structure, names);
  structure.u32(FdtToken.endNode);
}

function assemble(
  bootCpu: number,
  reservations: Uint8Array,
  structure: Uint8Array,
  names: Uint8Array,
  space: number,
): Uint8Array {
  const structureAt = FDT_HEADER_SIZE + reservations.length;
  const namesAt = structureAt + structure.length;
  const total = Math.max(namesAt + names.length, space);
  const header = new Block();
  for (const field of [
    FDT_MAGIC,
    total,
    structureAt,
    namesAt,
    FDT_HEADER_SIZE,
    FDT_VERSION,
    FDT_COMPATIBLE_VERSION,
    bootCpu,
    names.length,
    structure.length,
  ])
    header.u32(field);
  const blob = new Uint8Array(total);
  blob.set(header.done());
  blob.set(reservations, FDT_HEADER_SIZE);
  blob.set(structure, structureAt);
  blob.set(names, namesAt);
  return blob;
}
