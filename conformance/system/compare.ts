/** Compares what two machines printed, case by case. */
import { EXCUSES, type SystemExcuse } from "./excuses.ts";

/** Between a case's name and its report. */
const MARK = ": at=";

export interface SystemDifference {
  readonly name: string;
  readonly qemu: readonly string[];
  readonly ours: readonly string[];
}

/** The lines of each case, without its name. */
function byCase(lines: readonly string[]): Map<string, string[]> {
  const cases = new Map<string, string[]>();
  for (const line of lines) {
    const [name, report = ""] = line.split(MARK);
    cases.set(name, [...(cases.get(name) ?? []), report]);
  }
  return cases;
}

export function differences(qemu: readonly string[], ours: readonly string[]): SystemDifference[] {
  const [theirs, own] = [byCase(qemu), byCase(ours)];
  return [...new Set([...theirs.keys(), ...own.keys()])]
    .map((name) => ({ name, qemu: theirs.get(name) ?? [], ours: own.get(name) ?? [] }))
    .filter((pair) => pair.qemu.join("\n") !== pair.ours.join("\n"));
}

export function excuseOf(
  { name, ours }: SystemDifference,
  excuses: readonly SystemExcuse[] = EXCUSES,
): SystemExcuse | undefined {
  return excuses.find((excuse) => excuse.cases.test(name) && ours.some((line) => excuse.ours.test(line)));
}
