/** System registers and flags, SYSENTER, floating-point traps. SDM volume 3, 2.5, 5.8.7, 6.15, 9.4. */
import type { SystemCase } from "../program.ts";

const sysenter = (cs: string) =>
  `movl $0x174, %ecx\nmovl $${cs}, %eax\nxorl %edx, %edx\nwrmsr\nincl %ecx\nmovl $stack0_end - 256, %eax\nwrmsr\nincl %ecx\nmovl $9f, %eax\nwrmsr\nret\n9: movl %cs, %eax\nmovl %ss, %ebx\nmovl %esp, %ecx\nsubl $stack0_end, %ecx\npushfl\npopl %edx\ndone`;
const LEVELS = ["level0", "level3"] as const;
const FLAGS = "pushfl\npopl %eax";
/** CR0 bits: EM 4, TS 8, MP 2. */
const CONTROLS = [0, 2, 4, 6, 8, 10, 12, 14];
const FLOATS: Readonly<Record<string, string>> = {
  fnop: "fnop",
  fwait: "fwait",
  emms: "emms",
  "movaps register": "movaps %xmm0, %xmm1",
  fxsave: "fxsave PAGE",
  "paddb mmx": "paddb %mm0, %mm1",
  sfence: "sfence",
  prefetch: "prefetcht0 PAGE",
  ldmxcsr: "movl $0x1f80, PAGE\nldmxcsr PAGE",
};
const UNMASK = "pushl $0x340\nfldcw (%esp)\npopl %eax\nfldz\nfld1\nfdivp";
const UNMASK_SSE = "pushl $0\nldmxcsr (%esp)\npopl %eax\nxorps %xmm0, %xmm0\ndivss %xmm0, %xmm0";
const MSRS = [
  "0x10",
  "0x1b",
  "0x174",
  "0x175",
  "0x176",
  "0x277",
  "0x2ff",
  "0xfe",
  "0x200",
  "0xc0000080",
  "0x12345678",
  "0x1a0",
];

