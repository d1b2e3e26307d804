/**
 * Debug registers: breakpoints, single steps, and what waits for the end of an instruction. SDM volume 3, chapter 17.
 *
 * While EFLAGS.TF or RF is set, or DR7 enables a breakpoint, each block has one instruction and begins with
 * `beginSingleInstruction`; interrupts, and so debug traps, are looked at behind it.
 *
 * BOUNDS: `v` is a vCPU's base, breakpoint numbers are below 4, and every offset is a field of its structure.
 */
import { requestEvent } from "../exec/leave";
import { SLOT_PC } from "../layout";
import { NO_ERROR_CODE, raise } from "./exception";
import {
  Context,
  CR4,
  Cr4,
  DEBUG_PENDING,
  DR0,
  DR6,
  DR7,
  EFLAGS_SYSTEM,
  Eflags,
  INHIBIT,
  Inhibit,
  REPEATING,
  STEPPING,
  Vector,
} from "./state";

/** STEPPING: what `beginSingleInstruction` found, and took away. */
enum Stepping {
  /** An `Inhibit`. */
  Inhibit = 3,
  Resume = 4,
  /** A single-step trap is due behind the instruction. */
  Trap = 8,
}

/** DR6: a debug register was touched under DR7.GD; a single step; a task whose TSS has T. */
export enum Dr6 {
  BD = 1 << 13,
  BS = 1 << 14,
  BT = 1 << 15,
  /** Bits that read as one. */
  Fixed = 0xffff0ff0,
}

/** DR7: L and G of all four breakpoints; a touch of a debug register raises #DB; the bit that reads as one. */
export enum Dr7 {
  Enables = 0xff,
  GD = 1 << 13,
  Fixed = 1 << 10,
}

/** R/W of a breakpoint. */
enum Watch {
  Execute = 0,
  Write = 1,
  Port = 2,
  Access = 3,
}

/** Whether instructions run one by one. */
export function steps(v: usize): bool {
  return (load<u32>(v, EFLAGS_SYSTEM) & (Eflags.TF | Eflags.RF)) != 0 || (load<u32>(v, DR7) & Dr7.Enables) != 0;
}

/** Whether the next instruction is a repeated one that was left between two elements. */
export function repeats(v: usize): bool {
  const mark = load<u32>(v, REPEATING);
  return mark != 0 && mark == load<u32>(v, SLOT_PC) + 1;
}

/** For `Call.system`: the first micro-op of a block in context `Step` or `Inhibit`. */
export function beginSingleInstruction(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const flags = load<u32>(v, EFLAGS_SYSTEM);
  const resumes = (flags & Eflags.RF) != 0;
  if (!resumes && !repeats(v)) {
    const hits = matches(v, load<u32>(v, SLOT_PC), 1, Watch.Execute);
    if (hits != 0) {
      store<u64>(v, load<u64>(v, DR6) | hits, DR6);
      raiseDebug(v);
      return 1;
    }
  }
  store<u64>(v, <u64>(flags & ~Eflags.RF), EFLAGS_SYSTEM);
  const trap = (flags & Eflags.TF) != 0 ? <u32>Stepping.Trap : 0;
  store<u32>(v, load<u32>(v, INHIBIT) | (resumes ? <u32>Stepping.Resume : 0) | trap, STEPPING);
  store<u32>(v, 0, INHIBIT);
  requestEvent(v);
  return 0;
}

/** The instruction of a one-instruction block was given up: what `beginSingleInstruction` took away comes back. */
export function instructionNotRetired(v: usize, context: u32): void {
  if ((context & (Context.Step | Context.Inhibit)) == 0) return;
  const stepping = load<u32>(v, STEPPING);
  store<u32>(v, stepping & Stepping.Inhibit, INHIBIT);
  if ((stepping & Stepping.Resume) != 0) store<u64>(v, load<u64>(v, EFLAGS_SYSTEM) | Eflags.RF, EFLAGS_SYSTEM);
  store<u32>(v, 0, STEPPING);
  store<u32>(v, 0, DEBUG_PENDING);
}

/** Whether a single-step trap waits for the end of the instruction that runs. */
export function stepTrapDue(v: usize): bool {
  return (load<u32>(v, STEPPING) & Stepping.Trap) != 0;
}

/** Whether a debug trap is to be taken before the next instruction: before any interrupt. */
export function debugTrapDue(v: usize): bool {
  if (((load<u32>(v, STEPPING) & Stepping.Trap) | load<u32>(v, DEBUG_PENDING)) == 0) return false;
  return (load<u32>(v, INHIBIT) & Inhibit.Traps) == 0;
}

/** Takes what `debugTrapDue` found, between blocks. */
export function takeDebugTrap(v: usize): void {
  const step: u64 = stepTrapDue(v) ? Dr6.BS : 0;
  store<u64>(v, load<u64>(v, DR6) | load<u32>(v, DEBUG_PENDING) | step, DR6);
  store<u32>(v, 0, STEPPING);
  store<u32>(v, 0, DEBUG_PENDING);
  raiseDebug(v);
}

/** #DB, with the reason in DR6. Its handler may touch the debug registers. */
export function raiseDebug(v: usize): void {
  store<u64>(v, load<u64>(v, DR7) & ~(<u64>Dr7.GD), DR7);
  raise(v, Vector.DB, NO_ERROR_CODE);
}

/** An access of the running instruction, while DR7 watches data. */
export function watchAccess(v: usize, linear: u32, size: u32, want: u32): void {
  let hits = matches(v, linear, size, Watch.Access);
  if (want == 1) hits |= matches(v, linear, size, Watch.Write);
  store<u32>(v, load<u32>(v, DEBUG_PENDING) | hits, DEBUG_PENDING);
}

/** An access of the running instruction to `size` ports from `port` on. */
export function watchPort(v: usize, port: u32, size: u32): void {
  if ((load<u32>(v, DR7) & Dr7.Enables) == 0 || (load<u32>(v, CR4) & Cr4.DE) == 0) return;
  store<u32>(v, load<u32>(v, DEBUG_PENDING) | matches(v, port, size, Watch.Port), DEBUG_PENDING);
}

/** Breakpoints of kind `watch` that bytes address .. address + size - 1 touch: bits 0..3. */
function matches(v: usize, address: u32, size: u32, watch: u32): u32 {
  const control = load<u32>(v, DR7);
  let hits: u32 = 0;
  for (let n: u32 = 0; n < 4; n++) {
    if ((control & (3 << (2 * n))) == 0) continue;
    const kind = (control >> (16 + 4 * n)) & 15;
    if ((kind & 3) != watch) continue;
    const length = lengthOf(kind >> 2);
    const start = load<u32>(v + (n << 3), DR0) & ~(length - 1);
    if (address - start < length || start - address < size) hits |= 1 << n;
  }
  return hits;
}

/** LEN: 1, 2, 8 or 4 bytes. */
function lengthOf(code: u32): u32 {
  return code == 3 ? 4 : code == 2 ? 8 : code + 1;
}
