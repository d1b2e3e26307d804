/**
 * PS/2 mouse, after the IBM PS/2 Hardware Interface Technical Reference, "Mouse", with the wheel that Microsoft's IntelliMouse adds
 * once a driver has set the sample rates 200, 100 and 80 in a row.
 */
import { Ps2Device } from "./ps2.ts";

const ACK = 0xfa;
const RESEND = 0xfe;
const SELF_TEST_PASSED = 0xaa;
const PLAIN = 0;
const WHEEL = 3;
const KNOCK = [200, 100, 80];

const enum Command {
  Scaling1 = 0xe6,
  Scaling2 = 0xe7,
  Resolution = 0xe8,
  Status = 0xe9,
  StreamMode = 0xea,
  ReadData = 0xeb,
  ResetWrap = 0xec,
  WrapMode = 0xee,
  RemoteMode = 0xf0,
  Identify = 0xf2,
  SampleRate = 0xf3,
  Enable = 0xf4,
  Disable = 0xf5,
  Default = 0xf6,
  Reset = 0xff,
}

/** What the user does with it. */
export interface MouseMotion {
  /** Counts to the right and up. */
  readonly dx: number;
  readonly dy: number;
  /** Clicks towards the user. */
  readonly wheel?: number;
  /** Bit 0 left, bit 1 right, bit 2 middle. */
  readonly buttons: number;
}

export class Ps2Mouse extends Ps2Device {
  private reporting = false;
  private remote = false;
  private wraps = false;
  private doubled = false;
  private resolution = 2;
  private rate = 100;
  private identity = PLAIN;
  private buttons = 0;
  private open: Command | undefined;
  private rates: number[] = [];

  override reset(): void {
    this.clear();
    this.defaults();
    this.identity = PLAIN;
    this.wraps = false;
    this.open = undefined;
    this.rates = [];
  }

  /** Reports motion and buttons, when the guest wants reports. */
  move(motion: MouseMotion): void {
    this.buttons = motion.buttons & 7;
    if (this.reporting && !this.remote) this.report(...this.packet(motion));
  }

  override receive(byte: number): void {
    if (this.wraps && byte !== Command.ResetWrap && byte !== Command.Reset) {
      this.answer(byte);
      return;
    }
    const { open } = this;
    this.open = undefined;
    if (open === undefined) this.command(byte);
    else this.parameter(open, byte);
  }

  private parameter(command: Command, byte: number): void {
    if (command === Command.Resolution) this.resolution = byte & 3;
    else {
      this.rate = byte;
      this.rates = [...this.rates.slice(-2), byte];
      if (KNOCK.every((rate, index) => this.rates[index] === rate)) this.identity = WHEEL;
    }
    this.answer(ACK);
  }

  private command(byte: number): void {
    const replies = this.reply(byte);
    this.answer(...replies);
  }

  private reply(byte: number): number[] {
    switch (byte) {
      case Command.Scaling1:
      case Command.Scaling2:
        this.doubled = byte === Command.Scaling2;
        return [ACK];
      case Command.Resolution:
      case Command.SampleRate:
        this.open = byte;
        return [ACK];
      case Command.Status:
        return [ACK, this.status(), this.resolution, this.rate];
      case Command.ReadData:
        return [ACK, ...this.packet({ dx: 0, dy: 0, buttons: this.buttons })];
      case Command.StreamMode:
      case Command.RemoteMode:
        this.remote = byte === Command.RemoteMode;
        return [ACK];
      case Command.ResetWrap:
      case Command.WrapMode:
        this.wraps = byte === Command.WrapMode;
        return [ACK];
      case Command.Identify:
        return [ACK, this.identity];
      case Command.Enable:
      case Command.Disable:
        this.reporting = byte === Command.Enable;
        return [ACK];
      case Command.Default:
        this.defaults();
        return [ACK];
      case Command.Reset:
        this.reset();
        return [ACK, SELF_TEST_PASSED, PLAIN];
      default:
        return [RESEND];
    }
  }

  /** Bit 6 remote, 5 enabled, 4 scaling 2:1, 2 left, 1 middle, 0 right button. */
  private status(): number {
    const [left, right, middle] = [0, 1, 2].map((bit) => (this.buttons >> bit) & 1);
    const modes = (this.remote ? 0x40 : 0) | (this.reporting ? 0x20 : 0) | (this.doubled ? 0x10 : 0);
    return modes | (left << 2) | (middle << 1) | right;
  }

  private packet({ dx, dy, wheel = 0, buttons }: MouseMotion): number[] {
    const [x, y] = [clamp(dx, 255), clamp(dy, 255)];
    const signs = (x < 0 ? 0x10 : 0) | (y < 0 ? 0x20 : 0);
    const plain = [8 | (buttons & 7) | signs, x & 0xff, y & 0xff];
    return this.identity === WHEEL ? [...plain, clamp(wheel, 7) & 0xff] : plain;
  }

  private defaults(): void {
    this.reporting = false;
    this.remote = false;
    this.doubled = false;
    this.resolution = 2;
    this.rate = 100;
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit - 1, Math.min(limit, Math.trunc(value)));
}
