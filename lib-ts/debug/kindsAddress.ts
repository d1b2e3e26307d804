/**
 * Template kinds of branches, addresses and memory operands.
 *
 *   rel        a signed distance in words, as the target's address in hexadecimal; a field of any width
 *   adr adrp   fields immhi, immlo: address of ADR and ADRP
 *   bit        fields b5, b40: bit number of TBZ and TBNZ
 *   Rbit       fields b5, t: the register that they test
 *   off1 off2 off4 off8 off16    `, #8`: unsigned offset in units of that many bytes; nothing for 0
 *   offset     fields i, size, [opc]: the same, in units of the access size
 *   simm       `, #-8`: signed offset in bytes; nothing for 0. simm4, simm8, simm16: in units
 *   spost      `, #-8` always, for pre- and post-indexed forms; spost4, spost8, spost16
 *   simmR spostR    in units of 4 or 8 by `s`;  simmF spostF   fields i, f: in units of 4 << f
 *   index      fields m, option, S, size, [opc]: `, w1, uxtw #2` of register-offset forms
 *   index0 index1 index2 index3 index4    the same with fields m, option, S; the digit is log2 of the access size
 *   prfop      prefetch operation
 */
import { register, signed } from "./kindsInteger.ts";
import type { FieldValue, Instruction, Kind, Kinds } from "./template.ts";

const hexAddress = (address: bigint) => `0x${BigInt.asUintN(64, address).toString(16)}`;

const scaled = (field: FieldValue, unit: number) => `, #${signed(field.value, field.width) * unit}`;

const offset =
  (unit: number): Kind =>
  ([i]) =>
    i.value === 0 ? "" : `, #${i.value * unit}`;

const signedOffset =
  (unit: number): Kind =>
  ([i]) =>
    i.value === 0 ? "" : scaled(i, unit);

const indexedOffset =
  (unit: number): Kind =>
  ([i]) =>
    scaled(i, unit);

const unitOfRegister = (instruction: Instruction) => (instruction.field("s") === 1 ? 8 : 4);

/** log2 of the access size: `size`, and for SIMD&FP registers the high bit of opc above it. */
function accessScale(size: FieldValue, opc: FieldValue | undefined): number | undefined {
  const scale = size.value | (((opc?.value ?? 0) >> 1) << 2);
  return scale > 4 ? undefined : scale;
}

/** Register offset. Of the eight options only those that extend from 32 or 64 bits are allocated. */
function indexText(m: FieldValue, option: FieldValue, shifted: FieldValue, scale: number): string | undefined {
  if ((option.value & 2) === 0) return undefined;
  const text = `, ${register(m.value, (option.value & 1) === 1, "zr")}`;
  const amount = shifted.value === 1 ? ` #${scale}` : "";
  if (option.value === 3) return text + (shifted.value === 1 ? `, lsl${amount}` : "");
  return `${text}, ${{ 2: "uxtw", 6: "sxtw", 7: "sxtx" }[option.value]}${amount}`;
}

const index =
  (scale: number): Kind =>
  ([m, option, shifted]) =>
    indexText(m, option, shifted, scale);

function prefetchOperation({ value }: FieldValue): string {
  const type = value >> 3;
  const target = (value >> 1) & 3;
  if (type === 3 || target === 3) return `#0x${value.toString(16).padStart(2, "0")}`;
  return `p${["ld", "li", "st"][type]}l${target + 1}${(value & 1) === 0 ? "keep" : "strm"}`;
}

export const kindsAddress: Kinds = {
  rel: ([i], { address }) => hexAddress(address + 4n * BigInt(signed(i.value, i.width))),
  adr: ([high, low], { address }) => hexAddress(address + BigInt(signed(high.value, high.width) * 4 + low.value)),
  adrp: ([high, low], { address }) =>
    hexAddress((address & ~0xfffn) + (BigInt(signed(high.value, high.width) * 4 + low.value) << 12n)),
  bit: ([b5, b40]) => `${b5.value * 32 + b40.value}`,
  Rbit: ([b5, t]) => register(t.value, b5.value === 1, "zr"),
  off1: offset(1),
  off2: offset(2),
  off4: offset(4),
  off8: offset(8),
  off16: offset(16),
  offset: ([i, size, opc], instruction) => {
    const scale = accessScale(size, opc);
    return scale === undefined ? undefined : offset(1 << scale)([i], instruction);
  },
  simm: signedOffset(1),
  simm4: signedOffset(4),
  simm8: signedOffset(8),
  simm16: signedOffset(16),
  spost: indexedOffset(1),
  spost4: indexedOffset(4),
  spost8: indexedOffset(8),
  spost16: indexedOffset(16),
  simmR: ([i], instruction) => signedOffset(unitOfRegister(instruction))([i], instruction),
  spostR: ([i], instruction) => scaled(i, unitOfRegister(instruction)),
  simmF: ([i, f], instruction) => signedOffset(4 << f.value)([i], instruction),
  spostF: ([i, f]) => scaled(i, 4 << f.value),
  index: ([m, option, shifted, size, opc]) => {
    const scale = accessScale(size, opc);
    return scale === undefined ? undefined : indexText(m, option, shifted, scale);
  },
  index0: index(0),
  index1: index(1),
  index2: index(2),
  index3: index(3),
  index4: index(4),
  prfop: ([i]) => prefetchOperation(i),
};
