/**
 * What a page sees of its virtual machines: plain data and one handle a machine. Nothing here knows of workers, Comlink or
 * WebAssembly, so panels and tests can be written against these types alone.
 */

import type { GuestArchitecture } from "../machines/guests.ts";

export type { GuestArchitecture } from "../machines/guests.ts";

/** A64, A32, T32, or IA32 in a segment whose default is 16 or 32 bits. */
export type CodeEncoding = "a64" | "a32" | "t32" | "ia32-16" | "ia32-32";

/** Virtual time follows the wall clock, or counts instructions. */
export type ClockMode = "real" | "deterministic";
/**
 * Interpreter only; hot code compiled to WebAssembly; or everything compiled at once, to test the compiler.
 */
export type ExecutionTier = "interp" | "auto" | "all";

/** Where the bytes of an image come from. */
export type ImageSource =
  | {
      readonly kind: "url";
      readonly name: string;
      readonly url: string;
      readonly size?: number;
      readonly sha256?: string;
    }
  | { readonly kind: "file"; readonly name: string; readonly file: Blob }
  | { readonly kind: "bytes"; readonly name: string; readonly bytes: Uint8Array };

/** What makes a run repeatable, and comparable with another one; takes effect under the deterministic clock. */
export interface Recording {
  /** Typed when so many instructions have been retired, in order. */
  readonly input: readonly { readonly at: number; readonly text: string }[];
  /** Instructions between two checkpoints. */
  readonly checkpointEvery?: number;
}

/** A hash of everything the guest can observe, at the first block boundary after so many instructions. */
export interface Checkpoint {
  readonly instructions: number;
  readonly hash: string;
}

/** Everything that makes a machine. The images are fetched when it starts. */
export interface MachineSpec {
  /** Shown to people: "Debian 12 arm64". */
  readonly name: string;
  readonly architecture: GuestArchitecture;
  readonly kernel: ImageSource;
  readonly initrd?: ImageSource;
  /** A device tree to use in place of the machine's own. */
  readonly dtb?: ImageSource;
  /** The kernel command line. */
  readonly bootArguments?: string;
  /** Who unpacks a bzImage: the loader, or the kernel's own code; default "host". */
  readonly unpack?: "host" | "guest";
  /** Guest RAM; default 256. */
  readonly memoryMiB?: number;
  /** 1..8; default 1. */
  readonly vcpus?: number;
  /** Default "real". */
  readonly clock?: ClockMode;
  /**
   * Runs each vCPU on a thread of its own, all at once, instead of by turns on one: Arm guests under the real clock, in a page that is
   * cross-origin isolated. No two runs are alike then (ADR 24). Default false; elsewhere `start` rejects with `ParallelUnavailable`.
   */
  readonly parallel?: boolean;
  /** Default "auto". */
  readonly tier?: ExecutionTier;
  /** What the guest prints when it is ready for its user; ends the boot stage "guest". */
  readonly ready?: string;
  readonly recording?: Recording;
}

/**
 * created: nothing has happened · starting: images are fetched and loaded · running, paused: as they say · off: the guest
 * powered off, or was powered off · failed: `problem` says why; `start` or `reset` tries again.
 */
export type VmState = "created" | "starting" | "running" | "paused" | "off" | "failed";

export type BootStageName = "core" | "kernel" | "initrd" | "dtb" | "load" | "guest";

