/** IA32 machines for unit tests. */
import { CoreInstance, type ExecutionTier, Ia32State, RunState } from "../core/index.ts";
import {
  Architecture,
  type Vm,
  type VmOptions,
  type VmVcpu,
  vmCreateVcpu,
  vmInit,
  vmRamRegisterAt,
} from "../sel4vm/index.ts";
import { coreModule } from "./core.ts";
import { TEST_TIER } from "./tier.ts";

export const IA32_RAM = 1 << 20;
/** Where a flat core has RAM, and how many pages of it. */
export const FLAT_START = 0x4000_0000;
const FLAT_PAGES = 256;
const CODE_32 = 0xc09b;
const DATA_32 = 0xc093;

/** A small VM: RAM from 0, one vCPU that is not started. */
export function ia32Machine(options: Partial<VmOptions> = {}): { readonly vm: Vm; readonly vcpu: VmVcpu } {
  const memorySize = 2 * IA32_RAM;
  const vm = vmInit(coreModule, {
    name: "test",
    memorySize,
    architecture: Architecture.IA32,
    tier: TEST_TIER,
    ...options,
  });
  vmRamRegisterAt(vm, 0, IA32_RAM);
  return { vm, vcpu: vmCreateVcpu(vm) };
}

/** A core alone, whose vCPU runs in protected mode: 32-bit segments from 0 to 4 GiB, and RAM from FLAT_START on. */
export function flatIa32Core(tier: ExecutionTier): CoreInstance {
  const { CR0, Cr0, Reg, SEGMENT_LIMIT, SEGMENT_RIGHTS, SEGMENT_SIZE, SEGMENTS, Segment } = Ia32State;
  const core = new CoreInstance(coreModule, 1, FLAT_PAGES << 12, { tier, architecture: Architecture.IA32 });
  const [cpu] = core.vcpus;
  core.mapPages(FLAT_START, FLAT_PAGES, "ram");
  cpu.setU64(CR0, BigInt(Cr0.PE | Cr0.ET));
  cpu.runState = RunState.Running;
  for (let segment = Segment.Es; segment <= Segment.Gs; segment++) {
    const entry = SEGMENTS + segment * SEGMENT_SIZE;
    cpu.setU32(entry + SEGMENT_RIGHTS, segment === Segment.Cs ? CODE_32 : DATA_32);
    cpu.setU32(entry + SEGMENT_LIMIT, 0xffff_ffff);
    cpu.setU64(Reg.base(segment), 0n);
  }
  return core;
}
