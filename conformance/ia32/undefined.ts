/** What the manual leaves undefined after an instruction: such differences are no differences. SDM volume 2. */
import type { TestInstruction } from "./instruction.ts";
import { RECORD_ECX } from "./layout.ts";
import { numberOf } from "./record.ts";

const [CF, PF, AF, ZF, SF, OF] = [1, 4, 0x10, 0x40, 0x80, 0x800];
const ALL = CF | PF | AF | ZF | SF | OF;

export interface UndefinedResult {
  /** The first word of the row's assembly. */
  readonly mnemonics: RegExp;
  readonly clause: string;
  /** Bits of EFLAGS. `before`: the record of the state before. */
  flags(instruction: TestInstruction, before: Uint8Array): number;
  /** Whether the destination is undefined too, and all that depends on it. */
  destination?(instruction: TestInstruction, before: Uint8Array): boolean;
}

/** The count of a shift, as it is masked. */
function countOf({ row, immediates }: TestInstruction, before: Uint8Array): number {
  const count = /, cl$/.test(row.assembly) ? numberOf(before, RECORD_ECX) : (immediates[0] ?? 1);
  return count & 31;
}

function sizeOf({ row, operandWidth }: TestInstruction): number {
  return /\{Eb\}/.test(row.assembly) ? 8 : operandWidth;
}

export const UNDEFINED: readonly UndefinedResult[] = [
  { mnemonics: /^(and|or|xor|test)$/, clause: "AND, OR, XOR, TEST, Flags Affected: AF", flags: () => AF },
  {
    mnemonics: /^(shl|sal|shr|sar)$/,
    clause: "SAL/SAR/SHL/SHR, Flags Affected: AF; OF unless the count is 1; CF when the count is not below the size",
    flags: (instruction, before) => {
      const count = countOf(instruction, before);
      if (count === 0) return 0;
      const carry = count >= sizeOf(instruction) && !instruction.row.assembly.startsWith("sar") ? CF : 0;
      return AF | carry | (count === 1 ? 0 : OF);
    },
  },
  {
    mnemonics: /^(rol|ror|rcl|rcr)$/,
    clause: "RCL/RCR/ROL/ROR, Flags Affected: OF unless the count is 1",
    flags: (instruction, before) => (countOf(instruction, before) > 1 ? OF : 0),
  },
  {
    mnemonics: /^sh[lr]d$/,
    clause: "SHLD, SHRD, Flags Affected: AF; OF unless the count is 1; everything when the count is above the size",
    flags: (instruction, before) => {
      const count = countOf(instruction, before);
      if (count > sizeOf(instruction)) return ALL;
      return count === 0 ? 0 : AF | (count === 1 ? 0 : OF);
    },
    destination: (instruction, before) => countOf(instruction, before) > sizeOf(instruction),
  },
  { mnemonics: /^(mul|imul)$/, clause: "MUL, IMUL, Flags Affected: SF, ZF, AF, PF", flags: () => SF | ZF | AF | PF },
  { mnemonics: /^(div|idiv)$/, clause: "DIV, IDIV, Flags Affected: all six", flags: () => ALL },
  {
    mnemonics: /^bs[fr]$/,
    clause: "BSF, BSR, Flags Affected: CF, OF, SF, AF, PF",
    flags: () => CF | OF | SF | AF | PF,
  },
  {
    mnemonics: /^bt[crs]?$/,
    clause: "BT, BTC, BTR, BTS, Flags Affected: OF, SF, AF, PF",
    flags: () => OF | SF | AF | PF,
  },
  { mnemonics: /^(aaa|aas)$/, clause: "AAA, AAS, Flags Affected: OF, SF, ZF, PF", flags: () => OF | SF | ZF | PF },
  { mnemonics: /^(aad|aam)$/, clause: "AAD, AAM, Flags Affected: OF, AF, CF", flags: () => OF | AF | CF },
  { mnemonics: /^(daa|das)$/, clause: "DAA, DAS, Flags Affected: OF", flags: () => OF },
];

const mnemonicOf = ({ row }: TestInstruction) => row.assembly.replace(/^\{[^}]*\}/, "").split(/[ {]/)[0];

export function undefinedResultOf(instruction: TestInstruction): UndefinedResult | undefined {
  const mnemonic = mnemonicOf(instruction);
  return UNDEFINED.find(({ mnemonics }) => mnemonics.test(mnemonic));
}