/** One line of the boot display. */
export interface BootStage {
  readonly name: BootStageName;
  /** "Fetch the kernel". */
  readonly label: string;
  readonly state: "waiting" | "active" | "done" | "failed";
  /** Bytes so far, and of how many when that is known; both 0 for stages without bytes. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** A failure that a person can act on; `name` is the error class ("ImageTruncated", "WorkerLost"). */
export interface VmProblem {
  readonly name: string;
  readonly message: string;
}

export type VcpuState = "off" | "running" | "waiting" | "stuck";

export interface VcpuStatus {
  readonly index: number;
  readonly state: VcpuState;
  /** The same in words: "waiting for an interrupt". */
  readonly words: string;
  readonly pc: bigint;
}

/** What the compiled tier did and holds. */
export interface CompiledCode {
  /** Regions that may be entered now, and the bytes of Wasm that they are. */
  readonly regions: number;
  readonly liveBytes: number;
  /** Wasm modules made since the start. */
  readonly modules: number;
  readonly compileMs: number;
  /** Why the host compiles no more, if so: the guest runs in the interpreter then, and stays correct. */
  readonly refused?: string;
}

/** A compiled region: guest code that became hot, from its head to the blocks that it leads to. */
export interface HotRegion {
  /** Guest-virtual address of its head. */
  readonly pc: bigint;
  /** Its first, small form, or the larger one after many entries. */
  readonly form: "first" | "grown";
  /** Entries from outside; turns of a loop inside the region are none. */
  readonly entries: number;
  readonly bytes: number;
  /** Straight-line guest code: its address, bytes and encoding, for `listCode`. */
  readonly code: readonly { readonly pc: bigint; readonly bytes: Uint8Array; readonly encoding: CodeEncoding }[];
}

/** A picture of the machine, at most 20 a second; a new object each time. */
export interface VmStatus {
  readonly state: VmState;
  /** The state in words: "paused by you", "the guest powered off". */
  readonly words: string;
  readonly problem?: VmProblem;
  readonly stages: readonly BootStage[];
  readonly vcpus: readonly VcpuStatus[];
  /** Guest instructions a second of real time / 1e6, over the last half second. */
  readonly mips: number;
  readonly exitsPerSecond: number;
  /** Retired since the start. */
  readonly instructions: bigint;
  /** Exits to the VMM since the start, by kind. */
  readonly exits: Readonly<Record<string, number>>;
  /** Seconds that the guest's clock shows. */
  readonly guestSeconds: number;
  /** Seconds of CPU that the guest has used in its worker. */
  readonly cpuSeconds: number;
  readonly memoryMiB: number;
  readonly clock: ClockMode;
  /** Undefined where only the interpreter runs, and before the start. */
  readonly compiled?: CompiledCode;
  /** Bytes that the guest has written to its serial port, and taken from it. */
  readonly consoleOut: number;
  readonly consoleIn: number;
  /** Typed bytes that the guest has not taken yet. */
  readonly consoleWaiting: number;
}

/** The guest's serial port. */
export interface SerialConsole {
  /**
   * Bytes for the guest, or text as UTF-8; nothing is lost, the guest takes them at its own pace.
   * @throws VmDisposed after `dispose`
   */
  write(data: Uint8Array | string): void;
  /**
   * Calls `listener` with what the guest writes, in order. `done` must be called when the bytes have been shown: the guest
   * is stopped when too many are unshown, so that a flood cannot outrun the page. @returns ends the subscription
   */
  onData(listener: (bytes: Uint8Array, done: () => void) => void): () => void;
}

/**
 * One virtual machine. Every promise settles, also when the worker dies (`WorkerLost`). Errors come from the worker as
 * copies: tell them apart by `name`, not by `instanceof`. A call that the state does not allow rejects with
 * `VmStateError`.
 */
export interface VmHandle {
  readonly id: string;
  readonly spec: MachineSpec;
  readonly console: SerialConsole;
  /** The latest picture; the same object until the next one. */
  readonly status: VmStatus;
  /** For `useSyncExternalStore`. @returns ends the subscription */
  subscribe(listener: () => void): () => void;
  /**
   * Fetches, loads and runs; resolves when the guest runs. Rejects with an image's error (`ImageUnavailable`,
   * `ImageCorrupt`, ...), `MachineOptionError`, `ParallelUnavailable`, `OutOfHostMemory` or `CoreUnusable`; the state is "failed" then.
   */
  start(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Starts the guest anew from the same images. */
  reset(): Promise<void>;
  /** Stops the guest at once, as pulling the plug. */
  powerOff(): Promise<void>;
  /** Hash of registers and memory, to compare runs; the machine must not be running. */
  stateHash(): Promise<string>;
  /** The checkpoints of `spec.recording` that have been passed. */
  checkpoints(): Promise<readonly Checkpoint[]>;
  /** The ten compiled regions that are entered most; none before the start and where only the interpreter runs. */
  hotRegions(): Promise<readonly HotRegion[]>;
  /** Ends the worker. The handle is dead afterwards: every call, also one that waits, rejects with `VmDisposed`. */
  dispose(): void;
}
