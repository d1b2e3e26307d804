/** What a run of a vCPU ended with: the exit record as a value. */
import { Direction, ExitReason } from "../../core-as/abi.ts";
import {
  EXIT_ADDRESS,
  EXIT_DATA,
  EXIT_DIRECTION,
  EXIT_PC,
  EXIT_REGISTER,
  EXIT_SYNDROME,
  EXIT_VADDRESS,
  EXIT_WIDTH,
} from "../../core-as/layout.ts";

/** An access that no memory and no device of the core serves. */
export interface MemoryExit {
  readonly kind: "memory";
  /** Guest-physical address. */
  readonly address: number;
  readonly virtualAddress: bigint;
  /** Bytes, 1 to 8. */
  readonly width: number;
  readonly direction: "read" | "write" | "fetch";
  /** What a write stores, zero-extended; 0 for a read. */
  readonly data: bigint;
  /** Register read or written (31: the zero register); undefined when the access has no single one. */
  readonly register: number | undefined;
  /** In the form of ESR_EL2. */
  readonly syndrome: bigint;
  readonly pc: bigint;
}

/** HVC or VMCALL (`pc` is after it) or SMC (`pc` is at it). */
export interface CallExit {
  readonly kind: "hypercall" | "secureCall";
  readonly immediate: number;
  readonly syndrome: bigint;
  readonly pc: bigint;
}

/** IN, OUT, INS or OUTS at a port that the core does not serve; string forms exit once an element. */
export interface PortExit {
  readonly kind: "port";
  /** 0 to 0xffff. */
  readonly port: number;
  /** Bytes: 1, 2 or 4. */
  readonly width: number;
  readonly direction: "in" | "out";
  /** What OUT writes, zero-extended; 0 for IN. */
  readonly data: number;
  /** Linear address of the instruction. */
  readonly pc: bigint;
}

/** A fault while a double fault was delivered: IA32's triple fault. */
export interface ShutdownExit {
  readonly kind: "shutdown";
  /** Of the exception that came first: it, or what came of it, could not be delivered. */
  readonly vector: number;
  /** Linear address of the instruction that raised it. */
  readonly pc: bigint;
}

/** An instruction that the VMM asked to see; `pc` is at it. */
export interface InterceptExit {
  readonly kind: "intercept";
  /** Which: a basic exit reason of VMX (SDM volume 3, appendix C). */
  readonly syndrome: bigint;
  readonly pc: bigint;
}

/** Exits that carry nothing more. */
export interface PlainExit {
  readonly kind: "budget" | "wait" | "yield" | "off" | "interruptEnd" | "step" | "stuck";
}

export type CoreExit = MemoryExit | CallExit | PortExit | ShutdownExit | InterceptExit | PlainExit;

const BUDGET: PlainExit = { kind: "budget" };
const WAIT: PlainExit = { kind: "wait" };
const YIELD: PlainExit = { kind: "yield" };
const OFF: PlainExit = { kind: "off" };
const STEP: PlainExit = { kind: "step" };
const INTERRUPT_END: PlainExit = { kind: "interruptEnd" };
const STUCK: PlainExit = { kind: "stuck" };

const IMMEDIATE_MASK = 0xffff;
const NO_REGISTER = 0xff;

/**
 * The exit `reason` of the vCPU whose structure begins at `vcpu` in `view`.
 * @param addressBits the bits of EXIT_PC that are an address
 */
export function readExit(view: DataView, vcpu: number, reason: number, addressBits = ~0n): CoreExit {
  switch (reason) {
    case ExitReason.Budget:
    case ExitReason.Reschedule:
      return BUDGET;
    case ExitReason.Wait:
      return WAIT;
    case ExitReason.Memory:
      return memoryExit(view, vcpu, addressBits);
    case ExitReason.Hypercall:
      return callExit(view, vcpu, "hypercall", addressBits);
    case ExitReason.SecureCall:
      return callExit(view, vcpu, "secureCall", addressBits);
    case ExitReason.Yield:
      return YIELD;
    case ExitReason.Off:
      return OFF;
    case ExitReason.InterruptEnd:
      return INTERRUPT_END;
    case ExitReason.Step:
      return STEP;
    case ExitReason.Port:
      return portExit(view, vcpu);
    case ExitReason.Shutdown:
      return shutdownExit(view, vcpu);
    case ExitReason.Intercept:
      return interceptExit(view, vcpu);
    default:
      return STUCK;
  }
}

function memoryExit(view: DataView, vcpu: number, addressBits: bigint): MemoryExit {
  const register = view.getUint32(vcpu + EXIT_REGISTER, true);
  return {
    kind: "memory",
    address: Number(view.getBigUint64(vcpu + EXIT_ADDRESS, true)),
    virtualAddress: view.getBigUint64(vcpu + EXIT_VADDRESS, true),
    width: view.getUint32(vcpu + EXIT_WIDTH, true),
    direction: directionName(view.getUint32(vcpu + EXIT_DIRECTION, true)),
    data: view.getBigUint64(vcpu + EXIT_DATA, true),
    register: register === NO_REGISTER ? undefined : register,
    syndrome: view.getBigUint64(vcpu + EXIT_SYNDROME, true),
    pc: view.getBigUint64(vcpu + EXIT_PC, true) & addressBits,
  };
}

function directionName(direction: number): "read" | "write" | "fetch" {
  if (direction === Direction.Write) return "write";
  return direction === Direction.Fetch ? "fetch" : "read";
}

function callExit(view: DataView, vcpu: number, kind: CallExit["kind"], addressBits: bigint): CallExit {
  const syndrome = view.getBigUint64(vcpu + EXIT_SYNDROME, true);
  return {
    kind,
    immediate: Number(syndrome) & IMMEDIATE_MASK,
    syndrome,
    pc: view.getBigUint64(vcpu + EXIT_PC, true) & addressBits,
  };
}

function portExit(view: DataView, vcpu: number): PortExit {
  return {
    kind: "port",
    port: Number(view.getBigUint64(vcpu + EXIT_ADDRESS, true)),
    width: view.getUint32(vcpu + EXIT_WIDTH, true),
    direction: view.getUint32(vcpu + EXIT_DIRECTION, true) === Direction.Write ? "out" : "in",
    data: view.getUint32(vcpu + EXIT_DATA, true),
    pc: view.getBigUint64(vcpu + EXIT_PC, true),
  };
}

function shutdownExit(view: DataView, vcpu: number): ShutdownExit {
  const vector = Number(view.getBigUint64(vcpu + EXIT_SYNDROME, true));
  return { kind: "shutdown", vector, pc: view.getBigUint64(vcpu + EXIT_PC, true) };
}

function interceptExit(view: DataView, vcpu: number): InterceptExit {
  return {
    kind: "intercept",
    syndrome: view.getBigUint64(vcpu + EXIT_SYNDROME, true),
    pc: view.getBigUint64(vcpu + EXIT_PC, true),
  };
}
