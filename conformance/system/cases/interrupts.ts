/** Timers and software-generated interrupts through the GICv2, seen from its registers. */
import type { SystemCase } from "../program.ts";

const BASES = "ldr x8, =GICD\nldr x9, =GICC";
/** SGI `id` to this CPU. */
const send = (id: number) => `ldr w10, =0x2000000 + ${id}\nstr w10, [x8, #0xf00]\ndsb sy\nisb`;
const enable = (mask: string) => `ldr w10, =${mask}\nstr w10, [x8, #0x100]`;
const priority = (id: number, value: number) => `mov w10, #${value}\nstrb w10, [x8, #${0x400 + id}]`;
const SOON = "mrs x10, cntvct_el0\nadd x10, x10, #200\nmsr cntv_cval_el0, x10\nmov x10, #1\nmsr cntv_ctl_el0, x10\nisb";

function masked(name: string, body: string): SystemCase {
  return { name, level: "EL1h", body: `${BASES}\n${body}` };
}

export const INTERRUPTS: readonly SystemCase[] = [
  masked(
    "SGI pends",
    `${send(3)}\nldr w0, [x9, #0x18]\nldr w1, [x8, #0x200]\n${enable("0xffff")}\nldr w2, [x9, #0x18]\nmrs x3, isr_el1`,
  ),
  masked(
    "SGI acknowledged",
    `${enable("0xffff")}\n${send(3)}\nldr w0, [x9, #0xc]\nldr w1, [x9, #0x14]\nldr w2, [x8, #0x300]\nldr w3, [x8, #0x200]\nstr w0, [x9, #0x10]`,
  ),
  masked(
    "SGI ended",
    `${enable("0xffff")}\n${send(3)}\nldr w0, [x9, #0xc]\nstr w0, [x9, #0x10]\nldr w1, [x9, #0x14]\nldr w2, [x8, #0x300]\nldr w3, [x9, #0xc]`,
  ),
  masked(
    "priority order",
    `${enable("0xffff")}\n${priority(2, 0x80)}\n${priority(5, 0x40)}\n${send(2)}\n${send(5)}\nldr w0, [x9, #0xc]\nldr w1, [x9, #0x18]\nldr w2, [x9, #0xc]\nstr w0, [x9, #0x10]\nldr w3, [x9, #0xc]\nstr w3, [x9, #0x10]`,
  ),
  masked(
    "lower number first",
    `${enable("0xffff")}\n${send(7)}\n${send(4)}\nldr w0, [x9, #0xc]\nstr w0, [x9, #0x10]\nldr w1, [x9, #0xc]\nstr w1, [x9, #0x10]\nldr w2, [x9, #0xc]`,
  ),
  masked(
    "preemption",
    `${enable("0xffff")}\n${priority(2, 0x80)}\n${priority(5, 0x40)}\n${send(2)}\nldr w0, [x9, #0xc]\n${send(5)}\nldr w1, [x9, #0xc]\nldr w2, [x9, #0x14]\nstr w1, [x9, #0x10]\nldr w3, [x9, #0x14]\nstr w0, [x9, #0x10]`,
  ),
  masked(
    "priority mask",
    `${enable("0xffff")}\n${priority(2, 0x80)}\n${send(2)}\nmov w10, #0x80\nstr w10, [x9, #4]\nldr w0, [x9, #0xc]\nmov w10, #0x90\nstr w10, [x9, #4]\nmrs x1, isr_el1\nldr w2, [x9, #0xc]\nstr w2, [x9, #0x10]\nldr w3, [x9, #4]`,
  ),
  masked(
    "priority bits",
    `mov w10, #0xff\nstr w10, [x9, #4]\nldr w0, [x9, #4]\n${priority(2, 0xff)}\nldr w1, [x8, #0x400]\nmov w10, #7\nstr w10, [x9, #8]\nldr w2, [x9, #8]\nstr wzr, [x9, #8]\nldr w3, [x9, #8]`,
  ),
  masked(
    "binary point hinders preemption",
    `mov w10, #7\nstr w10, [x9, #8]\n${enable("0xffff")}\n${priority(2, 0x80)}\n${priority(5, 0x40)}\n${send(2)}\nldr w0, [x9, #0xc]\n${send(5)}\nldr w1, [x9, #0x14]\nldr w2, [x9, #0x18]\nldr w3, [x9, #0xc]\nstr w0, [x9, #0x10]`,
  ),
  masked(
    "CPU interface off",
    `${enable("0xffff")}\nstr wzr, [x9]\n${send(2)}\nmrs x0, isr_el1\nldr w1, [x9, #0xc]\nmov w10, #1\nstr w10, [x9]\nmrs x2, isr_el1`,
  ),
  masked(
    "distributor off",
    `${enable("0xffff")}\nstr wzr, [x8]\n${send(2)}\nmrs x0, isr_el1\nldr w1, [x9, #0xc]\nmov w10, #1\nstr w10, [x8]\nmrs x2, isr_el1`,
  ),
  masked(
    "distributor identifies itself",
    "ldr w0, [x8, #4]\nldr w1, [x8, #8]\nldr w2, [x9, #0xfc]\nldr w3, [x8, #0x800]",
  ),
  masked(
    "SGIs stay enabled, registers read back",
    "mov w10, #-1\nstr w10, [x8, #0x180]\nldr w0, [x8, #0x100]\nldr w1, [x8, #0xc00]\nldr w2, [x8, #0xc04]\nldr w3, [x8, #0x80]",
  ),
  masked(
    "SGI sources",
    `${send(3)}\nldr w0, [x8, #0xf20]\nmov w10, #1\nstrb w10, [x8, #0xf13]\nldr w1, [x8, #0xf20]\nldr w2, [x8, #0x200]`,
  ),
  masked(
    "PPI set pending",
    "mov w10, #1 << 20\nstr w10, [x8, #0x200]\nldr w0, [x8, #0x200]\nstr w10, [x8, #0x280]\nldr w1, [x8, #0x200]",
  ),
  masked(
    "timer condition met",
    `mov x10, #1\nmsr cntv_cval_el0, xzr\nmsr cntv_ctl_el0, x10\nisb\nmrs x0, cntv_ctl_el0\nldr w1, [x8, #0x200]\n${enable("1 << 27")}\nldr w2, [x9, #0x18]\nmov x10, #3\nmsr cntv_ctl_el0, x10\nisb\nldr w3, [x8, #0x200]`,
  ),
  masked(
    "physical timer condition met",
    "mov x10, #1\nmsr cntp_cval_el0, xzr\nmsr cntp_ctl_el0, x10\nisb\nmrs x0, cntp_ctl_el0\nldr w1, [x8, #0x200]\nmsr cntp_ctl_el0, xzr\nisb\nldr w2, [x8, #0x200]",
  ),
  masked(
    "timer value is signed",
    "mov x10, #-5\nmsr cntv_tval_el0, x10\nmov x10, #1\nmsr cntv_ctl_el0, x10\nisb\nmrs x0, cntv_ctl_el0\nmrs x1, cntv_tval_el0\nasr w1, w1, #31",
  ),
  masked(
    "timer off",
    "msr cntv_cval_el0, xzr\nmrs x0, cntv_ctl_el0\nmov x10, #2\nmsr cntv_ctl_el0, x10\nmrs x1, cntv_ctl_el0",
  ),
  masked("wfi with a masked interrupt", `${enable("1 << 27")}\n${SOON}\nwfi\nmrs x0, isr_el1\nldr w1, [x9, #0x18]`),
  {
    name: "IRQ taken after unmasking",
    level: "EL1h",
    again: 1,
    body: `${BASES}\n${enable("0xffff")}\n${send(6)}\nmov x0, #1\nmsr daifclr, #2\nmov x0, #2`,
  },
  {
    name: "IRQ taken by eret",
    level: "EL0",
    spsr: 0x340,
    again: 1,
    setup: `${BASES}\n${enable("0xffff")}\n${send(6)}`,
    body: "mov x0, #1",
  },
  {
    name: "IRQ masked by PMR is not taken",
    level: "EL1h",
    body: `${BASES}\n${enable("0xffff")}\nstr wzr, [x9, #4]\n${send(6)}\nmsr daifclr, #2\nnop\nmov x0, #2`,
  },
  {
    name: "timer IRQ from wfi",
    level: "EL1h",
    again: 1,
    spsr: 0x340,
    body: `${BASES}\n${enable("1 << 27")}\nmsr daifset, #2\n${SOON}\nwfi\nmov x10, #0\nmov x0, #1\nmsr daifclr, #2\nmov x0, #2`,
  },
];
