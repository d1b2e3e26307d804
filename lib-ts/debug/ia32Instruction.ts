/** The parts of an IA32 instruction as bytes have them. SDM volume 2, 2.1. */

export type Width = 16 | 32;

/** Segment override prefixes. */
const SEGMENTS: Readonly<Record<number, string>> = {
  38: "es",
  46: "cs",
  54: "ss",
  62: "ds",
  100: "fs",
  101: "gs",
};
/** An instruction has at most 15 bytes. */
export const LONGEST = 15;

export interface Prefixes {
  readonly segment: string | undefined;
  readonly operandSize: boolean;
  readonly addressSize: boolean;
  readonly repeat: "" | "F2" | "F3";
  readonly lock: boolean;
  /** How many bytes they take. */
  readonly count: number;
}

export function readPrefixes(bytes: Uint8Array): Prefixes {
  const found = { segment: undefined as string | undefined, repeat: "" as Prefixes["repeat"] };
  let [operandSize, addressSize, lock, count] = [false, false, false, 0];
  for (; count < Math.min(bytes.length, LONGEST); count++) {
    const byte = bytes[count];
    if (byte in SEGMENTS) found.segment = SEGMENTS[byte];
    else if (byte === 0x66) operandSize = true;
    else if (byte === 0x67) addressSize = true;
    else if (byte === 0xf0) lock = true;
    else if (byte === 0xf2 || byte === 0xf3) found.repeat = byte === 0xf2 ? "F2" : "F3";
    else break;
  }
  return { ...found, operandSize, addressSize, lock, count };
}

/** Reads little-endian numbers; what lies behind the end is zero, and `overrun` says so. */
export class ByteReader {
  overrun = false;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  unsigned(size: number): number {
    let value = 0;
    for (let n = 0; n < size; n++) value += (this.bytes[this.at + n] ?? 0) * 2 ** (8 * n);
    this.at += size;
    this.overrun ||= this.at > this.bytes.length;
    return value;
  }
  signed(size: number): number {
    const value = this.unsigned(size);
    return value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;
  }
}

/** A memory operand: registers by name, or none; `absolute` when a displacement is all there is. */
export interface Address {
  readonly terms: readonly string[];
  readonly displacement: number | undefined;
  readonly absolute: boolean;
}

const REGISTERS = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"];
const PAIRS = [["bx", "si"], ["bx", "di"], ["bp", "si"], ["bp", "di"], ["si"], ["di"], ["bp"], ["bx"]];

/** What ModRM with mod 0..2 addresses; reads SIB and displacement. SDM volume 2, tables 2-1 to 2-3. */
export function readAddress(modrm: number, width: Width, reader: ByteReader): Address {
  return width === 16 ? readAddress16(modrm, reader) : readAddress32(modrm, reader);
}

function readAddress16(modrm: number, reader: ByteReader): Address {
  const [mod, rm] = [modrm >> 6, modrm & 7];
  if (mod === 0 && rm === 6) return { terms: [], displacement: reader.unsigned(2), absolute: true };
  const displacement = mod === 0 ? undefined : reader.signed(mod);
  return { terms: PAIRS[rm], displacement, absolute: false };
}

function readAddress32(modrm: number, reader: ByteReader): Address {
  const [mod, rm] = [modrm >> 6, modrm & 7];
  if (rm === 4) return readScaled(mod, reader);
  if (mod === 0 && rm === 5) return { terms: [], displacement: reader.unsigned(4), absolute: true };
  return { terms: [REGISTERS[rm]], displacement: readDisplacement(mod, reader), absolute: false };
}

function readDisplacement(mod: number, reader: ByteReader): number | undefined {
  return mod === 0 ? undefined : reader.signed(mod === 1 ? 1 : 4);
}

/** A SIB byte without an index still has one in objdump's text, `eiz`, unless the base is ESP. */
function readScaled(mod: number, reader: ByteReader): Address {
  const sib = reader.unsigned(1);
  const [scale, index, base] = [sib >> 6, (sib >> 3) & 7, sib & 7];
  const noBase = mod === 0 && base === 5;
  const plain = index === 4 && scale === 0 && base === 4;
  const scaled = `${index === 4 ? "eiz" : REGISTERS[index]}*${1 << scale}`;
  return {
    terms: [...(noBase ? [] : [REGISTERS[base]]), ...(plain ? [] : [scaled])],
    displacement: noBase ? reader.signed(4) : readDisplacement(mod, reader),
    absolute: false,
  };
}
