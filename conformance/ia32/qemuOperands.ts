/** What QEMU's user mode does otherwise with operands in memory: where that shows, and nowhere else. */
import { operandAddress } from "./address.ts";
import { type Excuse, type Outcome, onlyBytes } from "./excuses.ts";
import type { TestInstruction } from "./instruction.ts";
import { CODE_ADDRESS, RECORD_VECTOR, WINDOW_ADDRESS } from "./layout.ts";
import { numberOf } from "./record.ts";

const PAGE_FAULT = 14;
/** FBSTP's sign is in the last of its ten bytes. */
const SIGN_BYTE = 9;
/** QEMU stores 16 bytes as two times 8. */
const HALF = 8;

/** Whether both fault, and what differs in memory are the bytes from `first` to before `end` of the operand. */
function storedBeforeFault(instruction: TestInstruction, outcome: Outcome, first: number, end: number): boolean {
  const address = operandAddress(instruction, outcome.before);
  const faulted = [outcome.expected, outcome.got].every((record) => numberOf(record, RECORD_VECTOR) === PAGE_FAULT);
  // Which access is made first, and so CR2, is another matter.
  const memory = { differences: outcome.differences.filter(({ name }) => name !== "CR2") };
  const stored = (at: number) => address !== undefined && at - address >= first && at - address < end;
  return faulted && memory.differences.length > 0 && onlyBytes(memory, stored);
}

/** Exponent and quiet bit of a double or single; a NaN has something else in its fraction. */
const DOUBLE = { exponent: 0x7ff0_0000_0000_0000n, quiet: 0x0008_0000_0000_0000n, all: 0x7fff_ffff_ffff_ffffn };
const SINGLE = { exponent: 0x7f80_0000n, quiet: 0x0040_0000n, all: 0x7fff_ffffn };

/** Whether the test began with a signalling NaN where the instruction has its operand, in the window or the code. */
function readsSignallingNaN(instruction: TestInstruction, { before, window, code }: Outcome): boolean {
  const address = operandAddress(instruction, before) ?? 0;
  const [bytes, start] = address < WINDOW_ADDRESS ? [code, CODE_ADDRESS] : [window, WINDOW_ADDRESS];
  const isDouble = instruction.row.text.startsWith("DC");
  const at = address - start;
  if (at < 0 || at + (isDouble ? 8 : 4) > bytes.length) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const value = isDouble ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
  const { exponent, quiet, all } = isDouble ? DOUBLE : SINGLE;
  return (value & all) > exponent && (value & quiet) === 0n;
}

/** Head and the two upper bits of a quiet NaN of 80 bits. */
const QUIET_NAN = /^[7f]fff[c-f]/;

export const QEMU_OPERANDS: readonly Excuse[] = [
  {
    reason: "FBSTP across the end of a page: QEMU has written the sign before it faults",
    clause: "volume 3, 6.5: a fault leaves the state that was before the instruction",
    covers: (instruction, outcome) =>
      instruction.row.title === "FBSTP" && storedBeforeFault(instruction, outcome, SIGN_BYTE, SIGN_BYTE + 1),
  },
  {
    reason: "MOVUPS, MOVUPD and MOVDQU across the end of a page: QEMU has written the first half before it faults",
    clause: "volume 3, 6.5: a fault leaves the state that was before the instruction",
    covers: (instruction, outcome) =>
      /^MOV(UP[SD]|DQU)$/.test(instruction.row.title) && storedBeforeFault(instruction, outcome, 0, HALF),
  },
  {
    reason: "a signalling NaN in memory and a NaN in ST(0): QEMU makes the former quiet before it chooses",
    clause: "volume 1, table 4-7: of an SNaN and a QNaN the x87 FPU returns the QNaN, of two SNaNs the larger",
    covers: (instruction, outcome) =>
      /^F(ADD|SUBR?|MUL|DIVR?) \(D[8C] .*mem/.test(`${instruction.row.title} (${instruction.row.text})`) &&
      outcome.differences.every(
        ({ name, expected, got }) => /^ST\d$/.test(name) && QUIET_NAN.test(expected) && QUIET_NAN.test(got),
      ) &&
      readsSignallingNaN(instruction, outcome),
  },
];
