import { describe, expect, it } from "vitest";
import { ByteQueue } from "./byteQueue.ts";
import { Pl011 } from "./pl011.ts";

const DR = 0x00;
const RSR = 0x04;
const FR = 0x18;
const LCR_H = 0x2c;
const CR = 0x30;
const IFLS = 0x34;
const IMSC = 0x38;
const RIS = 0x3c;
const MIS = 0x40;
const ICR = 0x44;

const RXFE = 0x10;
const RXFF = 0x40;
const RX = 0x10;
const TX = 0x20;
const RT = 0x40;
const OE = 0x400;
const FIFO_ENABLE = 0x10;
const UART_ON = 0x301;
const LOOPBACK = 0x80;

function bench() {
  const levels: boolean[] = [];
  const sent: number[] = [];
  const input = new ByteQueue();
  const line: { seconds?: number; ring: () => void } = { ring: () => {} };
  const alarm = {
    set: (seconds: number, ring: () => void) => Object.assign(line, { seconds, ring }),
    cancel: () => Object.assign(line, { seconds: undefined, ring: () => {} }),
  };
  const uart = new Pl011({ set: (high) => levels.push(high) }, { put: (byte) => sent.push(byte) }, input, alarm);
  const type = (...bytes: number[]) => {
    input.add(Uint8Array.from(bytes));
    uart.inputArrived();
  };
  return { uart, levels, sent, input, line, type };
}

/** A UART as a driver leaves it: FIFOs on, receive interrupts unmasked. */
function openBench() {
  const parts = bench();
  parts.uart.write(LCR_H, FIFO_ENABLE);
  parts.uart.write(CR, UART_ON);
  parts.uart.write(IMSC, RX | RT);
  return parts;
}

const counted = (length: number) => Array.from({ length }, (_, index) => index + 1);
const drain = (uart: Pl011, length: number) => counted(length).map(() => uart.read(DR));

