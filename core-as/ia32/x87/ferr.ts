/** FERR#: how exceptions are reported where CR0.NE is clear, as in the first PCs: by line 13. SDM volume 1, D.2. */

/** Asserts the line. @returns whether there is an interrupt controller behind it */
export function assertFerr(v: usize): bool {
  return false;
}

/** FNCLEX, FNINIT and FNSAVE take it back. */
export function releaseFerr(v: usize): void {}
