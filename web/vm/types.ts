/** Values of the page that are not the library's. */

import type { GuestArchitecture } from "../../lib-ts/index.ts";

/** Architectures as people read them. */
export const ARCHITECTURE_NAMES: Record<GuestArchitecture, string> = {
  aarch64: "AArch64",
  aarch32: "AArch32",
  ia32: "IA32",
};

/** An image of the visitor's own. */
export interface OwnImage {
  readonly architecture: GuestArchitecture;
  readonly kernel: File;
  readonly initrd?: File;
  readonly dtb?: File;
  readonly commandLine: string;
}

/** What is chosen for the machines that are started next. */
export interface MachineOptions {
  readonly memoryMiB: number;
  readonly vcpus: number;
  readonly clock: "real" | "deterministic";
  /** A thread for each vCPU of Arm guests, under the real clock. */
  readonly parallel: boolean;
}

export const DEFAULT_OPTIONS: MachineOptions = { memoryMiB: 256, vcpus: 1, clock: "real", parallel: false };
