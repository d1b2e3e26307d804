/** What page and worker say to each other, besides the calls that Comlink carries. */
import type { Checkpoint, HotRegion, MachineSpec, VmStatus } from "../client/api.ts";

/** Calls of the page to its worker; one worker has one machine. */
export interface VmService {
  /** Must be the first call. The port carries `ToWorker` and `ToPage`. */
  create(spec: MachineSpec, port: MessagePort): void;
  start(): Promise<void>;
  pause(): void;
  resume(): void;
  reset(): Promise<void>;
  powerOff(): Promise<void>;
  stateHash(): string;
  checkpoints(): readonly Checkpoint[];
  hotRegions(): readonly HotRegion[];
}

/** Messages on the stream port, page to worker. */
export type ToWorker =
  | { readonly kind: "input"; readonly bytes: Uint8Array }
  /** Credit: so many bytes of output have been shown. */
  | { readonly kind: "shown"; readonly bytes: number }
  /** To be answered with `pong`: the worker lives. */
  | { readonly kind: "ping" };

/** Messages on the stream port, worker to page. */
export type ToPage =
  | { readonly kind: "output"; readonly bytes: Uint8Array }
  | { readonly kind: "status"; readonly status: VmStatus }
  | { readonly kind: "pong" };
