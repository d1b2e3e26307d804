/** Exceptions and their error codes; gates of the IDT. SDM volume 3, 6.11 to 6.15. */
import type { SystemCase } from "../program.ts";

const FAULTS: readonly (readonly [string, string])[] = [
  ["divide by zero", "movl $7, %eax\ndivl %ecx"],
  ["divide overflow", "movl $7, %edx\nmovl $7, %ecx\ndivl %ecx"],
  ["idiv overflow", "movl $0x80000000, %eax\nmovl $-1, %edx\nmovl $-1, %ecx\nidivl %ecx"],
  ["aam 0", "aam $0"],
  ["int3", "int3"],
  ["int 4", "int $4"],
  ["into with OF", "movb $0x7f, %al\naddb $1, %al\ninto"],
  ["into without OF", "into"],
  ["bound", "movl $5, %eax\nmovl $6, PAGE\nmovl $9, PAGE + 4\nboundl %eax, PAGE"],
  ["bound within", "movl $6, %eax\nmovl $6, PAGE\nmovl $9, PAGE + 4\nboundl %eax, PAGE"],
  ["ud2", "ud2"],
  ["int1", ".byte 0xf1"],
  ["lock of a register", ".byte 0xf0, 0x01, 0xc8"],
  ["lock of mov", ".byte 0xf0, 0x89, 0x05, 0x00, 0x00, 0x20, 0x00"],
  ["lea of a register", ".byte 0x8d, 0xc0"],
  ["mov cs", ".byte 0x8e, 0xc8"],
  ["mov of segment register 6", ".byte 0x8e, 0xf0"],
  ["sixteen bytes", ".fill 15, 1, 0x66\nnop"],
  ["null selector in DS used", "movl %eax, %ds\nmovl (%eax), %ecx"],
  ["null selector in ES used", "movl %eax, %es\nmovl $PAGE, %edi\nstosl"],
];

const PRIVILEGED: readonly string[] = [
  "hlt",
  "cli",
  "sti",
  "clts",
  "invd",
  "wbinvd",
  "invlpg PAGE",
  "lgdt gdt_pointer",
  "lidt idt_pointer",
  "lldt %ax",
  "ltr %ax",
  "lmsw %ax",
  "movl %cr0, %eax",
  "movl %eax, %cr3",
  "movl %dr7, %eax",
  "movl %eax, %dr0",
  "rdmsr",
  "wrmsr",
  "rdpmc",
  "sysexit",
  "movl %eax, %cr1",
  "movl %cr7, %eax",
];

/** Ports 0 to 7Fh are open in the TSS's bitmap. */
const PORTS: readonly string[] = [
  "movb $0x20, %al\noutb %al, $0x7f",
  "outb %al, $0x80",
  "inb $0x90, %al",
  "outw %ax, $0x7f",
  "outl %eax, $0x7d",
  "movl $0x110, %edx\noutb %al, %dx",
  "movl $0xffff, %edx\ninb %dx, %al",
  "movl $PAGE, %edi\nmovl $0x90, %edx\ninsb",
  "movl $PAGE, %esi\nmovl $0x90, %edx\nmovl $3, %ecx\nrep outsb",
  "movl $0x90, %edx\nrep insl",
];

/** What a gate of vector 32 may be wrong in: low and high word; `handler 32` has address `stubs + 512`. */
const GATES: readonly (readonly [string, string, string])[] = [
  ["absent", "CODE0 << 16", "0x0e00"],
  ["of no type", "CODE0 << 16", "0x8000"],
  ["that is a call gate", "CODE0 << 16", "0x8c00"],
  ["with a null selector", "0", "0x8e00"],
  ["to data", "DATA0 << 16", "0x8e00"],
  ["to an absent segment", "0x98 << 16", "0x8e00"],
  ["beyond the GDT", "0x1000 << 16", "0x8e00"],
  ["to an outer level", "CODE3 << 16", "0x8e00"],
  ["to an LDT segment of level 3", "7 << 16", "0x8e00"],
  ["absent task", "TSS_OTHER << 16", "0x0500"],
  ["to a task that is data", "DATA0 << 16", "0x8500"],
  ["to a busy task", "TSS << 16", "0x8500"],
];

