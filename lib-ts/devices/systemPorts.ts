/**
 * Small things of a PC: system control port A (92h), the latches of the DMA page registers with the POST code (80h to 8Fh), and IDE
 * channels without drives.
 */
import type { PortDevice } from "./wires.ts";

/** PS/2 Hardware Interface Technical Reference: bit 0 resets the processor, bit 1 is gate A20. */
const FAST_RESET = 1;
const GATE_A20 = 2;

export class SystemControlA implements PortDevice {
  readonly name = "system control port A";
  readonly ports = 1;
  readonly width = 1;
  private value = 0;

  /** @param gate where gate A20 is kept */
  constructor(
    private readonly gate: { a20: boolean },
    private readonly reset: () => void,
  ) {}

  read(): number {
    return (this.value & ~GATE_A20) | (this.gate.a20 ? GATE_A20 : 0);
  }

  write(_offset: number, value: number): void {
    this.gate.a20 = (value & GATE_A20) !== 0;
    this.value = value & ~FAST_RESET;
    if ((value & FAST_RESET) !== 0) this.reset();
  }
}

export class DmaPages implements PortDevice {
  readonly name = "DMA page registers";
  readonly ports = 16;
  readonly width = 1;
  private readonly latches = new Uint8Array(16);

  /** What firmware wrote last to port 80h to say how far it is. */
  get postCode(): number {
    return this.latches[0];
  }

  read(offset: number): number {
    return this.latches[offset];
  }

  write(offset: number, value: number): void {
    this.latches[offset] = value;
  }
}

/**
 * The command and control blocks of an IDE channel without drives. The host pulls DD7 low (ATA/ATAPI-6, 4.2.3), so BSY reads as clear
 * and nobody waits for a drive to become ready.
 */
export class IdeChannel implements PortDevice {
  readonly name = "IDE channel";
  readonly width = 1;

  constructor(readonly ports: number) {}

  read(): number {
    return 0;
  }

  write(): void {
    // Nobody listens.
  }
}
