/** PS/2 keyboard, after the IBM PS/2 Hardware Interface Technical Reference, "Keyboard (101- and 102-key)". */
import { Ps2Device } from "./ps2.ts";

const ACK = 0xfa;
const RESEND = 0xfe;
const SELF_TEST_PASSED = 0xaa;
/** A keyboard with 101 keys, in scan-code set 2. */
const IDENTITY = [0xab, 0x83];

const enum Command {
  SetLeds = 0xed,
  Echo = 0xee,
  ScanCodeSet = 0xf0,
  Identify = 0xf2,
  Typematic = 0xf3,
  Enable = 0xf4,
  DefaultDisable = 0xf5,
  Default = 0xf6,
  /** All keys typematic, make/break and so on: sets 1 and 2 have nothing to set. */
  FirstKeyTypes = 0xf7,
  LastKeyTypes = 0xfd,
  Resend = 0xfe,
  Reset = 0xff,
}

export class Ps2Keyboard extends Ps2Device {
  private scanning = true;
  private set = 2;
  /** Bit 0 scroll lock, bit 1 num lock, bit 2 caps lock. */
  private lights = 0;
  /** The command whose parameter comes next. */
  private open: Command | undefined;
  private last = 0;

  get leds(): number {
    return this.lights;
  }

  override reset(): void {
    this.clear();
    this.defaults();
    this.open = undefined;
  }

  /** Key presses and releases as bytes of scan-code set 2; dropped while the guest has scanning off. */
  type(scanCodes: readonly number[]): void {
    if (this.scanning) this.report(...scanCodes);
  }

  override receive(byte: number): void {
    const { open } = this;
    this.open = undefined;
    if (open !== undefined && byte < Command.SetLeds) this.parameter(open, byte);
    else this.command(byte);
  }

  private parameter(command: Command, byte: number): void {
    if (command === Command.SetLeds) this.lights = byte & 7;
    if (command !== Command.ScanCodeSet) this.reply(ACK);
    else if (byte === 0) this.reply(ACK, this.set);
    else if (byte <= 3) {
      this.set = byte;
      this.reply(ACK);
    } else this.reply(RESEND);
  }

  private command(byte: number): void {
    switch (byte) {
      case Command.SetLeds:
      case Command.ScanCodeSet:
      case Command.Typematic:
        this.open = byte;
        break;
      case Command.Echo:
        this.reply(Command.Echo);
        return;
      case Command.Identify:
        this.reply(ACK, ...IDENTITY);
        return;
      case Command.Enable:
        this.scanning = true;
        break;
      case Command.DefaultDisable:
        this.defaults();
        this.scanning = false;
        break;
      case Command.Default:
        this.defaults();
        break;
      case Command.Resend:
        this.answer(this.last);
        return;
      case Command.Reset:
        this.reset();
        this.reply(ACK, SELF_TEST_PASSED);
        return;
      default:
        this.reply(byte >= Command.FirstKeyTypes && byte <= Command.LastKeyTypes ? ACK : RESEND);
        return;
    }
    this.reply(ACK);
  }

  private defaults(): void {
    this.scanning = true;
    this.set = 2;
    this.lights = 0;
  }

  private reply(...bytes: number[]): void {
    this.last = bytes[bytes.length - 1];
    this.answer(...bytes);
  }
}
