import { describe, expect, it } from "vitest";
import type { ToWorker } from "../worker/protocol.ts";
import { SerialStream } from "./serialStream.ts";

function bench() {
  const posted: ToWorker[] = [];
  return { posted, stream: new SerialStream((message) => posted.push(message)) };
}

describe("SerialStream", () => {
  it("sends text as UTF-8 and leaves the caller's bytes alone", () => {
    const { stream, posted } = bench();
    const own = Uint8Array.of(1, 2);
    stream.write("é");
    stream.write(own);
    expect(posted).toEqual([
      { kind: "input", bytes: Uint8Array.of(0xc3, 0xa9) },
      { kind: "input", bytes: own },
    ]);
  });

  it("gives credit when the listener is done, once", () => {
    const { stream, posted } = bench();
    const pending: (() => void)[] = [];
    stream.onData((_, done) => pending.push(done));
    stream.receive(new Uint8Array(5));
    expect(posted).toEqual([]);
    pending[0]();
    pending[0]();
    expect(posted).toEqual([{ kind: "shown", bytes: 5 }]);
  });

  it("keeps output until somebody listens, in order", () => {
    const { stream } = bench();
    const seen: number[] = [];
    stream.receive(Uint8Array.of(1));
    stream.receive(Uint8Array.of(2));
    stream.onData((bytes) => seen.push(...bytes));
    stream.receive(Uint8Array.of(3));
    expect(seen).toEqual([1, 2, 3]);
  });

  it("drops the oldest output of a guest without an audience, and gives its credit back", () => {
    const { stream, posted } = bench();
    for (let part = 0; part < 20; part++) stream.receive(new Uint8Array(4096));
    expect(posted.length).toBe(4);
  });

  it("stops giving output to a listener that has left", () => {
    const { stream } = bench();
    const seen: number[] = [];
    const leave = stream.onData((bytes) => seen.push(...bytes));
    leave();
    stream.receive(Uint8Array.of(9));
    expect(seen).toEqual([]);
  });
});
