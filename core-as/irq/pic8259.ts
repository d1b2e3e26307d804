/**
 * The two 8259A interrupt controllers of a PC, cascaded at IR2 of the first, with the edge/level registers of its bridge.
 * Intel 8259A data sheet (231468); 82371AB (PIIX4) 4.2.4 for ELCR. The 8080 mode of ICW4, buffered mode and the levels
 * of ICW3 that a PC cannot have are accepted and mean nothing.
 *
 * Chip 0 is the master, chip 1 the slave. Interrupts are 0..15, slave's from 8 on.
 *
 * BOUNDS: chip is 0 or 1 and every offset below PIC_CHIP_SIZE, inside the area at PIC_BASE.
 */
import { noteEnd } from "./irqEnds";
import { PIC_BASE } from "./pcState";
import { picOutputChanged } from "./picOutput";

const PIC_CHIP_SIZE: u32 = 0x40;
/** u32 each. Bitmaps by input; LINE is what the host and devices drive, kept over a reset. */
const LINE: u32 = 0;
/** Requests latched from rising edges, which fall with their line; those of pulses stay. */
const EDGE: u32 = 4;
const PULSE: u32 = 8;
const ISR: u32 = 12;
const IMR: u32 = 16;
/** ELCR: 1 = level-triggered. */
const LEVEL: u32 = 20;
/** Vector of input 0. */
const VECTOR: u32 = 24;
/** Input of lowest priority; the one after it is first. */
const LOWEST: u32 = 28;
const ICW1: u32 = 32;
const ICW3: u32 = 36;
const ICW4: u32 = 40;
/** Which word comes next: `Step`. */
const STEP: u32 = 44;
/** `Mode` bits. */
const MODE: u32 = 48;
/** u32: level of the master's INT output. */
const OUTPUT: u32 = PIC_BASE + 2 * PIC_CHIP_SIZE;

/** What the next write to the odd port is. */
enum Step {
  /** Nothing: ICW1 has not been written since power-on. */
  Off = 0,
  Icw2 = 1,
  Icw3 = 2,
  Icw4 = 3,
  Ready = 4,
}

enum Mode {
  SpecialMask = 1,
  /** OCW3: the even port reads ISR, not IRR. */
  ReadIsr = 2,
  /** OCW3: the next read acknowledges. */
  Poll = 4,
  RotateAutoEoi = 8,
}

const ICW1_SINGLE: u32 = 2;
const ICW1_LEVEL: u32 = 8;
const ICW1_IC4: u32 = 1;
const ICW4_AEOI: u32 = 2;
const ICW4_SFNM: u32 = 16;
const CASCADE: u32 = 2;
/** Inputs whose trigger mode cannot be changed: timer, keyboard, cascade; clock and coprocessor. PIIX4 4.2.4. */
const ELCR_MASK: u32 = 0xf8;
const ELCR_MASK_SLAVE: u32 = 0xde;
/** The input that answers when none asks. */
const SPURIOUS: u32 = 7;
const NONE: u32 = 8;

function chipAt(chip: u32): usize {
  return PIC_BASE + chip * PIC_CHIP_SIZE;
}

/** Power-on state; input lines stay. */
export function picReset(): void {
  for (let chip: u32 = 0; chip < 2; chip++) {
    const at = chipAt(chip);
    const line = load<u32>(at, LINE);
    memory.fill(at, 0, PIC_CHIP_SIZE);
    store<u32>(at, line, LINE);
    store<u32>(at, 7, LOWEST);
  }
  store<u32>(OUTPUT, 0);
}

// ---- inputs ---------------------------------------------------------------------------------------------------------

/** Drives input `irq`, 0..15 but 2. An edge-triggered request goes when its line falls before it is acknowledged. */
export function picSetLine(irq: u32, level: bool): void {
  const at = chipAt(irq >> 3);
  const bit: u32 = 1 << (irq & 7);
  const line = load<u32>(at, LINE);
  if (((line & bit) != 0) == level) return;
  if (level) {
    store<u32>(at, line | bit, LINE);
    store<u32>(at, load<u32>(at, EDGE) | bit, EDGE);
  } else {
    store<u32>(at, line & ~bit, LINE);
    store<u32>(at, load<u32>(at, EDGE) & ~bit, EDGE);
  }
  update();
}

/** A rising edge at input `irq` that is held until it is acknowledged. */
export function picPulse(irq: u32): void {
  const at = chipAt(irq >> 3);
  store<u32>(at, load<u32>(at, PULSE) | (1 << (irq & 7)), PULSE);
  update();
}

/** Whether a pulse at `irq` waits already, so that another one would change nothing. */
export function picPulsePending(irq: u32): bool {
  return (load<u32>(chipAt(irq >> 3), PULSE) & (1 << (irq & 7))) != 0;
}

