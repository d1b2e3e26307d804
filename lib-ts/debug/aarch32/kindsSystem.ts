/**
 * Template kinds of system instructions of A32 and T32.
 *
 *   psr           `CPSR`, or `SPSR` when set
 *   psrFields     fields R, mask: `CPSR_fc`
 *   banked        fields R, M, m1: `SPSR_irq`, `R8_usr`
 *   barrier       option of DMB and DSB: `ish`; `barrierIsb`: of ISB
 *   effect        imod of CPS, or its low bit: `ie` or `id`, nothing for no change of masks
 *   wideWithoutMode   M of CPS: `.w` without a mode, which 16 bits could encode
 *   masks         fields imod, A and I and F of CPS: `aif`; unallocated for none of them
 *   mode          fields imod, M, mode of CPS: `, #19`; unallocated where nothing changes
 *   endianness    of SETEND: `be` or `le`
 *   cp            coprocessor 14, or 15 when set
 *   CR            `c7`
 *   hint          number of a hint without a name: `{7}`
 */
import { BARRIERS } from "../kindsSystem.ts";
import type { FieldValue, Kinds } from "../template.ts";

const PSR_FIELDS = ["f", "s", "x", "c"];

/** Registers by SYSm of MRS and MSR (banked register), without R. DDI 0487 F5.1.118. */
const NAMES = ["R8", "R9", "R10", "R11", "R12", "SP", "LR"];
const OTHERS = ["irq", "svc", "abt", "und"].flatMap((mode) => [`LR_${mode}`, `SP_${mode}`]);
const BANKED: Readonly<Record<number, string>> = {
  ...NAMES.map((name) => `${name}_usr`),
  ...Object.fromEntries(NAMES.map((name, index) => [8 + index, `${name}_fiq`])),
  ...Object.fromEntries(OTHERS.map((name, index) => [16 + index, name])),
  28: "LR_mon",
  29: "SP_mon",
  30: "ELR_hyp",
  31: "SP_hyp",
};
const SAVED: Readonly<Record<number, string>> = {
  14: "SPSR_fiq",
  16: "SPSR_irq",
  18: "SPSR_svc",
  20: "SPSR_abt",
  22: "SPSR_und",
  28: "SPSR_mon",
  30: "SPSR_hyp",
};

/** imod of CPS: 2 enables, 3 disables. */
const EFFECTS: Readonly<Record<number, string>> = { 0: "", 2: "ie", 3: "id" };

/** imod, of which the 16-bit encoding has the low bit only. */
const effectOf = (imod: FieldValue) => (imod.width === 1 ? 2 + imod.value : imod.value);

const psr = (r: number) => (r === 1 ? "SPSR" : "CPSR");

/** The letters of the bits that are set, the first of them for the highest. */
function letters(bits: number, names: readonly string[]): string {
  return names.filter((_, index) => ((bits >> (names.length - 1 - index)) & 1) !== 0).join("");
}

export const kindsSystem: Kinds = {
  psr: ([r]) => psr(r.value),
  psrFields: ([r, mask]) => `${psr(r.value)}_${letters(mask.value, PSR_FIELDS)}`,
  banked: ([r, m, m1]) => (r.value === 1 ? SAVED : BANKED)[(m.value << 4) | m1.value],
  barrier: ([option]) => BARRIERS[option.value] ?? `#${option.value}`,
  barrierIsb: ([option]) => (option.value === 15 ? "sy" : `#${option.value}`),
  effect: ([imod]) => EFFECTS[effectOf(imod)],
  wideWithoutMode: ([m]) => (m.value === 1 ? "" : ".w"),
  masks: ([imod, masks]) => (effectOf(imod) === 0 ? "" : letters(masks.value, ["a", "i", "f"]) || undefined),
  mode: ([imod, m, mode]) => {
    if (m.value === 0) return imod.value === 0 ? undefined : "";
    return `${imod.value === 0 ? "" : ", "}#${mode.value}`;
  },
  endianness: ([e]) => (e.value === 1 ? "be" : "le"),
  cp: ([cp15]) => `${14 + cp15.value}`,
  CR: ([c]) => `c${c.value}`,
  hint: ([i]) => `{${i.value}}`,
};
