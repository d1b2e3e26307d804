/** The instruction at which a vCPU stands, read as the guest would fetch it. */
import { Segment } from "../../core/index.ts";
import { GuestAddressUnmapped } from "../../errors.ts";
import type { VmVcpu } from "../vm.ts";
import { linearToPhysical } from "./guestPaging.ts";
import { instructionLength } from "./instructionLength.ts";

const BIG = 1 << 14;

/** Its length in bytes. @throws GuestAddressUnmapped when its bytes cannot be read */
export function instructionLengthAt(vcpu: VmVcpu): number {
  const { pc, ia32 } = vcpu.vcpu;
  const big = (ia32.segment(Segment.Cs).rights & BIG) !== 0;
  return instructionLength((index) => byteAt(vcpu, (Number(pc) + index) >>> 0), { big });
}

function byteAt(vcpu: VmVcpu, linear: number): number {
  const address = linearToPhysical(vcpu, linear);
  if (address === undefined) throw new GuestAddressUnmapped(linear);
  return vcpu.vm.core.guest.u8(address);
}
