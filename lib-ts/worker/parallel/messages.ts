/** What home and the thread of a vCPU say to each other. */
/** Each is counted on the board before it is sent. */
export type ToVcpu =
  /** The first: the core for shared memories, the machine's memory, which vCPU of how many, the board, ticks a second. */
  | {
      readonly kind: "attach";
      readonly module: WebAssembly.Module;
      readonly memory: WebAssembly.Memory;
      readonly index: number;
      readonly vcpus: number;
      readonly board: SharedArrayBuffer;
      readonly frequency: number;
    }
  /** Regions for `slots` of the table; answered by `installed`. Before that, the slots `freed` are emptied. */
  | {
      readonly kind: "install";
      readonly id: number;
      readonly module: WebAssembly.Module;
      readonly slots: readonly number[];
      readonly freed: readonly number[];
    };

export type FromVcpu =
  | { readonly kind: "attached" }
  /** The vCPU is at home: it has `exited`, as its exit record says, or was recalled. */
  | { readonly kind: "home"; readonly exited: boolean }
  /** Blocks have become hot. */
  | { readonly kind: "hot" }
  | { readonly kind: "installed"; readonly id: number; readonly refused: string | undefined }
  /** The thread cannot go on; nothing follows. */
  | { readonly kind: "failed"; readonly reason: string };

/** A thread for one vCPU as home has it. */
export interface VcpuPort {
  post(message: ToVcpu): void;
  /** Ends the thread, whatever it does. */
  end(): void;
}

/** Starts a thread that runs `VcpuThread`. `receive` takes what it says, and `failed` when it ends by itself. */
export type StartVcpuThread = (receive: (message: FromVcpu) => void) => VcpuPort;
