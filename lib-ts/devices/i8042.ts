/**
 * Keyboard controller of a PC (8042), after the IBM PS/2 Hardware Interface Technical Reference, "Keyboard and auxiliary device
 * controller". Ports 60h and 64h.
 *
 * Threat model. Untrusted: every access of the guest. Trusted: the wires. Each device keeps at most a few hundred bytes.
 */
import type { Ps2Device } from "./ps2.ts";
import { ScanCodeTranslator } from "./scanCodes.ts";
import type { IrqLine, PortDevice } from "./wires.ts";

/** Offsets from port 60h. */
const enum Reg {
  Data = 0,
  Command = 4,
}

/** Status register. */
const enum Status {
  OutputFull = 1 << 0,
  SystemFlag = 1 << 2,
  /** The last write was to the command port. */
  Command = 1 << 3,
  /** The keyboard is not locked. */
  Unlocked = 1 << 4,
  AuxiliaryFull = 1 << 5,
}

/** Command byte, byte 0 of the controller's RAM. */
const enum Config {
  KeyboardInterrupt = 1 << 0,
  AuxiliaryInterrupt = 1 << 1,
  SystemFlag = 1 << 2,
  DisableKeyboard = 1 << 4,
  DisableAuxiliary = 1 << 5,
  Translate = 1 << 6,
}

const enum Command {
  ReadRam = 0x20,
  WriteRam = 0x60,
  DisableAuxiliary = 0xa7,
  EnableAuxiliary = 0xa8,
  TestAuxiliary = 0xa9,
  SelfTest = 0xaa,
  TestKeyboard = 0xab,
  DisableKeyboard = 0xad,
  EnableKeyboard = 0xae,
  ReadInputPort = 0xc0,
  ReadOutputPort = 0xd0,
  WriteOutputPort = 0xd1,
  WriteKeyboardBuffer = 0xd2,
  WriteAuxiliaryBuffer = 0xd3,
  WriteAuxiliary = 0xd4,
  DisableA20 = 0xdd,
  EnableA20 = 0xdf,
  ReadTestInputs = 0xe0,
  /** F0h..FFh: the output lines whose bits are clear are pulsed low; bit 0 is the processor's reset. */
  Pulse = 0xf0,
}

const SELF_TEST_PASSED = 0x55;
/** Output port: bit 0 is the reset line, high; bit 1 is gate A20. */
const OUTPUT_RESET = 1;
const OUTPUT_A20 = 2;

/** What the controller drives. */
export interface I8042Wires {
  readonly keyboardIrq: IrqLine;
  readonly auxiliaryIrq: IrqLine;
  /** The processor's reset line is pulsed. */
  reset(): void;
  /** Gate A20 has been moved. */
  gateA20(open: boolean): void;
}

export class I8042 implements PortDevice {
  readonly name = "keyboard controller";
  readonly ports = 5;
  readonly width = 1;

  private readonly ram = new Uint8Array(32);
  private output: { readonly byte: number; readonly auxiliary: boolean } | undefined;
  private lastWasCommand = false;
  private open: number | undefined;
  private outputPort = OUTPUT_RESET | OUTPUT_A20;
  private translator = new ScanCodeTranslator();
  private readonly levels = { keyboard: false, auxiliary: false };

  constructor(
    private readonly wires: I8042Wires,
    private readonly keyboard: Ps2Device,
    private readonly auxiliary: Ps2Device,
  ) {
    keyboard.connect(() => this.advance());
    auxiliary.connect(() => this.advance());
    this.reset();
  }

  /** As firmware leaves it: both ports on, translation to set 1, interrupts off. */
  reset(): void {
    this.ram.fill(0);
    this.ram[0] = Config.SystemFlag | Config.Translate;
    this.output = undefined;
    this.open = undefined;
    this.lastWasCommand = false;
    this.a20 = true;
    this.outputPort = OUTPUT_RESET | OUTPUT_A20;
    this.translator = new ScanCodeTranslator();
    this.keyboard.reset();
    this.auxiliary.reset();
    this.updateLines();
  }

  read(offset: number): number {
    if (offset === Reg.Data) return this.takeOutput();
    if (offset !== Reg.Command) return 0xff;
    let status = Status.Unlocked | (this.ram[0] & Config.SystemFlag);
    if (this.output !== undefined) status |= Status.OutputFull | (this.output.auxiliary ? Status.AuxiliaryFull : 0);
    return status | (this.lastWasCommand ? Status.Command : 0);
  }

  write(offset: number, value: number): void {
    if (offset === Reg.Data) this.data(value);
    else if (offset === Reg.Command) this.command(value);
  }

  /** Whether gate A20 is open, as software has set it. */
  get a20(): boolean {
    return (this.outputPort & OUTPUT_A20) !== 0;
  }
  set a20(open: boolean) {
    if (open !== this.a20) this.wires.gateA20(open);
    this.outputPort = open ? this.outputPort | OUTPUT_A20 : this.outputPort & ~OUTPUT_A20;
  }

