/**
 * PrimeCell UART (PL011) revision r1p5, after its Technical Reference Manual, DDI 0183G. Chapter numbers are that manual's.
 *
 * A character written is sent at once, so the transmit FIFO is empty whenever the guest looks. Characters are received in
 * bursts at a line rate of 1 Mbaud, whatever the divisors say: what a person types comes at once, but a driver that reads
 * until the FIFO is empty finds an end and lets others work on what it got. Within a burst a character follows as soon as
 * there is room; between bursts the receive timeout has passed.
 *
 * Received characters wait outside until the guest listens: the UART and its receiver are enabled, and either a receive
 * interrupt is unmasked or the guest polls UARTFR for input. So what is typed before a driver is ready is not lost to
 * the clean-up that drivers do when they open the port.
 *
 * Threat model. Untrusted: every register access of the guest, the bytes from outside. Trusted: the wires given to the
 * constructor. The FIFOs are fixed arrays whose indices are masked, no access allocates, and one access moves at most 16
 * bytes; a flood of output is the sink's to bound (worker/consoleOutput.ts), a flood of input stays in the source.
 */
import type { Alarm, ByteSink, ByteSource, IrqLine, MmioDevice } from "./wires.ts";

/** Table 3-1: register offsets. */
const enum Reg {
  DR = 0x000,
  RSR = 0x004,
  FR = 0x018,
  ILPR = 0x020,
  IBRD = 0x024,
  FBRD = 0x028,
  LCR_H = 0x02c,
  CR = 0x030,
  IFLS = 0x034,
  IMSC = 0x038,
  RIS = 0x03c,
  MIS = 0x040,
  ICR = 0x044,
  DMACR = 0x048,
  PERIPH_ID0 = 0xfe0,
  PCELL_ID3 = 0xffc,
}

/** UARTDR (3.3.1): error bits above the received character. */
const enum Data {
  Overrun = 1 << 11,
}

/** UARTFR (3.3.3): flags. */
const enum Flag {
  CTS = 1 << 0,
  DSR = 1 << 1,
  DCD = 1 << 2,
  RXFE = 1 << 4,
  TXFF = 1 << 5,
  RXFF = 1 << 6,
  TXFE = 1 << 7,
  RI = 1 << 8,
}

/** UARTLCR_H (3.3.7). */
const enum Line {
  FEN = 1 << 4,
}

/** UARTCR (3.3.8). */
const enum Control {
  UARTEN = 1 << 0,
  LBE = 1 << 7,
  TXE = 1 << 8,
  RXE = 1 << 9,
  DTR = 1 << 10,
  RTS = 1 << 11,
  OUT1 = 1 << 12,
  OUT2 = 1 << 13,
}

/** Interrupt bits of UARTIMSC, UARTRIS, UARTMIS and UARTICR (3.3.10 to 3.3.13). */
const enum Int {
  RI = 1 << 0,
  CTS = 1 << 1,
  DCD = 1 << 2,
  DSR = 1 << 3,
  Modem = 0xf,
  RX = 1 << 4,
  TX = 1 << 5,
  RT = 1 << 6,
  OE = 1 << 10,
  All = 0x7ff,
}

const FIFO_DEPTH = 16;
/**
 * Characters that come one upon the other. A driver reads until the FIFO is empty, Linux up to 65536 characters in one
 * interrupt, and on a slow host that would be seconds in which no task runs.
 */
const BURST = 256;
/** A start bit, eight data bits and a stop bit at 1 Mbaud. */
const SECONDS_PER_CHARACTER = 10e-6;
/** UARTIFLS (3.3.9): trigger levels in characters, for 1/8, 1/4, 1/2, 3/4, 7/8; reserved values act as 1/2. */
const LEVELS = [2, 4, 8, 12, 14, 8, 8, 8];
/** 3.3.15, 3.3.16: PL011 r1p5 by ARM; PrimeCell identification. */
const IDENTIFICATION = [0x11, 0x10, 0x34, 0x00, 0x0d, 0xf0, 0x05, 0xb1];
/** Looks at an empty receiver in a row, without sending, that make a guest one that polls for input. */
const POLLS_TO_LISTEN = 8;