export const SYSTEM: readonly SystemCase[] = [
  ...LEVELS.flatMap((kind) => [
    ...[0x3302, 0x200, 0x44ed7, 0x3f7fd7].map((bits) => ({
      name: `POPF of ${bits.toString(16)} at ${kind}`,
      kind,
      body: `pushl $${bits & ~0x100}\npopfl\n${FLAGS}`,
    })),
    { name: `POPF, 16 bits at ${kind}`, kind, body: `pushw $0x7ed7\npopfw\n${FLAGS}` },
    {
      name: `IRET to the same level sets flags at ${kind}`,
      kind,
      body: `pushl $0x247ed7\npushl %cs\npushl $1f\niretl\n1: ${FLAGS}`,
    },
    { name: `SMSW at ${kind}`, kind, body: "smsw %eax" },
    {
      name: `SGDT and SIDT at ${kind}`,
      kind,
      body: "sgdt PAGE\nsidt PAGE + 8\nmovzwl PAGE, %eax\nmovl PAGE + 2, %ebx\nsubl $gdt, %ebx\nmovzwl PAGE + 8, %ecx",
    },
    { name: `SLDT and STR at ${kind}`, kind, body: "sldt %eax\nstr %ebx\nmovl $-1, PAGE\nstr PAGE\nmovl PAGE, %ecx" },
    { name: `SYSENTER without a CS at ${kind}`, kind, body: "sysenter" },
    { name: `SYSENTER at ${kind}`, kind, setup: sysenter("CODE0"), body: "sysenter" },
    {
      name: `alignment check at ${kind}`,
      kind,
      setup: "control cr0, 0x40000",
      eflags: 0x40000,
      body: "movl PAGE + 2, %eax\nmovl PAGE + 1, %eax",
    },
    { name: `AC without AM at ${kind}`, kind, eflags: 0x40000, body: "movl PAGE + 1, %eax" },
  ]),
  {
    name: "SYSEXIT",
    kind: "level0",
    setup: sysenter("CODE0"),
    body: "movl $stack3_end, %ecx\nmovl $1f, %edx\nsysexit\n1: movl %cs, %eax\nmovl %ss, %ebx",
  },
  { name: "SYSEXIT without a CS", kind: "level0", body: "sysexit" },
  { name: "LMSW does not clear PE", kind: "level0", body: "movl $0x1e, %eax\nlmsw %ax\nmovl %cr0, %ebx" },
  { name: "CLTS", kind: "level0", body: "movl $0x1b, %eax\nlmsw %ax\nclts\nmovl %cr0, %ebx" },
  ...MSRS.map((msr) => ({
    name: `RDMSR of ${msr}`,
    kind: "level0" as const,
    body: `movl $${msr}, %ecx\nrdmsr\nxorl %eax, %eax\nxorl %edx, %edx`,
  })),
  { name: "WRMSR of PAT with a reserved type", kind: "level0", body: "movl $0x277, %ecx\nmovl $2, %eax\nwrmsr" },
  { name: "WRMSR of an unknown register", kind: "level0", body: "movl $0x12345678, %ecx\nwrmsr" },
  { name: "RDTSC at level 3", kind: "level3", body: "rdtsc\nxorl %eax, %eax\nxorl %edx, %edx" },
  { name: "RDTSC at level 3 with TSD", kind: "level3", setup: "control cr4, 4", body: "rdtsc" },
  {
    name: "RDTSC at level 0 with TSD",
    kind: "level0",
    setup: "control cr4, 4",
    body: "rdtsc\nxorl %eax, %eax\nxorl %edx, %edx",
  },
  ...Object.entries(FLOATS).flatMap(([name, body]) =>
    CONTROLS.map((bits) => ({
      name: `${name} with CR0 bits ${bits}`,
      kind: "level0" as const,
      setup: `control cr0, ${bits}`,
      body,
    })),
  ),
  ...["movaps register", "fxsave", "ldmxcsr", "sfence"].map((name) => ({
    name: `${name} without OSFXSR`,
    kind: "level0" as const,
    setup: "xorl %eax, %eax\nmovl %eax, %cr4",
    body: FLOATS[name],
  })),
  ...["fwait", "fld1", "fnstsw %ax", "fnclex", "emms", "movaps %xmm0, %xmm1"].map((body) => ({
    name: `${body} after an x87 exception`,
    kind: "level3" as const,
    body: `${UNMASK}\n${body}`,
  })),
  { name: "SSE exception", kind: "level3", body: UNMASK_SSE },
  {
    name: "SSE exception without OSXMMEXCPT",
    kind: "level3",
    setup: "movl $0x200, %eax\nmovl %eax, %cr4",
    body: UNMASK_SSE,
  },
  { name: "misaligned movaps", kind: "level3", body: "movaps PAGE + 8, %xmm0" },
  { name: "LDMXCSR of reserved bits", kind: "level3", body: "movl $0x10000, PAGE\nldmxcsr PAGE" },
  { name: "misaligned fxsave", kind: "level3", body: "fxsave PAGE + 8" },
  {
    name: "16-bit code of level 0",
    kind: "level0in16",
    body: "movw %cs, %ax\nmovw %ss, %bx\nmovl $0x12345678, %ecx\npushw %cs\npopw %dx",
  },
  {
    name: "16-bit code of level 3",
    kind: "level3in16",
    body: "movw %cs, %ax\npushw $0x1234\npopw %bx\ncall 1f\n1: popw %cx",
  },
  { name: "16-bit stack wraps", kind: "level3in16", body: "movw $0, %sp\npushw $0x1234\nmovw %sp, %ax\npopw %bx" },
  {
    name: "real mode and back",
    kind: "level0in16",
    setup: "movb $0xea, LOW_DATA",
    body: "movl %cr0, %eax\nandl $~1, %eax\nmovl %eax, %cr0\nljmp $0x2000, $1f - low_code\n1: movw $0x4000, %bx\nmovw %bx, %ds\nmovw 0, %cx\nmovw %cs, %dx\norl $1, %eax\nmovl %eax, %cr0\nljmp $CODE16, $2f - low_code\n2: movw $DATA0, %ax\nmovw %ax, %ds",
  },
];
