/**
 * 16550 UART as PCs have it, after the PC16550D data sheet (National Semiconductor, 1995). Section numbers are that sheet's.
 *
 * A character written is sent at once, so the transmitter is empty whenever the guest looks. Characters are received in bursts at a
 * line rate of 1 Mbaud, whatever the divisor says, for the reasons that pl011.ts gives.
 *
 * Received characters wait outside until the guest listens: it has enabled the receive interrupt and raised DTR or RTS or connected
 * the interrupt (OUT2), or it polls the line status for input. What the guest clears unread goes back outside. So what is typed
 * before a driver is ready is not lost to the probing and the clean-up that drivers do when they open the port.
 *
 * Threat model. Untrusted: every register access of the guest, the bytes from outside. Trusted: the wires given to the
 * constructor. The FIFO is a fixed array whose indices are masked, no access allocates, and one access moves at most 16 bytes.
 */
import { HeldInput } from "./heldInput.ts";
import { Enable, Fifo, Identity, Input, Line, Modem, Reg, Status } from "./uart16550Registers.ts";
import type { Alarm, ByteSink, ByteSource, IrqLine, PortDevice } from "./wires.ts";

const FIFO_DEPTH = 16;
/** 8.4, bits 7..6. */
const TRIGGERS = [1, 4, 8, 14];
/** 115200 baud: Linux finds a port that firmware has left running. */
const DIVISOR_AT_RESET = 1;
/** pl011.ts has the reasons of these three. */
const BURST = 256;
const SECONDS_PER_CHARACTER = 10e-6;
const POLLS_TO_LISTEN = 8;

export class Uart16550 implements PortDevice {
  readonly name = "16550";
  readonly ports = 8;
  readonly width = 1;

  private readonly fifo = new Uint8Array(FIFO_DEPTH);
  private head = 0;
  private count = 0;
  /** Characters of the FIFO, the oldest, that came by loop-back. */
  private looped = 0;
  private readonly input: HeldInput;
  private divisor = DIVISOR_AT_RESET;
  private enabled = 0;
  private fifoControl = 0;
  private lineControl = 0;
  private modemControl = 0;
  private scratch = 0;
  private overrun = false;
  /** The transmitter's interrupt: set when it runs empty, cleared when it is identified. */
  private transmitted = false;
  private inputs = 0;
  private changes = 0;
  private lineHigh = false;
  /** Reads of LSR in a row, no write between, that found no character. */
  private emptyPolls = 0;
  /** Characters that are left of this burst. */
  private burst = BURST;

  /** @param line rings when the time has passed that a burst takes on the line */
  constructor(
    private readonly irq: IrqLine,
    private readonly output: ByteSink,
    input: ByteSource,
    private readonly line: Alarm,
  ) {
    this.input = new HeldInput(input, FIFO_DEPTH);
    this.reset();
  }

  /** Back to the state after MR, table III. What waits outside goes on waiting. */
  reset(): void {
    this.clearReceiver();
    this.enabled = 0;
    this.fifoControl = 0;
    this.lineControl = 0;
    this.modemControl = 0;
    this.overrun = false;
    this.transmitted = false;
    this.inputs = this.modemPins();
    this.changes = 0;
    this.emptyPolls = 0;
    this.burst = BURST;
    this.line.cancel();
    this.updateLine();
  }

  read(offset: number): number {
    switch (offset) {
      case Reg.Data:
        return this.latchesDivisor ? this.divisor & 0xff : this.receive();
      case Reg.IER:
        return this.latchesDivisor ? this.divisor >> 8 : this.enabled;
      case Reg.IIR:
        return this.identify();
      case Reg.LCR:
        return this.lineControl;
      case Reg.MCR:
        return this.modemControl;
      case Reg.LSR:
        return this.lineStatus();
      case Reg.MSR:
        return this.modemStatus();
      default:
        return this.scratch;
    }
  }

  write(offset: number, value: number): void {
    this.emptyPolls = 0;
    switch (offset) {
      case Reg.Data:
        if (this.latchesDivisor) this.divisor = (this.divisor & 0xff00) | value;
        else this.transmit(value);
        break;
      case Reg.IER:
        if (this.latchesDivisor) this.divisor = (this.divisor & 0xff) | (value << 8);
        else this.enable(value & 0xf);
        break;
      case Reg.IIR:
        this.controlFifo(value);
        break;
      case Reg.LCR:
        this.lineControl = value;
        break;
      case Reg.MCR:
        // Loop-back starts with an empty receiver, so that what it brings and what came from outside do not mix.
        if ((value & ~this.modemControl & Modem.Loop) !== 0) this.clearReceiver();
        this.modemControl = value & 0x1f;
        this.updateModem();
        break;
      case Reg.SCR:
        this.scratch = value;
        break;
      default:
        // LSR and MSR: for factory testing only.
        return;
    }
    if (this.listening()) this.fill();
    this.updateLine();
  }

  /** The source has got bytes. */
  inputArrived(): void {
    if (this.listening()) this.fill();
    this.updateLine();
  }

  // ---- transmitter ----------------------------------------------------------------------------------------------

  private transmit(byte: number): void {
    if (this.loops) this.loopBack(byte);
    else this.output.put(byte);
    this.transmitted = true;
  }

  /** Enabling the transmitter's interrupt while it is empty raises it. */
  private enable(value: number): void {
    if ((value & ~this.enabled & Enable.Transmit) !== 0) this.transmitted = true;
    this.enabled = value;
  }

