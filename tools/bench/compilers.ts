/** How the benchmark's programs are compiled for a machine. */
import { type ExternalTool, findCommand } from "../setup/tools.ts";

export interface Compiler {
  /** Names the target in paths: "aarch64", or "host" for the machine that this runs on. */
  readonly target: string;
  readonly tools: readonly ExternalTool[];
}

const crossTool = (command: string, debian: string): ExternalTool => ({
  purpose: "compiling the benchmark's programs",
  commands: [command],
  debian,
});

export const GUEST_COMPILER: Compiler = {
  target: "aarch64",
  tools: [
    crossTool("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu"),
    crossTool("/usr/aarch64-linux-gnu/lib/libc.a", "libc6-dev-arm64-cross"),
  ],
};

export const HOST_COMPILER: Compiler = {
  target: "host",
  tools: [
    { purpose: "compiling the benchmark's programs for this machine", commands: ["gcc"], debian: "gcc libc6-dev" },
  ],
};

/** Nothing is fused and nothing is kept in more precision than its type, so that all machines compute the same bits. */
export const FLAGS = ["-O2", "-static", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off"];

/** Whether everything that `compiler` needs is on this machine. */
export function isAvailable({ tools }: Compiler): boolean {
  return tools.every(({ commands }) => findCommand(commands) !== undefined);
}