describe("PL011", () => {
  it("has the reset values of table 3-1", () => {
    const { uart } = bench();
    expect([CR, IFLS, IMSC, RIS, FR].map((offset) => uart.read(offset))).toEqual([0x300, 0x12, 0, 0, 0x97]);
  });

  it("identifies itself as a PrimeCell PL011", () => {
    const { uart } = bench();
    const id = [0xfe0, 0xfe4, 0xfe8, 0xfec, 0xff0, 0xff4, 0xff8, 0xffc].map((offset) => uart.read(offset));
    expect(id).toEqual([0x11, 0x10, 0x34, 0x00, 0x0d, 0xf0, 0x05, 0xb1]);
  });

  it("sends nothing while it is disabled", () => {
    const { uart, sent } = bench();
    uart.write(DR, 0x41);
    expect(sent).toEqual([]);
  });

  it("sends a character and raises the transmit interrupt, which ICR clears", () => {
    const { uart, sent, levels } = bench();
    uart.write(CR, UART_ON);
    uart.write(IMSC, TX);
    uart.write(DR, 0x141);
    expect(sent).toEqual([0x41]);
    expect(uart.read(MIS)).toBe(TX);
    uart.write(ICR, TX);
    expect(levels).toEqual([true, false]);
  });

  it("leaves input outside until the guest listens, so that opening the port loses nothing", () => {
    const { uart, type, input } = bench();
    uart.write(CR, UART_ON);
    type(1, 2, 3);
    expect(uart.read(FR) & RXFE).toBe(RXFE);
    expect(input.size).toBe(3);
    uart.write(IMSC, RT);
    expect(uart.read(FR) & RXFE).toBe(0);
    expect(uart.read(DR)).toBe(1);
  });

  it("gives input to a guest that polls the flag register", () => {
    const { uart, type } = bench();
    uart.write(CR, UART_ON);
    type(0x55);
    const looks = counted(8).map(() => uart.read(FR) & RXFE);
    expect(looks).toEqual([RXFE, RXFE, RXFE, RXFE, RXFE, RXFE, RXFE, 0]);
    expect(uart.read(DR)).toBe(0x55);
  });

  it("does not take polling for room to send as polling for input", () => {
    const { uart, type, input } = bench();
    uart.write(CR, UART_ON);
    type(0x55);
    for (const byte of counted(20)) {
      uart.read(FR);
      uart.write(DR, byte);
    }
    expect(input.size).toBe(1);
  });

  it("takes 16 characters at most and the rest as they are read, in order", () => {
    const { uart, type, input } = openBench();
    type(...counted(40));
    expect(uart.read(FR) & RXFF).toBe(RXFF);
    expect(input.size).toBe(24);
    expect(drain(uart, 40)).toEqual(counted(40));
    expect(input.size).toBe(0);
  });

  it("brings 256 characters at once, and 256 more when they have had their time at 1 Mbaud", () => {
    const { uart, type, input, line } = openBench();
    type(...new Array(600).fill(1));
    drain(uart, 255);
    expect([input.size, line.seconds]).toEqual([344, 256 * 10e-6]);
    expect(drain(uart, 2)).toEqual([1, 0]);
    expect(uart.read(FR) & RXFE).toBe(RXFE);
    line.ring();
    drain(uart, 256);
    line.ring();
    drain(uart, 88);
    expect([input.size, uart.read(FR) & RXFE]).toEqual([0, RXFE]);
  });

  it("raises the receive timeout at the end of a burst", () => {
    const { uart, type } = openBench();
    type(...new Array(250).fill(1));
    drain(uart, 250);
    type(...new Array(20).fill(2));
    expect([uart.read(RIS) & RT, ...drain(uart, 7)]).toEqual([RT, 2, 2, 2, 2, 2, 2, 0]);
  });

  it("has an interrupt for a driver that stops reading anywhere in a burst", () => {
    const { uart, type } = openBench();
    type(...new Array(600).fill(1));
    const interrupts = counted(255).map(() => {
      uart.read(DR);
      return uart.read(MIS) !== 0;
    });
    expect(interrupts).not.toContain(false);
  });

  it("leaves a burst outside that comes when the guest does not listen", () => {
    const { uart, type, input, line } = openBench();
    type(...new Array(300).fill(1));
    drain(uart, 256);
    uart.write(IMSC, 0);
    line.ring();
    expect(input.size).toBe(44);
    uart.write(IMSC, RX);
    expect(input.size).toBe(28);
  });

  it("begins a burst anew on reset", () => {
    const { uart, type, line } = openBench();
    type(...new Array(300).fill(1));
    drain(uart, 256);
    uart.reset();
    expect(line.seconds).toBeUndefined();
    uart.write(CR, UART_ON);
    uart.write(IMSC, RX);
    expect(uart.read(DR)).toBe(1);
  });

  it("raises the receive interrupt at the trigger level of IFLS and lowers it below", () => {
    const { uart, type } = openBench();
    uart.write(IFLS, 0b001 << 3);
    type(1, 2, 3);
    expect(uart.read(RIS) & RX).toBe(0);
    type(4);
    expect(uart.read(RIS) & RX).toBe(RX);
    uart.read(DR);
    expect(uart.read(RIS) & RX).toBe(0);
  });

  it("raises the receive timeout below the trigger level until the FIFO is empty", () => {
    const { uart, type, levels } = openBench();
    type(1, 2);
    expect(uart.read(MIS)).toBe(RT);
    uart.read(DR);
    expect(uart.read(MIS)).toBe(RT);
    uart.read(DR);
    expect(levels).toEqual([true, false]);
  });

  it("holds one character when the FIFOs are off", () => {
    const { uart, type, input } = openBench();
    uart.write(LCR_H, 0);
    type(7, 8);
    expect(input.size).toBe(1);
    expect(uart.read(FR) & RXFF).toBe(RXFF);
    expect(drain(uart, 2)).toEqual([7, 8]);
  });

  it("empties the FIFO when the FIFOs are switched", () => {
    const { uart, type } = openBench();
    type(1, 2, 3);
    uart.write(LCR_H, 0);
    expect(uart.read(FR) & RXFE).toBe(RXFE);
  });

  it("loops characters back and reports an overrun", () => {
    const { uart, sent } = openBench();
    uart.write(CR, UART_ON | LOOPBACK);
    for (const byte of counted(17)) uart.write(DR, byte);
    expect(sent).toEqual([]);
    expect(uart.read(RIS) & OE).toBe(OE);
    expect(uart.read(RSR)).toBe(8);
    uart.write(RSR, 0);
    expect(uart.read(RSR)).toBe(0);
    expect(drain(uart, 16)).toEqual(counted(16));
  });

  it("routes the modem outputs to the modem inputs in loop-back and raises their interrupts", () => {
    const { uart } = bench();
    uart.write(CR, UART_ON | LOOPBACK | (1 << 11));
    expect(uart.read(FR) & 0x107).toBe(1);
    expect(uart.read(RIS) & 0xf).toBe(0b1100);
  });

  it("drives its line low again on reset", () => {
    const { uart, type, levels } = openBench();
    type(1);
    uart.reset();
    expect(levels).toEqual([true, false]);
  });

  it("ignores writes to reserved and read-only offsets", () => {
    const { uart } = bench();
    for (const offset of [FR, RIS, MIS, 0x08, 0x80, 0xfe0]) uart.write(offset, 0xffff);
    expect(uart.read(0x80)).toBe(0);
    expect(uart.read(RIS)).toBe(0);
  });
});
