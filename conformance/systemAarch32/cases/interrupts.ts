/** Timers and software-generated interrupts: masks, modes, ITSTATE. */
import type { Aarch32Case } from "../program.ts";

const ENABLE = "ldr r8, =GICD\nmvn r10, #0\nstr r10, [r8, #0x100]";
const SEND = "ldr r8, =GICD\nldr r10, =0x2000003\nstr r10, [r8, #0xf00]\ndsb\nisb";
/** The virtual timer, or with `p` the physical one, fires at once. */
const TIMER = (crm: number) =>
  `mov r10, #0\nmcr p15, 0, r10, c14, c${crm}, 0\nmov r10, #1\nmcr p15, 0, r10, c14, c${crm}, 1\nisb`;
const FROM = ["usr", "svc", "sys", "abt"] as const;
const UNMASKED = 0x140;

export const INTERRUPTS: readonly Aarch32Case[] = [
  ...FROM.flatMap((mode): Aarch32Case[] => [
    { name: `SGI taken from ${mode}`, mode, cpsr: UNMASKED, setup: `${ENABLE}\n${SEND}`, body: "mov r0, #1" },
    {
      name: `SGI taken from ${mode}, T32`,
      mode,
      set: "t32",
      cpsr: UNMASKED,
      setup: `${ENABLE}\n${SEND}`,
      body: "movs r0, #1",
    },
  ]),
  { name: "SGI is masked", setup: `${ENABLE}\n${SEND}`, body: "mrc p15, 0, r0, c12, c1, 0" },
  { name: "SGI behind cpsie", again: 1, setup: `${ENABLE}\n${SEND}`, body: "mov r0, #1\ncpsie i\nmov r1, #2" },
  { name: "SGI behind msr", again: 1, setup: `${ENABLE}\n${SEND}`, body: "mov r0, #1\nmsr cpsr_c, #0x53\nmov r1, #2" },
  {
    name: "SGI behind a return to User mode",
    again: 1,
    setup: `${ENABLE}\n${SEND}`,
    body: "mov r0, #1\nldr r9, =0x150\nmsr spsr_fsxc, r9\nldr lr, =1f\nmovs pc, lr\n1: mov r1, #2",
  },
  { name: "virtual timer", cpsr: UNMASKED, setup: `${ENABLE}\n${TIMER(3)}`, body: "1: b 1b" },
  { name: "physical timer", cpsr: UNMASKED, setup: `${ENABLE}\n${TIMER(2)}`, body: "1: b 1b" },
  {
    name: "timer wakes wfi",
    setup: ENABLE,
    body: "mov r10, #0x400\nmcr p15, 0, r10, c14, c3, 0\nmov r10, #1\nmcr p15, 0, r10, c14, c3, 1\nisb\nwfi\nmrc p15, 0, r0, c14, c3, 1\nmrc p15, 0, r1, c12, c1, 0",
  },
  {
    name: "timer status and mask",
    body: "mov r10, #0\nmcr p15, 0, r10, c14, c3, 0\nmov r10, #3\nmcr p15, 0, r10, c14, c3, 1\nisb\nmrc p15, 0, r0, c14, c3, 1\nmov r10, #0\nmcr p15, 0, r10, c14, c3, 1\nisb\nmrc p15, 0, r1, c14, c3, 1",
  },
  {
    name: "compare value of 64 bits",
    body: "mov r9, #5\nmov r10, #0x7000\nmcrr p15, 3, r9, r10, c14\nmrrc p15, 3, r0, r1, c14\nmov r9, #1\nmcr p15, 0, r9, c14, c3, 1\nmrc p15, 0, r2, c14, c3, 1",
  },
];
