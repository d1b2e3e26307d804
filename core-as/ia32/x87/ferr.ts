/** FERR#: how exceptions are reported where CR0.NE is clear, as in the first PCs: by line 13. SDM volume 1, D.2. */
import { pcSetIrq } from "../../irq/pcInterrupts";

const LINE: u32 = 13;

/** Asserts the line. */
export function assertFerr(): void {
  pcSetIrq(LINE, true);
}

/** FNCLEX, FNINIT and FNSAVE take it back. */
export function releaseFerr(): void {
  pcSetIrq(LINE, false);
}
