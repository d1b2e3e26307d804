/**
 * A guest in v86, for comparison: its kernel unpacks itself, as v86 has no other way, behind SeaBIOS. The serial port is
 * connected with stdin and stdout; the guest's CPU runs on the main thread.
 *
 *   tsx tools/bench/v86.ts GUEST [INITRD]
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { V86 } from "v86";
import { guestCacheFolder } from "../guests/cache.ts";
import { findCommand, SEABIOS } from "../setup/tools.ts";
import { availableGuests } from "../vm/machine.ts";

const MIB = 2 ** 20;

function bufferOf(path: string): { buffer: ArrayBuffer } {
  return { buffer: new Uint8Array(readFileSync(path)).buffer };
}

const [id, initrd] = process.argv.slice(2);
const guest = availableGuests().find(({ entry }) => entry.id === id)?.entry;
if (!guest) throw new Error(`no guest ${id}`);
const image = initrd ?? (guest.initrd && join(guestCacheFolder(), guest.initrd.file));
const emulator = new V86({
  wasm_path: createRequire(import.meta.url).resolve("v86/build/v86.wasm"),
  bios: bufferOf(findCommand(SEABIOS.commands) ?? ""),
  bzimage: bufferOf(join(guestCacheFolder(), guest.kernel.file)),
  initrd: image === undefined ? undefined : bufferOf(image),
  cmdline: guest.bootArguments,
  memory_size: guest.memoryMiB * MIB,
  autostart: true,
  disable_speaker: true,
  log_level: 0,
});
emulator.add_listener(
  "serial0-output-byte",
  (byte: number) => void process.stdout.write(String.fromCharCode(byte), "latin1"),
);
process.stdin.on("data", (typed: Buffer) => emulator.serial0_send(typed.toString("latin1")));
process.stdin.on("end", () => process.exit(0));
