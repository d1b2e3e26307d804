/**
 * The I/O APIC: 24 inputs, each sent as a message to the local APICs that its redirection entry names. Intel 82093AA data
 * sheet (290566), with the version 20h of later ones, which adds an EOI register. Lines are "asserted" whatever the
 * polarity that an entry has.
 *
 * BOUNDS: pin is below PINS, and every address lies in the area at IOAPIC_BASE.
 */
import { noteEnd } from "./irqEnds";
import { lapicUpdate } from "./lapic";
import { destinations, sendMessage } from "./lapicMessages";
import { Delivery, Lapic } from "./lapicState";
import { IOAPIC_BASE, TIMER_PIN } from "./pcState";

const PINS: u32 = 24;
/** 24 u64: IOREDTBL. */
const TABLE: u32 = IOAPIC_BASE;
/** u32 each: input lines, kept over a reset; IOREGSEL; IOAPICID. */
const LINES: u32 = IOAPIC_BASE + 0xc0;
const SELECT: u32 = IOAPIC_BASE + 0xc4;
const ID: u32 = IOAPIC_BASE + 0xc8;

/** Offsets in the page. */
enum Window {
  Select = 0x00,
  Data = 0x10,
  Eoi = 0x40,
}

/** Registers by IOREGSEL. */
enum Register {
  Id = 0,
  Version = 1,
  Arbitration = 2,
  Table = 0x10,
}

const VERSION: u32 = ((PINS - 1) << 16) | 0x20;
/** Bits of an entry. */
const LOGICAL: u64 = 1 << 11;
const REMOTE_IRR: u64 = 1 << 14;
const LEVEL: u64 = 1 << 15;
const MASKED: u64 = 1 << 16;
/** What can be written in the lower half: all but delivery status and remote IRR. */
const WRITABLE: u32 = 0x1afff;

function entryAt(pin: u32): usize {
  return TABLE + (pin << 3);
}

/** Power-on state; input lines stay. */
export function ioapicReset(): void {
  for (let pin: u32 = 0; pin < PINS; pin++) store<u64>(entryAt(pin), MASKED);
  store<u32>(SELECT, 0);
  store<u32>(ID, 0);
}

// ---- inputs ---------------------------------------------------------------------------------------------------------

/** Drives an input. An edge at one that is masked is not remembered (82093AA 3.2.4). */
export function ioapicSetLine(pin: u32, level: bool): void {
  const bit: u32 = 1 << pin;
  const lines = load<u32>(LINES);
  if (((lines & bit) != 0) == level) return;
  store<u32>(LINES, level ? lines | bit : lines & ~bit);
  if (level) ioapicPulse(pin);
}

/** A rising edge at an input. */
export function ioapicPulse(pin: u32): void {
  const entry = load<u64>(entryAt(pin));
  if ((entry & LEVEL) != 0) sendLevel(pin);
  else if ((entry & MASKED) == 0) send(entry);
}

/** Whether a pulse at `pin` would be noticed. */
export function ioapicListens(pin: u32): bool {
  return (load<u64>(entryAt(pin)) & MASKED) == 0;
}

function modeOf(entry: u64): u32 {
  return <u32>(entry >> 8) & 7;
}

function targetsOf(entry: u64): u32 {
  return destinations(<u32>(entry >> 56), (entry & LOGICAL) != 0);
}

function send(entry: u64): bool {
  return sendMessage(targetsOf(entry), modeOf(entry), <u32>entry & 0xff, (entry & LEVEL) != 0);
}

/** A level-triggered input whose line is up and that nobody is serving. */
function sendLevel(pin: u32): void {
  const at = entryAt(pin);
  const entry = load<u64>(at);
  if ((entry & (LEVEL | MASKED | REMOTE_IRR)) != LEVEL || (load<u32>(LINES) & (1 << pin)) == 0) return;
  if (!send(entry) || modeOf(entry) > <u32>Delivery.LowestPriority) return;
  store<u64>(at, load<u64>(at) | REMOTE_IRR);
}

