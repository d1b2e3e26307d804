/** The IA32 disassembler: the encoding tables of the decoder, read for their assembly column. */
import { ByteReader, LONGEST, type Prefixes, readAddress, readPrefixes, type Width } from "./ia32Instruction.ts";
import { IA32_ROWS, type Ia32EncodingRow } from "./ia32Rows.gen.ts";
import { addressWidth, type Ia32Kind, type Ia32Operands, KINDS_IA32, operandWidth } from "./kindsIa32.ts";

/** One instruction: its text and how many bytes it has. */
export interface Ia32Text {
  readonly text: string;
  readonly length: number;
}

interface Encoding {
  readonly row: Ia32EncodingRow;
  readonly pieces: readonly (string | Ia32Kind)[];
}

const NO_MODRM = 0xc0;
let byOpcode: readonly (readonly Encoding[])[] | undefined;

/** @throws Error naming an operand that no kind has */
function parse(template: string): (string | Ia32Kind)[] {
  return template.split(/(\{[^}]*\})/).map((text) => {
    const [, name] = /^\{([^}]*)\}$/.exec(text) ?? [];
    if (name === undefined) return text;
    const [, what, short, long] = /^(size|address):(.*)\|(.*)$/.exec(name) ?? [];
    const width = what === "size" ? operandWidth : addressWidth;
    const kind =
      what === undefined ? KINDS_IA32[name] : (operands: Ia32Operands) => (width(operands) === 16 ? short : long);
    if (!kind) throw new Error(`'${template}': no operand '${name}'`);
    return kind;
  });
}

/** The rows of each opcode, 0x100 more behind 0F, in table order. */
function sorted(): readonly (readonly Encoding[])[] {
  const encodings = IA32_ROWS.map((row) => ({ row, pieces: parse(row[7]) }));
  return Array.from({ length: 512 }, (_, opcode) =>
    encodings.filter(({ row: [, map, first, span] }) => {
      const start = map * 256 + first;
      return opcode >= start && opcode < start + span;
    }),
  );
}

/** The mandatory prefix that counts: F2 and F3 before 66. SDM volume 2, 2.1.2. */
function mandatory({ repeat, operandSize }: Prefixes): string {
  return repeat !== "" ? repeat : operandSize ? "66" : "NP";
}

function matches([prefix, , , , digit, mod]: Ia32EncodingRow, modrm: number, present: string): boolean {
  if (prefix !== "" && prefix !== present) return false;
  if (mod === "byte") return digit === modrm;
  if (typeof digit === "number" && digit !== ((modrm >> 3) & 7)) return false;
  return mod === "" || (mod === "reg") === modrm >= 0xc0;
}

function readImmediates(names: string, reader: ByteReader, operand: Width, address: Width): number[] {
  const read: Record<string, () => number[]> = {
    ib: () => [reader.signed(1)],
    iw: () => [reader.unsigned(2)],
    iz: () => [reader.unsigned(operand / 8)],
    id: () => [reader.unsigned(4)],
    rel8: () => [reader.signed(1)],
    relz: () => [reader.signed(operand / 8)],
    moffs: () => [reader.unsigned(address / 8)],
    "ptr16:z": () => [reader.unsigned(operand / 8), reader.unsigned(2)],
  };
  return names === "" ? [] : names.split(" ").flatMap((name) => read[name]());
}

/**
 * The instruction at the start of `bytes`, of which the first 15 count, in the words of `objdump -M intel`.
 *
 * @param address its offset in the code segment
 * @param width the default size of operands and addresses: CS.D
 * @returns `(bad)` of one byte when there is none
 */
export function disassembleIa32(bytes: Uint8Array, address: number, width: Width): Ia32Text {
  byOpcode ??= sorted();
  const prefixes = readPrefixes(bytes);
  const other: Width = width === 16 ? 32 : 16;
  const reader = new ByteReader(bytes, prefixes.count);
  const first = reader.unsigned(1);
  const opcode = first === 0x0f ? 0x100 + reader.unsigned(1) : first;
  const rows = byOpcode[opcode];
  const hasModrm = rows.some(({ row }) => row[4] !== "");
  const modrm = hasModrm ? reader.unsigned(1) : NO_MODRM;
  const found = rows.find(({ row }) => matches(row, modrm, mandatory(prefixes)));
  if (!found) return { text: "(bad)", length: 1 };
  const [operandWidth, addressWidth] = [prefixes.operandSize ? other : width, prefixes.addressSize ? other : width];
  const inMemory = modrm < 0xc0;
  const operands: Ia32Operands = {
    prefixes,
    operandWidth,
    addressWidth,
    opcode: opcode & 0xff,
    modrm,
    address: inMemory ? readAddress(modrm, addressWidth, reader) : undefined,
    immediates: readImmediates(found.row[6], reader, operandWidth, addressWidth),
    next: address + reader.at,
    shown: new Set(),
  };
  if (reader.overrun || reader.at > LONGEST) return { text: "(bad)", length: 1 };
  return { text: textOf(found, operands), length: reader.at };
}

/** The template's text behind the prefixes that it does not show. */
function textOf({ row: [prefix], pieces }: Encoding, operands: Ia32Operands): string {
  const { prefixes, shown, operandWidth, addressWidth } = operands;
  const body = pieces.map((piece) => (typeof piece === "string" ? piece : piece(operands))).join("");
  const repeat = prefixes.repeat === "F3" ? "repz" : "repnz";
  const left = [
    prefixes.lock ? "lock" : "",
    prefixes.repeat !== "" && prefix !== prefixes.repeat && !shown.has("repeat") ? repeat : "",
    prefixes.operandSize && prefix !== "66" && !shown.has("operandSize") ? `data${operandWidth}` : "",
    prefixes.addressSize && !shown.has("addressSize") ? `addr${addressWidth}` : "",
    prefixes.segment !== undefined && !shown.has("segment") ? prefixes.segment : "",
  ];
  return [...left.filter((name) => name !== ""), body].join(" ");
}
