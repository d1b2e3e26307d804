import { describe, expect, it } from "vitest";
import { ConsoleOutput } from "./consoleOutput.ts";

function bench() {
  const sent: number[] = [];
  const output = new ConsoleOutput((bytes) => sent.push(bytes.length));
  const put = (bytes: number) => {
    for (let i = 0; i < bytes; i++) output.put(i & 0xff);
  };
  return { output, sent, put };
}

describe("ConsoleOutput", () => {
  it("collects bytes until it is flushed", () => {
    const { output, sent, put } = bench();
    put(3);
    expect(sent).toEqual([]);
    output.flush();
    output.flush();
    expect(sent).toEqual([3]);
  });

  it("sends full chunks at once", () => {
    const { sent, put } = bench();
    put(10_000);
    expect(sent).toEqual([4096, 4096]);
  });

  it("is full while too much has not been shown", () => {
    const { output, put } = bench();
    put(128 * 1024);
    expect(output.isFull).toBe(true);
    output.shown(1);
    expect(output.isFull).toBe(false);
  });

  it("counts what the guest has written", () => {
    const { output, put } = bench();
    put(5000);
    expect(output.total).toBe(5000);
  });
});
