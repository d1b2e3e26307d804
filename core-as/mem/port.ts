/**
 * Accesses to I/O ports: ports of the core, and those of the VMM, which leave the instruction and are answered through the
 * replay log as device memory is (mem/device.ts). Whether the guest may do so is decided before.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure.
 */
import { Direction } from "../abi";
import { ExitReason } from "../exit";
import { corePortRead, corePortWrite, isCorePort } from "../irq/corePorts";
import { SLOT_DATA } from "../layout";
import { exitForAccess, replayedValue, replays } from "./device";

/**
 * Reads `size` bytes (1, 2, 4) at `port` into SLOT_DATA, zero-extended to a u32.
 * @returns false when the instruction is left with ExitReason.Port; it runs again with the answer
 */
export function portRead(v: usize, port: u32, size: u32): bool {
  let value: u32 = 0;
  if (isCorePort(port)) {
    value = readCore(v, port, size);
  } else if (replays(v)) {
    value = <u32>replayedValue(v) & maskOf(size);
  } else {
    exitForAccess(v, ExitReason.Port, 0, port, size, Direction.Read, 0);
    return false;
  }
  store<u32>(v, value, SLOT_DATA);
  return true;
}

/**
 * Writes the low `size` bytes (1, 2, 4) of `value` to `port`.
 * @returns false when the instruction is left with ExitReason.Port; it runs again once that is answered
 */
export function portWrite(v: usize, port: u32, size: u32, value: u32): bool {
  if (isCorePort(port)) {
    writeCore(v, port, size, value);
  } else if (!replays(v)) {
    exitForAccess(v, ExitReason.Port, 0, port, size, Direction.Write, value & maskOf(size));
    return false;
  }
  return true;
}

function maskOf(size: u32): u32 {
  return size >= 4 ? 0xffffffff : (1 << (size << 3)) - 1;
}

/** The bus cuts accesses to 8-bit devices into bytes; those past a device of the core find nothing. */
function readCore(v: usize, port: u32, size: u32): u32 {
  let value: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const byte = isCorePort(port + i) ? corePortRead(v, port + i) : 0xff;
    value |= byte << (i << 3);
  }
  return value;
}

function writeCore(v: usize, port: u32, size: u32, value: u32): void {
  for (let i: u32 = 0; i < size; i++) {
    if (isCorePort(port + i)) corePortWrite(v, port + i, (value >> (i << 3)) & 0xff);
  }
}
