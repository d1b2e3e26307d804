/** How the benchmark's programs are compiled for a machine. */
import { AARCH64_COMPILER, type ExternalTool, findCommand, NATIVE_COMPILER } from "../setup/tools.ts";

export interface Compiler {
  /** Names the target in paths: "aarch64", or "host" for the machine that this runs on. */
  readonly target: string;
  /** What it needs; the compiler itself first. */
  readonly tools: readonly ExternalTool[];
}

export const GUEST_COMPILER: Compiler = { target: "aarch64", tools: AARCH64_COMPILER };
export const HOST_COMPILER: Compiler = { target: "host", tools: NATIVE_COMPILER };

/** Nothing is fused and nothing is kept in more precision than its type, so that all machines compute the same bits. */
export const FLAGS = ["-O2", "-static", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off"];

/** Whether everything that `compiler` needs is on this machine. */
export function isAvailable({ tools }: Compiler): boolean {
  return tools.every(({ commands }) => findCommand(commands) !== undefined);
}
