/**
 * What a comparison with a processor of today must leave out, and why: where the manual allows both results, or where the
 * processors differ by what they are.
 */
import { offsetOf, operandAddress, stackAddress } from "./address.ts";
import type { Difference } from "./compare.ts";
import type { TestInstruction } from "./instruction.ts";
import {
  RECORD_CR2,
  RECORD_EDI,
  RECORD_EFLAGS,
  RECORD_ESI,
  RECORD_VECTOR,
  WINDOW_ADDRESS,
  WINDOW_SIZE,
} from "./layout.ts";
import { GENERAL, numberOf, SEGMENT_AT } from "./record.ts";
import { SEGMENTS } from "./segments.ts";

/** A test with a difference. */
export interface Outcome {
  readonly before: Uint8Array;
  readonly expected: Uint8Array;
  readonly got: Uint8Array;
  readonly differences: readonly Difference[];
  /** The data window before, and the code of all tests. */
  readonly window: Uint8Array;
  readonly code: Uint8Array;
}

export interface Excuse {
  readonly reason: string;
  /** Where the manual allows our result, or demands it. */
  readonly clause: string;
  /** `instruction`: the last of the test. */
  covers(instruction: TestInstruction, outcome: Outcome): boolean;
  /** Whether it may cover an instruction that is not the last. */
  readonly anywhere?: boolean;
}

const Vector = { breakpoint: 3, stack: 12, protection: 13, page: 14, float: 16, alignment: 17 } as const;
const AC = 0x40000;

/** Whether only our wider access to `address` failed by its alignment. */
function isAligned16({ before, got }: Outcome, address: number): boolean {
  const checks = (numberOf(before, RECORD_EFLAGS) & AC) !== 0;
  return checks && address % 2 === 0 && numberOf(got, RECORD_VECTOR) === Vector.alignment;
}

/** The longest access. */
const LONGEST_ACCESS = 512;
/** What PUSHA and ENTER write. */
const LONGEST_FRAME = 4 * 33;

const vectors = ({ expected, got }: Outcome) => [expected, got].map((record) => numberOf(record, RECORD_VECTOR));

/** Whether an access at linear `address` goes beyond offset FFFFFFFFH of a segment. */
function wraps(before: Uint8Array, address: number): boolean {
  return Object.values(SEGMENT_AT).some((at) => {
    const selector = numberOf(before, at) & 0xffff;
    const offset = (address - (selector < 4 ? 0 : SEGMENTS[selector >>> 3].base)) >>> 0;
    return offset > 2 ** 32 - LONGEST_ACCESS;
  });
}

/** Whether all differences are bytes of memory for which `allowed` holds; their addresses are given to it. */
export function onlyBytes(
  { differences }: Pick<Outcome, "differences">,
  allowed: (address: number) => boolean,
): boolean {
  return differences.every(({ name, expected, got }) => {
    const [, address] = /^\[([0-9a-f]+)\]$/.exec(name) ?? [];
    if (address === undefined) return false;
    const start = Number.parseInt(address, 16);
    return Array.from({ length: 8 }, (_, byte) => byte).every((byte) => {
      const at = 14 - 2 * byte;
      return expected.slice(at, at + 2) === got.slice(at, at + 2) || allowed(start + byte);
    });
  });
}

/** Fields of an image of the FPU's state: offsets of their first byte and the one behind them. */
type Fields = readonly (readonly [number, number])[];
/** Selectors, opcode, and address of the operand. */
const ENVIRONMENT_32: Fields = [[16, 28]];
const ENVIRONMENT_16: Fields = [[8, 14]];
const FXSAVE_IMAGE: Fields = [
  [6, 8],
  [12, 22],
];

function pointerFields({ row, operandWidth }: TestInstruction): Fields {
  if (/fxsave/.test(row.assembly)) return FXSAVE_IMAGE;
  if (!/fn(save|stenv)/.test(row.assembly)) return [];
  return operandWidth === 32 ? ENVIRONMENT_32 : ENVIRONMENT_16;
}

function differOnlyIn(mask: number, expected: string, got: string): boolean {
  return ((Number.parseInt(expected, 16) ^ Number.parseInt(got, 16)) & ~mask) === 0;
}

function onlyNames({ differences }: Outcome, names: RegExp): boolean {
  return differences.every(({ name }) => names.test(name));
}

