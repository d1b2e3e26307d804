/** Values of the page that are not the library's. */

/** An image of the visitor's own. */
export interface OwnImage {
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
}

export const DEFAULT_OPTIONS: MachineOptions = { memoryMiB: 256, vcpus: 1, clock: "real" };
