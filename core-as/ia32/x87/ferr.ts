/**
 * FERR#: how exceptions are reported where CR0.NE is clear, as in the first PCs: by line 13, until a write to port F0h. SDM volume 1,
 * D.2.1.2.
 *
 * BOUNDS: FERR_LATCH is a fixed address; `v` is a vCPU's base.
 */
import { X87 } from "../../fp/x87/state";
import { FERR_LINE, pcSetIrq } from "../../irq/pcInterrupts";
import { FERR_LATCH, Ferr } from "../../irq/pcState";

/** Asserts the line. @returns false when the exception is ignored, because port F0h was written: the instruction goes on */
export function assertFerr(): bool {
  if (load<u32>(FERR_LATCH) == Ferr.Ignored) return false;
  store<u32>(FERR_LATCH, Ferr.Asserted);
  pcSetIrq(FERR_LINE, true);
  return true;
}

/** After an instruction that may have taken the last exception back, or masked it. */
export function followFerr(v: usize): void {
  if (load<u32>(FERR_LATCH) == Ferr.Quiet || X87.isPending(v)) return;
  store<u32>(FERR_LATCH, Ferr.Quiet);
  pcSetIrq(FERR_LINE, false);
}
