/** The operands that IA32's assembly templates name (tools/isa-gen/ia32Parse.ts), as `objdump -M intel` prints them. */
import type { Address, Prefixes, Width } from "./ia32Instruction.ts";

/** What an operand may look at. */
export interface Ia32Operands {
  readonly prefixes: Prefixes;
  readonly operandWidth: Width;
  readonly addressWidth: Width;
  /** The last byte of the opcode. */
  readonly opcode: number;
  /** 0xc0 where there is none. */
  readonly modrm: number;
  readonly address: Address | undefined;
  /** In order; jumps as distances. */
  readonly immediates: readonly number[];
  /** Linear address of the next instruction. */
  readonly next: number;
  /** Prefixes that the text has shown in another way than by their name. */
  readonly shown: Set<"segment" | "operandSize" | "addressSize" | "repeat">;
}

export type Ia32Kind = (operands: Ia32Operands) => string;

const BYTES = ["al", "cl", "dl", "bl", "ah", "ch", "dh", "bh"];
const WORDS = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"];
const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs", "?", "?"];
const CONDITIONS = ["o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"];

const hex = (value: number) => (value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`);
const reg = ({ modrm }: Ia32Operands) => (modrm >> 3) & 7;
const rm = ({ modrm }: Ia32Operands) => modrm & 7;
const inRegister = ({ address }: Ia32Operands) => address === undefined;

/** The operand size, which thereby has been shown. */
export function operandWidth(operands: Ia32Operands): Width {
  operands.shown.add("operandSize");
  return operands.operandWidth;
}

export function addressWidth(operands: Ia32Operands): Width {
  operands.shown.add("addressSize");
  return operands.addressWidth;
}

/** The name of register `number` with `width` bits. */
function register(number: number, width: number): string {
  return width === 8 ? BYTES[number] : width === 16 ? WORDS[number] : `e${WORDS[number]}`;
}

function sized(operands: Ia32Operands, letter: string): number {
  return { b: 8, w: 16, d: 32 }[letter] ?? operandWidth(operands);
}

const POINTERS: Readonly<Record<number, string>> = {
  8: "BYTE PTR ",
  16: "WORD PTR ",
  32: "DWORD PTR ",
  48: "FWORD PTR ",
  64: "QWORD PTR ",
  80: "TBYTE PTR ",
  128: "XMMWORD PTR ",
};

/** The memory operand; `bits` 0 for none that has a size. */
function memory(operands: Ia32Operands, bits: number): string {
  const { address } = operands;
  if (!address) return "(bad)";
  // Of an address that is a number, objdump shows an address size of 32 bits by the prefix's name only.
  const number = address.absolute || address.terms.every((term) => term.startsWith("eiz"));
  if (!number || operands.addressWidth === 16) addressWidth(operands);
  return (POINTERS[bits] ?? "") + segmentOf(operands, address.absolute ? "ds" : "") + addressText(address);
}

function addressText({ terms, displacement, absolute }: Address): string {
  if (absolute) return hex(displacement ?? 0);
  const offset = displacement === undefined ? "" : `${displacement < 0 ? "" : "+"}${hex(displacement)}`;
  return `[${terms.join("+")}${offset}]`;
}

/** The segment with its colon: the prefix, else `usual`. */
function segmentOf({ prefixes, shown }: Ia32Operands, usual: string): string {
  shown.add("segment");
  const name = prefixes.segment ?? usual;
  return name === "" ? "" : `${name}:`;
}

const generalRegister =
  (number: (operands: Ia32Operands) => number, letter: string): Ia32Kind =>
  (operands) =>
    register(number(operands), sized(operands, letter));

const registerOrMemory =
  (letter: string): Ia32Kind =>
  (operands) => {
    const bits = sized(operands, letter);
    return inRegister(operands) ? register(rm(operands), bits) : memory(operands, bits);
  };

const inMemory =
  (bits: number): Ia32Kind =>
  (operands) =>
    memory(operands, bits);

const vectorOrMemory =
  (prefix: string, bits: number): Ia32Kind =>
  (operands) =>
    inRegister(operands) ? `${prefix}${rm(operands)}` : memory(operands, bits);

/** An immediate as an unsigned number of `bits` bits. */
const immediate =
  (index: number, bits: (operands: Ia32Operands) => number): Ia32Kind =>
  (operands) => {
    const modulus = 2 ** bits(operands);
    return hex(((operands.immediates[index] % modulus) + modulus) % modulus);
  };

const target: Ia32Kind = (operands) => {
  const sum = operands.next + operands.immediates[0];
  return hex(operands.operandWidth === 16 ? sum & 0xffff : sum >>> 0);
};

const string =
  (index: string, usual: string, letter: string): Ia32Kind =>
  (operands) => {
    const pointer = POINTERS[sized(operands, letter)];
    const name = `[${addressWidth(operands) === 16 ? "" : "e"}${index}]`;
    return pointer + (usual === "es" ? "es:" : segmentOf(operands, usual)) + name;
  };

const absolute =
  (letter: string): Ia32Kind =>
  (operands) => {
    sized(operands, letter);
    return `${segmentOf(operands, "ds")}${hex(operands.immediates[0])}`;
  };

const PREDICATES = ["eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord"];
const predicate = ({ immediates }: Ia32Operands) => immediates[0] & 0xff;

const repeat =
  (zero: string): Ia32Kind =>
  ({ prefixes, shown }) => {
    shown.add("repeat");
    return prefixes.repeat === "" ? "" : prefixes.repeat === "F3" ? `${zero} ` : "repnz ";
  };

/** Four kinds with the same name but for the size letter. */
function bySize(name: string, kind: (letter: string) => Ia32Kind): Record<string, Ia32Kind> {
  return Object.fromEntries([..."bwdv"].map((letter) => [name + letter, kind(letter)]));
}

export const KINDS_IA32: Readonly<Record<string, Ia32Kind>> = {
  ...bySize("E", registerOrMemory),
  ...bySize("G", (letter) => generalRegister(reg, letter)),
  ...bySize("Z", (letter) => generalRegister(({ opcode }) => opcode & 7, letter)),
  ...bySize("O", absolute),
  ...bySize("X", (letter) => string("si", "ds", letter)),
  ...bySize("Y", (letter) => string("di", "es", letter)),
  M: inMemory(0),
  Ma: (operands) => memory(operands, 2 * operandWidth(operands)),
  Mb: inMemory(8),
  Mw: inMemory(16),
  Md: inMemory(32),
  Mq: inMemory(64),
  Mt: inMemory(80),
  Mdq: inMemory(128),
  Mp: (operands) => memory(operands, operandWidth(operands) + 16),
  Rd: generalRegister(rm, "d"),
  Cd: (operands) => `cr${reg(operands)}`,
  Dd: (operands) => `dr${reg(operands)}`,
  Sw: (operands) => SEGMENTS[reg(operands)],
  Ib: immediate(0, () => 8),
  Ib2: immediate(1, () => 8),
  Iw: immediate(0, () => 16),
  Id: immediate(0, () => 32),
  Iz: immediate(0, operandWidth),
  sIb: immediate(0, operandWidth),
  Jb: target,
  Jz: (operands) => {
    operandWidth(operands);
    return target(operands);
  },
  Ap: (operands) => {
    operandWidth(operands);
    return `${hex(operands.immediates[1])}:${hex(operands.immediates[0])}`;
  },
  AL: () => "al",
  eAX: (operands) => register(0, operandWidth(operands)),
  eDX: (operands) => register(2, operandWidth(operands)),
  DXport: () => "dx",
  P: (operands) => `mm${reg(operands)}`,
  N: (operands) => `mm${rm(operands)}`,
  Q: vectorOrMemory("mm", 64),
  Qd: vectorOrMemory("mm", 32),
  V: (operands) => `xmm${reg(operands)}`,
  U: (operands) => `xmm${rm(operands)}`,
  W: vectorOrMemory("xmm", 128),
  Wq: vectorOrMemory("xmm", 64),
  Wd: vectorOrMemory("xmm", 32),
  Ww: vectorOrMemory("xmm", 16),
  ST: () => "st",
  STi: (operands) => `st(${rm(operands)})`,
  cc: ({ opcode }) => CONDITIONS[opcode & 15],
  predicate: (operands) => PREDICATES[predicate(operands)] ?? "",
  unnamed: (operands) => (predicate(operands) < PREDICATES.length ? "" : `,${hex(predicate(operands))}`),
  rep: repeat("rep"),
  repz: repeat("repz"),
};
