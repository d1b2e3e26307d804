import { expect, it } from "vitest";
import { ByteQueue } from "./byteQueue.ts";
import { HeldInput } from "./heldInput.ts";

it("gives what was given back before what waits, in the old order", () => {
  const queue = new ByteQueue();
  queue.add(Uint8Array.of(1, 2, 3, 4));
  const held = new HeldInput(queue, 2);
  const taken = [held.take(), held.take(), held.take()];
  for (const byte of [3, 2, 1]) held.giveBack(byte);
  const first = held.take();
  held.giveBack(first);

  expect(taken).toEqual([1, 2, 3]);
  expect([held.take(), held.take(), held.take(), held.take()]).toEqual([2, 3, 4, -1]);
});

it("is empty when neither side has a byte", () => {
  const held = new HeldInput(new ByteQueue(), 1);
  const before = held.isEmpty;
  held.giveBack(0);

  expect([before, held.isEmpty, held.take(), held.isEmpty]).toEqual([true, false, 0, true]);
});
