/**
 * Template kinds of the shifts of A32 and T32. DDI 0487 F2.7.
 *
 *   shift            fields type, amount: `, lsr #3`; nothing for lsl #0; lsr and asr by 0 are by 32, ror by 0 is rrx
 *   shiftName        type: `lsr`
 *   shiftAmount      amount of LSR and ASR: 0 is 32
 *   lsl asr          an amount: `, lsl #3`, nothing for 0; `, asr #3`, 32 for 0
 *   saturationShift  fields asr, amount: one of those two
 *   rotation         in bytes: `, ror #8`; nothing for 0
 */
import { SHIFTS } from "../kindsInteger.ts";
import type { Kind, Kinds } from "../template.ts";

const ROR = 3;

const amountOf = (amount: number) => (amount === 0 ? 32 : amount);

const shift: Kind = ([type, amount]) => {
  if (amount.value !== 0) return `, ${SHIFTS[type.value]} #${amount.value}`;
  if (type.value === ROR) return ", rrx";
  return type.value === 0 ? "" : `, ${SHIFTS[type.value]} #32`;
};

const lsl: Kind = ([i]) => (i.value === 0 ? "" : `, lsl #${i.value}`);
const asr: Kind = ([i]) => `, asr #${amountOf(i.value)}`;

export const kindsShift: Kinds = {
  shift,
  shiftName: ([type]) => SHIFTS[type.value],
  shiftAmount: ([i]) => `${amountOf(i.value)}`,
  lsl,
  asr,
  saturationShift: ([isAsr, amount], instruction) => (isAsr.value === 1 ? asr : lsl)([amount], instruction),
  rotation: ([r]) => (r.value === 0 ? "" : `, ror #${8 * r.value}`),
};
