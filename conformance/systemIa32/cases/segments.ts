/** Loading segment registers, looking at descriptors, far transfers. SDM volume 3, chapter 5. */
import type { SystemCase } from "../program.ts";

const SELECTORS: Readonly<Record<string, string>> = {
  null: "0",
  "null with RPL 3": "3",
  "code of level 0": "CODE0",
  "data of level 0": "DATA0",
  "code of level 3": "CODE3",
  "data of level 3": "DATA3",
  "code of level 3, RPL 0": "0x18",
  "data of level 3, RPL 0": "0x20",
  "data of level 0, RPL 3": "0x13",
  "code of level 1": "CODE1",
  "data of level 1": "DATA1",
  "conforming code": "CONFORMING",
  "read-only data": "READ_ONLY",
  "absent data": "ABSENT",
  "execute-only code": "EXECUTE_ONLY",
  TSS: "TSS",
  "available TSS": "TSS_OTHER",
  LDT: "LDT",
  "call gate": "CALL_GATE",
  "task gate": "TASK_GATE",
  "local code": "0x07",
  "local data": "0x0f",
  "absent local data": "0x17",
  "empty local descriptor": "0x1f",
  "beyond the LDT": "0x47",
  "beyond the GDT": "0xc0",
};
const entries = Object.entries(SELECTORS);
const LEVELS = ["level0", "level3"] as const;
const FLAGS = "pushfl\npopl %ebx\nandl $0x40, %ebx";
/** LAR does not set Intel's undefined bits, so these are cleared. */
const LOOKS: Readonly<Record<string, string>> = {
  lar: `movl $-1, %edx\nlarl %eax, %edx\n${FLAGS}`,
  lsl: `movl $-1, %edx\nlsll %eax, %edx\n${FLAGS}`,
  verr: `verr %ax\n${FLAGS}`,
  verw: `verw %ax\n${FLAGS}`,
};

/** Types of descriptors, each with what DS, SS and CS make of it at level 0. */
const TYPES = Array.from({ length: 32 }, (_, type) => type);

