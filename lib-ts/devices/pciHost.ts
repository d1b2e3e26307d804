/**
 * PCI bus 0 by configuration mechanism 1 (PCI Local Bus Specification 3.0, 3.2.2.3.2), ports CF8h to CFFh, with what a PC needs to
 * be one: a host bridge (Intel 82441FX) and an ISA bridge (Intel 82371SB, function 0). Port CF9h is that chip set's reset control.
 *
 * Threat model. Untrusted: every access of the guest. Configuration spaces are fixed arrays of 256 bytes.
 */
import type { PortDevice } from "./wires.ts";

/** Offsets from port CF8h. */
const ADDRESS = 0;
const RESET_CONTROL = 1;
const DATA = 4;
/** CONFIG_ADDRESS. */
const ENABLE = 0x8000_0000;
/** 82371SB data sheet, 2.4.2: bit 1 chooses a hard reset, bit 2 performs the reset when it becomes set. */
const RESET_CPU = 1 << 2;

/** A function's configuration space. */
interface PciFunction {
  readonly device: number;
  readonly bytes: Uint8Array;
  /** Bits that can be written, by byte. */
  readonly writable: Uint8Array;
}

/** Vendor, device, class code (class, subclass, interface) and the bytes that keep what is written: offset, mask. */
function pciFunction(
  device: number,
  identity: { vendor: number; id: number; classCode: number },
  plain: readonly (readonly [number, number])[],
): PciFunction {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  view.setUint16(0x00, identity.vendor, true);
  view.setUint16(0x02, identity.id, true);
  view.setUint32(0x08, identity.classCode << 8, true);
  const writable = new Uint8Array(256);
  for (const [offset, mask] of plain) writable[offset] = mask;
  // 3.0, 6.4: the interrupt line is software's.
  writable[0x3c] = 0xff;
  return { device, bytes, writable };
}

/** 82441FX: PAM registers 59h to 5fh and the registers around them keep what firmware writes. */
const range = (first: number, last: number, mask: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => [first + index, mask] as const);

function functions(): PciFunction[] {
  const hostBridge = pciFunction(0, { vendor: 0x8086, id: 0x1237, classCode: 0x060000 }, range(0x50, 0x93, 0xff));
  const isaBridge = pciFunction(1, { vendor: 0x8086, id: 0x7000, classCode: 0x060100 }, range(0x4c, 0x7f, 0xff));
  // Master, memory and I/O are always on.
  hostBridge.bytes[0x04] = 0x06;
  isaBridge.bytes[0x04] = 0x07;
  // 82371SB, 2.3: the four interrupt routing registers come up disabled.
  isaBridge.bytes.fill(0x80, 0x60, 0x64);
  return [hostBridge, isaBridge];
}

export class PciHost implements PortDevice {
  readonly name = "PCI host bridge";
  readonly ports = 8;
  readonly width = 4;

  private address = 0;
  private resetControl = 0;
  private all = functions();

  /** @param resetMachine performs what port CF9h asks for */
  constructor(private readonly resetMachine: () => void) {}

  reset(): void {
    this.address = 0;
    this.resetControl = 0;
    this.all = functions();
  }

  read(offset: number, width: number): number {
    if (offset >= DATA) return this.configRead(offset - DATA, width);
    if (offset === ADDRESS && width === 4) return this.address;
    return offset === RESET_CONTROL && width === 1 ? this.resetControl : -1;
  }

  write(offset: number, value: number, width: number): void {
    if (offset >= DATA) this.configWrite(offset - DATA, value, width);
    else if (offset === ADDRESS && width === 4) this.address = (value & 0x80ff_fffc) >>> 0;
    else if (offset === RESET_CONTROL && width === 1) this.controlReset(value);
  }

  private controlReset(value: number): void {
    const rises = (value & ~this.resetControl & RESET_CPU) !== 0;
    this.resetControl = value & 0x06;
    if (rises) this.resetMachine();
  }

  /** Functions that are not there read as ones. */
  private configRead(lane: number, width: number): number {
    const target = this.selected();
    if (target === undefined) return -1;
    const register = (this.address & 0xfc) + lane;
    let value = 0;
    for (let at = 0; at < width; at++) value |= target.bytes[(register + at) & 0xff] << (8 * at);
    return value;
  }

  private configWrite(lane: number, value: number, width: number): void {
    const target = this.selected();
    if (target === undefined) return;
    for (let at = 0; at < width; at++) {
      const register = ((this.address & 0xfc) + lane + at) & 0xff;
      const mask = target.writable[register];
      const byte = (value >>> (8 * at)) & 0xff;
      target.bytes[register] = (target.bytes[register] & ~mask) | (byte & mask);
    }
  }

  private selected(): PciFunction | undefined {
    if ((this.address & ENABLE) === 0) return undefined;
    // Bus 0, function 0 only.
    if ((this.address & 0x00ff_0700) !== 0) return undefined;
    return this.all.find(({ device }) => device === ((this.address >>> 11) & 0x1f));
  }
}
