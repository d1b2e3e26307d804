/** What QEMU's user mode does otherwise than the manual says, and the core does not. Each with the clause that the core follows. */
import { stackAddress } from "./address.ts";
import type { Excuse, Outcome } from "./excuses.ts";
import type { TestInstruction } from "./instruction.ts";
import { FX_CONTROL, FX_MXCSR, FX_STATUS, RECORD_EIP, RECORD_ERROR, RECORD_VECTOR } from "./layout.ts";
import { QEMU_OPERANDS } from "./qemuOperands.ts";
import { QEMU_ROWS, type RowExcuse } from "./qemuRows.ts";
import { numberOf } from "./record.ts";

const Vector = {
  debug: 1,
  breakpoint: 3,
  undefined: 6,
  stack: 12,
  protection: 13,
  page: 14,
  float: 16,
  alignment: 17,
  simd: 19,
} as const;
const LOCK = 0xf0;
const PREFIXES = [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3];
/** CF, PF, AF, ZF, SF, DF, OF. */
const RESULT_FLAGS = 0xcd5;
/** Precision control of the FPU's control word. */
const PRECISION = 0x300;
const FLOAT_STATE = /^(FSW|FTW|ST\d)$/;
/** Stack fault and exception summary of the FPU's status. */
const [STACK_FAULT, SUMMARY] = [0x40, 0x80];

const vectors = ({ expected, got }: Outcome) => [expected, got].map((record) => numberOf(record, RECORD_VECTOR));
const status = (record: Uint8Array) => numberOf(record, FX_STATUS) & 0xffff;

function isLocked({ bytes }: TestInstruction): boolean {
  const end = bytes.findIndex((byte) => !PREFIXES.includes(byte));
  return bytes.subarray(0, end).includes(LOCK);
}

/** What QEMU does as one access: XCHG and CMPXCHG8B without LOCK, too. */
function isAtomic(instruction: TestInstruction): boolean {
  return isLocked(instruction) || /^(XCHG|CMPXCHG8B)/.test(instruction.row.title);
}

/** Whether two 80-bit registers have the same number in them, but one the sign and exponent that MMX writes. */
function onlyMmxExponent(name: string, expected: string, got: string): boolean {
  return /^ST\d$/.test(name) && expected.slice(4) === got.slice(4) && got.startsWith("ffff");
}

/** Whether lanes of 32 or 64 bits of an XMM register differ only where both are NaN. */
function onlyNaNs({ name, expected, got }: Outcome["differences"][number]): boolean {
  if (!name.startsWith("XMM")) return false;
  const agree = (size: number, infinity: bigint) =>
    Array.from({ length: 32 / size }, (_, lane) => lane * size).every((at) => {
      const [left, right] = [expected, got].map((text) => BigInt(`0x${text.slice(at, at + size)}`));
      const isNan = (value: bigint) => value % (1n << BigInt(4 * size - 1)) > infinity;
      return left === right || (isNan(left) && isNan(right));
    });
  return agree(8, 0x7f80_0000n) || agree(16, 0x7ff0_0000_0000_0000n);
}

/** Flush to zero, and Underflow, of MXCSR. */
const [FTZ, UNDERFLOW] = [0x8000, 0x10];
/** The smallest normal numbers, by hexadecimal digits. */
const SMALLEST: Readonly<Record<number, bigint>> = { 8: 0x80_0000n, 16: 0x10_0000_0000_0000n };

/** Whether lanes of an XMM register differ only where one is zero, and the other the smallest normal number of its sign. */
function onlyFlushed({ name, expected, got }: Outcome["differences"][number]): boolean {
  if (name === "MXCSR") return (Number.parseInt(expected, 16) ^ Number.parseInt(got, 16)) === UNDERFLOW;
  if (!name.startsWith("XMM")) return false;
  return [8, 16].some((size) =>
    Array.from({ length: 32 / size }, (_, lane) => lane * size).every((at) => {
      const [left, right] = [expected, got].map((text) => BigInt(`0x${text.slice(at, at + size)}`));
      const isZero = left % (1n << BigInt(4 * size - 1)) === 0n;
      return left === right || (isZero && right === left + SMALLEST[size]);
    }),
  );
}

/** An excuse for rows: what may differ, and which vectors may. */
function ofRows({ titles, names, got, faults, reason, clause }: RowExcuse): Excuse {
  const allows = (outcome: Outcome) => {
    const [theirs, ours] = vectors(outcome);
    if (got) return got.includes(ours) && theirs !== ours;
    const meets = !faults || (theirs === ours && ours !== Vector.breakpoint);
    return meets && outcome.differences.every(({ name }) => names.test(name));
  };
  return {
    reason,
    clause,
    covers: ({ row }, outcome) => titles.test(`${row.title} (${row.text})`) && allows(outcome),
  };
}

