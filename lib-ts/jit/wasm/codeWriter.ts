/**
 * Writes WebAssembly instructions into a buffer that one function after another reuses. Written for speed: nothing is
 * allocated while the buffer is large enough, and nothing is checked but the nesting.
 */
import { OPCODES } from "./opcodes.ts";
import { VALUE_TYPE_CODES, type ValueType, VOID_BLOCK } from "./valueType.ts";
import { LabelNotOpen, NestingBroken } from "./wasmError.ts";

const BLOCK = OPCODES.block.code;
const LOOP = OPCODES.loop.code;
const IF = OPCODES.if.code;
const ELSE = OPCODES.else.code;
const END = OPCODES.end.code;
const BR = OPCODES.br.code;
const BR_IF = OPCODES.br_if.code;
const LOCAL_GET = OPCODES["local.get"].code;
const LOCAL_SET = OPCODES["local.set"].code;
const LOCAL_TEE = OPCODES["local.tee"].code;
const CALL = OPCODES.call.code;
const I32_CONST = OPCODES["i32.const"].code;
const I64_CONST = OPCODES["i64.const"].code;
const TWO_32 = 2 ** 32;

/**
 * The instructions of one function body, without its locals and without its final `end`: `buildModule` adds both.
 *
 * Constructs carry *labels*: numbers that the caller picks and that mean nothing here. A branch names the label, and the
 * writer counts the constructs in between. When two open constructs have one label, a branch goes to the inner one.
 */
export class CodeWriter {
  private buffer: Uint8Array;
  private used = 0;
  private labels = new Int32Array(64);
  private open = 0;
  private seldom: number[] = [];

  /** @param capacity bytes to begin with; the buffer doubles when it is full */
  constructor(capacity = 4096) {
    this.buffer = new Uint8Array(Math.max(capacity, 16));
  }

  /** Bytes written since the last `reset`. */
  get length(): number {
    return this.used;
  }

  /** Constructs that are open: the relative depth of the function's own label. */
  get depth(): number {
    return this.open;
  }

  /** Forgets what was written and keeps the buffer. */
  reset(): void {
    this.used = 0;
    this.open = 0;
    this.seldom = [];
  }

  /** Where the branches stand that are seldom taken, in ascending order: bytes from the body's start. */
  get seldomTaken(): readonly number[] {
    return this.seldom;
  }

  /**
   * A copy of what was written.
   * @throws NestingBroken while a construct is open
   */
  bytes(): Uint8Array<ArrayBuffer> {
    if (this.open > 0) throw new NestingBroken("the end of the function", this.open);
    return this.buffer.slice(0, this.used) as Uint8Array<ArrayBuffer>;
  }

  // ---- numbers and bytes ---------------------------------------------------------------------------------------------

  /** The low eight bits of `n`. */
  byte(n: number): void {
    if (this.used === this.buffer.length) this.grow(1);
    this.buffer[this.used++] = n;
  }

  /** All bytes of `source`, such as a finished body or section. */
  append(source: Uint8Array): void {
    if (this.used + source.length > this.buffer.length) this.grow(source.length);
    this.buffer.set(source, this.used);
    this.used += source.length;
  }

