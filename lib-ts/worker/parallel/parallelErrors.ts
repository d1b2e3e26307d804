/** Why vCPUs cannot have threads of their own, or not any longer. */
import { VmError } from "../../errors.ts";

/** vCPUs cannot run at once on threads of their own: here, or in such a machine. */
export class ParallelUnavailable extends VmError {
  override readonly name = "ParallelUnavailable";
  constructor(reason: string) {
    super(`vCPUs cannot run in parallel: ${reason}`);
  }
}

/** The thread of a vCPU has ended by itself: the machine cannot go on, others can. */
export class VcpuThreadLost extends VmError {
  override readonly name = "VcpuThreadLost";
  constructor(
    readonly vcpuId: number,
    reason: string,
  ) {
    super(
      `the thread of vCPU ${vcpuId} has ended: ${reason}; start the machine again, with less memory if this one was short of it`,
    );
  }
}
