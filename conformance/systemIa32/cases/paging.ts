/** Paging: two levels, 4-MiB pages, PAE, NX; accessed and dirty bits; error codes. SDM volume 3, chapter 4. */
import type { SystemCase } from "../program.ts";

const ACCESSES: Readonly<Record<string, string>> = {
  read: "movl PAGE, %eax",
  write: "movl %eax, PAGE",
  "read and write": "addl $1, PAGE",
  fetch: "movl $PAGE, %eax\ncall *%eax",
};
/** The page's entry: address and bits. */
const ENTRIES: Readonly<Record<string, string>> = {
  absent: "PAGE | 6",
  "read-only": "PAGE | 5",
  supervisor: "PAGE | 3",
  "read-only supervisor": "PAGE | 1",
  plain: "PAGE | 7",
  accessed: "PAGE | 0x27",
  dirty: "PAGE | 0x67",
  elsewhere: "PAGE + 0x1000 | 7",
};
const DIRECTORIES: Readonly<Record<string, string>> = {
  absent: "page_table + 6",
  "read-only": "page_table + 5",
  supervisor: "page_table + 3",
};
const LEVELS = ["level0", "level3"] as const;
const RETURN = "movb $0xc3, PAGE\nmovb $0xc3, PAGE + 0x1000";
const WP = ["", "control cr0, 0x10000"];

/** Runs an access, then reports the entries: through vector 40, which level 3 may use. */
const REPORT =
  "vector 40, 0, 0\nmovl $9f, %eax\nmovw %ax, idt + 40 * 8\nshrl $16, %eax\nmovw %ax, idt + 40 * 8 + 6\nmovl $CODE0 << 16, %eax\nmovw $CODE0, idt + 40 * 8 + 2\nmovw $0xee00, idt + 40 * 8 + 4\nret\n9: movl page_table + 0x200 * 4, %eax\nmovl page_directory, %ebx\nsubl $page_table, %ebx\nmovl PAGE, %ecx\ndone";
const REPORT_WIDE = REPORT.replaceAll("page_table + 0x200 * 4", "wide_table + 0x200 * 8")
  .replaceAll("page_directory", "wide_directory + 8")
  .replaceAll("$page_table", "$wide_table");

const named = (table: Readonly<Record<string, string>>) => Object.entries(table);

