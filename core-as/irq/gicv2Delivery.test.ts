/** The GIC under running code: a line that rises inside a block, and the exit at the end of an interrupt. */
import { expect, it } from "vitest";
import { PSTATE_DAIF, VBAR_EL1 } from "../aarch64/state.ts";
import { Backing, CoreDevice, ExitReason } from "../abi.ts";
import { RAM_START } from "../testing/core.ts";
import { GicBench } from "../testing/gic.ts";

const GICD = 0x0800_0000n;
const GICC = 0x0801_0000n;
const SELF = 0x0200_0000n;
const SGI = 9n;
const UART = 33;
const BRANCH_TO_SELF = 0x1400_0000;
const HVC = 0xd400_0002;
const VECTORS = 0x800;
const IRQ_VECTOR = VECTORS + 0x280;

/**
 * A bench whose guest sees the GIC and takes IRQs: X0 = GICD, X3 = GICC; the handler reads GICC_IAR into X2 and exits.
 */
function runningBench(): GicBench {
  const gic = new GicBench().start();
  const { core } = gic;
  core.exports.stage2Map(GICD, 1, Backing.CoreDevice, CoreDevice.GicDistributor);
  core.exports.stage2Map(GICC, 1, Backing.CoreDevice, CoreDevice.GicCpuInterface);
  core.setX(0, GICD);
  core.setX(3, GICC);
  core.setU64(VBAR_EL1, RAM_START + BigInt(VECTORS));
  core.setU32(PSTATE_DAIF, 0);
  core.load([0xb9400c62, HVC], IRQ_VECTOR); // ldr w2, [x3, #GICC_IAR]; hvc #0
  return gic;
}

it("interrupts a guest that sends an SGI to itself at the end of the block", () => {
  const gic = runningBench();
  gic.core.load([0xb90f0001, BRANCH_TO_SELF]); // str w1, [x0, #GICD_SGIR]; b .
  gic.core.setX(1, SELF | SGI);

  expect(gic.core.run(1_000_000n)).toBe(ExitReason.Hypercall);
  expect(gic.core.x(2)).toBe(SGI);
});

it("exits soon after the end of an interrupt that the host wants to hear of", () => {
  const gic = runningBench();
  gic.core.exports.gicWantAck(UART, 1);
  gic.enable(UART);
  gic.core.exports.gicTakeAck();
  gic.pulse(UART);
  gic.core.load([0xb9001062, BRANCH_TO_SELF], IRQ_VECTOR + 4); // str w2, [x3, #GICC_EOIR]; b .
  gic.core.load([BRANCH_TO_SELF]);

  expect(gic.core.run(1_000_000n)).toBe(ExitReason.InterruptEnd);
  expect(gic.core.exports.gicTakeAck()).toBe(UART);
});
