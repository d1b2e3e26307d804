/** What a device knows of the world: an interrupt line, bytes out, bytes in, and the time. Nothing of VMs or hosts. */

/** A level-sensitive interrupt output. */
export interface IrqLine {
  /** Drives the line; called only when the level changes. */
  set(high: boolean): void;
}

/** Takes bytes that leave the machine. */
export interface ByteSink {
  put(byte: number): void;
}

/** Holds bytes for the machine until it takes them. */
export interface ByteSource {
  /** The next byte, or -1 when there is none. */
  take(): number;
  readonly isEmpty: boolean;
}

/** Seconds since 1970, as the outside world has it. */
export type SecondsNow = () => number;

/** Asks to be called at a time on the machine's clock; a new request replaces the last one. */
export interface Alarm {
  /** @param seconds from now on */
  set(seconds: number, ring: () => void): void;
  cancel(): void;
}

/** A block of registers in guest-physical memory. */
export interface MmioDevice {
  readonly name: string;
  /** Bytes of address space. */
  readonly size: number;
  /** @param width 1, 2, 4 or 8 bytes */
  read(offset: number, width: number): number;
  write(offset: number, value: number, width: number): void;
  reset(): void;
}

/** A block of registers in the space of I/O ports. */
export interface PortDevice {
  readonly name: string;
  /** How many ports. */
  readonly ports: number;
  /** What the device has of data lines; wider accesses come as several. */
  readonly width: 1 | 4;
  /** @param width 1, 2 or 4 bytes, not beyond the device's */
  read(offset: number, width: number): number;
  write(offset: number, value: number, width: number): void;
}
