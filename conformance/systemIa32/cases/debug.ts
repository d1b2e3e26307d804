/** Debug registers and single-step. SDM volume 3, chapter 17. */
import type { Kind, SystemCase } from "../program.ts";

const breakpoint = (address: string, bits: string) =>
  `movl $${address}, %eax\nmovl %eax, %dr0\nmovl $(0x401 | (${bits})), %eax\nmovl %eax, %dr7`;
const LEVELS = ["level0", "level3"] as const;

/** TF. */
const singleSteps = (kind: Kind): SystemCase[] => [
  { name: `single step at ${kind}`, kind, eflags: 0x100, body: "nop\nmovl $1, %eax\nnop", again: 4 },
  { name: `single step over a fault at ${kind}`, kind, eflags: 0x100, body: "nop\nud2\nnop", again: 3, skip: 0 },
  {
    name: `single step of a repeated string at ${kind}`,
    kind,
    eflags: 0x100,
    body: "movl $3, %ecx\nmovl $PAGE, %edi\nrep stosb\nnop",
    again: 6,
  },
  { name: `single step of INT at ${kind}`, kind, eflags: 0x100, body: "nop\nint3\nnop", again: 4 },
  {
    name: `single step over MOV SS at ${kind}`,
    kind,
    eflags: 0x100,
    body: "movl %ss, %eax\nmovl %eax, %ss\nmovl $2, %ebx\nnop",
    again: 4,
  },
  { name: `POPF sets TF at ${kind}`, kind, body: "pushl $0x102\npopfl\nnop\nnop", again: 2 },
  { name: `POPF clears TF at ${kind}`, kind, eflags: 0x100, body: "pushl $2\npopfl\nnop\nnop", again: 4 },
  { name: `a taken jump is stepped at ${kind}`, kind, eflags: 0x100, body: "jmp 1f\nnop\n1: nop", again: 2 },
];

/** DR0 to DR7. */
const breakpoints = (kind: Kind): SystemCase[] => [
  {
    name: `instruction breakpoint at ${kind}`,
    kind,
    setup: `${breakpoint("1f", "0")}\nret\n`,
    body: "nop\nnop\n1: movl $3, %eax\nnop",
    again: 1,
    againEflags: 0x10000,
  },
  {
    name: `instruction breakpoint without RF at ${kind}`,
    kind,
    setup: breakpoint("1f", "0"),
    body: "nop\nnop\n1: movl $3, %eax\nnop",
    again: 2,
  },
  {
    name: `write breakpoint of 4 bytes at ${kind}`,
    kind,
    setup: breakpoint("PAGE + 4", "0xd0000"),
    body: "movl PAGE + 4, %eax\nmovl %eax, PAGE\nmovb %al, PAGE + 7\nnop\nmovl %eax, PAGE + 8",
  },
  {
    name: `access breakpoint of 2 bytes at ${kind}`,
    kind,
    setup: breakpoint("PAGE + 4", "0x70000"),
    body: "movb PAGE + 3, %al\nmovb PAGE + 6, %al\nmovl PAGE + 2, %eax\nnop",
  },
  {
    name: `access breakpoint of 1 byte at ${kind}`,
    kind,
    setup: breakpoint("PAGE + 5", "0x30000"),
    body: "movl PAGE + 4, %eax\nnop\nnop",
  },
  {
    name: `breakpoint within a repeated string at ${kind}`,
    kind,
    setup: breakpoint("PAGE + 4", "0xd0000"),
    body: "movl $PAGE, %edi\nmovl $4, %ecx\nrep stosl\nnop",
    again: 1,
  },
  {
    name: `a breakpoint that is off at ${kind}`,
    kind,
    setup: `${breakpoint("PAGE", "0xd0000")}\nmovl $0x400, %eax\nmovl %eax, %dr7`,
    body: "movl %eax, PAGE",
  },
  {
    name: `two breakpoints at once at ${kind}`,
    kind,
    setup: `${breakpoint("PAGE", "0xdd0005")}\nmovl $PAGE, %eax\nmovl %eax, %dr1`,
    body: "movl %eax, PAGE\nnop",
  },
  {
    name: `step onto a breakpoint at ${kind}`,
    kind,
    eflags: 0x100,
    setup: breakpoint("1f", "0"),
    body: "nop\n1: nop\nnop",
    again: 2,
  },
];

export const DEBUG: readonly SystemCase[] = [
  ...LEVELS.flatMap((kind) => [...singleSteps(kind), ...breakpoints(kind)]),
  { name: "general detect", kind: "level0", body: "movl $0x2400, %eax\nmovl %eax, %dr7\nmovl %dr0, %ebx", again: 0 },
  {
    name: "I/O breakpoint",
    kind: "level0",
    setup: `control cr4, 8\n${breakpoint("0x70", "0x20000")}`,
    body: "outb %al, $0x71\noutb %al, $0x70\nnop",
  },
  { name: "DR4 with DE", kind: "level0", setup: "control cr4, 8", body: "movl %dr4, %eax" },
  { name: "DR4 without DE", kind: "level0", body: "movl %dr4, %eax\nmovl %dr5, %ebx" },
  {
    name: "what DR6 and DR7 keep",
    kind: "level0",
    body: "xorl %eax, %eax\nmovl %eax, %dr6\nmovl %dr6, %ebx\nmovl $0xffff0000, %eax\nmovl %eax, %dr7\nmovl %dr7, %ecx",
  },
  { name: "INT1 has no bit in DR6", kind: "level3", body: ".byte 0xf1" },
  {
    name: "single step in virtual-8086 mode",
    kind: "virtual",
    eflags: 0x3100,
    body: "nop\nmovw $1, %ax\nnop",
    again: 3,
  },
];