/** Registers that are plain storage, with the bits that can be written and the value after reset (table 3-1). */
const STORED: ReadonlyMap<number, { readonly mask: number; readonly reset: number }> = new Map([
  [Reg.ILPR, { mask: 0xff, reset: 0 }],
  [Reg.IBRD, { mask: 0xffff, reset: 0 }],
  [Reg.FBRD, { mask: 0x3f, reset: 0 }],
  [Reg.LCR_H, { mask: 0xff, reset: 0 }],
  [Reg.CR, { mask: 0xff87, reset: Control.TXE | Control.RXE }],
  [Reg.IFLS, { mask: 0x3f, reset: 0x12 }],
  [Reg.IMSC, { mask: Int.All, reset: 0 }],
  [Reg.DMACR, { mask: 0x7, reset: 0 }],
]);

export class Pl011 implements MmioDevice {
  readonly name = "pl011";
  readonly size = 0x1000;

  private readonly registers = new Map<number, number>();
  private readonly fifo = new Uint16Array(FIFO_DEPTH);
  private head = 0;
  private count = 0;
  private overrun = false;
  private raw = 0;
  private lineHigh = false;
  private emptyPolls = 0;
  private modemInputs = 0;
  /** Characters that are left of this burst. */
  private burst = BURST;

  /** @param line rings when the time has passed that a burst takes on the line */
  constructor(
    private readonly irq: IrqLine,
    private readonly output: ByteSink,
    private readonly input: ByteSource,
    private readonly line: Alarm,
  ) {
    this.reset();
  }

  /** Back to the state after nUARTRST. What waits outside goes on waiting. */
  reset(): void {
    for (const [offset, { reset }] of STORED) this.registers.set(offset, reset);
    this.head = 0;
    this.count = 0;
    this.overrun = false;
    this.raw = 0;
    this.emptyPolls = 0;
    this.modemInputs = this.modemPins();
    this.burst = BURST;
    this.line.cancel();
    this.updateLine();
  }

  read(offset: number): number {
    switch (offset) {
      case Reg.DR:
        return this.receive();
      case Reg.RSR:
        return this.overrun ? Data.Overrun >> 8 : 0;
      case Reg.FR:
        return this.flags();
      case Reg.RIS:
        return this.raw;
      case Reg.MIS:
        return this.raw & this.register(Reg.IMSC);
      default:
        return this.identification(offset) ?? this.registers.get(offset) ?? 0;
    }
  }

  write(offset: number, value: number): void {
    switch (offset) {
      case Reg.DR:
        this.transmit(value & 0xff);
        return;
      case Reg.RSR:
        this.overrun = false;
        return;
      case Reg.ICR:
        this.raw &= ~value;
        this.updateLine();
        return;
      default:
        this.store(offset, value);
        return;
    }
  }

  /** The source has got bytes. */
  inputArrived(): void {
    if (this.listening()) this.fill();
    this.updateLine();
  }

  // ---- transmitter ----------------------------------------------------------------------------------------------

  private transmit(byte: number): void {
    this.emptyPolls = 0;
    if (!this.on(Control.UARTEN | Control.TXE)) return;
    if (this.on(Control.LBE)) this.loopBack(byte);
    else this.output.put(byte);
    // 2.4.1: asserted as the FIFO drains through its trigger level, which it just did.
    this.raw |= Int.TX;
    this.updateLine();
  }

  /** 2.7.2: UARTTXD feeds UARTRXD. */
  private loopBack(byte: number): void {
    if (!this.on(Control.RXE)) return;
    this.push(byte);
    if (this.count < this.trigger()) this.raw |= Int.RT;
  }

  // ---- receiver -------------------------------------------------------------------------------------------------

  private receive(): number {
    if (this.count === 0) return 0;
    const character = this.fifo[this.head];
    this.head = (this.head + 1) % FIFO_DEPTH;
    this.count--;
    // Before the levels are looked at: a FIFO below its level that nothing fills raises no interrupt ever again.
    if (this.burst > 0 && !this.input.isEmpty && this.listening()) this.fill();
    // 2.4.2, 2.4.3: reading clears both interrupts once the FIFO is below its level, or empty.
    if (this.count < this.trigger()) this.raw &= ~Int.RX;
    if (this.count === 0) this.raw &= ~Int.RT;
    this.updateLine();
    return character;
  }

