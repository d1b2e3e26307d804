/** Raw memory accesses of the core that nobody says are in bounds. */

const RAW_ACCESS = /\b(load|store|v128\.load\w*|v128\.store\w*|memory\.(copy|fill)|atomic\.\w+)(<\w+>)?\(/;

/** Functions with an access and no reason in or above them, nor in the file's opening comment, as `:line: message`. */
export function unboundedAccesses(lines: readonly string[]): string[] {
  const opening = lines.slice(
    0,
    lines.findIndex((line) => !/^\s*(\/?\*|\/\/|$)/.test(line)),
  );
  if (opening.join("\n").includes("BOUNDS:")) return [];
  const starts = lines.flatMap((line, index) => (isFunctionStart(line) ? [index] : []));
  return starts.flatMap((start, n) => {
    const body = lines.slice(start, starts[n + 1] ?? lines.length).join("\n");
    if (!RAW_ACCESS.test(body) || body.includes("BOUNDS:") || commentAbove(lines, start).includes("BOUNDS:")) return [];
    return [`:${start + 1}: raw memory access without a BOUNDS comment: ${lines[start].trim()}`];
  });
}

function isFunctionStart(line: string): boolean {
  return /^(export )?function \w+/.test(line) || /^ {2}(@inline )?(private )?static \w+\(/.test(line);
}

function commentAbove(lines: readonly string[], start: number): string {
  let first = start;
  while (first > 0 && /^\s*(\*|\/\*\*|\*\/|\/\/|@inline)/.test(lines[first - 1])) first--;
  return lines.slice(first, start).join("\n");
}
