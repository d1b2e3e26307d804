/**
 * Registers whose writes change how the vCPU runs: translation, contexts.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { PAR_EL1, SCTLR_EL1, TTBR0_EL1, TTBR1_EL1 } from "../../aarch64/state";
import { flushAll } from "../../mem/tlb";
import { updateContext } from "../context";
import { selectAddressSpace } from "../mmu";
import { Sctlr, TTBCR, Ttbcr } from "../state";

/** SCTLR: bits that are one, and bits that keep what is written and mean nothing here: branch prediction, cache replacement. */
const CONTROL_ONES: u64 = 0x00c50058;
const BRANCH_PREDICTION: u32 = 1 << 11;
const ROUND_ROBIN: u32 = 1 << 14;

/** SCTLR: every bit that matters changes translations or contexts. */
export function writeControl(v: usize, value: u64): void {
  const writable: u32 =
    Sctlr.M |
    Sctlr.A |
    Sctlr.C |
    Sctlr.CP15BEN |
    Sctlr.ITD |
    Sctlr.SED |
    BRANCH_PREDICTION |
    Sctlr.I |
    Sctlr.V |
    ROUND_ROBIN |
    Sctlr.WXN |
    Sctlr.UWXN |
    Sctlr.EE |
    Sctlr.TRE |
    Sctlr.AFE |
    Sctlr.TE;
  store<u64>(v, (value & writable) | CONTROL_ONES, SCTLR_EL1);
  flushAll(v);
  updateContext(v);
}

/** After a write of PRRR, NMRR, MAIR0 or MAIR1: what the translation caches hold was made under the old value. */
export function followMemoryTypes(v: usize, value: u64): void {
  flushAll(v);
}

/**
 * After a write of TTBRn, DACR or CONTEXTIDR: perhaps other translation caches. What they hold stays until software invalidates it.
 */
export function followTranslation(v: usize, value: u64): void {
  selectAddressSpace(v);
}

/** TTBR0, TTBR1 by MCR: the upper half of the 64-bit register stays. */
export function writeTableBase0(v: usize, value: u64): void {
  store<u32>(v, <u32>value, TTBR0_EL1);
  selectAddressSpace(v);
}
export function writeTableBase1(v: usize, value: u64): void {
  store<u32>(v, <u32>value, TTBR1_EL1);
  selectAddressSpace(v);
}

/** TTBCR: which bits there are is the format's. */
export function writeTableControl(v: usize, value: u64): void {
  const short: u32 = 7 | Ttbcr.PD0 | Ttbcr.PD1;
  const long: u32 = 0xffc73f87;
  store<u64>(v, value & ((value & Ttbcr.EAE) != 0 ? long : short), TTBCR);
  selectAddressSpace(v);
}

/** After a write of CPACR. */
export function followContext(v: usize, value: u64): void {
  updateContext(v);
}

/** PAR by MCR: the upper half of the 64-bit register stays. */
export function writeTranslation(v: usize, value: u64): void {
  store<u32>(v, <u32>value, PAR_EL1);
}