  // ---- receiver -------------------------------------------------------------------------------------------------

  private receive(): number {
    if (this.count === 0) return 0;
    const character = this.fifo[this.head];
    this.head = (this.head + 1) % FIFO_DEPTH;
    this.count--;
    if (this.looped > 0) this.looped--;
    if (this.burst > 0 && !this.input.isEmpty && this.listening()) this.fill();
    this.updateLine();
    return character;
  }

  /** Takes what waits outside, as far as the burst goes and the FIFO has room. */
  private fill(): void {
    while (this.burst > 0 && this.count < this.depth()) {
      const byte = this.input.take();
      if (byte < 0) return;
      this.push(byte);
      this.burst--;
      if (this.burst === 0) this.line.set(BURST * SECONDS_PER_CHARACTER, () => this.nextBurst());
    }
  }

  private nextBurst(): void {
    this.burst = BURST;
    this.inputArrived();
  }

  private loopBack(byte: number): void {
    if (this.count >= this.depth()) {
      this.overrun = true;
      return;
    }
    this.push(byte);
    this.looped++;
  }

  private push(byte: number): void {
    this.fifo[(this.head + this.count) % FIFO_DEPTH] = byte;
    this.count++;
  }

  private listening(): boolean {
    if (this.loops) return false;
    const open = (this.modemControl & (Modem.DTR | Modem.RTS | Modem.OUT2)) !== 0;
    return (open && (this.enabled & Enable.Received) !== 0) || this.emptyPolls >= POLLS_TO_LISTEN;
  }

  private controlFifo(value: number): void {
    const changed = ((value ^ this.fifoControl) & Fifo.Enable) !== 0;
    if (changed || (value & Fifo.ClearReceiver) !== 0) this.clearReceiver();
    // 8.4: the other bits are not programmed unless the FIFOs are on.
    this.fifoControl = (value & Fifo.Enable) !== 0 ? value & 0xc9 : 0;
  }

  /** What came from outside goes back there, what was looped back is gone. */
  private clearReceiver(): void {
    while (this.count > this.looped) this.input.giveBack(this.fifo[(this.head + --this.count) % FIFO_DEPTH]);
    this.head = 0;
    this.count = 0;
    this.looped = 0;
  }

  /** Characters that the receiver holds: 16, or one holding register. */
  private depth(): number {
    return (this.fifoControl & Fifo.Enable) !== 0 ? FIFO_DEPTH : 1;
  }

  private trigger(): number {
    return this.depth() === 1 ? 1 : TRIGGERS[this.fifoControl >> 6];
  }

  // ---- status and interrupts ------------------------------------------------------------------------------------

  private lineStatus(): number {
    if (this.count === 0) {
      this.emptyPolls++;
      if (this.listening()) this.fill();
    }
    const status = (this.count > 0 ? Status.DataReady : 0) | (this.overrun ? Status.Overrun : 0);
    this.overrun = false;
    this.updateLine();
    return status | Status.THRE | Status.TEMT;
  }

  private modemStatus(): number {
    const status = this.inputs | this.changes;
    this.changes = 0;
    this.updateLine();
    return status;
  }

  /** The other end is always ready; or the outputs, in loop-back (8.7). */
  private modemPins(): number {
    if (!this.loops) return Input.CTS | Input.DSR | Input.DCD;
    const on = (output: Modem, pin: Input) => ((this.modemControl & output) !== 0 ? pin : 0);
    return on(Modem.RTS, Input.CTS) | on(Modem.DTR, Input.DSR) | on(Modem.OUT1, Input.RI) | on(Modem.OUT2, Input.DCD);
  }

  private updateModem(): void {
    const pins = this.modemPins();
    const changed = (pins ^ this.inputs) & (Input.CTS | Input.DSR | Input.DCD);
    const rung = this.inputs & ~pins & Input.RI;
    this.inputs = pins;
    this.changes |= (changed | rung) >> 4;
  }

  /** Table IV: the interrupt of the highest priority. */
  private pending(): Identity {
    const { enabled } = this;
    if ((enabled & Enable.LineStatus) !== 0 && this.overrun) return Identity.LineStatus;
    if ((enabled & Enable.Received) !== 0 && this.count >= this.trigger()) return Identity.Received;
    if ((enabled & Enable.Received) !== 0 && this.timedOut()) return Identity.Timeout;
    if ((enabled & Enable.Transmit) !== 0 && this.transmitted) return Identity.Transmit;
    if ((enabled & Enable.ModemStatus) !== 0 && this.changes !== 0) return Identity.ModemStatus;
    return Identity.None;
  }

  /** Characters wait, and none has come for four characters' time. */
  private timedOut(): boolean {
    return this.count > 0 && (this.burst === 0 || this.input.isEmpty || this.loops);
  }

  private identify(): number {
    const identity = this.pending();
    if (identity === Identity.Transmit) this.transmitted = false;
    this.updateLine();
    return identity | (this.depth() === 1 ? 0 : Identity.FifosOn);
  }

  private updateLine(): void {
    const high = this.pending() !== Identity.None && (this.modemControl & Modem.OUT2) !== 0 && !this.loops;
    if (high === this.lineHigh) return;
    this.lineHigh = high;
    this.irq.set(high);
  }

  private get loops(): boolean {
    return (this.modemControl & Modem.Loop) !== 0;
  }

  private get latchesDivisor(): boolean {
    return (this.lineControl & Line.DLAB) !== 0;
  }
}
