/** A writer of ACPI Machine Language, as far as a static PC needs it. ACPI Specification 6.4, chapter 20 and 6.4 (resources). */
import { joined } from "./bytes.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const bytes = (...values: number[]): Bytes => Uint8Array.from(values);
const ascii = (text: string): Bytes => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const u16 = (value: number): number[] => [value & 0xff, (value >>> 8) & 0xff];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];

/** 20.2.4: the length counts itself. */
function withLength(content: Bytes): Bytes {
  if (content.length + 1 < 0x40) return joined([bytes(content.length + 1), content]);
  const length = content.length + 2;
  return joined([bytes(0x40 | (length & 0xf), length >> 4), content]);
}

/** A name of up to four characters, padded; `\` before it makes it the root's. */
function nameString(name: string): Bytes {
  const root = name.startsWith("\\");
  const segment = (root ? name.slice(1) : name).padEnd(4, "_");
  return ascii(root ? `\\${segment}` : segment);
}

/** The shortest encoding of a number of up to 32 bits. 20.2.3. */
export function integer(value: number): Bytes {
  if (value === 0 || value === 1) return bytes(value);
  if (value < 0x100) return bytes(0x0a, value);
  return value < 0x1_0000 ? bytes(0x0b, ...u16(value)) : bytes(0x0c, ...u32(value));
}

/** An EISA identifier, "PNP0A03", as the number that stands for it. 19.6.37. */
export function eisaId(id: string): Bytes {
  const [a, b, c] = [...id.slice(0, 3)].map((letter) => letter.charCodeAt(0) - 0x40);
  const vendor = (a << 10) | (b << 5) | c;
  const product = Number.parseInt(id.slice(3), 16);
  return bytes(0x0c, vendor >> 8, vendor & 0xff, product >> 8, product & 0xff);
}

export function name(of: string, value: Bytes): Bytes {
  return joined([bytes(0x08), nameString(of), value]);
}

export function packageOf(...elements: Bytes[]): Bytes {
  return joined([bytes(0x12), withLength(joined([bytes(elements.length), ...elements]))]);
}

export function scope(of: string, ...terms: Bytes[]): Bytes {
  return joined([bytes(0x10), withLength(joined([nameString(of), ...terms]))]);
}

export function device(of: string, ...terms: Bytes[]): Bytes {
  return joined([bytes(0x5b, 0x82), withLength(joined([nameString(of), ...terms]))]);
}

/** A buffer of resource descriptors with its end tag. */
export function resources(...descriptors: Bytes[]): Bytes {
  const content = joined([...descriptors, bytes(0x79, 0)]);
  return joined([bytes(0x11), withLength(joined([integer(content.length), content]))]);
}

/** 6.4.2.5: fixed ports, 16 address lines decoded. */
export function ioPorts(start: number, length: number): Bytes {
  return bytes(0x47, 1, ...u16(start), ...u16(start), 1, length);
}

/** 6.4.2.1: one edge-triggered interrupt of ISA. */
export function irq(line: number): Bytes {
  return bytes(0x22, ...u16(1 << line));
}

/** 6.4.3.5.1: producer, minimum and maximum fixed. */
const FIXED = 0x0c;
const enum Space {
  Memory = 0,
  Io = 1,
  Bus = 2,
}

export function busNumbers(first: number, last: number): Bytes {
  return word(Space.Bus, 0, first, last);
}

export function ioWindow(first: number, last: number): Bytes {
  return word(Space.Io, 3, first, last);
}

function word(space: Space, flags: number, first: number, last: number): Bytes {
  const values = [0, first, last, 0, last - first + 1].flatMap(u16);
  return bytes(0x88, ...u16(0x0d), space, FIXED, flags, ...values);
}

/** Memory for devices: not cached, written and read. */
export function memoryWindow(first: number, last: number): Bytes {
  const values = [0, first, last, 0, last - first + 1].flatMap(u32);
  return bytes(0x87, ...u16(0x17), Space.Memory, FIXED, 1, ...values);
}