  // ---- the output buffer ----------------------------------------------------------------------------------------

  private takeOutput(): number {
    const { output } = this;
    this.output = undefined;
    this.updateLines();
    this.advance();
    return output?.byte ?? 0;
  }

  /** Fills the output buffer from a device, if it is free. */
  private advance(): void {
    while (this.output === undefined) {
      if (!this.has(Config.DisableKeyboard) && !this.keyboard.isEmpty) this.fromKeyboard(this.keyboard.take());
      else if (!this.has(Config.DisableAuxiliary) && !this.auxiliary.isEmpty) this.fill(this.auxiliary.take(), true);
      else return;
    }
  }

  private fromKeyboard(byte: number | undefined): void {
    if (byte === undefined) return;
    this.fill(this.has(Config.Translate) ? this.translator.translate(byte) : byte, false);
  }

  private fill(byte: number | undefined, auxiliary: boolean): void {
    if (byte === undefined) return;
    this.output = { byte, auxiliary };
    this.updateLines();
  }

  private updateLines(): void {
    const { output } = this;
    this.drive("keyboard", output !== undefined && !output.auxiliary && this.has(Config.KeyboardInterrupt));
    this.drive("auxiliary", output?.auxiliary === true && this.has(Config.AuxiliaryInterrupt));
  }

  private drive(which: "keyboard" | "auxiliary", high: boolean): void {
    if (this.levels[which] === high) return;
    this.levels[which] = high;
    (which === "keyboard" ? this.wires.keyboardIrq : this.wires.auxiliaryIrq).set(high);
  }

  // ---- commands -------------------------------------------------------------------------------------------------

  private data(value: number): void {
    this.lastWasCommand = false;
    const { open } = this;
    this.open = undefined;
    if (open === undefined) {
      // A byte for the keyboard switches its clock on again.
      this.setConfig(this.ram[0] & ~Config.DisableKeyboard);
      this.keyboard.receive(value);
    } else this.parameter(open, value);
  }

  private parameter(command: number, value: number): void {
    switch (command) {
      case Command.WriteOutputPort:
        this.a20 = (value & OUTPUT_A20) !== 0;
        this.outputPort = value | OUTPUT_RESET;
        if ((value & OUTPUT_RESET) === 0) this.wires.reset();
        break;
      case Command.WriteKeyboardBuffer:
        this.fill(value, false);
        break;
      case Command.WriteAuxiliaryBuffer:
        this.fill(value, true);
        break;
      case Command.WriteAuxiliary:
        this.setConfig(this.ram[0] & ~Config.DisableAuxiliary);
        this.auxiliary.receive(value);
        break;
      default:
        if (command === Command.WriteRam) this.setConfig(value);
        else this.ram[command & 0x1f] = value;
    }
  }

  private command(value: number): void {
    this.lastWasCommand = true;
    this.open = undefined;
    if (value >= Command.Pulse) {
      if ((value & 1) === 0) this.wires.reset();
    } else if ((value & 0xe0) === Command.ReadRam) this.fill(this.ram[value & 0x1f], false);
    else if ((value & 0xe0) === Command.WriteRam) this.open = value;
    else if (takesParameter(value)) this.open = value;
    else this.act(value);
  }

  private act(command: number): void {
    switch (command) {
      case Command.DisableAuxiliary:
        this.setConfig(this.ram[0] | Config.DisableAuxiliary);
        break;
      case Command.EnableAuxiliary:
        this.setConfig(this.ram[0] & ~Config.DisableAuxiliary);
        break;
      case Command.DisableKeyboard:
        this.setConfig(this.ram[0] | Config.DisableKeyboard);
        break;
      case Command.EnableKeyboard:
        this.setConfig(this.ram[0] & ~Config.DisableKeyboard);
        break;
      case Command.TestAuxiliary:
      case Command.TestKeyboard:
      case Command.ReadTestInputs:
        this.fill(0, false);
        break;
      case Command.SelfTest:
        this.ram[0] |= Config.SystemFlag;
        this.fill(SELF_TEST_PASSED, false);
        break;
      case Command.ReadInputPort:
        this.fill(0x80, false);
        break;
      case Command.ReadOutputPort:
        this.fill(this.outputPort, false);
        break;
      case Command.DisableA20:
      case Command.EnableA20:
        this.a20 = command === Command.EnableA20;
        break;
      default:
    }
  }

  private setConfig(value: number): void {
    this.ram[0] = value;
    this.updateLines();
    this.advance();
  }

  private has(bit: Config): boolean {
    return (this.ram[0] & bit) !== 0;
  }
}

function takesParameter(command: number): boolean {
  return command >= Command.WriteOutputPort && command <= Command.WriteAuxiliary;
}