  /** `n` modulo 2^32 as an unsigned LEB128 number: -1 is 0xffffffff. */
  u32(n: number): void {
    let rest = n >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** `n` modulo 2^32 as a signed LEB128 number: 0xffffffff is -1. */
  s32(n: number): void {
    let rest = n | 0;
    while (rest < -0x40 || rest > 0x3f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** `n` modulo 2^64 as a signed LEB128 number. */
  s64(n: bigint): void {
    this.s64Halves(Number(BigInt.asIntN(32, n)), Number(BigInt.asIntN(32, n >> 32n)));
  }

  /** The number `high * 2^32 + low` modulo 2^64 as a signed LEB128 number; both halves are taken modulo 2^32. */
  s64Halves(low: number, high: number): void {
    let rest = low | 0;
    let above = high | 0;
    while (above !== rest >> 31 || rest < -0x40 || rest > 0x3f) {
      this.byte((rest & 0x7f) | 0x80);
      rest = (rest >>> 7) | (above << 25);
      above >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** Four bytes, little-endian: the immediate of f32.const, and a quarter of v128.const's. */
  f32bits(n: number): void {
    this.byte(n);
    this.byte(n >>> 8);
    this.byte(n >>> 16);
    this.byte(n >>> 24);
  }

  /** Eight bytes, little-endian: the immediate of f64.const, and half of v128.const's. */
  f64bits(n: bigint): void {
    this.f32bits(Number(BigInt.asIntN(32, n)));
    this.f32bits(Number(BigInt.asIntN(32, n >> 32n)));
  }

  // ---- instructions --------------------------------------------------------------------------------------------------

  /** An opcode as `OPCODES` spells it: a byte, or `prefix << 16 | sub-opcode`. Its immediates are the caller's. */
  op(opcode: number): void {
    if (opcode < 0x100) {
      this.byte(opcode);
    } else {
      this.byte(opcode >>> 16);
      this.u32(opcode & 0xffff);
    }
  }

  localGet(index: number): void {
    this.byte(LOCAL_GET);
    this.u32(index);
  }

  localSet(index: number): void {
    this.byte(LOCAL_SET);
    this.u32(index);
  }

  localTee(index: number): void {
    this.byte(LOCAL_TEE);
    this.u32(index);
  }

  /** @param index in the function index space: imported functions come first */
  call(index: number): void {
    this.byte(CALL);
    this.u32(index);
  }

  /** @param n modulo 2^32 */
  i32Const(n: number): void {
    this.byte(I32_CONST);
    this.s32(n);
  }

  /** @param n modulo 2^64 */
  i64Const(n: bigint): void {
    this.byte(I64_CONST);
    this.s64(n);
  }

  /** @param n a safe integer, so that no bigint is needed */
  i64ConstNumber(n: number): void {
    this.i64ConstHalves(n, Math.floor(n / TWO_32));
  }

  /** The constant `high * 2^32 + low`, for 64-bit numbers that lie in memory as two words. */
  i64ConstHalves(low: number, high: number): void {
    this.byte(I64_CONST);
    this.s64Halves(low, high);
  }

  /**
   * A load, store or atomic access.
   * @param offset bytes, 0 to 2^32 - 1
   * @param align promised alignment as a power of two, 0 to `OPCODES[...].align`; atomic accesses need exactly that one
   */
  memory(opcode: number, offset: number, align: number): void {
    this.op(opcode);
    this.u32(align);
    this.u32(offset);
  }

  // ---- structured control --------------------------------------------------------------------------------------------

  /** Opens a block: branches to `label` go behind its `end`. */
  block(label: number, result?: ValueType): void {
    this.construct(BLOCK, label, result);
  }

  /** Opens a loop: branches to `label` go to its beginning. */
  loop(label: number, result?: ValueType): void {
    this.construct(LOOP, label, result);
  }

  /** Pops an i32 and opens an if: branches to `label` go behind its `end`. */
  if(label: number, result?: ValueType): void {
    this.construct(IF, label, result);
  }

  /** @throws NestingBroken when nothing is open */
  else_(): void {
    if (this.open === 0) throw new NestingBroken("else", 0);
    this.byte(ELSE);
  }

  /** Closes the innermost construct. @throws NestingBroken when nothing is open */
  end(): void {
    if (this.open === 0) throw new NestingBroken("end", 0);
    this.open--;
    this.byte(END);
  }

  /** @throws LabelNotOpen */
  br(label: number): void {
    const depth = this.depthOf(label);
    this.byte(BR);
    this.u32(depth);
  }

  /** Pops an i32 and branches when it is not zero. @throws LabelNotOpen */
  brIf(label: number): void {
    const depth = this.depthOf(label);
    this.byte(BR_IF);
    this.u32(depth);
  }

  /** As `brIf`, of a branch that is seldom taken. @throws LabelNotOpen */
  brIfSeldom(label: number): void {
    this.seldom.push(this.used);
    this.brIf(label);
  }

  /** As `if`, of what is seldom executed. */
  ifSeldom(label: number, result?: ValueType): void {
    this.seldom.push(this.used);
    this.if(label, result);
  }

  /**
   * Constructs between here and the one with that label, for immediates of br_table.
   * @throws LabelNotOpen
   */
  depthOf(label: number): number {
    for (let depth = 0; depth < this.open; depth++) {
      if (this.labels[this.open - 1 - depth] === label) return depth;
    }
    throw new LabelNotOpen(label);
  }

  private construct(opcode: number, label: number, result: ValueType | undefined): void {
    if (this.open === this.labels.length) {
      const wider = new Int32Array(this.open * 2);
      wider.set(this.labels);
      this.labels = wider;
    }
    this.labels[this.open++] = label;
    this.byte(opcode);
    this.byte(result === undefined ? VOID_BLOCK : VALUE_TYPE_CODES[result]);
  }

  private grow(needed: number): void {
    const wider = new Uint8Array(Math.max(this.buffer.length * 2, this.used + needed));
    wider.set(this.buffer);
    this.buffer = wider;
  }
}
