/** Reads the numbers and opcodes of a function body, one instruction after another. */
import { OPCODES, type Opcode } from "./opcodes.ts";
import { BodyTruncated, OpcodeUnknown } from "./wasmError.ts";

const BY_CODE = new Map(Object.values(OPCODES).map((opcode) => [opcode.code, opcode]));
const FIRST_PREFIX = 0xfc;
const LAST_PREFIX = 0xfe;

export class BodyReader {
  private at = 0;
  /** Where the instruction begins that is being read. */
  private start = 0;

  constructor(private readonly body: Uint8Array) {}

  get atEnd(): boolean {
    return this.at === this.body.length;
  }

  /** @throws OpcodeUnknown, BodyTruncated */
  opcode(): Opcode {
    this.start = this.at;
    const first = this.byte();
    if (first < FIRST_PREFIX || first > LAST_PREFIX) return this.lookUp(first);
    const sub = this.u32();
    // A number that has no room below the prefix is no opcode, and must not look like one of the next prefix.
    if (sub > 0xffff) throw new OpcodeUnknown(this.start, first);
    return this.lookUp((first << 16) | sub);
  }

  /** @throws BodyTruncated, like all that follow */
  byte(): number {
    if (this.atEnd) throw new BodyTruncated(this.start);
    return this.body[this.at++];
  }

  /** LEB128, modulo 2^32. */
  u32(): number {
    return Number(BigInt.asUintN(32, this.leb().value));
  }

  s32(): number {
    return Number(BigInt.asIntN(32, this.s64()));
  }

  s64(): bigint {
    const { value, bits } = this.leb();
    return BigInt.asIntN(64, BigInt.asIntN(bits, value));
  }

  /** `width` bytes as one number, little-endian. */
  bits(width: number): bigint {
    let value = 0n;
    for (let shift = 0n; shift < width * 8; shift += 8n) value |= BigInt(this.byte()) << shift;
    return value;
  }

  private leb(): { value: bigint; bits: number } {
    let value = 0n;
    for (let bits = 0; ; bits += 7) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << BigInt(bits);
      if (byte < 0x80) return { value, bits: bits + 7 };
    }
  }

  private lookUp(code: number): Opcode {
    const opcode = BY_CODE.get(code);
    if (opcode === undefined) throw new OpcodeUnknown(this.start, code);
    return opcode;
  }
}
