/** A random instruction of a row: its bytes, and what its operands are made of. */
import type { Ia32Row, Immediate } from "../../tools/isa-gen/ia32Parse.ts";
import type { Random } from "../fuzz/random.ts";
import { CODE_ADDRESS } from "./layout.ts";
import type { SegmentName } from "./record.ts";
import { landing, randomSelector } from "./selectors.ts";

export type Width = 16 | 32;

/** The registers that a memory operand's offset is the sum of, with its displacement. */
export interface MemoryOperand {
  readonly segment: SegmentName;
  readonly width: Width;
  readonly base: number | undefined;
  readonly index: number | undefined;
  readonly scale: number;
  readonly displacement: number;
}

export interface TestInstruction {
  readonly row: Ia32Row;
  readonly bytes: Uint8Array;
  readonly operandWidth: Width;
  readonly addressWidth: Width;
  readonly modrm: number | undefined;
  readonly memory: MemoryOperand | undefined;
  /** The segment of string sources and of other operands without ModRM. */
  readonly segment: SegmentName;
  readonly immediates: readonly number[];
  readonly repeated: boolean;
}

/** What is decided before: where the code lies, and a wish for operands that are addresses by themselves. */
export interface Surroundings {
  readonly random: Random;
  readonly mode: Width;
  /** Offset in CS of the instruction. */
  readonly eip: number;
  /** Base of CS. */
  readonly codeBase: number;
  /** An offset that reaches the window through `segment`. */
  aim(segment: SegmentName, width: Width): number;
}

const SEGMENT_PREFIXES: readonly (readonly [number, SegmentName])[] = [
  [0x26, "ES"],
  [0x2e, "CS"],
  [0x36, "SS"],
  [0x3e, "DS"],
  [0x64, "FS"],
  [0x65, "GS"],
];
const MANDATORY = { "": [], NP: [], "66": [0x66], F3: [0xf3], F2: [0xf2] } as const;
/** F2 and F3 choose another instruction here: TZCNT, LZCNT, POPCNT, RDSEED and their like on newer processors. */
const REPEAT_SENSITIVE = /0F |^90|^(E[89B]|C[23]|7\d|FF)/;
const EBP = 5;
const ESP = 4;
const PAIRS: readonly (readonly [number, number?])[] = [[3, 6], [3, 7], [5, 6], [5, 7], [6], [7], [5], [3]];

interface ChosenPrefixes {
  readonly bytes: number[];
  readonly operandSize: boolean;
  readonly addressSize: boolean;
  readonly override: SegmentName | undefined;
  readonly repeated: boolean;
}

