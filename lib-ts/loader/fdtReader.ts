/** Reads a flattened device tree from untrusted bytes: Devicetree Specification v0.4, chapter 5. */
import { ImageReader } from "./bytes.ts";
import {
  FDT_COMPATIBLE_VERSION,
  FDT_HEADER_SIZE,
  FDT_MAGIC,
  FDT_VERSION,
  type Fdt,
  type FdtNode,
  type FdtReservation,
  FdtToken,
  fdtNode,
} from "./fdt.ts";
import { ImageCorrupt, ImageEmpty, ImageNotRecognised, ImageTooLarge, ImageUnsupported } from "./imageError.ts";
import { recognise } from "./recognise.ts";

/** The arm64 boot protocol's limit on a device tree. */
export const MAX_FDT_SIZE = 0x20_0000;
/** Deeper trees are an attack on the stack of whoever reads them. */
const MAX_DEPTH = 64;
const MAX_NAME = 255;
const MAX_RESERVATIONS = 1024;

/** Header fields, by name, in file order (section 5.2). */
interface Header {
  readonly structure: ImageReader;
  readonly names: Uint8Array;
  readonly reservationsAt: number;
  readonly bootCpu: number;
  readonly whole: ImageReader;
}

/** @throws ImageError when the blob is not a device tree of version 16 or later, or damaged */
export function readFdt(image: string, bytes: Uint8Array): Fdt {
  const header = readHeader(image, bytes);
  const parser = new StructureParser(header.structure, header.names);
  return { root: parser.tree(), reservations: readReservations(header), bootCpu: header.bootCpu };
}

function readHeader(image: string, bytes: Uint8Array): Header {
  if (bytes.length === 0) throw new ImageEmpty(image);
  const file = new ImageReader(image, bytes, false);
  if (file.u32("the magic number", 0) !== FDT_MAGIC) {
    throw new ImageNotRecognised(image, "a flattened device tree", recognise(bytes), "compile the source with dtc");
  }
  file.require("the header", 0, FDT_HEADER_SIZE);
  const total = file.u32("totalsize", 4);
  if (total > MAX_FDT_SIZE)
    throw new ImageTooLarge(image, total, MAX_FDT_SIZE, "the arm64 boot protocol allows no more");
  const whole = new ImageReader(image, file.slice("totalsize", 0, total), false);
  checkVersion(file);
  const structureAt = file.u32("off_dt_struct", 8);
  if (structureAt % 4 !== 0) throw new ImageCorrupt(image, "off_dt_struct", "is not a multiple of 4");
  return {
    structure: new ImageReader(
      image,
      whole.slice("the structure block", structureAt, file.u32("size_dt_struct", 36)),
      false,
    ),
    names: whole.slice("the strings block", file.u32("off_dt_strings", 12), file.u32("size_dt_strings", 32)),
    reservationsAt: file.u32("off_mem_rsvmap", 16),
    bootCpu: file.u32("boot_cpuid_phys", 28),
    whole,
  };
}

function checkVersion(file: ImageReader): void {
  const version = file.u32("version", 20);
  const compatible = file.u32("last_comp_version", 24);
  if (compatible > FDT_VERSION || version < FDT_COMPATIBLE_VERSION) {
    const hint = "compile it with a dtc of this century";
    throw new ImageUnsupported(file.image, `device tree version ${version} (compatible to ${compatible})`, hint);
  }
}

function readReservations({ whole, reservationsAt }: Header): FdtReservation[] {
  if (reservationsAt % 8 !== 0) throw new ImageCorrupt(whole.image, "off_mem_rsvmap", "is not a multiple of 8");
  const reservations: FdtReservation[] = [];
  for (let at = reservationsAt; ; at += 16) {
    const address = whole.u64Exact("the memory reservation block", at);
    const size = whole.u64Exact("the memory reservation block", at + 8);
    if (address === 0n && size === 0n) return reservations;
    if (reservations.length === MAX_RESERVATIONS) {
      throw new ImageCorrupt(whole.image, "the memory reservation block", `has more than ${MAX_RESERVATIONS} entries`);
    }
    reservations.push({ address, size });
  }
}

/** Reads the structure block: a stream of tokens, each aligned to 4 bytes. */
class StructureParser {
  private at = 0;

  constructor(
    private readonly block: ImageReader,
    private readonly names: Uint8Array,
  ) {}

  tree(): FdtNode {
    if (this.token() !== FdtToken.beginNode) this.fail("does not begin with a node");
    const root = this.node(0);
    if (this.token() !== FdtToken.end) this.fail("goes on after the root node");
    return root;
  }

  /** The node whose FDT_BEGIN_NODE has been read. */
  private node(depth: number): FdtNode {
    if (depth > MAX_DEPTH) this.fail(`is nested deeper than ${MAX_DEPTH} nodes`);
    const node = fdtNode(this.nodeName());
    for (;;) {
      const token = this.token();
      if (token === FdtToken.endNode) return node;
      if (token === FdtToken.property) this.property(node);
      else if (token === FdtToken.beginNode) this.child(node, depth);
      else this.fail(`has token ${token} inside node "${node.name}"`);
    }
  }

  private child(parent: FdtNode, depth: number): void {
    const child = this.node(depth + 1);
    if (parent.children.some(({ name }) => name === child.name))
      this.fail(`has two nodes "${child.name}" in one place`);
    parent.children.push(child);
  }

  private property(node: FdtNode): void {
    const length = this.word();
    const name = this.propertyName(this.word());
    const value = this.block.slice(`property "${name}"`, this.at, length);
    this.at = align4(this.at + length);
    if (node.children.length > 0) this.fail(`has property "${name}" after a child node`);
    if (node.properties.has(name)) this.fail(`has property "${name}" twice in node "${node.name}"`);
    node.properties.set(name, value);
  }

  /** The next token that is not FDT_NOP. */
  private token(): number {
    let token: number = this.word();
    while (token === FdtToken.nop) token = this.word();
    return token;
  }

  private word(): number {
    const value = this.block.u32("the structure block", this.at);
    this.at += 4;
    return value;
  }

  private nodeName(): string {
    const name = this.text(this.block.bytes, this.at, "a node name");
    this.at = align4(this.at + name.length + 1);
    return name;
  }

  private propertyName(offset: number): string {
    const name = this.text(this.names, offset, "a property name");
    if (name === "") this.fail("has a property without a name");
    return name;
  }

  private text(bytes: Uint8Array, at: number, what: string): string {
    const end = bytes.indexOf(0, at);
    if (at >= bytes.length || end < 0) this.fail(`has ${what} that does not end`);
    if (end - at > MAX_NAME) this.fail(`has ${what} longer than ${MAX_NAME} characters`);
    const characters = bytes.subarray(at, end);
    if (characters.some((byte) => byte <= 0x20 || byte >= 0x7f)) this.fail(`has ${what} with forbidden characters`);
    return new TextDecoder().decode(characters);
  }

  private fail(why: string): never {
    throw new ImageCorrupt(this.block.image, `the structure block near ${this.at}`, why);
  }
}

function align4(value: number): number {
  return (value + 3) & ~3;
}
