/** The encoding tables as the generator sees them, and which rows a comparison must leave out. */
import { fileURLToPath } from "node:url";
import { type Ia32Row, readIa32Tables } from "../../tools/isa-gen/ia32Parse.ts";

const folder = fileURLToPath(new URL("../../core-as/isa/ia32", import.meta.url));

interface Exclusion {
  readonly titles: RegExp;
  readonly reason: string;
}

/** Instructions that say something about the host, or that its kernel answers. */
export const EXCLUSIONS: readonly Exclusion[] = [
  { titles: /^CPUID$/, reason: "says which processor it is" },
  { titles: /^RD(TSC|PMC)$/, reason: "counts the host's time" },
  { titles: /^SYSENTER$/, reason: "enters the host's kernel" },
  { titles: /^(SGDT|SIDT|SLDT|STR|SMSW)$/, reason: "newer processors let their kernel answer (UMIP)" },
  { titles: /^VMCALL$/, reason: "calls the host's hypervisor" },
  { titles: /^RSM$/, reason: "has no meaning outside of system management mode" },
];

export function readRows(): Ia32Row[] {
  return readIa32Tables(folder);
}

export function exclusionOf(row: Ia32Row): string | undefined {
  return EXCLUSIONS.find(({ titles }) => titles.test(row.title))?.reason;
}

/** Rows whose chapter, handler, title, opcode or assembly matches. @throws Error when none does */
export function selectRows(rows: readonly Ia32Row[], wanted: RegExp): Ia32Row[] {
  const selected = rows.filter((row) =>
    wanted.test(`${row.chapter} ${row.handler} ${row.title} ${row.text} ${row.assembly}`),
  );
  if (selected.length === 0) throw new Error(`no encoding row matches ${wanted}`);
  return selected;
}

/** `chapter: title (opcode)` */
export function rowName(row: Ia32Row): string {
  return `${row.chapter}: ${row.title} (${row.text})`;
}