  /** Takes what waits outside, as far as the burst goes and the FIFO has room. */
  private fill(): void {
    while (this.burst > 0 && this.count < this.depth()) {
      const byte = this.input.take();
      if (byte < 0) break;
      this.push(byte);
      this.burst--;
      if (this.burst === 0) this.line.set(BURST * SECONDS_PER_CHARACTER, () => this.nextBurst());
    }
    // No further character within 32 bit periods: the receive timeout.
    if (this.count > 0 && (this.burst === 0 || this.input.isEmpty)) this.raw |= Int.RT;
  }

  private nextBurst(): void {
    this.burst = BURST;
    this.inputArrived();
  }

  private push(byte: number): void {
    if (this.count >= this.depth()) {
      this.overrun = true;
      this.raw |= Int.OE;
      return;
    }
    this.fifo[(this.head + this.count) % FIFO_DEPTH] = byte;
    this.count++;
    if (this.count >= this.trigger()) this.raw |= Int.RX;
  }

  private listening(): boolean {
    if (!this.on(Control.UARTEN | Control.RXE) || this.on(Control.LBE)) return false;
    return (this.register(Reg.IMSC) & (Int.RX | Int.RT)) !== 0 || this.emptyPolls >= POLLS_TO_LISTEN;
  }

  /** Characters that the receiver holds: 16, or one holding register. */
  private depth(): number {
    return (this.register(Reg.LCR_H) & Line.FEN) !== 0 ? FIFO_DEPTH : 1;
  }

  private trigger(): number {
    return this.depth() === 1 ? 1 : LEVELS[(this.register(Reg.IFLS) >> 3) & 7];
  }

  // ---- flags, control, interrupts -------------------------------------------------------------------------------

  private flags(): number {
    if (this.count === 0) {
      this.emptyPolls++;
      if (this.listening()) this.fill();
      this.updateLine();
    }
    let flags = Flag.TXFE | this.modemInputs;
    if (this.count === 0) flags |= Flag.RXFE;
    if (this.count >= this.depth()) flags |= Flag.RXFF;
    return flags;
  }

  /** Modem inputs: a cable that is always ready, or the outputs in loop-back (2.7.2). */
  private modemPins(): number {
    if (!this.on(Control.LBE)) return Flag.CTS | Flag.DSR | Flag.DCD;
    let pins = 0;
    if (this.on(Control.RTS)) pins |= Flag.CTS;
    if (this.on(Control.DTR)) pins |= Flag.DSR;
    if (this.on(Control.OUT1)) pins |= Flag.DCD;
    if (this.on(Control.OUT2)) pins |= Flag.RI;
    return pins;
  }

  private store(offset: number, value: number): void {
    const stored = STORED.get(offset);
    if (stored === undefined) return;
    const before = this.depth();
    this.registers.set(offset, value & stored.mask);
    // 3.3.7: switching the FIFOs empties them.
    if (offset === Reg.LCR_H && this.depth() !== before) this.count = 0;
    if (offset === Reg.CR) this.updateModem();
    if (this.listening()) this.fill();
    this.updateLine();
  }

  /** 2.4.4: a change of a modem input raises its interrupt. */
  private updateModem(): void {
    const pins = this.modemPins();
    const changed = pins ^ this.modemInputs;
    this.modemInputs = pins;
    if ((changed & Flag.RI) !== 0) this.raw |= Int.RI;
    if ((changed & Flag.CTS) !== 0) this.raw |= Int.CTS;
    if ((changed & Flag.DCD) !== 0) this.raw |= Int.DCD;
    if ((changed & Flag.DSR) !== 0) this.raw |= Int.DSR;
  }

  private updateLine(): void {
    const high = (this.raw & this.register(Reg.IMSC)) !== 0;
    if (high === this.lineHigh) return;
    this.lineHigh = high;
    this.irq.set(high);
  }

  private identification(offset: number): number | undefined {
    if (offset < Reg.PERIPH_ID0 || offset > Reg.PCELL_ID3) return undefined;
    return IDENTIFICATION[(offset - Reg.PERIPH_ID0) >> 2];
  }

  private register(offset: Reg): number {
    return this.registers.get(offset) ?? 0;
  }

  private on(bits: number): boolean {
    return (this.register(Reg.CR) & bits) === bits;
  }
}
