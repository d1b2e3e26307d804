/** A device tree in memory, and the property encodings of the Devicetree Specification v0.4, section 2.2.4. */

/** Values are raw bytes; use `cells`, `strings` and their kin to make them. */
export interface FdtNode {
  readonly name: string;
  readonly properties: Map<string, Uint8Array>;
  readonly children: FdtNode[];
}

/** A range of physical memory that the client program must not use. */
export interface FdtReservation {
  readonly address: bigint;
  readonly size: bigint;
}

export interface Fdt {
  readonly root: FdtNode;
  readonly reservations: readonly FdtReservation[];
  /** Physical id of the CPU that boots. */
  readonly bootCpu: number;
}

/** Header fields and tokens shared by reader and writer (sections 5.2 and 5.4). */
export const FDT_MAGIC = 0xd00dfeed;
export const FDT_VERSION = 17;
export const FDT_COMPATIBLE_VERSION = 16;
export const FDT_HEADER_SIZE = 40;
export const FdtToken = { beginNode: 1, endNode: 2, property: 3, nop: 4, end: 9 } as const;

export function fdtNode(name: string, properties: Record<string, Uint8Array> = {}, children: FdtNode[] = []): FdtNode {
  return { name, properties: new Map(Object.entries(properties)), children };
}

/** A property without a value: true by being there. */
export function flag(): Uint8Array {
  return new Uint8Array(0);
}

/** <u32 ...> */
export function cells(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setUint32(4 * index, value);
  });
  return bytes;
}

/** <u64 ...>: two cells each, as `reg` has under #address-cells = #size-cells = 2. */
export function cells64(...values: (number | bigint)[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setBigUint64(8 * index, BigInt(value));
  });
  return bytes;
}

/** A string, or a list of strings, each with its NUL. */
export function strings(...values: string[]): Uint8Array {
  return new TextEncoder().encode(values.map((value) => `${value}\0`).join(""));
}

/** The child called `name`, with or without its unit address. */
export function childOf(node: FdtNode, name: string): FdtNode | undefined {
  return (
    node.children.find((child) => child.name === name) ??
    node.children.find((child) => child.name.split("@")[0] === name)
  );
}

/** The child called `name`, added when it is missing. */
export function childOrNew(node: FdtNode, name: string): FdtNode {
  const present = childOf(node, name);
  if (present !== undefined) return present;
  const child = fdtNode(name);
  node.children.push(child);
  return child;
}

/** The first string of a property. */
export function stringOf(node: FdtNode, property: string): string | undefined {
  const value = node.properties.get(property);
  if (value === undefined) return undefined;
  const end = value.indexOf(0);
  return new TextDecoder().decode(end < 0 ? value : value.subarray(0, end));
}

/** The first cell of a property. */
export function cellOf(node: FdtNode, property: string): number | undefined {
  const value = node.properties.get(property);
  if (value === undefined || value.length < 4) return undefined;
  return new DataView(value.buffer, value.byteOffset).getUint32(0);
}
