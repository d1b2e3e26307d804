/** Random sequences on the core's PICs and on a pair written independently: requests, service and output agree after each step. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { PcBench } from "../testing/pc.ts";
import { ChipModel } from "../testing/picModel.ts";

const bench = new PcBench();
const IRQS = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

interface Pair {
  readonly chips: readonly [ChipModel, ChipModel];
}
type Step = (pair: Pair) => void;

const chip = fc.constantFrom<0 | 1>(0, 1);
const input = fc.nat({ max: 7 });
const irq = fc.constantFrom(...IRQS);

function step<A extends unknown[]>(
  draws: { [K in keyof A]: fc.Arbitrary<A[K]> },
  run: (pair: Pair, ...args: A) => void,
) {
  return fc.tuple(...draws).map((args): Step => {
    return Object.assign((pair: Pair) => run(pair, ...(args as A)), { toString: () => `${run} ${args}` });
  });
}
function command(at: 0 | 1, value: number): void {
  bench.out(at === 0 ? 0x20 : 0xa0, value);
}

const setLine = step([irq, fc.boolean()], ({ chips }, number, level) => {
  bench.irq(number, level);
  chips[number >> 3].setLine(number & 7, level);
});
const pulse = step([irq], ({ chips }, number) => {
  bench.pulse(number);
  chips[number >> 3].inputs[number & 7].pulsed = true;
});
const acknowledge = step([], ({ chips }) => {
  expect(bench.acknowledgePic()).toBe(chips[0].acknowledge());
});
const end = step([chip, fc.boolean()], ({ chips }, at, rotate) => {
  command(at, rotate ? 0xa0 : 0x20);
  chips[at].end(rotate);
});
const endOf = step([chip, input, fc.boolean()], ({ chips }, at, number, rotate) => {
  command(at, (rotate ? 0xe0 : 0x60) | number);
  chips[at].endOf(number, rotate);
});
const setLowest = step([chip, input], ({ chips }, at, number) => {
  command(at, 0xc0 | number);
  chips[at].rotateBehind(number);
});
const setMask = step([chip, fc.nat({ max: 255 })], ({ chips }, at, mask) => {
  bench.out(at === 0 ? 0x21 : 0xa1, mask);
  for (const own of chips[at].inputs) own.masked = Math.floor(mask / 2 ** own.number) % 2 === 1;
});
const setModes = step([chip, fc.boolean(), fc.boolean()], ({ chips }, at, special, rotating) => {
  command(at, special ? 0x68 : 0x48);
  command(at, rotating ? 0x80 : 0x00);
  Object.assign(chips[at], { specialMask: special, rotateAutomatically: rotating });
});
const setLevels = step([chip, fc.nat({ max: 255 })], ({ chips }, at, levels) => {
  const kept = levels & (at === 0 ? 0xf8 : 0xde);
  bench.out(0x4d0 + at, levels);
  for (const own of chips[at].inputs) own.level = Math.floor(kept / 2 ** own.number) % 2 === 1;
});
const poll = step([chip], ({ chips }, at) => {
  command(at, 0x0c);
  const answer = bench.in(at === 0 ? 0x20 : 0xa0);
  const asks = chips[at].request();
  expect(answer >> 7).toBe(asks ? 1 : 0);
  if (!asks) return;
  expect(answer & 7).toBe(asks.number);
  chips[at].serve(asks);
});

function visible({ chips }: Pair): { core: unknown; model: unknown } {
  const states = [0, 1].map((at) => bench.core.exports.picState(at) & 0xffff);
  return {
    core: [bench.lines(), ...states],
    model: [chips[0].request() ? 1 : 0, ...chips.map(({ irr, isr }) => irr | (isr << 8))],
  };
}

it("agrees with an independent model, in every mode", () => {
  const traffic = fc.oneof(setLine, setLine, pulse, acknowledge, acknowledge, end, end);
  const rare = fc.oneof(endOf, setLowest, setMask, setModes, setLevels, poll);
  const steps = fc.array(fc.oneof({ weight: 5, arbitrary: traffic }, { weight: 2, arbitrary: rare }), {
    maxLength: 120,
    size: "max",
  });
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), steps, (automatic, specialNested, sequence) => {
      for (const number of IRQS) bench.irq(number, false);
      bench.core.exports.pcReset();
      bench.core.exports.lapicVirtualWire(0);
      bench.startPics(1 | (automatic ? 2 : 0) | (specialNested ? 16 : 0));
      const chips = [0x20, 0x28].map((base) => new ChipModel(base, automatic, specialNested));
      chips[0].slave = chips[1];
      const pair = { chips: [chips[0], chips[1]] as const };
      for (const run of sequence) {
        run(pair);
        const both = visible(pair);
        expect(both.core).toEqual(both.model);
      }
    }),
    { numRuns: 300 },
  );
});
