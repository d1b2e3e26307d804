/**
 * Where our machine's lines may differ from those of QEMU 7.2, and why. An excuse says what our line must look like; one
 * that no case needed is an error, so that none outlives its reason.
 */

export interface SystemExcuse {
  /** Names of the cases that it covers. */
  readonly cases: RegExp;
  /** What our report looks like. */
  readonly ours: RegExp;
  readonly reason: string;
  /** Where the SDM allows or demands our result; volume 3 where no other is named. */
  readonly clause: string;
}

export const EXCUSES: readonly SystemExcuse[] = [];