/** Whether two 80-bit numbers of the same sign are neighbours. */
function nextToEachOther(expected: string, got: string): boolean {
  const [left, right] = [expected, got].map((text) => {
    const bits = BigInt(`0x${text}`);
    return { sign: bits >> 79n, order: ((bits >> 64n) & 0x7fffn) * (1n << 63n) + (bits & ((1n << 63n) - 1n)) };
  });
  const distance = left.order - right.order;
  return left.sign === right.sign && distance >= -1n && distance <= 1n;
}

/** Whether the FPU differs by TOP, tags and so the names of registers only. */
function onlyRegisterOrder({ differences }: Outcome): boolean {
  return differences.every(
    ({ name, expected, got }) => /^(ST\d|FTW)$/.test(name) || (name === "FSW" && differOnlyIn(0x3800, expected, got)),
  );
}

const SELECTOR_TITLES = /^(LAR|LSL|VER|L[DEFGS]S|POP|RET|IRET|CALL|JMP|MOV)/;
const GLOBAL_END = 16;

const isGlobal = (selector: number) => (selector & 4) === 0 && selector > 3 && selector >>> 3 < GLOBAL_END;

/** Whether a selector that the instruction reads is one of a descriptor of the host's kernel. */
function selectsGlobal(instruction: TestInstruction, { before, window }: Outcome): boolean {
  if (!SELECTOR_TITLES.test(instruction.row.title)) return false;
  const { modrm = 0 } = instruction;
  if (modrm >= 0xc0 && isGlobal(numberOf(before, GENERAL[modrm & 7]) & 0xffff)) return true;
  const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
  const addresses = [operandAddress(instruction, before) ?? stackAddress(before), stackAddress(before)];
  return addresses
    .flatMap((address) => [0, 2, 4].map((offset) => address + offset - WINDOW_ADDRESS))
    .filter((at) => at >= 0 && at + 2 <= WINDOW_SIZE)
    .map((at) => view.getUint16(at, true))
    .some(isGlobal);
}

const SEVERAL_ACCESSES =
  /^(CALL|RET|IRET|ENTER|PUSHA|POPA|FXSAVE|FXRSTOR|MASKMOV|F(N?SAVE|RSTOR|LDENV|N?STENV)|BOUND|L[DEFGS]S|JMP|FBSTP|FSTP|FLD)/;

