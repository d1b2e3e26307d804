/**
 * cpio archives in the "newc" form that Linux takes as initramfs (Documentation/driver-api/early-userspace/buffer-format).
 * An entry: 6 characters magic, 13 fields of 8 hexadecimal digits, name with NUL, padding to 4, data, padding to 4.
 */
import { joined } from "./bytes.ts";
import { ImageCorrupt, ImageEmpty, ImageNotRecognised, ImageTruncated } from "./imageError.ts";
import { recognise } from "./recognise.ts";

const HEADER_SIZE = 110;
const MAGIC_NEWC = "070701";
const MAGIC_CRC = "070702";
const TRAILER = "TRAILER!!!";
/** PATH_MAX of Linux. */
const MAX_NAME = 4096;

/** Header fields in order, after the magic. */
const FIELDS = [
  "ino",
  "mode",
  "uid",
  "gid",
  "nlink",
  "mtime",
  "filesize",
  "devmajor",
  "devminor",
  "rdevmajor",
  "rdevminor",
  "namesize",
  "check",
] as const;
type Field = (typeof FIELDS)[number];

/** File type bits of `mode`. */
export const CpioMode = { directory: 0o040000, file: 0o100000, link: 0o120000, character: 0o020000 } as const;

export interface CpioEntry {
  readonly name: string;
  /** Type and permissions, as in stat(2). */
  readonly mode: number;
  readonly data: Uint8Array;
  /** Device number of a device node. */
  readonly device?: readonly [major: number, minor: number];
}

export function isCpio(bytes: Uint8Array): boolean {
  const magic = text(bytes.subarray(0, 6));
  return magic === MAGIC_NEWC || magic === MAGIC_CRC;
}

/** Packs entries, deterministic: no time stamps, owner root, inode numbers by order. */
export function writeCpio(entries: readonly CpioEntry[]): Uint8Array {
  const all = [...entries, { name: TRAILER, mode: 0, data: new Uint8Array(0) }];
  const parts = all.map((entry, index) => encode(entry, entry.name === TRAILER ? 0 : index + 1));
  return joined(parts);
}

function encode(entry: CpioEntry, ino: number): Uint8Array {
  const name = new TextEncoder().encode(`${entry.name}\0`);
  const [rdevmajor, rdevminor] = entry.device ?? [0, 0];
  const values: Partial<Record<Field, number>> = {
    ino,
    mode: entry.mode,
    nlink: 1,
    filesize: entry.data.length,
    rdevmajor,
    rdevminor,
    namesize: name.length,
  };
  const header = MAGIC_NEWC + FIELDS.map((field) => (values[field] ?? 0).toString(16).padStart(8, "0")).join("");
  const dataAt = pad4(HEADER_SIZE + name.length);
  const bytes = new Uint8Array(pad4(dataAt + entry.data.length));
  bytes.set(new TextEncoder().encode(header));
  bytes.set(name, HEADER_SIZE);
  bytes.set(entry.data, dataAt);
  return bytes;
}

/**
 * Entries of the first archive in `bytes`, without the trailer. What follows the trailer (a second archive, compressed or
 * not) is the kernel's to read.
 * @throws ImageError when the archive is damaged
 */
export function readCpio(image: string, bytes: Uint8Array): CpioEntry[] {
  if (bytes.length === 0) throw new ImageEmpty(image);
  if (!isCpio(bytes))
    throw new ImageNotRecognised(image, "a cpio archive (newc)", recognise(bytes), "pack it with cpio -H newc");
  const entries: CpioEntry[] = [];
  let at = 0;
  for (;;) {
    const { entry, next } = decode(image, bytes, at);
    if (entry.name === TRAILER) return entries;
    entries.push(entry);
    at = next;
  }
}

function decode(image: string, bytes: Uint8Array, at: number): { entry: CpioEntry; next: number } {
  need(image, "a cpio header", bytes, at + HEADER_SIZE);
  if (!isCpio(bytes.subarray(at))) throw new ImageCorrupt(image, `the cpio header at ${at}`, "has no magic number");
  const field = (name: Field) => hexField(image, bytes, at, name);
  const nameSize = field("namesize");
  if (nameSize === 0 || nameSize > MAX_NAME) throw new ImageCorrupt(image, "namesize", `is ${nameSize}`);
  const nameAt = at + HEADER_SIZE;
  need(image, "a file name", bytes, nameAt + nameSize);
  if (bytes[nameAt + nameSize - 1] !== 0) throw new ImageCorrupt(image, "a file name", "does not end with NUL");
  const name = text(bytes.subarray(nameAt, nameAt + nameSize - 1));
  const dataAt = at + pad4(HEADER_SIZE + nameSize);
  const size = field("filesize");
  need(image, `file ${name}`, bytes, dataAt + size);
  const data = bytes.subarray(dataAt, dataAt + size);
  const device = [field("rdevmajor"), field("rdevminor")] as const;
  return { entry: { name, mode: field("mode"), data, device }, next: dataAt + pad4(size) };
}

function hexField(image: string, bytes: Uint8Array, at: number, name: Field): number {
  const start = at + 6 + 8 * FIELDS.indexOf(name);
  const digits = text(bytes.subarray(start, start + 8));
  if (!/^[0-9a-fA-F]{8}$/.test(digits))
    throw new ImageCorrupt(image, `cpio field ${name}`, "is not a hexadecimal number");
  return Number.parseInt(digits, 16);
}

function need(image: string, what: string, bytes: Uint8Array, end: number): void {
  if (end > bytes.length) throw new ImageTruncated(image, what, end, bytes.length);
}

function pad4(size: number): number {
  return (size + 3) & ~3;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}
