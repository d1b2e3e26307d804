/** The choices a machine leaves open, and their limits. */
import { MachineOptionError } from "../errors.ts";
import { MAX_BOOT_ARGUMENTS, MAX_MEMORY_MIB, MAX_VIRT_VCPUS, MIN_MEMORY_MIB } from "./virtMap.ts";

/** The instruction sets that the "virt" machine comes with. */
export type VirtArchitecture = "aarch64" | "aarch32";

/** Who unpacks a kernel that comes compressed: this side, which is fast, or the kernel's own code, as on every other board. */
export type KernelUnpacking = "host" | "guest";

export interface VirtOptions {
  readonly memoryMiB: number;
  readonly vcpus: number;
  /** Kernel command line; undefined leaves a given device tree's own. */
  readonly bootArguments?: string;
  readonly rngSeed?: Uint8Array;
}

/**
 * @param longest bytes that the kernel takes as its command line, with the NUL
 * @throws MachineOptionError naming the option and its limits
 */
export function checkVirtOptions(
  { memoryMiB, vcpus, bootArguments = "" }: VirtOptions,
  longest = MAX_BOOT_ARGUMENTS,
): void {
  requireWhole("memory", memoryMiB, MIN_MEMORY_MIB, MAX_MEMORY_MIB, "MiB");
  requireWhole("number of vCPUs", vcpus, 1, MAX_VIRT_VCPUS, "");
  const length = new TextEncoder().encode(bootArguments).length;
  if (length >= longest) {
    throw new MachineOptionError(`the command line has ${length} bytes; Linux takes ${longest - 1}: shorten it`);
  }
  if (bootArguments.includes("\0")) throw new MachineOptionError("the command line holds a NUL character; remove it");
}

function requireWhole(what: string, value: number, lowest: number, highest: number, unit: string): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw new MachineOptionError(`the ${what} is ${value}; choose ${lowest} to ${highest} ${unit}`.trimEnd());
}