export const EXCEPTIONS: readonly SystemCase[] = [
  ...FAULTS.flatMap(([name, body]) =>
    (["level0", "level3"] as const).map((kind) => ({ name: `${name} at ${kind}`, kind, body })),
  ),
  ...PRIVILEGED.map((body) => ({ name: `${body} at level3`, kind: "level3" as const, body })),
  ...PRIVILEGED.slice(0, 3).map((body) => ({
    name: `${body} at level3 with IOPL 3`,
    kind: "level3" as const,
    body: body === "sti" ? "sti\nnop\ncli" : body,
    eflags: 0x3000,
  })),
  ...PORTS.flatMap((body, index) =>
    [0, 0x3000].map((eflags) => ({
      name: `port access ${index} with IOPL ${eflags >> 12}`,
      kind: "level3" as const,
      body,
      eflags,
    })),
  ),
  ...GATES.flatMap(([name, low, high]) =>
    // At level 3 a handler of level 3 would be entered, which cannot report.
    (/level/.test(name) ? (["level0"] as const) : (["level0", "level3"] as const)).map((kind) => ({
      name: `gate ${name} at ${kind}`,
      kind,
      setup: `vector 32, (${low}), (${high} | 0x6000)`,
      body: "int $32",
    })),
  ),
  { name: "gate of level 0 at level 3", kind: "level3", body: "int $32" },
  { name: "gate of level 0 at level 3, absent", kind: "level3", setup: "vector 32, 0, 0x0e00", body: "int $32" },
  {
    name: "vector beyond the IDT",
    kind: "level0",
    setup: "movw $255, idt_pointer\nlidt idt_pointer\nmovw $2047, idt_pointer",
    body: "int $32",
  },
  {
    name: "no gate for a general protection",
    kind: "level0",
    setup: "vector 13, 0, 0",
    body: "movl $0x1000, %eax\nmovl %eax, %ds",
  },
  { name: "no gate for a divide error", kind: "level0", setup: "vector 0, 0, 0", body: "divl %ecx" },
  { name: "no gate for an undefined opcode", kind: "level0", setup: "vector 6, 0, 0", body: "ud2" },
  { name: "no gate for a breakpoint", kind: "level3", setup: "vector 3, 0, 0", body: "int3" },
  {
    name: "no gate for a page fault",
    kind: "level0",
    setup: "vector 14, 0, 0\ncall paging_on",
    body: "movl 0x800000, %eax",
  },
  {
    name: "stack of the inner level unmapped",
    kind: "level3",
    setup: "movl $0x800000, tss + 4\ncall paging_on",
    body: "int3",
  },
  { name: "stack segment of the inner level is wrong", kind: "level3", setup: "movl $DATA3, tss + 8", body: "int3" },
  { name: "stack segment of the inner level is null", kind: "level3", setup: "movl $0, tss + 8", body: "int3" },
  {
    name: "stack segment of the inner level is absent",
    kind: "level3",
    setup: "movl $0x98, tss + 8\nmovb $0x13, gdt + 0x98 + 5",
    body: "int3",
  },
  { name: "interrupt gate clears IF", kind: "level0", body: "int $32", eflags: 0x200 },
  { name: "trap gate keeps IF", kind: "level0", setup: "orb $1, idt + 32 * 8 + 5", body: "int $32", eflags: 0x200 },
  { name: "interrupt clears NT and RF", kind: "level0", body: "int $32", eflags: 0x14000 },
  {
    name: "conforming handler stays at level 3",
    kind: "level3",
    setup: "movw $CONFORMING, idt + 255 * 8 + 2\nmovb $0xee, idt + 32 * 8 + 5",
    body: "nop",
  },
];
