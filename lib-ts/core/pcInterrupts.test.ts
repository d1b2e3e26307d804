import { describe, expect, it } from "vitest";
import { ia32Machine } from "../testing/ia32.ts";

describe("the PC's interrupts as the host sees them", () => {
  it("shows a redirection entry and a local APIC as the guest left them", () => {
    const { vm, vcpu } = ia32Machine();
    const { pc } = vm.core;

    expect(pc.redirection(3)).toEqual({
      ...{ vector: 0, deliveryMode: 0, destination: 0 },
      ...{ logical: false, levelTriggered: false, remoteIrr: false, masked: true },
    });
    pc.virtualWire(vcpu.vcpu);
    expect([pc.inject(vcpu.vcpu, 0x71), pc.inject(vcpu.vcpu, 0x30), pc.inject(vcpu.vcpu, 3)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(pc.lapic(vcpu.vcpu)).toEqual({
      ...{ id: 0, enabled: true, taskPriority: 0, processorPriority: 0 },
      ...{ requests: [0x30, 0x71], inService: [] },
    });
    expect(vcpu.vcpu.irqLines).toBe(1);
  });

  it("refuses interrupts that the board has not", () => {
    const { pc } = ia32Machine().vm.core;

    expect([pc.setIrq(2, true), pc.setIrq(24, true), pc.pulse(2), pc.wantAck(24, true), pc.takeAck()]).toEqual([
      false,
      false,
      false,
      false,
      undefined,
    ]);
    expect(pc.setIrq(23, true)).toBe(true);
  });

  it("shows what waits in a PIC, in bits by input", () => {
    const { pc } = ia32Machine().vm.core;
    pc.pulse(1);
    pc.setIrq(12, true);

    expect([pc.pic(0).requests, pc.pic(1).requests]).toEqual([0x02, 0x10]);
  });

  it("keeps the time of day by the machine's clock, and the memory's bytes", () => {
    const { vm } = ia32Machine();
    const { pc, clock } = vm.core;
    pc.setTime(1_700_000_000.75);
    clock.advanceTo(clock.ticks + 90_500_000_000n);

    expect([pc.time, pc.setCmos(0x5f, 0x1a5), pc.cmos(0x5f), pc.setCmos(128, 1)]).toEqual([
      1_700_000_090,
      true,
      0xa5,
      false,
    ]);
  });

  it("shows counters that have not been programmed as high", () => {
    expect(ia32Machine().vm.core.pc.pitCounter(0)).toEqual({ count: 0, mode: 3, out: true });
  });
});
