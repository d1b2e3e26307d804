import { describe, expect, it } from "vitest";
import { I8042 } from "./i8042.ts";
import { Ps2Keyboard } from "./ps2Keyboard.ts";
import { Ps2Mouse } from "./ps2Mouse.ts";
import { SystemControlA } from "./systemPorts.ts";

const DATA = 0;
const COMMAND = 4;
const FULL = 1;
const AUXILIARY = 0x20;

function bench() {
  const keyboard = new Ps2Keyboard();
  const mouse = new Ps2Mouse();
  const log: string[] = [];
  const line = (name: string) => ({ set: (high: boolean) => void log.push(`${name}${high ? "+" : "-"}`) });
  const wires = {
    keyboardIrq: line("k"),
    auxiliaryIrq: line("m"),
    reset: () => void log.push("reset"),
    gateA20: (open: boolean) => void log.push(`a20${open ? "+" : "-"}`),
  };
  const controller = new I8042(wires, keyboard, mouse);
  const command = (...bytes: number[]) => {
    controller.write(COMMAND, bytes[0]);
    for (const byte of bytes.slice(1)) controller.write(DATA, byte);
  };
  /** All bytes that wait. */
  const drain = () => {
    const bytes: number[] = [];
    while ((controller.read(COMMAND) & FULL) !== 0) bytes.push(controller.read(DATA));
    return bytes;
  };
  const toMouse = (...bytes: number[]) => {
    for (const byte of bytes) command(0xd4, byte);
    return drain();
  };
  return { controller, keyboard, mouse, log, command, drain, toMouse };
}

describe("8042", () => {
  it("passes its self-test and those of its ports", () => {
    const { command, drain } = bench();
    const answers = [0xaa, 0xab, 0xa9].map((test) => {
      command(test);
      return drain();
    });

    expect(answers).toEqual([[0x55], [0], [0]]);
  });

  it("has a command byte that reads back", () => {
    const { command, drain } = bench();
    command(0x60, 0x47);
    command(0x20);

    expect(drain()).toEqual([0x47]);
  });

  it("pulses the processor's reset for FEh, and not for FFh", () => {
    const { command, log } = bench();
    command(0xff);
    const before = [...log];
    command(0xfe);

    expect([before, log]).toEqual([[], ["reset"]]);
  });

  it("has gate A20 in the output port, in commands and in port 92h", () => {
    const { controller, command, drain, log } = bench();
    const port92 = new SystemControlA(controller, () => void log.push("reset"));
    command(0xdd);
    const closed = [controller.a20, port92.read() & 2];
    port92.write(0, 2);
    command(0xd0);
    const open = drain();
    command(0xd1, 0xdd);

    expect([closed, open, controller.a20, log]).toEqual([[false, 0], [3], false, ["a20-", "a20+", "a20-"]]);
    port92.write(0, 3);
    expect([log, controller.a20]).toEqual([["a20-", "a20+", "a20-", "a20+", "reset"], true]);
  });

  it("puts bytes of software's own into either buffer", () => {
    const { controller, command } = bench();
    command(0xd2, 0x12);
    const first = [controller.read(COMMAND) & (FULL | AUXILIARY), controller.read(DATA)];
    command(0xd3, 0x34);

    expect([first, controller.read(COMMAND) & (FULL | AUXILIARY), controller.read(DATA)]).toEqual([
      [FULL, 0x12],
      FULL | AUXILIARY,
      0x34,
    ]);
  });
});

describe("a keyboard behind it", () => {
  it("answers reset, identification and echo", () => {
    const { controller, drain } = bench();
    const ask = (byte: number) => {
      controller.write(DATA, byte);
      return drain();
    };

    expect([ask(0xff), ask(0xf2), ask(0xee), ask(0x05)]).toEqual([[0xfa, 0xaa], [0xfa, 0xab, 0x41], [0xee], [0xfe]]);
  });

  it("gives set 1 while translation is on, and set 2 while it is off", () => {
    const { keyboard, command, drain } = bench();
    const enter = [0x5a, 0xf0, 0x5a];
    keyboard.type(enter);
    const translated = drain();
    command(0x60, 0x00);
    keyboard.type(enter);

    expect([translated, drain()]).toEqual([[0x1c, 0x9c], enter]);
  });

  it("raises its interrupt for each byte, and holds bytes while the port is off", () => {
    const { controller, keyboard, command, log } = bench();
    command(0x60, 0x41);
    keyboard.type([0xe0, 0x75]);
    const first = controller.read(DATA);
    command(0xad);
    controller.read(DATA);
    keyboard.type([0x29]);

    expect([first, log, controller.read(COMMAND) & FULL]).toEqual([0xe0, ["k+", "k-", "k+", "k-"], 0]);
    command(0xae);
    expect(controller.read(DATA)).toBe(0x39);
  });

  it("takes the lights and the scan-code set", () => {
    const { controller, keyboard, drain } = bench();
    for (const byte of [0xed, 0x07, 0xf0, 0x00]) controller.write(DATA, byte);

    expect([drain(), keyboard.leds]).toEqual([[0xfa, 0xfa, 0xfa, 0xfa, 0x41], 7]);
  });
});

describe("a mouse behind it", () => {
  it("answers reset and identification, with AUXB set", () => {
    const { controller, command, toMouse } = bench();
    expect([toMouse(0xff), toMouse(0xf2)]).toEqual([
      [0xfa, 0xaa, 0],
      [0xfa, 0],
    ]);
    command(0xd4, 0xf4);
    expect(controller.read(COMMAND) & AUXILIARY).toBe(AUXILIARY);
  });

  it("reports motion once it is enabled, with signs in the first byte", () => {
    const { mouse, drain, toMouse } = bench();
    mouse.move({ dx: 1, dy: 1, buttons: 0 });
    const before = drain();
    toMouse(0xf4);
    mouse.move({ dx: 3, dy: -2, buttons: 1 });

    expect([before, drain()]).toEqual([[], [0x29, 3, 0xfe]]);
  });

  it("has a wheel after the knock 200, 100, 80", () => {
    const { mouse, drain, toMouse } = bench();
    toMouse(0xf3, 200, 0xf3, 100, 0xf3, 80);
    const identity = toMouse(0xf2);
    toMouse(0xf4);
    mouse.move({ dx: 0, dy: 0, wheel: -1, buttons: 0 });

    expect([identity, drain()]).toEqual([
      [0xfa, 3],
      [8, 0, 0, 0xff],
    ]);
  });

  it("tells its state", () => {
    const { toMouse } = bench();
    toMouse(0xe8, 3, 0xf3, 60, 0xf4, 0xe7);

    expect(toMouse(0xe9)).toEqual([0xfa, 0x30, 3, 60]);
  });
});
