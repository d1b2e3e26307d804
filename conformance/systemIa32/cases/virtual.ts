/** Virtual-8086 mode, with and without its extensions. SDM volume 3, chapter 20. */
import type { SystemCase } from "../program.ts";

const FLAGS = "pushfl\npopl %ebx";
const BODIES: Readonly<Record<string, string>> = {
  cli: `cli\n${FLAGS}`,
  sti: `sti\n${FLAGS}`,
  pushf: "pushfw\npopw %ax",
  "pushf, 32 bits": "pushfl\npopl %eax",
  popf: `pushw $0x7246\npopfw\npushfw\npopw %ax`,
  "popf with TF": `pushw $0x0102\npopfw\nnop`,
  "popf, 32 bits": "pushl $0x3246\npopfl\npushfl\npopl %eax",
  iret: "pushw $0x7246\npushw %cs\npushw $1f - low_code\niretw\n1: pushfw\npopw %ax",
  "iret, 32 bits": "pushl $0x7246\npushl $0x2000\npushl $1f - low_code\niretl\n1: pushfl\npopl %eax",
  "int 32": "int $32",
  "int 33": "int $33",
  int3: "int3",
  into: "movb $0x7f, %al\naddb $1, %al\ninto",
  hlt: "hlt",
  "in of an open port": "outb %al, $0x70",
  "in of a closed port": "inb $0x90, %al",
  ud2: "ud2",
  lldt: "lldt %ax",
  lar: "larw %ax, %bx",
  arpl: "arpl %ax, %bx",
  sldt: "sldt %ax",
  "mov cr0": "movl %cr0, %eax",
  "mov ds": "movw $0x1234, %ax\nmovw %ax, %ds\nmovw %ds, %bx",
  "far jump": "ljmp $0x2001, $1f - low_code - 16\n1: movw %cs, %ax",
  "far call": "lcall $0x2001, $1f - low_code - 16\n1: popw %ax\npopw %bx",
  divide: "divw %cx",
  "division by memory": "movw $0x10, %si\ndivw (%si)",
};

const MODES: readonly { readonly name: string; readonly eflags: number; readonly setup: string }[] = [
  { name: "IOPL 0", eflags: 0x200, setup: "" },
  { name: "IOPL 3", eflags: 0x3200, setup: "" },
  { name: "IOPL 3 without IF", eflags: 0x3000, setup: "" },
  { name: "VME, IOPL 0", eflags: 0x200, setup: "control cr4, 1" },
  { name: "VME, IOPL 0, VIF", eflags: 0x80200, setup: "control cr4, 1" },
  { name: "VME, IOPL 0, VIP", eflags: 0x100200, setup: "control cr4, 1" },
  { name: "VME, IOPL 0, VIF, VIP", eflags: 0x180200, setup: "control cr4, 1" },
  { name: "VME, IOPL 3", eflags: 0x3200, setup: "control cr4, 1" },
];

export const VIRTUAL: readonly SystemCase[] = [
  ...MODES.flatMap(({ name, eflags, setup }) =>
    Object.entries(BODIES).map(([what, body]) => ({
      name: `${what}, ${name}`,
      kind: "virtual" as const,
      // The first 32 bytes of what the bitmap's offset names are its own; redirection lies before it: all zero, all redirected.
      setup: `${setup}\nmovl $0x20000000 + 1, 0x80\nmovl $0x20000000 + 1, 0x84\nmovb $0xf4, LOW + 1`,
      body,
      eflags,
    })),
  ),
  ...[0x200, 0x3200, 0x80200, 0x180200].flatMap((eflags) =>
    ["cli", "sti", "pushfl\npopl %eax", "pushl $0x246\npopfl"].map((body) => ({
      name: `PVI: ${body.split("\n")[0]}, EFLAGS ${eflags.toString(16)}`,
      kind: "level3" as const,
      setup: "control cr4, 2",
      body: `${body}\npushfl\npopl %ebx`,
      eflags,
    })),
  ),
];
