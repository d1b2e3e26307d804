/** How the benchmark's programs are compiled for a machine. */
import type { GuestArchitecture } from "../../lib-ts/machines/guests.ts";
import {
  AARCH32_COMPILER,
  AARCH64_COMPILER,
  type ExternalTool,
  findCommand,
  I386_COMPILER,
  NATIVE_COMPILER,
} from "../setup/tools.ts";

export interface Compiler {
  /** Names the target in paths: "aarch64", or "host" for the machine that this runs on. */
  readonly target: string;
  /** What it needs; the compiler itself first. */
  readonly tools: readonly ExternalTool[];
  /** Beside FLAGS. */
  readonly flags: readonly string[];
  /** Name of the program in the guest. */
  readonly program: string;
}

const PROGRAM = "bench";
/** The same without SSE: of its tests only those of floating point are run, as a group with this name. */
const X87_PROGRAM = "bench-x87";
const X87_GROUP = "x87";

const AARCH64: Compiler = { target: "aarch64", tools: AARCH64_COMPILER, flags: [], program: PROGRAM };
/** T32, as Debian's programs are, with AdvSIMD and fused multiplication. */
const AARCH32: Compiler = {
  target: "armhf",
  tools: AARCH32_COMPILER,
  flags: ["-march=armv7-a+neon-vfpv4", "-mthumb"],
  program: PROGRAM,
};
const I386_SSE2: Compiler = {
  target: "i386",
  tools: I386_COMPILER,
  flags: ["-march=pentium4", "-msse2", "-mfpmath=sse"],
  program: PROGRAM,
};
const I386_X87: Compiler = {
  target: "i386-x87",
  tools: I386_COMPILER,
  flags: ["-march=i686", "-mno-sse", "-mfpmath=387"],
  program: X87_PROGRAM,
};
const HOST: Compiler = { target: "host", tools: NATIVE_COMPILER, flags: [], program: PROGRAM };

const GUEST_COMPILERS: Readonly<Record<GuestArchitecture, readonly [Compiler, ...Compiler[]]>> = {
  aarch64: [AARCH64],
  aarch32: [AARCH32],
  ia32: [I386_SSE2, I386_X87],
};

/** For the programs of a guest; the one for `bench` first. */
export function guestCompilers(architecture: GuestArchitecture): readonly [Compiler, ...Compiler[]] {
  return GUEST_COMPILERS[architecture];
}

/** For the same programs without a machine: an x86 host runs i386 programs itself. */
export function nativeCompilers(architecture: GuestArchitecture): readonly Compiler[] {
  return architecture === "ia32" ? guestCompilers(architecture) : [HOST];
}

/** The program that has a test. @param test "group/name" */
export function programOf(test: string): string {
  return test.startsWith(`${X87_GROUP}/`) ? X87_PROGRAM : PROGRAM;
}

/** Nothing is fused and nothing is kept in more precision than its type, so that all machines compute the same bits. */
export const FLAGS = ["-O2", "-static", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off"];

/** Whether everything that `compiler` needs is on this machine. */
export function isAvailable({ tools }: Compiler): boolean {
  return tools.every(({ commands }) => findCommand(commands) !== undefined);
}
