/** The two machines that a program is run on; each gives back the lines it printed. */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Architecture, RunState } from "../../core-as/abi.ts";
import { CoreInstance, CoreModule, Segment } from "../../lib-ts/core/index.ts";
import { TEST_TIER } from "../../lib-ts/testing/tier.ts";
import { findCommand } from "../../tools/setup/tools.ts";
import { IMAGE_ADDRESS, type SystemProgram } from "./program.ts";

const CORE = fileURLToPath(new URL("../../build/core.wasm", import.meta.url));
const MEMORY_MIB = 16;
const PAGE_SIZE = 4096;
const QEMU_MS = 20_000;
const EMULATOR = "qemu-system-i386";
/** Core Duo: the last 32-bit processor of Intel, with PAE, NX, VME and SSE2. */
const PROCESSOR = "coreduo";
const [CONSOLE, QUIT] = [0xe9, 0xf4];
const SLICE = 100_000;
/** Slices after which a program does not end. */
const SLICES = 400;

/** The tools that are missing for a comparison. */
export function missingTools(): string[] {
  const missing = findCommand([EMULATOR]) ? [] : [EMULATOR];
  return findCommand(["i686-linux-gnu-as", "as"]) ? missing : [...missing, "i686-linux-gnu-as"];
}

export function runOnQemu({ elf }: SystemProgram): string[] {
  const path = join(tmpdir(), `system32.${process.pid}.elf`);
  writeFileSync(path, elf);
  const machine = ["-M", "pc", "-cpu", PROCESSOR, "-m", String(MEMORY_MIB), "-display", "none", "-nic", "none"];
  const ports = [
    "-debugcon",
    "stdio",
    "-serial",
    "none",
    "-monitor",
    "none",
    "-device",
    "isa-debug-exit,iobase=0xf4,iosize=1",
  ];
  try {
    return lines(
      execFileSync(EMULATOR, [...machine, ...ports, "-no-reboot", "-kernel", path], {
        timeout: QEMU_MS,
        stdio: ["ignore", "pipe", "inherit"],
      }),
    );
  } catch (error) {
    // isa-debug-exit ends with status 1 at least; a program that ended without it has no last line.
    return lines((error as { stdout: Uint8Array }).stdout);
  } finally {
    rmSync(path);
  }
}

/** @throws Error when the program stops in another way than it should */
export function runOnOurs({ image }: SystemProgram): string[] {
  const module = CoreModule.compileSync(readFileSync(CORE));
  const core = new CoreInstance(module, 1, MEMORY_MIB << 20, { tier: TEST_TIER, architecture: Architecture.IA32 });
  core.mapPages(0, (MEMORY_MIB << 20) / PAGE_SIZE, "ram");
  core.guest.write(IMAGE_ADDRESS, image);
  const [vcpu] = core.vcpus;
  enterImage(vcpu.ia32);
  vcpu.runState = RunState.Running;
  const output: number[] = [];
  for (let slice = 0; slice < SLICES; ) {
    const exit = vcpu.run(SLICE);
    if (exit.kind === "budget") {
      core.compileHotCode();
      slice++;
    } else if (exit.kind === "port") {
      if (exit.port === QUIT) return lines(Uint8Array.from(output));
      if (exit.port === CONSOLE && exit.direction === "out") output.push(exit.data & 0xff);
      vcpu.completeAccess(0xffffffffn);
      vcpu.step();
    } else {
      return [...lines(Uint8Array.from([...output, 10])), `exit "${exit.kind}" at ${vcpu.pc.toString(16)}`];
    }
  }
  return [...lines(Uint8Array.from([...output, 10])), "the program does not end"];
}

/** As a multiboot loader leaves the processor. */
function enterImage(registers: CoreInstance["vcpus"][number]["ia32"]): void {
  registers.setControl(0, 0x11);
  for (const segment of [Segment.Es, Segment.Ss, Segment.Ds, Segment.Fs, Segment.Gs]) {
    registers.setSegment(segment, { selector: 0x10, base: 0, limit: 0xffffffff, rights: 0xc093 });
  }
  registers.setSegment(Segment.Cs, { selector: 8, base: 0, limit: 0xffffffff, rights: 0xc09b });
  registers.eip = IMAGE_ADDRESS;
}

function lines(bytes: Uint8Array): string[] {
  return Buffer.from(bytes).toString("latin1").split("\n").slice(0, -1);
}