export const EXCUSES: readonly Excuse[] = [
  {
    reason: "an access across the end of a segment of 4 GiB: this processor sees it as outside of the segment",
    clause:
      "volume 3, 5.3: when the effective limit is FFFFFFFFH, these accesses may or may not cause the indicated exceptions",
    anywhere: true,
    covers: (instruction, outcome) => {
      const [expected, got] = vectors(outcome);
      if (expected !== Vector.stack && expected !== Vector.protection) return false;
      const { memory } = instruction;
      // In a block the registers may have been made by what comes before.
      const states = [outcome.before, outcome.expected];
      if (memory && states.some((state) => offsetOf(memory, state) > 2 ** 32 - LONGEST_ACCESS)) return true;
      const indices = [RECORD_ESI, RECORD_EDI].map((at) => numberOf(outcome.expected, at));
      if (instruction.row.chapter === "string" && indices.some((index) => index > 2 ** 32 - 4)) return true;
      return got === Vector.page && wraps(outcome.before, numberOf(outcome.got, RECORD_CR2));
    },
  },
  {
    reason: "which of an instruction's accesses is made first, and so where its page fault is",
    clause: "volume 2 describes what instructions do, not the order of their accesses",
    covers: ({ row }, { differences, got, expected }) =>
      SEVERAL_ACCESSES.test(row.title) &&
      differences.every(({ name }) => name === "CR2") &&
      Math.abs(numberOf(got, RECORD_CR2) - numberOf(expected, RECORD_CR2)) < LONGEST_ACCESS,
  },
  {
    reason: "what a far CALL, PUSHA or ENTER that faults has written below the stack pointer",
    clause: "volume 3, 6.5: after a fault the state is such that the instruction can be restarted",
    covers: ({ row }, outcome) => {
      const [expected, got] = vectors(outcome);
      const top = stackAddress(outcome.before);
      const below = (address: number) => address < top && address >= top - LONGEST_FRAME;
      const faulted = expected === got && got !== Vector.breakpoint;
      const memory = { ...outcome, differences: outcome.differences.filter(({ name }) => name !== "CR2") };
      return /^(CALL|PUSHA|ENTER)/.test(row.title) && faulted && onlyBytes(memory, below);
    },
  },
  {
    reason:
      "selectors, opcode and operand's address in images of the FPU: kept only for unmasked exceptions, or not at all",
    clause: "volume 1, 8.1.8, and volume 2, CPUID.07H:EBX[6] and [13]",
    covers: (instruction, outcome) => {
      const address = operandAddress(instruction, outcome.before);
      const fields = pointerFields(instruction);
      if (address === undefined || fields.length === 0) return false;
      const within = (at: number) => fields.some(([from, to]) => at - address >= from && at - address < to);
      return onlyBytes(outcome, within);
    },
  },
  {
    reason: "bits 19..16 of LAR's result",
    clause: "volume 2, LAR: 00FxFF00H, where x says that these bits are undefined",
    covers: ({ row }, { differences }) =>
      row.title === "LAR" &&
      differences.every(
        ({ expected, got }) => ((Number.parseInt(expected, 16) ^ Number.parseInt(got, 16)) & ~0xf0000) === 0,
      ),
  },
  {
    reason: "a segment register pushed as 32 bits: this processor writes 16",
    clause: "volume 2, PUSH: either a zero-extended value is pushed, or the selector is written by a 16-bit move",
    covers: ({ row, operandWidth }, outcome) => {
      const address = stackAddress(outcome.before) - 4;
      const upper = (at: number) => at >= address + 2 && at < address + 4;
      const pushes = row.title === "PUSH" && /push [c-gs]s/.test(row.assembly);
      if (!pushes || operandWidth !== 32) return false;
      // The smaller access may be aligned, or in one page, where the larger one is not.
      return onlyBytes(outcome, upper) || isAligned16(outcome, address) || (address & 0xfff) > 0xff8;
    },
  },
  {
    reason: "registers that POPA has loaded before its fault",
    clause: "volume 3, 6.5: ESP is what it was, so the instruction can be restarted",
    covers: ({ row }, outcome) => {
      const [expected, got] = vectors(outcome);
      const names = /^(E[ABCD]X|E[SD]I|EBP|CR2)$/;
      const registers = outcome.differences.every(({ name }) => names.test(name));
      return row.title.startsWith("POPA") && expected === got && got !== Vector.breakpoint && registers;
    },
  },
  {
    reason: "a segment register popped as 32 bits: this processor reads 16",
    clause: "volume 2, POP: of the upper half nothing is said",
    covers: ({ row, operandWidth }, outcome) => {
      const address = stackAddress(outcome.before);
      const pops = row.title === "POP" && /pop [c-gs]s/.test(row.assembly) && operandWidth === 32;
      return pops && (isAligned16(outcome, address) || (address & 0xfff) > 0xffc);
    },
  },
  {
    reason: "FXSAVE and FXRSTOR that are misaligned under alignment checks",
    clause: "volume 2, FXSAVE: #AC instead of #GP may or may not be generated, by implementation",
    covers: ({ row }, outcome) => /^FX/.test(row.title) && vectors(outcome)[0] === Vector.alignment,
  },
  {
    reason: "a selector that names a descriptor of the host's kernel",
    clause: "not a difference of processors",
    covers: selectsGlobal,
  },
  {
    reason: "alignment checks of 16-byte accesses by MOVUPS, MOVUPD, MOVDQU and MASKMOVDQU",
    clause:
      "volume 2, MOVDQU: an alignment-check exception may or may not be generated when the operand is not aligned on 16 bytes",
    covers: ({ row }, outcome) =>
      /^(MOV(DQU|UP)|MASKMOVDQU)/.test(row.title) &&
      (numberOf(outcome.before, RECORD_EFLAGS) & AC) !== 0 &&
      vectors(outcome).includes(Vector.alignment),
  },
  {
    reason: "TOP and tags after an MMX instruction that faults: this processor has them changed already",
    clause: "volume 3, 12.2: what MMX instructions do to the FPU's state, of which faults are no part",
    covers: ({ row }, outcome) => {
      const [expected, got] = vectors(outcome);
      const mmx = /\{[PQN]d?\}/.test(row.assembly);
      return mmx && expected === got && got !== Vector.breakpoint && onlyRegisterOrder(outcome);
    },
  },
  {
    reason: "the last bit of a transcendental function, and with it C1 and Precision",
    clause: "volume 1, 8.3.10: errors are less than 1 ulp; in round-to-nearest mode, 1.5 ulp in others",
    covers: ({ row }, { differences }) =>
      /^F(SIN|COS|SINCOS|PTAN|PATAN|2XM1|YL2X|YL2XP1)$/.test(row.title) &&
      differences.every(({ name, expected, got }) =>
        name === "FSW" ? differOnlyIn(0x200, expected, got) : /^ST[01]$/.test(name) && nextToEachOther(expected, got),
      ),
  },
  {
    reason:
      "a misaligned operand, or a waiting x87 exception, of an instruction whose operand cannot be accessed either",
    clause: "volume 3, table 6-2: of faults of executing an instruction the order is not said",
    covers: (_, outcome) => {
      const [expected, got] = vectors(outcome);
      const first: number[] = [Vector.alignment, Vector.float];
      const others: number[] = [Vector.stack, Vector.protection, Vector.page, Vector.alignment];
      return first.includes(expected) && others.includes(got) && onlyNames(outcome, /^(vector|error|CR2)$/);
    },
  },
  {
    reason: "a near CALL to nowhere whose stack cannot be written: this processor writes first",
    clause: "volume 3, table 6-2: of faults of executing an instruction the order is not said",
    covers: ({ row }, outcome) => {
      const [expected, got] = vectors(outcome);
      const stack: number[] = [Vector.stack, Vector.page];
      return row.title === "CALL" && stack.includes(expected) && got === Vector.protection;
    },
  },
  {
    reason: "an operand that is misaligned and outside of its segment",
    clause: "volume 3, table 6-2: of faults of executing an instruction the order is not said",
    covers: (_, outcome) => {
      const [expected, got] = vectors(outcome);
      return (
        expected === Vector.stack &&
        got === Vector.protection &&
        outcome.differences.every(({ name }) => name === "vector")
      );
    },
  },
  {
    reason: "status and instruction pointer of an FST or FIST whose store faults",
    clause: "volume 3, 6.5: the instruction can be restarted, and then leaves the same",
    covers: ({ row }, outcome) => {
      const [expected, got] = vectors(outcome);
      const faulted = expected === got && got !== Vector.breakpoint;
      return /^FI?STP?$/.test(row.title) && faulted && onlyNames(outcome, /^(FSW|FIP)$/);
    },
  },
];

