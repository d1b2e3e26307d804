import { describe, expect, it } from "vitest";
import { ByteQueue } from "./byteQueue.ts";
import { Uart16550 } from "./uart16550.ts";

const [RBR, IER, IIR, LCR, MCR, LSR, MSR, SCR] = [0, 1, 2, 3, 4, 5, 6, 7];
const OUT2 = 8;

function bench() {
  const levels: boolean[] = [];
  const sent: number[] = [];
  const input = new ByteQueue();
  const line: { seconds?: number; ring: () => void } = { ring: () => {} };
  const alarm = {
    set: (seconds: number, ring: () => void) => Object.assign(line, { seconds, ring }),
    cancel: () => Object.assign(line, { seconds: undefined, ring: () => {} }),
  };
  const uart = new Uart16550({ set: (high) => levels.push(high) }, { put: (byte) => sent.push(byte) }, input, alarm);
  const type = (...bytes: number[]) => {
    input.add(Uint8Array.from(bytes));
    uart.inputArrived();
  };
  return { uart, levels, sent, input, line, type };
}

/** As a driver leaves it: FIFOs on with a trigger at 8, receive interrupt on, DTR, RTS and OUT2. */
function openBench() {
  const parts = bench();
  parts.uart.write(IIR, 0x87);
  parts.uart.write(MCR, 0xb);
  parts.uart.write(IER, 1);
  return parts;
}

const counted = (length: number) => Array.from({ length }, (_, index) => index + 1);

