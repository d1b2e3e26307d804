/** The core as it is built imports a memory of its own; the same core in a shared memory differs in that import alone. */
import { CoreUnusable } from "../errors.ts";

const HEADER = 8;
const IMPORTS = 2;
const MEMORY = 2;
/** Flags of a memory's limits: shared, with a maximum. */
const SHARED = 3;
/** The maximum, 65536 pages, as LEB128. */
const MOST_PAGES = [0x80, 0x80, 0x04];

/**
 * The core's bytes, changed so that they import a shared memory (WebAssembly core specification 5.3.8, 5.5.5).
 * @throws CoreUnusable when their first import is not a memory without a maximum
 */
export function withSharedMemory(source: BufferSource): Uint8Array<ArrayBuffer> {
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  const section = findSection(bytes, IMPORTS);
  // The number of imports, then two names, then the kind.
  let at = readU32(bytes, section.body).end;
  for (let names = 0; names < 2; names++) {
    const { value, end } = readU32(bytes, at);
    at = end + value;
  }
  if (bytes[at] !== MEMORY || bytes[at + 1] !== 0)
    throw new CoreUnusable("its first import is not a memory that can grow");
  const minimum = readU32(bytes, at + 2).end;
  const body = [...bytes.subarray(section.body, at + 1), SHARED, ...bytes.subarray(at + 2, minimum), ...MOST_PAGES];
  body.push(...bytes.subarray(minimum, section.end));
  const before = bytes.subarray(0, section.start);
  const after = bytes.subarray(section.end);
  return concatenate([before, Uint8Array.of(IMPORTS, ...lebU32(body.length), ...body), after]);
}

interface Section {
  /** Where its number is, where its contents begin, and where they end. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

function findSection(bytes: Uint8Array, wanted: number): Section {
  for (let start = HEADER; start < bytes.length; ) {
    const { value, end: body } = readU32(bytes, start + 1);
    if (bytes[start] === wanted) return { start, body, end: body + value };
    start = body + value;
  }
  throw new CoreUnusable("it has no imports");
}

function readU32(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start, scale = 1; at < bytes.length && at < start + 5; at++, scale *= 128) {
    value += (bytes[at] & 0x7f) * scale;
    if (bytes[at] < 0x80) return { value, end: at + 1 };
  }
  throw new CoreUnusable("a number in it does not end");
}

function lebU32(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...lebU32(value >>> 7)];
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
