/** I/O ports that the core serves itself, so that they cost no exit. */

/** Whether `port` belongs to a device of the core. */
export function isCorePort(port: u32): bool {
  return false;
}

/** Reads the byte at `port`, a port of the core. */
export function corePortRead(v: usize, port: u32): u32 {
  return 0xff;
}

/** Writes `value`, a byte, to `port`, a port of the core. */
export function corePortWrite(v: usize, port: u32, value: u32): void {}