export const QEMU_EXCUSES: readonly Excuse[] = [
  {
    reason: "limits, types and rights of segments, and the alignment of 16-byte operands: QEMU checks none",
    clause: "volume 3, 5.3 and 5.4; volume 1, 11.4.2",
    anywhere: true,
    covers: (_, outcome) => {
      const [expected, got] = vectors(outcome);
      const checks = got === Vector.stack || got === Vector.protection;
      const went = [outcome.expected, outcome.got].map((record) => numberOf(record, RECORD_EIP));
      return checks && numberOf(outcome.got, RECORD_ERROR) === 0 && (expected !== got || went[0] !== went[1]);
    },
  },
  {
    reason: "alignment checks: QEMU makes none",
    clause: "volume 3, 6.15, #AC",
    anywhere: true,
    covers: (_, outcome) => vectors(outcome)[1] === Vector.alignment,
  },
  {
    reason: "LOCK before what cannot be locked: QEMU ignores it",
    clause: "volume 2, LOCK: #UD if it is used with an instruction not listed",
    anywhere: true,
    covers: (instruction, outcome) => isLocked(instruction) && vectors(outcome)[1] === Vector.undefined,
  },
  {
    reason: "EFLAGS of a locked access that is not aligned: QEMU loses them",
    clause: "volume 2, Flags Affected of each instruction",
    anywhere: true,
    covers: (instruction, { differences }) =>
      isAtomic(instruction) &&
      differences.every(
        ({ name, expected }) => name === "EFLAGS" && (Number.parseInt(expected, 16) & RESULT_FLAGS) === 0,
      ),
  },
  {
    reason: "unmasked floating-point exceptions: QEMU goes on as if they were masked",
    clause: "volume 1, 8.7 and 11.5",
    anywhere: true,
    covers: (_, outcome) => {
      const [, got] = vectors(outcome);
      const unmasked = [outcome.got, outcome.expected].some((record) => (status(record) & SUMMARY) !== 0);
      return got === Vector.float || got === Vector.simd || unmasked;
    },
  },
  {
    reason: "overflow and underflow of the FPU's stack: QEMU does not notice them",
    clause: "volume 1, 8.5.1.1",
    anywhere: true,
    covers: (_, { got }) => (status(got) & STACK_FAULT) !== 0,
  },
  {
    reason: "the upper 16 bits of a register of the FPU that MMX writes",
    clause: "volume 1, 9.6.2: all ones",
    anywhere: true,
    covers: (_, { differences }) =>
      differences.every(({ name, expected, got }) => onlyMmxExponent(name, expected, got)),
  },
  {
    reason: "x87 operands of 32 and 64 bits: QEMU rounds them to the precision of the control word when it loads them",
    clause: "volume 1, 8.1.5.2: precision control affects the results of FADD, FSUB, FMUL, FDIV, FSQRT",
    anywhere: true,
    covers: ({ row }, { before, differences }) =>
      /^F(I?(ADD|SUBR?|MUL|DIVR?|COMP?)|I?LD) \(D[89A-F]/.test(`${row.title} (${row.text})`) &&
      (numberOf(before, FX_CONTROL) & PRECISION) !== PRECISION &&
      differences.every(({ name }) => FLOAT_STATE.test(name)),
  },
  {
    reason: "which of two NaNs an SSE instruction returns: QEMU takes the larger, as the x87 does",
    clause: "volume 1, table 4-7: the first source operand",
    anywhere: true,
    covers: ({ row }, { differences }) =>
      /^(ADD|SUB|MUL|DIV|MIN|MAX|SQRT|CVT)/.test(row.title) && differences.every(onlyNaNs),
  },
  {
    reason: "a result that becomes the smallest normal number by rounding: with FTZ, QEMU takes zero for it",
    clause: "volume 1, 4.9.1.5: a result is tiny by what it is after rounding; 10.2.3.3: FTZ is for underflow",
    covers: ({ row }, { before, differences }) =>
      /^(ADD|SUB|MUL|DIV|CVTPD2PS|CVTSD2SS)/.test(row.title) &&
      (numberOf(before, FX_MXCSR) & FTZ) !== 0 &&
      differences.every(onlyFlushed),
  },
  {
    reason: "a stack segment that is not flat: QEMU's CALL and ENTER do not try what they will write",
    clause: "volume 2, ENTER and CALL, Protected Mode Exceptions",
    covers: ({ row }, outcome) =>
      /^(CALL|ENTER)/.test(row.title) &&
      vectors(outcome)[1] === Vector.page &&
      outcome.differences.every(({ name }) => !name.startsWith("[") || belowStack(outcome, name)),
  },
  {
    reason: "single steps: QEMU makes none over PAUSE",
    clause: "volume 3, 17.3.1.4: with TF there is a debug exception behind each instruction",
    anywhere: true,
    covers: ({ row }, outcome) => row.title === "PAUSE" && vectors(outcome)[1] === Vector.debug,
  },
  ...QEMU_OPERANDS,
  ...QEMU_ROWS.map(ofRows),
];

/** They hide or show in blocks what QEMU did otherwise before. */
const NOT_IN_BLOCKS = /^(F(NINIT|NCLEX)|PUSHF|XCHG|CMPXCHG|STMXCSR)/;

function belowStack({ before }: Outcome, name: string): boolean {
  return Number.parseInt(name.slice(1), 16) < stackAddress(before);
}

/** Whether QEMU differs from the manual in what `row` does: in the middle of a block that would show up elsewhere. */
export function qemuMayDiffer({ title, text }: TestInstruction["row"]): boolean {
  return NOT_IN_BLOCKS.test(title) || QEMU_ROWS.some(({ titles }) => titles.test(`${title} (${text})`));
}