// ---- priority -------------------------------------------------------------------------------------------------------

function levels(at: usize): u32 {
  return (load<u32>(at, ICW1) & ICW1_LEVEL) != 0 ? 0xff : load<u32>(at, LEVEL);
}

/** IRR. The slave's output is a level to the master, whatever ELCR says of the others. */
function requests(chip: u32): u32 {
  const at = chipAt(chip);
  const level = levels(at);
  let bits = load<u32>(at, PULSE) | (load<u32>(at, LINE) & level) | (load<u32>(at, EDGE) & ~level);
  if (chip == 0 && cascades() && requested(1) != NONE) bits |= 1 << CASCADE;
  return bits;
}

/** Whether the master was told of the slave at IR2. */
function cascades(): bool {
  return (load<u32>(chipAt(0), ICW1) & ICW1_SINGLE) == 0 && (load<u32>(chipAt(0), ICW3) & (1 << CASCADE)) != 0;
}

/** The input of highest priority in `bits`, NONE when there is none. */
function first(at: usize, bits: u32): u32 {
  const lowest = load<u32>(at, LOWEST);
  for (let i: u32 = 1; i <= 8; i++) {
    const input = (lowest + i) & 7;
    if ((bits & (1 << input)) != 0) return input;
  }
  return NONE;
}

/** Place of `input` in the order of priority, 0 = first; NONE is last. */
function rank(at: usize, input: u32): u32 {
  return input == NONE ? 8 : (input - load<u32>(at, LOWEST) - 1) & 7;
}

/** The input that the chip's INT output asks for, NONE when that is low. */
function requested(chip: u32): u32 {
  const at = chipAt(chip);
  if (load<u32>(at, STEP) != Step.Ready) return NONE;
  const imr = load<u32>(at, IMR);
  const input = first(at, requests(chip) & ~imr);
  if (input == NONE) return NONE;
  let inService = load<u32>(at, ISR);
  // Special mask mode: what is masked does not hold others back (data sheet, "Special Mask Mode").
  if ((load<u32>(at, MODE) & Mode.SpecialMask) != 0) inService &= ~imr;
  // Special fully nested mode: the slave may interrupt itself.
  if (chip == 0 && (load<u32>(at, ICW4) & ICW4_SFNM) != 0 && input == CASCADE) inService &= ~(1 << CASCADE);
  return rank(at, input) < rank(at, first(at, inService)) ? input : NONE;
}

function update(): void {
  const level = u32(requested(0) != NONE);
  if (level == load<u32>(OUTPUT)) return;
  store<u32>(OUTPUT, level);
  picOutputChanged(level != 0);
}

// ---- acknowledgement ------------------------------------------------------------------------------------------------

/** INTA: the master's request, and the slave's behind it, go into service. @returns the vector */
export function picAcknowledge(v: usize): u32 {
  const vector = acknowledge(v, 0);
  update();
  return vector;
}

function acknowledge(v: usize, chip: u32): u32 {
  const at = chipAt(chip);
  const input = requested(chip);
  if (input == NONE) return load<u32>(at, VECTOR) | SPURIOUS;
  serve(v, chip, input);
  if (chip == 0 && input == CASCADE && cascades()) return acknowledge(v, 1);
  return load<u32>(at, VECTOR) | input;
}

/** Moves `input` from IRR to ISR, or, in automatic EOI mode, past it. */
function serve(v: usize, chip: u32, input: u32): void {
  const at = chipAt(chip);
  const bit: u32 = 1 << input;
  store<u32>(at, load<u32>(at, EDGE) & ~bit, EDGE);
  store<u32>(at, load<u32>(at, PULSE) & ~bit, PULSE);
  if ((load<u32>(at, ICW4) & ICW4_AEOI) == 0) {
    store<u32>(at, load<u32>(at, ISR) | bit, ISR);
    return;
  }
  if ((load<u32>(at, MODE) & Mode.RotateAutoEoi) != 0) store<u32>(at, input, LOWEST);
  noteEnd(v, (chip << 3) + input);
}

/** EOI of `input`. */
function end(v: usize, chip: u32, input: u32): void {
  const at = chipAt(chip);
  const bit: u32 = 1 << input;
  if ((load<u32>(at, ISR) & bit) == 0) return;
  store<u32>(at, load<u32>(at, ISR) & ~bit, ISR);
  noteEnd(v, (chip << 3) + input);
}

/** What a non-specific EOI ends: the request in service of highest priority, NONE when there is none. */
function newest(at: usize): u32 {
  const masked = (load<u32>(at, MODE) & Mode.SpecialMask) != 0 ? load<u32>(at, IMR) : 0;
  return first(at, load<u32>(at, ISR) & ~masked);
}

// ---- ports ----------------------------------------------------------------------------------------------------------