/** Whether the first input, where the PICs are, passes their requests on to `cpu` as ExtINT. */
export function ioapicPassesExternal(cpu: u32): bool {
  const entry = load<u64>(entryAt(0));
  return (entry & MASKED) == 0 && modeOf(entry) == Delivery.ExtInt && (targetsOf(entry) & (1 << cpu)) != 0;
}

// ---- ends -----------------------------------------------------------------------------------------------------------

/**
 * The vCPU at `v` has ended `vector`. A level-triggered one is sent again while its line is up; for the host, edges end
 * here too.
 */
export function ioapicEnd(v: usize, vector: u32, level: bool): void {
  for (let pin: u32 = 0; pin < PINS; pin++) {
    const at = entryAt(pin);
    const entry = load<u64>(at);
    if ((<u32>entry & 0xff) != vector || modeOf(entry) > <u32>Delivery.LowestPriority) continue;
    if (((entry & LEVEL) != 0) != level) continue;
    if (level && (entry & REMOTE_IRR) == 0) continue;
    if (!level && (entry & MASKED) != 0) continue;
    store<u64>(at, entry & ~REMOTE_IRR);
    noteEnd(v, irqOf(pin));
    sendLevel(pin);
  }
}

/** The interrupt of the board at `pin`. */
function irqOf(pin: u32): u32 {
  return pin == TIMER_PIN ? 0 : pin;
}

/** Inputs that no APIC accepted are tried again: one has been enabled. */
export function ioapicRetry(): void {
  for (let pin: u32 = 0; pin < PINS; pin++) sendLevel(pin);
}

// ---- registers ------------------------------------------------------------------------------------------------------

/** Reads a word of the page. */
export function ioapicRead(offset: u32): u32 {
  if (offset == Window.Select) return load<u32>(SELECT);
  return offset == Window.Data ? readRegister(load<u32>(SELECT)) : 0;
}

function readRegister(register: u32): u32 {
  switch (register) {
    case Register.Id:
    case Register.Arbitration:
      return load<u32>(ID);
    case Register.Version:
      return VERSION;
    default: {
      const pin = pinAt(register);
      if (pin >= PINS) return 0;
      return load<u32>(entryAt(pin) + ((register & 1) << 2));
    }
  }
}

/** The input whose entry has the register; past the last one for other registers. */
function pinAt(register: u32): u32 {
  return (register - <u32>Register.Table) >> 1;
}

/** Writes a word of the page; the vCPU at `v` does. */
export function ioapicWrite(v: usize, offset: u32, value: u32): void {
  switch (offset) {
    case Window.Select:
      store<u32>(SELECT, value & 0xff);
      break;
    case Window.Data:
      writeRegister(load<u32>(SELECT), value);
      break;
    case Window.Eoi:
      ioapicEnd(v, value & 0xff, true);
      break;
  }
}

function writeRegister(register: u32, value: u32): void {
  if (register == Register.Id) {
    store<u32>(ID, value & 0x0f000000);
    return;
  }
  const pin = pinAt(register);
  if (pin >= PINS) return;
  const at = entryAt(pin);
  if ((register & 1) != 0) store<u32>(at, value & 0xff000000, 4);
  else writeLow(at, value);
  sendLevel(pin);
  if (pin == 0) updateAll();
}

/** An entry that becomes edge-triggered forgets that it is being served. */
function writeLow(at: usize, value: u32): void {
  const kept = (value & <u32>LEVEL) != 0 ? load<u32>(at) & <u32>REMOTE_IRR : 0;
  store<u32>(at, (value & WRITABLE) | kept);
}

/** ExtINT depends on the first entry. */
function updateAll(): void {
  const cpus = Lapic.count();
  for (let cpu: u32 = 0; cpu < cpus; cpu++) lapicUpdate(cpu);
}

/** Host: redirection entry of `pin`, 0 when there is none. */
export function ioapicEntry(pin: u32): u64 {
  return pin < PINS ? load<u64>(entryAt(pin)) : 0;
}
