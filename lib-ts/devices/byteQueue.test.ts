import { describe, expect, it } from "vitest";
import { ByteQueue } from "./byteQueue.ts";

function takeAll(queue: ByteQueue): number[] {
  return Array.from({ length: queue.size }, () => queue.take());
}

describe("ByteQueue", () => {
  it("gives bytes in the order they came, across chunks", () => {
    const queue = new ByteQueue();
    queue.add(Uint8Array.of(1, 2));
    queue.add(new Uint8Array(0));
    queue.add(Uint8Array.of(3));

    expect(takeAll(queue)).toEqual([1, 2, 3]);
    expect([queue.isEmpty, queue.take()]).toEqual([true, -1]);
  });

  it("counts what nobody has taken", () => {
    const queue = new ByteQueue();
    queue.add(Uint8Array.of(1, 2, 3));
    queue.take();

    expect([queue.size, queue.isEmpty]).toEqual([2, false]);
  });

  it("takes 0 for a byte, not for an end", () => {
    const queue = new ByteQueue();
    queue.add(Uint8Array.of(0, 7));

    expect([queue.take(), queue.take()]).toEqual([0, 7]);
  });

  it("forgets everything when cleared, also half a chunk", () => {
    const queue = new ByteQueue();
    queue.add(Uint8Array.of(1, 2, 3));
    queue.take();
    queue.clear();
    queue.add(Uint8Array.of(9));

    expect(takeAll(queue)).toEqual([9]);
  });
});