/** What the excuses above are about: in the middle of a block a difference that is allowed would show up elsewhere. */
const DIFFERENT =
  /^(MASKMOV|MOVDQU|MOVUP|LAR|LSL|VER|F(SIN|COS|SINCOS|PTAN|PATAN|2XM1|YL2X|YL2XP1)|PUSHA|POPA|ENTER|CALL|RET|IRET|FX|BOUND|L[DEFGS]S)/;
const DIFFERENT_OPERANDS = /(push|pop) [c-gs]s|fi?stp? \{M|fn(save|stenv)|\{Sw\}|\{Q|\{[PN]\}|frstor|fldenv|fbstp/;

/** Whether processors may differ in what `row` does. */
export function mayDiffer({ title, assembly }: TestInstruction["row"]): boolean {
  return DIFFERENT.test(title) || DIFFERENT_OPERANDS.test(assembly);
}

const used = new Map<Excuse, number>();

/** @param excuses those of the reference, beside what all processors may do otherwise */
export function excuseOf(
  instructions: readonly TestInstruction[],
  outcome: Outcome,
  excuses: readonly Excuse[] = [],
): Excuse | undefined {
  const last = instructions[instructions.length - 1];
  const found = [...excuses, ...EXCUSES].find(
    (excuse) =>
      excuse.covers(last, outcome) || (excuse.anywhere && instructions.some((one) => excuse.covers(one, outcome))),
  );
  if (found) used.set(found, timesUsed(found) + 1);
  return found;
}

/** How often it covered a difference. */
export function timesUsed(excuse: Excuse): number {
  return used.get(excuse) ?? 0;
}
