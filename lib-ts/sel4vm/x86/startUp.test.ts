/** A guest that starts its second processor itself: the run loop notices, and waits for neither in vain. */
import { expect, it } from "vitest";
import { RunState } from "../../core/index.ts";
import { ia32Machine } from "../../testing/ia32.ts";
import {
  vcpuStart,
  vmCreateDefaultIrqController,
  vmCreateVcpu,
  vmIsRunnable,
  vmRamWrite,
  vmRunSlice,
} from "../index.ts";

const AT = 0x8000;
const DS = 3;
const CS = 1;
const HLT = 0xf4;

it("runs a processor that the guest starts by INIT and a start-up IPI", () => {
  const { vm, vcpu } = ia32Machine({ maxVcpus: 2 });
  const second = vmCreateVcpu(vm);
  vmCreateDefaultIrqController(vm);
  const icr = (value: number): number[] => [0x66, 0xc7, 0x06, 0x00, 0x03, value & 0xff, value >> 8, 0x0c, 0x00];
  // Real mode, DS at the local APIC: INIT, then start-up at page 9, to all but the sender.
  vmRamWrite(vm, AT, new Uint8Array([...icr(0x4500), ...icr(0x4609), 0xfa, HLT]));
  // inc word [0500h]; cli; hlt
  vmRamWrite(vm, 0x9000, new Uint8Array([0xff, 0x06, 0x00, 0x05, 0xfa, HLT]));
  const { ia32 } = vcpu.vcpu;
  ia32.setSegment(DS, { base: 0xfee0_0000 });
  ia32.setSegment(CS, { base: 0 });
  vcpu.vcpu.pc = BigInt(AT);
  vcpuStart(vcpu);

  const stop = vmRunSlice(vm, { budgetInstructions: 1_000_000 });

  expect(stop).toEqual({ kind: "idle", nextTimer: undefined });
  expect([vm.core.guest.read(0x500, 1)[0], second.vcpuOnline, second.vcpu.runState]).toEqual([
    1,
    true,
    RunState.WaitInterrupt,
  ]);
  expect(vmIsRunnable(vm)).toBe(false);
});
