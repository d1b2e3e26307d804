/** Hardware task switches. SDM volume 3, chapter 7. */
import type { SystemCase } from "../program.ts";

/** What is reported after a switch: busy bits and link. */
const LOOK = "movl gdt + TSS + 4, %eax\nmovl gdt + TSS_OTHER + 4, %ebx\nmovl tss_other, %ecx\npushfl\npopl %edx";
const WAYS: Readonly<Record<string, string>> = {
  jump: "ljmp $TSS_OTHER, $0",
  call: "lcall $TSS_OTHER, $0",
  "jump through a gate": "ljmp $TASK_GATE, $0",
  "call through a gate": "lcall $TASK_GATE, $0",
  interrupt: "int $32",
};
const GATE = "vector 32, (TSS_OTHER << 16), 0xe500";

/** Without those that leave no stack to report from. Offsets in a TSS: SDM volume 3, figure 7-2. */
const WRONG: Readonly<Record<string, string>> = {
  "DS beyond the GDT": "movl $0x1000, tss_other + 84",
  "absent DS": "movl $ABSENT, tss_other + 84",
  "execute-only ES": "movl $EXECUTE_ONLY, tss_other + 72",
  "null LDT and a local DS": "movl $0, tss_other + 96\nmovl $0x0f, tss_other + 84",
  "short limit": "movw $102, gdt + TSS_OTHER",
  "absent TSS": "andb $0x7f, gdt + TSS_OTHER + 5",
  "busy TSS": "orb $2, gdt + TSS_OTHER + 5",
  "debug trap": "movw $1, tss_other + 100",
  "level 3":
    "movl $CODE3, tss_other + 76\nmovl $DATA3, tss_other + 80\nmovl $DATA3, tss_other + 84\nmovl $DATA3, tss_other + 72",
};

export const TASKS: readonly SystemCase[] = [
  ...Object.entries(WAYS).flatMap(([name, body]) =>
    (["level0", "level3"] as const).map((kind) => ({
      name: `${name} at ${kind}`,
      kind,
      setup: GATE,
      body: `movl $0x77, %esi\n${body}`,
    })),
  ),
  ...Object.entries(WAYS).map(([name, body]) => ({
    name: `busy bits after ${name}`,
    kind: "level0" as const,
    setup: `${GATE}\nmovl $1f, tss_other + 32\nret\n1: ${LOOK}\ndone`,
    body,
  })),
  ...["call", "interrupt"].map((way) => ({
    name: `${way} and return`,
    kind: "level0" as const,
    setup: `${GATE}\nmovl $1f, tss_other + 32\nret\n1: movl $0x99, %ebx\niretl\nmovl $0x88, %ebx\ndone`,
    body: `movl $0x55, %ebx\n${WAYS[way]}\n${LOOK}\nmovl tss_other + 52, %ebx`,
  })),
  ...Object.entries(WRONG).flatMap(([name, setup]) =>
    ["jump", "call"].map((way) => ({ name: `${way} with ${name}`, kind: "level0" as const, setup, body: WAYS[way] })),
  ),
  {
    name: "task switch sets TS",
    kind: "level0",
    setup: "movl $1f, tss_other + 32\nret\n1: movl %cr0, %eax\ndone",
    body: WAYS["jump"],
  },
  {
    name: "task switch loads CR3",
    kind: "level0",
    setup:
      "call paging_on\nmovl $page_directory, %eax\nmovl %eax, tss_other + 28\nmovl $1f, tss_other + 32\nret\n1: movl %cr3, %eax\nsubl $page_directory, %eax\ndone",
    body: WAYS["jump"],
  },
  {
    name: "return without a task to return to",
    kind: "level0",
    setup: "movw $0, tss",
    body: "pushfl\norl $0x4000, (%esp)\npopfl\niretl",
  },
  {
    name: "return to a task that is not busy",
    kind: "level0",
    setup: "movw $TSS_OTHER, tss",
    body: "pushfl\norl $0x4000, (%esp)\npopfl\niretl",
  },
  {
    name: "task with 16-bit TSS",
    kind: "level0",
    setup:
      "movb $0x81, gdt + TSS_OTHER + 5\nmovw $43, gdt + TSS_OTHER\nmovw $0, tss_other + 14\nmovw $0x1002, tss_other + 16\nmovl $0x11112222, tss_other + 18\nmovl $0x33334444, tss_other + 22\nmovl $0x8000f000, tss_other + 26\nmovl $0x55556666, tss_other + 30\nmovw $DATA16, tss_other + 34\nmovw $CODE16, tss_other + 36\nmovw $DATA16, tss_other + 38\nmovw $DATA16, tss_other + 40\nmovw $0, tss_other + 42\nmovb $0xcd, LOW\nmovb $0xff, LOW + 1",
    body: WAYS["jump"],
  },
];
