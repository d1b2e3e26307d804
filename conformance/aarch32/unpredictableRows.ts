/** Rows whose instructions are UNPREDICTABLE with PC among their registers, and other registers that exclude one another. */
import type { Field, IsaRow } from "../../tools/isa-gen/parse.ts";

const PC = 15;
const REGISTER_POSITIONS = [0, 8, 12, 16];
/** Letters of fields that look like registers. */
const NO_REGISTERS = /[ceikosrpw]/;
/** Chapters in which PC is an operand like others, but for the titles. */
const WITH_PC = /^(branch|loadStore|loadStoreDual|loadStoreMultiple|hint|exceptionGeneration|simd.*)$/;
const WITHOUT_PC = /^(MOVW|MOVT|BLX \(register\)|BXJ|LDRD|STRD|TBB|VDUP \(gen)/;
/** A32's data processing: its shift by register is excluded elsewhere. */
const PROCESSES_DATA = /^(dataProcessing|shift)$/;

function isRegister({ low, width, parts, letter }: Field): boolean {
  return parts.length === 1 && width === 4 && REGISTER_POSITIONS.includes(low) && !NO_REGISTERS.test(letter);
}

export function registersOf(row: IsaRow, word: number): Map<string, number> {
  const fields = [...row.fields.values()].filter(isRegister);
  return new Map(fields.map(({ letter, low }) => [letter, (word >>> low) & 15]));
}

/** STREX and its like: the status register is one of the others. DDI 0487 F5.1 (STREX). */
function statusOverlaps(registers: Map<string, number>): boolean {
  const status = registers.get("d");
  return status !== undefined && [...registers].some(([letter, number]) => letter !== "d" && number === status);
}

/** D:Vd and M:Vm are the same. */
function sameVector(word: number): boolean {
  return ((word >>> 12) & 15) === (word & 15) && ((word >>> 22) & 1) === ((word >>> 5) & 1);
}

/** Why the word, which `row` encodes, is UNPREDICTABLE by its registers. */
export function registersUnpredictable(row: IsaRow | undefined, word: number): string | undefined {
  if (!row) return undefined;
  const registers = registersOf(row, word);
  const thumb = row.where.includes("/t32/");
  const allowsPc = WITH_PC.test(row.chapter) || (!thumb && PROCESSES_DATA.test(row.chapter));
  if ([...registers.values()].includes(PC) && (!allowsPc || WITHOUT_PC.test(row.title)))
    return "PC is among its registers";
  if (/^(VTRN|VUZP|VZIP)$/.test(row.title) && sameVector(word)) return "both registers are one";
  if (row.chapter !== "exclusive") return undefined;
  if (/^STL?EX/.test(row.title) && statusOverlaps(registers)) return "the status register is one of the others";
  const first = registers.get("t") ?? 0;
  const isPair = /EXD$/.test(row.title) && !thumb;
  if (isPair && ((first & 1) !== 0 || first === 14 || registers.get("d") === first + 1)) return "no pair of registers";
  return row.title.startsWith("SWP") && [registers.get("t"), registers.get("m")].includes(registers.get("n"))
    ? "base overlaps"
    : undefined;
}