function choosePrefixes(row: Ia32Row, { random }: Surroundings, inMemory: boolean): ChosenPrefixes {
  const strings = /\{rep/.test(row.assembly);
  const addresses = inMemory || strings || /moffs|rel8/.test(row.text) || /\{[XYO]/.test(row.assembly);
  const operandSize = row.prefix === "66" || (row.prefix === "" && random.chance(30));
  const addressSize = random.chance(addresses ? 20 : 2);
  const override = random.chance(addresses ? 20 : 2) ? random.pick(SEGMENT_PREFIXES) : undefined;
  const lock = row.lock && inMemory ? random.chance(30) : random.chance(1);
  const repeat = strings ? random.chance(65) : !REPEAT_SENSITIVE.test(row.text) && random.chance(2);
  const own = row.prefix === "66" ? [] : MANDATORY[row.prefix];
  const bytes: number[] = [
    ...(operandSize ? [0x66] : []),
    ...(addressSize ? [0x67] : []),
    ...(override ? [override[0]] : []),
    ...(lock ? [0xf0] : []),
    ...(repeat ? [random.pick([0xf2, 0xf3])] : []),
    ...own,
  ];
  return { bytes: shuffled(bytes, random), operandSize, addressSize, override: override?.[1], repeated: repeat };
}

function shuffled(bytes: number[], random: Random): number[] {
  return bytes
    .map((byte) => ({ byte, order: random.u32() }))
    .sort((left, right) => left.order - right.order)
    .map(({ byte }) => byte);
}

/** @returns undefined for a row without ModRM */
function chooseModrm({ second, digit, mod, hasModrm }: Ia32Row, random: Random): number | undefined {
  if (!hasModrm) return undefined;
  if (second !== undefined) return second;
  const high = mod === "reg" || (mod === "" && random.chance(40)) ? 3 : random.below(3);
  return (high << 6) | ((digit ?? random.below(8)) << 3) | random.below(8);
}

function littleEndian(value: number, size: number): number[] {
  return Array.from({ length: size }, (_, byte) => Math.floor(value / 2 ** (8 * byte)) & 0xff);
}

function smallOrAny(random: Random, size: number): number {
  if (size === 1) return random.chance(70) ? random.below(64) - 32 : random.below(256) - 128;
  return random.chance(80) ? random.below(0x200) - 0x100 : random.pick([0x7fff, -0x8000, 0x1234, -1, 0]);
}

interface EncodedMemory {
  readonly bytes: number[];
  readonly operand: MemoryOperand;
}

/** SIB and displacement behind `modrm`, with what they mean. */
function encodeMemory(
  modrm: number,
  width: Width,
  override: SegmentName | undefined,
  around: Surroundings,
): EncodedMemory {
  const [mod, rm] = [modrm >> 6, modrm & 7];
  const { random } = around;
  const operand = (base?: number, index?: number, scale = 1, displacement = 0): MemoryOperand => {
    const usual = base === EBP || base === ESP ? "SS" : "DS";
    return { segment: override ?? usual, width, base, index, scale, displacement };
  };
  const absolute = () => around.aim(override ?? "DS", width);
  if (width === 16) {
    if (mod === 0 && rm === 6) {
      const displacement = absolute() & 0xffff;
      return { bytes: littleEndian(displacement, 2), operand: operand(undefined, undefined, 1, displacement) };
    }
    const displacement = mod === 0 ? 0 : smallOrAny(random, mod);
    const [base, index] = PAIRS[rm];
    return { bytes: littleEndian(displacement, mod), operand: operand(base, index, 1, displacement) };
  }
  const size = mod === 2 ? 4 : mod;
  if (rm !== 4) {
    if (mod === 0 && rm === 5) {
      const displacement = absolute();
      return { bytes: littleEndian(displacement, 4), operand: operand(undefined, undefined, 1, displacement) };
    }
    const displacement = size === 0 ? 0 : smallOrAny(random, size);
    return { bytes: littleEndian(displacement, size), operand: operand(rm, undefined, 1, displacement) };
  }
  const sib = random.below(256);
  const [scale, index, base] = [1 << (sib >> 6), (sib >> 3) & 7, sib & 7];
  const noBase = mod === 0 && base === 5;
  const displacement = noBase && index === 4 ? absolute() : noBase || size > 0 ? smallOrAny(random, size || 4) : 0;
  return {
    bytes: [sib, ...littleEndian(displacement, noBase ? 4 : size)],
    operand: operand(noBase ? undefined : base, index === 4 ? undefined : index, scale, displacement),
  };
}

function randomImmediate(random: Random, size: number): number {
  const top = 2 ** (8 * size);
  switch (random.below(6)) {
    case 0:
      return random.pick([0, 1, top - 1, top / 2, top / 2 - 1]);
    case 1:
    case 2:
      return random.below(40);
    default:
      return Math.floor((random.u32() / 2 ** 32) * top);
  }
}

/** Bytes and value of an immediate; jumps lead into the code area, for the most part. */
function chooseImmediate(kind: Immediate, operand: Width, address: Width, around: Surroundings): [number[], number[]] {
  const { random } = around;
  const plain = (size: number): [number[], number[]] => {
    const value = randomImmediate(random, size);
    return [littleEndian(value, size), [value]];
  };
  switch (kind) {
    case "ib":
      return plain(1);
    case "iw":
      return plain(2);
    case "id":
      return plain(4);
    case "iz":
      return plain(operand / 8);
    case "rel8": {
      const distance = random.chance(90) ? random.below(60) : -random.below(60) - 4;
      return [littleEndian(distance, 1), [distance]];
    }
    case "relz": {
      const length = 2 + operand / 8 + 0;
      const part = operand === 16 ? 0x10000 : undefined;
      const start = operand === 16 ? around.eip & 0xffff : around.eip + around.codeBase - CODE_ADDRESS;
      const target = landing(random, part) - start - length;
      const distance = random.chance(97) ? target : random.u32();
      return [littleEndian(distance, operand / 8), [distance]];
    }
    case "moffs": {
      const offset = around.aim("DS", address);
      return [littleEndian(offset, address / 8), [offset]];
    }
    case "ptr16:z": {
      const offset = landing(random) + (operand === 32 ? CODE_ADDRESS : 0);
      const selector = randomSelector(random);
      return [
        [...littleEndian(offset, operand / 8), ...littleEndian(selector, 2)],
        [offset, selector],
      ];
    }
  }
}

const longer = (width: Width): Width => (width === 16 ? 32 : 16);

export function randomInstruction(row: Ia32Row, around: Surroundings): TestInstruction {
  const { random, mode } = around;
  const modrm = chooseModrm(row, random);
  const inMemory = modrm !== undefined && modrm < 0xc0 && row.second === undefined;
  const prefixes = choosePrefixes(row, around, inMemory);
  const operandWidth = prefixes.operandSize ? longer(mode) : mode;
  const addressWidth = prefixes.addressSize ? longer(mode) : mode;
  const memory = inMemory ? encodeMemory(modrm, addressWidth, prefixes.override, around) : undefined;
  const immediates = row.immediates.map((kind) => chooseImmediate(kind, operandWidth, addressWidth, around));
  const bytes = [
    ...prefixes.bytes,
    ...(row.map === 1 ? [0x0f] : []),
    row.opcode + (row.span === 1 ? 0 : random.below(row.span)),
    ...(modrm === undefined ? [] : [modrm]),
    ...(memory?.bytes ?? []),
    ...immediates.flatMap(([encoded]) => encoded),
  ];
  return {
    row,
    bytes: Uint8Array.from(bytes),
    operandWidth,
    addressWidth,
    modrm,
    memory: memory?.operand,
    segment: prefixes.override ?? "DS",
    immediates: immediates.flatMap(([, values]) => values),
    repeated: prefixes.repeated,
  };
}
