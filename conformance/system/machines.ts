/** The machines that a program is run on, QEMU's virt board and ours; each gives back the lines it printed. */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CoreModule } from "../../lib-ts/core/index.ts";
import { planBoot } from "../../lib-ts/machines/bootPlan.ts";
import { TEST_TIER } from "../../lib-ts/testing/tier.ts";
import { nodeHost } from "../../lib-ts/worker/host.ts";
import { MachineRunner } from "../../lib-ts/worker/machineRunner.ts";
import { findCommand } from "../../tools/setup/tools.ts";

const CORE = fileURLToPath(new URL("../../build/core.wasm", import.meta.url));
const MEMORY_MIB = 64;
const QEMU_MS = 20_000;

/** What a program for the virt board needs, by architecture. */
interface Board {
  readonly emulator: string;
  readonly assembler: string;
  /** QEMU's board and processor. */
  readonly machine: readonly string[];
  /** Of our machine, beside its memory. */
  readonly options: Partial<Parameters<typeof planBoot>[1]>;
}

export const AARCH64_BOARD: Board = {
  emulator: "qemu-system-aarch64",
  assembler: "aarch64-linux-gnu-as",
  machine: ["-M", "virt,gic-version=2", "-cpu", "cortex-a53"],
  options: {},
};
export const AARCH32_BOARD: Board = {
  emulator: "qemu-system-arm",
  assembler: "arm-linux-gnueabihf-as",
  machine: ["-M", "virt,gic-version=2,highmem=off", "-cpu", "cortex-a15"],
  options: { architecture: "aarch32", unpack: "guest" },
};

/** The tools that are missing for a comparison. */
export function missingTools({ emulator, assembler }: Board): string[] {
  return [emulator, assembler].filter((tool) => findCommand([tool]) === undefined);
}

export function runOnQemu({ emulator, machine }: Board, image: Uint8Array): string[] {
  const path = join(tmpdir(), `${emulator}.${process.pid}.img`);
  writeFileSync(path, image);
  const board = [...machine, "-m", String(MEMORY_MIB)];
  try {
    const args = [...board, "-nographic", "-nic", "none", "-monitor", "none", "-serial", "stdio", "-kernel", path];
    return lines(execFileSync(emulator, args, { timeout: QEMU_MS, stdio: ["ignore", "pipe", "inherit"] }));
  } finally {
    rmSync(path);
  }
}

/** @throws what the machine throws when the guest cannot go on */
export async function runOnOurs({ options }: Board, image: Uint8Array): Promise<string[]> {
  const output: Uint8Array[] = [];
  const machine = { memoryMiB: MEMORY_MIB, vcpus: 1, ...options };
  const runner: MachineRunner = new MachineRunner({
    module: CoreModule.compileSync(readFileSync(CORE)),
    name: "system",
    plan: await planBoot({ kernel: { name: "system", bytes: image } }, machine),
    vcpus: 1,
    clock: "deterministic",
    tier: TEST_TIER,
    host: nodeHost(),
    send: (bytes) => {
      output.push(bytes.slice());
      runner.shown(bytes.length);
    },
  });
  const end = await runner.run();
  if (end.kind === "failed") throw end.cause;
  return lines(Buffer.concat(output));
}

function lines(bytes: Uint8Array): string[] {
  return Buffer.from(bytes).toString("latin1").split("\n").slice(0, -1);
}
