/**
 * External programs that the tests and benchmarks use: found on the PATH, installed by `apt-get` where this machine lets us,
 * or named as missing with the line that gets them.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

export interface ExternalTool {
  /** What it is for, as the report says it. */
  readonly purpose: string;
  /** Any one of these on the PATH (or at this absolute path) will do. */
  readonly commands: readonly string[];
  /** Debian package that has it. */
  readonly debian: string;
}

export const CHROMIUM: ExternalTool = {
  purpose: "browser tests",
  commands: [process.env.CHROMIUM_PATH ?? "", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  debian: "chromium",
};

/** How Chromium is started: headless, without WebGL, so that a console's rows are in the document, and quiet beside the tests. */
export function chromiumLaunch(): { executablePath?: string; args: string[] } {
  return {
    executablePath: findCommand(CHROMIUM.commands),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-3d-apis",
      "--disable-background-networking",
      "--disable-component-update",
    ],
  };
}

/** Static programs for Linux on AArch64; the compiler first. */
export const AARCH64_COMPILER: readonly ExternalTool[] = [
  {
    purpose: "compiling the benchmark's programs",
    commands: ["aarch64-linux-gnu-gcc"],
    debian: "gcc-aarch64-linux-gnu",
  },
  {
    purpose: "linking the benchmark's programs",
    commands: ["/usr/aarch64-linux-gnu/lib/libc.a"],
    debian: "libc6-dev-arm64-cross",
  },
];

/** Static programs for 32-bit Linux on Arm; the compiler first. */
export const AARCH32_COMPILER: readonly ExternalTool[] = [
  {
    purpose: "compiling the benchmark's armhf programs",
    commands: ["arm-linux-gnueabihf-gcc"],
    debian: "gcc-arm-linux-gnueabihf",
  },
  {
    purpose: "linking the benchmark's armhf programs",
    commands: ["/usr/arm-linux-gnueabihf/lib/libc.a"],
    debian: "libc6-dev-armhf-cross",
  },
];

/** Static programs for Linux on i386; the compiler first. */
export const I386_COMPILER: readonly ExternalTool[] = [
  {
    purpose: "compiling the benchmark's i386 programs",
    commands: ["i686-linux-gnu-gcc"],
    debian: "gcc-i686-linux-gnu",
  },
  {
    purpose: "linking the benchmark's i386 programs",
    commands: ["/usr/i686-linux-gnu/lib/libc.a"],
    debian: "libc6-dev-i386-cross",
  },
];

/** The firmware that v86 boots kernels with. */
export const SEABIOS: ExternalTool = {
  purpose: "starting v86",
  commands: ["/usr/share/seabios/bios.bin"],
  debian: "seabios",
};

/** Static programs for this machine; the compiler first. */
export const NATIVE_COMPILER: readonly ExternalTool[] = [
  { purpose: "compiling the benchmark's programs natively", commands: ["gcc"], debian: "gcc" },
  { purpose: "linking the benchmark's programs natively", commands: ["/usr/include/stdio.h"], debian: "libc6-dev" },
];

export const TEST_TOOLS: readonly ExternalTool[] = [
  CHROMIUM,
  {
    purpose: "differential tests of instructions",
    commands: ["qemu-aarch64", "qemu-aarch64-static"],
    debian: "qemu-user",
  },
  {
    purpose: "assembling test programs and checking the disassembler",
    commands: ["aarch64-linux-gnu-as"],
    debian: "binutils-aarch64-linux-gnu",
  },
  {
    purpose: "assembling AArch32 test programs",
    commands: ["arm-linux-gnueabihf-as"],
    debian: "binutils-arm-linux-gnueabihf",
  },
  { purpose: "differential tests of the machine", commands: ["qemu-system-aarch64"], debian: "qemu-system-arm" },
  {
    purpose: "assembling IA32 test programs",
    commands: ["i686-linux-gnu-as", "as"],
    debian: "binutils-i686-linux-gnu",
  },
  { purpose: "differential tests of IA32's system", commands: ["qemu-system-i386"], debian: "qemu-system-x86" },
  ...AARCH64_COMPILER,
  ...NATIVE_COMPILER,
];

/** For the benchmarks of AArch32. */
export const AARCH32_BENCH_TOOLS: readonly ExternalTool[] = [
  { purpose: "the benchmark's yardstick", commands: ["qemu-system-arm"], debian: "qemu-system-arm" },
  ...AARCH32_COMPILER,
  ...NATIVE_COMPILER,
];

/** For the benchmarks of IA32. */
export const IA32_BENCH_TOOLS: readonly ExternalTool[] = [
  { purpose: "the benchmark's yardstick", commands: ["qemu-system-i386"], debian: "qemu-system-x86" },
  SEABIOS,
  ...I386_COMPILER,
];

export const BENCH_TOOLS: readonly ExternalTool[] = [
  { purpose: "the benchmark's yardstick", commands: ["qemu-system-aarch64"], debian: "qemu-system-arm" },
  ...AARCH64_COMPILER,
  ...NATIVE_COMPILER,
];

/** Absolute path of the first of `commands` that exists, or undefined. */
export function findCommand(commands: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? "").split(":");
  for (const command of commands.filter((name) => name !== "")) {
    const candidates = command.startsWith("/") ? [command] : folders.map((folder) => `${folder}/${command}`);
    const found = candidates.find((path) => existsSync(path));
    if (found) return found;
  }
  return undefined;
}

/** Installs what is missing where `apt-get` and root allow it. @returns the tools that are still missing */
export function ensureTools(tools: readonly ExternalTool[]): ExternalTool[] {
  const missing = tools.filter((tool) => !findCommand(tool.commands));
  if (missing.length > 0 && process.getuid?.() === 0 && findCommand(["apt-get"])) {
    const packages = missing.map((tool) => tool.debian);
    console.log(`setup: installing ${packages.join(", ")} with apt-get; this can take a minute or two`);
    apt("update");
    apt("install", "-y", "--no-install-recommends", ...packages);
  }
  const left = tools.filter((tool) => !findCommand(tool.commands));
  for (const tool of left) {
    console.log(`setup: left out: ${tool.purpose}; get it with: sudo apt-get install ${tool.debian}`);
  }
  return left;
}

function apt(...args: string[]): void {
  const result = spawnSync("apt-get", ["-qq", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (result.status !== 0) console.log(`setup: apt-get ${args[0]} did not succeed (status ${result.status})`);
}