describe("16550", () => {
  it("has the reset values of table III", () => {
    const { uart } = bench();
    expect([IER, IIR, LCR, MCR, LSR].map((offset) => uart.read(offset))).toEqual([0, 1, 0, 0, 0x60]);
    expect(uart.read(MSR) & 0xf).toBe(0);
  });

  it("keeps the scratch register and the divisor, which hides data and IER while DLAB is set", () => {
    const { uart, sent } = bench();
    uart.write(SCR, 0xa5);
    uart.write(LCR, 0x83);
    uart.write(RBR, 0x0c);
    uart.write(IER, 0x01);
    const divisor = [uart.read(RBR), uart.read(IER)];
    uart.write(LCR, 0x03);

    expect([divisor, uart.read(SCR), uart.read(IER), sent]).toEqual([[0x0c, 0x01], 0xa5, 0, []]);
  });

  it("sends at once", () => {
    const { uart, sent } = bench();
    uart.write(RBR, 0x41);

    expect([sent, uart.read(LSR)]).toEqual([[0x41], 0x60]);
  });

  it("raises the transmitter's interrupt when it is enabled, and clears it when it is identified", () => {
    const { uart, levels } = bench();
    uart.write(MCR, OUT2);
    uart.write(IER, 2);

    expect([uart.read(IIR), uart.read(IIR), levels]).toEqual([2, 1, [true, false]]);
    uart.write(RBR, 0x41);
    expect([uart.read(IIR), levels.length]).toEqual([2, 4]);
  });

  it("keeps its interrupt from the bus without OUT2", () => {
    const { uart, levels } = bench();
    uart.write(IER, 2);

    expect([uart.read(IIR), levels]).toEqual([2, []]);
  });

  it("holds input back until the guest has opened the port and listens", () => {
    const { uart, type } = bench();
    type(0x31);
    uart.write(IER, 1);
    const closed = uart.read(LSR) & 1;
    uart.write(MCR, 0xb);

    expect([closed, uart.read(LSR) & 1, uart.read(RBR)]).toEqual([0, 1, 0x31]);
  });

  it("takes input for a guest that polls for it", () => {
    const { uart, type } = bench();
    uart.write(MCR, 3);
    type(0x31);
    const polls = counted(8).map(() => uart.read(LSR) & 1);

    expect(polls).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it("identifies received data at the trigger level, and a timeout below it", () => {
    const { uart, type } = openBench();
    type(...counted(8));
    const atLevel = uart.read(IIR);
    const first = uart.read(RBR);

    expect([atLevel, first, uart.read(IIR)]).toEqual([0xc4, 1, 0xcc]);
  });

  it("lowers its interrupt when the last character is read", () => {
    const { uart, type, levels } = openBench();
    type(1, 2);
    uart.read(RBR);
    const before = [...levels];
    uart.read(RBR);

    expect([before, levels, uart.read(IIR)]).toEqual([[true], [true, false], 0xc1]);
  });

  it("brings a flood in bursts, in between which the line must rest", () => {
    const { uart, type, line } = openBench();
    type(...new Array(300).fill(7));
    let read = 0;
    for (; (uart.read(LSR) & 1) !== 0; read++) uart.read(RBR);
    line.ring();

    expect([read, line.seconds, uart.read(LSR) & 1]).toEqual([256, 0.00256, 1]);
  });

  it("does not take reads of the line status for polls when writes come between", () => {
    const { uart, type } = bench();
    type(0x31);
    const polls = counted(20).map((count) => {
      if (count % 5 === 0) uart.write(SCR, count);
      return uart.read(LSR) & 1;
    });

    expect(polls).not.toContain(1);
  });

  it("takes input for a guest that polls with modem lines down, whole", () => {
    const { uart, type } = bench();
    type(...counted(40));
    while ((uart.read(LSR) & 1) === 0);
    const read = counted(40).map(() => ((uart.read(LSR) & 1) === 1 ? uart.read(RBR) : -1));

    expect(read).toEqual(counted(40));
  });

  it("clears the receiver when the FIFOs are cleared or switched, and brings what was unread again", () => {
    const { uart, type } = openBench();
    type(...counted(20));
    uart.read(RBR);
    uart.write(IER, 0);
    uart.write(IIR, 0x83);
    const cleared = [uart.read(LSR) & 1, uart.read(RBR)];
    uart.write(IIR, 0);
    uart.write(IER, 1);

    expect(cleared).toEqual([0, 0]);
    expect(counted(20).map(() => uart.read(RBR))).toEqual([...counted(20).slice(1), 0]);
  });

  it("loses no input to a driver that tries the interrupt register, sizes the FIFO and clears up before it opens the port", () => {
    const { uart, type } = bench();
    type(...counted(20));
    const steps: readonly [number, number][] = [
      // Is there a port?
      [MCR, 1],
      [IER, 0xf],
      [IER, 0],
      // Is there a FIFO?
      [LCR, 0xbf],
      [IIR, 0],
      [LCR, 0],
      [IIR, 1],
      // How deep is it?
      [MCR, 0x11],
      ...counted(20).map((byte): [number, number] => [RBR, 0x80 | byte]),
      [MCR, 1],
      // Open: clear up, line control, modem control, interrupts; then the FIFO is set up anew.
      [IIR, 7],
      [IIR, 0],
      [MCR, 9],
      [IER, 5],
      [IIR, 1],
      [IIR, 0x81],
      [MCR, 0xb],
    ];
    for (const [offset, value] of steps) {
      uart.write(offset, value);
      if (offset === IIR && value === 0) for (const status of [LSR, RBR, IIR, MSR]) uart.read(status);
    }

    expect(counted(20).map(() => uart.read(RBR))).toEqual(counted(20));
  });

  it("loops its outputs and its data back, cut off from the world", () => {
    const { uart, sent } = bench();
    uart.write(MCR, 0x10 | 0xa);
    const pins = uart.read(MSR) & 0xf0;
    uart.write(RBR, 0x55);

    expect([pins, uart.read(RBR), sent]).toEqual([0x90, 0x55, []]);
  });

  it("reports an overrun once, as the interrupt of highest priority", () => {
    const { uart } = bench();
    uart.write(MCR, 0x10);
    uart.write(IER, 5);
    uart.write(RBR, 1);
    uart.write(RBR, 2);

    expect([uart.read(IIR), uart.read(LSR), uart.read(LSR), uart.read(RBR)]).toEqual([6, 0x63, 0x61, 1]);
  });

  it("tells changes of modem inputs once", () => {
    const { uart } = bench();
    uart.write(MCR, 0x10);

    expect([uart.read(MSR), uart.read(MSR)]).toEqual([0x0b, 0]);
  });
});