/** Reads the even (`odd` = 0) or odd port of `chip`. */
export function picRead(v: usize, chip: u32, odd: bool): u32 {
  const at = chipAt(chip);
  const mode = load<u32>(at, MODE);
  if ((mode & Mode.Poll) != 0) {
    store<u32>(at, mode & ~Mode.Poll, MODE);
    return poll(v, chip);
  }
  if (odd) return load<u32>(at, IMR);
  return (mode & Mode.ReadIsr) != 0 ? load<u32>(at, ISR) : requests(chip);
}

/** The read after a poll command: an acknowledgement whose answer says whether there was a request. */
function poll(v: usize, chip: u32): u32 {
  const input = requested(chip);
  if (input == NONE) return SPURIOUS;
  serve(v, chip, input);
  update();
  return 0x80 | input;
}

export function picWrite(v: usize, chip: u32, odd: bool, value: u32): void {
  if (odd) writeOdd(chip, value);
  else if ((value & 0x10) != 0) writeIcw1(chip, value);
  else if ((value & 8) != 0) writeOcw3(chip, value);
  else writeOcw2(v, chip, value);
  update();
}

function writeIcw1(chip: u32, value: u32): void {
  const at = chipAt(chip);
  store<u32>(at, value, ICW1);
  store<u32>(at, Step.Icw2, STEP);
  store<u32>(at, 0, IMR);
  store<u32>(at, 0, ISR);
  store<u32>(at, 0, EDGE);
  store<u32>(at, 0, PULSE);
  store<u32>(at, 0, MODE);
  store<u32>(at, 7, LOWEST);
  if ((value & ICW1_IC4) == 0) store<u32>(at, 0, ICW4);
}

function writeOdd(chip: u32, value: u32): void {
  const at = chipAt(chip);
  const icw1 = load<u32>(at, ICW1);
  const last: u32 = (icw1 & ICW1_IC4) != 0 ? Step.Icw4 : Step.Ready;
  switch (load<u32>(at, STEP)) {
    case Step.Icw2:
      store<u32>(at, value & 0xf8, VECTOR);
      store<u32>(at, (icw1 & ICW1_SINGLE) != 0 ? last : <u32>Step.Icw3, STEP);
      break;
    case Step.Icw3:
      store<u32>(at, value, ICW3);
      store<u32>(at, last, STEP);
      break;
    case Step.Icw4:
      store<u32>(at, value, ICW4);
      store<u32>(at, Step.Ready, STEP);
      break;
    default:
      store<u32>(at, value, IMR);
  }
}

/** R, SL, EOI in bits 7..5, an input in bits 2..0. */
function writeOcw2(v: usize, chip: u32, value: u32): void {
  const at = chipAt(chip);
  const command = value >> 5;
  const input = (command & 2) != 0 ? value & 7 : newest(at);
  switch (command) {
    case 0:
      store<u32>(at, load<u32>(at, MODE) & ~Mode.RotateAutoEoi, MODE);
      break;
    case 4:
      store<u32>(at, load<u32>(at, MODE) | Mode.RotateAutoEoi, MODE);
      break;
    case 6:
      store<u32>(at, input, LOWEST);
      break;
    case 1:
    case 3:
    case 5:
    case 7:
      if (input == NONE) return;
      end(v, chip, input);
      if (command >= 5) store<u32>(at, input, LOWEST);
      break;
  }
}

function writeOcw3(chip: u32, value: u32): void {
  const at = chipAt(chip);
  let mode = load<u32>(at, MODE) & ~Mode.Poll;
  if ((value & 4) != 0) mode |= Mode.Poll;
  if ((value & 2) != 0) mode = (value & 1) != 0 ? mode | Mode.ReadIsr : mode & ~Mode.ReadIsr;
  if ((value & 0x40) != 0) mode = (value & 0x20) != 0 ? mode | Mode.SpecialMask : mode & ~Mode.SpecialMask;
  store<u32>(at, mode, MODE);
}

/** ELCR1 and ELCR2. */
export function elcrRead(chip: u32): u32 {
  return load<u32>(chipAt(chip), LEVEL);
}
export function elcrWrite(chip: u32, value: u32): void {
  store<u32>(chipAt(chip), value & (chip == 0 ? ELCR_MASK : ELCR_MASK_SLAVE), LEVEL);
  update();
}

// ---- questions ------------------------------------------------------------------------------------------------------

/** Level of the master's INT output. */
export function picOutput(): bool {
  return load<u32>(OUTPUT) != 0;
}

/** Host: chip's IRR, ISR, IMR and vector of input 0, a byte each from the lowest. */
export function picState(chip: u32): u32 {
  const at = chipAt(chip & 1);
  return requests(chip & 1) | (load<u32>(at, ISR) << 8) | (load<u32>(at, IMR) << 16) | (load<u32>(at, VECTOR) << 24);
}