export const SEGMENTS: readonly SystemCase[] = [
  ...entries.flatMap(([name, selector]) =>
    ["ds", "ss", "gs"].flatMap((register) =>
      LEVELS.map((kind) => ({
        name: `${register} = ${name} at ${kind}`,
        kind,
        body: `movl $${selector}, %eax\nmovl %eax, %${register}\nmovl %${register}, %ecx`,
      })),
    ),
  ),
  ...entries.flatMap(([name, selector]) =>
    Object.entries(LOOKS).flatMap(([look, body]) =>
      LEVELS.map((kind) => ({ name: `${look} of ${name} at ${kind}`, kind, body: `movl $${selector}, %eax\n${body}` })),
    ),
  ),
  ...entries.flatMap(([name, selector]) =>
    LEVELS.flatMap((kind) => [
      { name: `jump to ${name} at ${kind}`, kind, body: `ljmpl $${selector}, $1f\n1: movl %cs, %eax` },
      {
        name: `call ${name} at ${kind}`,
        kind,
        body: `lcall $${selector}, $1f\n1: movl %cs, %eax\npopl %ebx\npopl %ecx`,
      },
      {
        name: `return to ${name} at ${kind}`,
        kind,
        body: `pushl $DATA3\npushl $stack3_end - 64\npushl $${selector}\npushl $1f\nlretl\n1: movl %cs, %eax\nmovl %ss, %ebx`,
      },
      {
        name: `interrupt return to ${name} at ${kind}`,
        kind,
        body: `pushl $DATA3\npushl $stack3_end - 64\npushl $2\npushl $${selector}\npushl $1f\niretl\n1: movl %cs, %eax\nmovl %ss, %ebx`,
      },
    ]),
  ),
  ...["DATA0", "0x20", "DATA1", "READ_ONLY", "ABSENT", "0", "CODE3", "0xc0", "0x0f"].map((selector) => ({
    name: `return to level 3 with SS ${selector}`,
    kind: "level0" as const,
    body: `pushl $${selector}\npushl $stack3_end - 64\npushl $CODE3\npushl $1f\nlretl\n1: movl %ss, %ebx`,
  })),
  ...TYPES.flatMap((type) =>
    ["ds", "ss"].map((register) => ({
      name: `${register} = type ${type.toString(16)}`,
      kind: "level0" as const,
      setup: `descriptor SPARE, 0x0000ffff, 0xc08000 | ${type << 8}`,
      body: `movl $SPARE, %eax\nmovl %eax, %${register}\nmovl gdt + SPARE + 4, %ebx`,
    })),
  ),
  ...TYPES.flatMap((type) =>
    Object.entries(LOOKS).map(([look, body]) => ({
      name: `${look} of type ${type.toString(16)}`,
      kind: "level0" as const,
      setup: `descriptor SPARE, 0x1234ffff, 0x56${type & 1 ? "c" : "5"}a8034 | ${type << 8}`,
      body: `movl $SPARE, %eax\n${body}`,
    })),
  ),
  ...TYPES.map((type) => ({
    name: `jump to type ${type.toString(16)}`,
    kind: "level0" as const,
    setup: `descriptor SPARE, 0x0000ffff, 0xcf8000 | ${type << 8}`,
    body: "ljmpl $SPARE, $1f\n1: movl gdt + SPARE + 4, %ebx",
  })),
  {
    name: "segments are null after a return to level 3",
    kind: "level0",
    body: "movl $DATA0, %eax\nmovl %eax, %ds\nmovl $CONFORMING, %eax\nmovl %eax, %fs\nmovl $DATA3, %eax\nmovl %eax, %gs\npushl $DATA3\npushl $stack3_end - 64\npushl $CODE3\npushl $1f\nlretl\n1: movl %ds, %eax\nmovl %fs, %ebx\nmovl %gs, %ecx\nmovl %es, %edx",
  },
  { name: "call gate with two parameters", kind: "level3", body: "pushl $0x22\npushl $0x11\nlcall $CALL_GATE, $0" },
  { name: "call gate at level 0", kind: "level0", body: "pushl $0x22\npushl $0x11\nlcall $CALL_GATE, $0" },
  {
    name: "jump through a call gate at level 0",
    kind: "level0",
    body: "pushl $0x22\npushl $0x11\npushl $CODE0\npushl $9\nljmp $CALL_GATE, $0",
  },
  { name: "jump through a call gate at level 3", kind: "level3", body: "ljmp $CALL_GATE, $0" },
  {
    name: "absent call gate",
    kind: "level3",
    setup: "andb $0x7f, gdt + (CALL_GATE & ~7) + 5",
    body: "lcall $CALL_GATE, $0",
  },
  {
    name: "call gate of level 0",
    kind: "level3",
    setup: "andb $0x9f, gdt + (CALL_GATE & ~7) + 5",
    body: "lcall $CALL_GATE, $0",
  },
  {
    name: "call gate to data",
    kind: "level3",
    setup: "movw $DATA0, gdt + (CALL_GATE & ~7) + 2",
    body: "lcall $CALL_GATE, $0",
  },
  {
    name: "call gate to nothing",
    kind: "level3",
    setup: "movw $0, gdt + (CALL_GATE & ~7) + 2",
    body: "lcall $CALL_GATE, $0",
  },
  {
    name: "call gate to an absent segment",
    kind: "level3",
    setup: "movb $0x1b, gdt + CODE1 - 1 + 5\nmovw $CODE1 - 1, gdt + (CALL_GATE & ~7) + 2",
    body: "lcall $CALL_GATE, $0",
  },
  {
    name: "call gate to level 1",
    kind: "level3",
    setup: "movw $CODE1 - 1, gdt + (CALL_GATE & ~7) + 2",
    body: "pushl $0x22\npushl $0x11\nlcall $CALL_GATE, $0",
  },
  {
    name: "16-bit call gate",
    kind: "level3",
    setup:
      "movb $0xe4, gdt + (CALL_GATE & ~7) + 5\nmovw $CODE16, gdt + (CALL_GATE & ~7) + 2\nmovw $0, gdt + (CALL_GATE & ~7)\nmovb $0xcd, LOW\nmovb $0xff, LOW + 1",
    body: "pushl $0x220033\npushl $0x110044\nlcall $CALL_GATE, $0",
  },
  ...["0", "1", "2", "3"].map((rpl) => ({
    name: `arpl to RPL ${rpl}`,
    kind: "level3" as const,
    body: `movl $0x1235, %eax\nmovl $${rpl}, %ecx\narpl %cx, %ax\n${FLAGS}`,
  })),
  ...["LDT", "0", "3", "TSS", "0xc0", "0x0f", "DATA0"].flatMap((selector) =>
    ["lldt", "ltr"].map((name) => ({
      name: `${name} of ${selector}`,
      kind: "level0" as const,
      body: `movl $${selector}, %eax\n${name} %ax\nsldt %ebx\nstr %ecx`,
    })),
  ),
  {
    name: "ltr of an available TSS",
    kind: "level0",
    body: "movl $TSS_OTHER, %eax\nltr %ax\nmovl gdt + TSS_OTHER + 4, %ebx",
  },
  {
    name: "ltr of an absent TSS",
    kind: "level0",
    setup: "andb $0x7f, gdt + TSS_OTHER + 5",
    body: "movl $TSS_OTHER, %eax\nltr %ax",
  },
  {
    name: "lldt of an absent LDT",
    kind: "level0",
    setup: "andb $0x7f, gdt + LDT + 5",
    body: "movl $LDT, %eax\nlldt %ax",
  },
  { name: "a null LDT", kind: "level0", body: "xorl %eax, %eax\nlldt %ax\nmovl $7, %eax\nmovl %eax, %ds" },
  {
    name: "lds and les",
    kind: "level0",
    setup: "movl $0x12345678, PAGE\nmovl $DATA3, PAGE + 4",
    body: "lesl PAGE, %eax\nlfsl PAGE, %ebx\nmovl %fs, %ecx",
  },
];