export const PAGING: readonly SystemCase[] = [
  ...named(ENTRIES).flatMap(([entryName, entry]) =>
    named(ACCESSES).flatMap(([accessName, access]) =>
      LEVELS.flatMap((kind) =>
        WP.map((wp) => ({
          name: `${accessName} of a page ${entryName} at ${kind}${wp && " with WP"}`,
          kind,
          setup: `${RETURN}\ncall paging_on\nmovl $(${entry}), page_table + 0x200 * 4\n${wp}\n${REPORT}`,
          body: `${access}\nint $40`,
        })),
      ),
    ),
  ),
  ...named(DIRECTORIES).flatMap(([entryName, entry]) =>
    ["read", "write"].flatMap((accessName) =>
      LEVELS.flatMap((kind) =>
        WP.map((wp) => ({
          name: `${accessName} through a directory entry ${entryName} at ${kind}${wp && " with WP"}`,
          kind,
          // A second directory entry, for addresses from 4 MiB on, so that the code stays mapped.
          setup: `call paging_on\nmovl $(${entry}), page_directory + 4\n${wp}\nmovl %cr3, %eax\nmovl %eax, %cr3`,
          body: `${ACCESSES[accessName].replaceAll("PAGE", "PAGE + 0x400000")}`,
        })),
      ),
    ),
  ),
  ...["0x83", "0x87", "0xe7", "0x81", "0x200087", "0x1087"].flatMap((bits) =>
    ["read", "write"].flatMap((accessName) =>
      ["control cr4, 0x10", ""].map((pse) => ({
        name: `${accessName} of a large page ${bits}${pse && " with PSE"}`,
        kind: "level3" as const,
        setup: `call paging_on\n${pse}\nmovl $${bits}, page_directory + 4\nmovl %cr3, %eax\nmovl %eax, %cr3\n${REPORT.replace("page_table + 0x200 * 4", "page_directory + 4")}`,
        body: `${ACCESSES[accessName].replaceAll("PAGE", "PAGE + 0x400000")}\nint $40`,
      })),
    ),
  ),
  ...named({ ...ENTRIES, "not executable": "PAGE | 7" }).flatMap(([entryName, entry]) =>
    named(ACCESSES).flatMap(([accessName, access]) =>
      LEVELS.flatMap((kind) =>
        [0, 1].map((nxe) => ({
          name: `PAE: ${accessName} of a page ${entryName} at ${kind}${nxe ? " with NXE" : ""}`,
          kind,
          setup: `${RETURN}\n${nxe ? "movl $0xc0000080, %ecx\nmovl $0x800, %eax\nxorl %edx, %edx\nwrmsr\n" : ""}call pae_on\nmovl $(${entry}), wide_table + 0x200 * 8\nmovl $${entryName.startsWith("not") ? "0x80000000" : "0"}, wide_table + 0x200 * 8 + 4\n${REPORT_WIDE}`,
          body: `${access}\nint $40`,
        })),
      ),
    ),
  ),
  ...["0x87", "0x600087", "0x2087", "0x601087", "0xe7", "0x83"].flatMap((bits) =>
    ["read", "write"].map((accessName) => ({
      name: `PAE: ${accessName} of a large page ${bits}`,
      kind: "level3" as const,
      setup: `call pae_on\nmovl $${bits}, wide_directory + 16\nmovl %cr3, %eax\nmovl %eax, %cr3\n${REPORT_WIDE.replace("wide_table + 0x200 * 8", "wide_directory + 16")}`,
      body: `${ACCESSES[accessName].replaceAll("PAGE", "PAGE + 0x200000")}\nint $40`,
    })),
  ),
  ...[0, 1, 2].map((index) => ({
    name: `PAE: reserved bits ${index}`,
    kind: "level0" as const,
    setup: `call pae_on\nmovl $(wide_directory + 1), wide_pointers + 8\nmovl $${index === 1 ? "0x10" : "0"}, wide_pointers + 12\norl $${index === 0 ? "2" : "0"}, wide_pointers + 8`,
    body: `movl %cr3, %eax\nmovl %eax, %cr3\nmovl $${index}, %ebx`,
  })),
  {
    name: "PAE: reserved high bits of an entry",
    kind: "level0",
    setup: "call pae_on\nmovl $0x10000, wide_table + 0x200 * 8 + 4",
    body: "movl PAGE, %eax",
  },
  {
    name: "an access over a page's end",
    kind: "level0",
    setup: "call paging_on\nmovl $0, page_table + 0x201 * 4",
    body: "movl PAGE + 0xffe, %eax",
  },
  {
    name: "a write over a page's end changes nothing",
    kind: "level0",
    setup: "call paging_on\nmovl $0, page_table + 0x201 * 4",
    body: "movl $-1, %eax\nmovl %eax, PAGE + 0xffd",
    again: 1,
    skip: 5,
  },
  {
    name: "a fetch over a page's end",
    kind: "level3",
    setup: "movb $0xb8, PAGE + 0xffe\ncall paging_on\nmovl $0, page_table + 0x201 * 4",
    body: "movl $PAGE + 0xffe, %eax\njmp *%eax",
  },
  {
    name: "a page that was mapped is remembered until INVLPG",
    kind: "level0",
    setup: "call paging_on",
    body: "movl $5, PAGE\nmovl $6, PAGE + 0x1000\nmovl PAGE, %eax\nmovl $PAGE + 0x1007, page_table + 0x200 * 4\ninvlpg PAGE\nmovl PAGE, %ebx",
  },
  {
    name: "CR3 makes a new mapping count",
    kind: "level0",
    setup: "call paging_on",
    body: "movl $5, PAGE\nmovl $6, PAGE + 0x1000\nmovl $PAGE + 0x1007, page_table + 0x200 * 4\nmovl %cr3, %eax\nmovl %eax, %cr3\nmovl PAGE, %ebx",
  },
  {
    name: "push to an absent page",
    kind: "level3",
    setup: "call paging_on\nmovl $0, page_table + 0x200 * 4",
    body: "movl $PAGE + 0x1000, %esp\npushal",
    again: 0,
  },
  {
    name: "REP MOVS stops at an absent page",
    kind: "level3",
    setup: "call paging_on\nmovl $0, page_table + 0x201 * 4",
    body: "movl $PAGE, %esi\nmovl $PAGE + 0xff0, %edi\nmovl $8, %ecx\nrep movsl",
  },
  {
    name: "REP STOS backwards stops at an absent page",
    kind: "level3",
    setup: "call paging_on\nmovl $0, page_table + 0x200 * 4",
    body: "std\nmovl $PAGE + 0x1008, %edi\nmovl $8, %ecx\nrep stosl",
  },
  ...["0x20000011", "0x40000011"].map((bits) => ({
    name: `CR0 = ${bits}`,
    kind: "level0" as const,
    body: `movl $${bits}, %eax\nmovl %eax, %cr0`,
  })),
];
