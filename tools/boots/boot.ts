/** What every boot is made of, wherever the machine runs: to the shell, a question, and the power-off. */

export interface Boot {
  /** What went wrong, if anything did, in one line. */
  readonly problem?: string;
  readonly shellSeconds?: number;
  readonly seconds: number;
  readonly cpuSeconds?: number;
  readonly instructions?: number;
  /** The whole console, and what was said beside it. */
  readonly output: string;
}

/** A boot that takes longer hangs, also on a machine that is busy with others. */
export const LONGEST_SECONDS = 900;

/** For the shell. The echo of the command shows the sum, only the shell's output shows what it comes to. */
export const SCRIPT = "echo alive-$(nproc)-$((40+2)); poweroff -f";

/** What is wrong with a machine that has ended, if anything is. @param ended how, where that was not by the guest's power-off */
export function problemOf(ended: string | undefined, output: string, vcpus: number): string | undefined {
  const answered = output.includes(`alive-${vcpus}-42`);
  if (ended === undefined && answered) return undefined;
  return `${ended ?? "powered off"}, ${answered ? "" : "no "}answer`;
}

/** Seconds since the call, as a function. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
