/** A machine as whoever runs it sees it. */
import type { ByteQueue } from "../devices/byteQueue.ts";
import type { ByteSink, SecondsNow } from "../devices/wires.ts";
import type { GuestShutdown } from "../errors.ts";
import type { Vm } from "../sel4vm/vm.ts";
import type { MachineAlarms } from "./alarms.ts";

/** What connects a machine with the world. */
export interface MachineWires {
  readonly output: ByteSink;
  readonly input: ByteQueue;
  /** Time for the machine's clock chip; undefined: it starts at `DETERMINISTIC_EPOCH` and follows the machine's clock. */
  readonly now?: SecondsNow;
}

/** 2026-01-01T00:00:00Z. */
export const DETERMINISTIC_EPOCH = 1_767_225_600;

export interface Machine {
  readonly vm: Vm;
  /** Why the machine asks for a reset, when its processor shut down soon after its start. */
  readonly earlyShutdown?: GuestShutdown;
  /** The input has got bytes. */
  inputArrived(): void;
  readonly alarms: MachineAlarms;
}
