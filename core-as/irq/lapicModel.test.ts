/**
 * Random sequences on the core's local and I/O APICs and on models written independently, as sets of vectors: every visible state
 * agrees after each step.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { ApicModel } from "../testing/apicModel.ts";
import { PcBench, Reg } from "../testing/pc.ts";

const CPUS = 3;
const PINS = [1, 2, 9, 17, 23];
/** The board's interrupts at those inputs. */
const IRQS = [1, 0, 9, 17, 23];
const VECTORS = [0x10, 0x1f, 0x30, 0x31, 0x3f, 0x61, 0x80, 0xef, 0xff];

const bench = new PcBench(CPUS);

type Step = (model: ApicModel) => void;

const cpu = fc.nat({ max: CPUS - 1 });
const pin = fc.nat({ max: PINS.length - 1 });
const vector = fc.constantFrom(...VECTORS);
const destination = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 0xff);

function step<A extends unknown[]>(
  draws: { [K in keyof A]: fc.Arbitrary<A[K]> },
  run: (model: ApicModel, ...args: A) => void,
) {
  return fc.tuple(...draws).map((args): Step => {
    return Object.assign((model: ApicModel) => run(model, ...(args as A)), { toString: () => `${run} ${args}` });
  });
}

const setLine = step([pin, fc.boolean()], (model, index, level) => {
  bench.irq(IRQS[index], level);
  model.setLine(PINS[index], level);
});
const redirect = step(
  [pin, vector, fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean(), destination],
  (model, index, to, lowest, logical, level, masked, where) => {
    const low = to | (Number(lowest) << 8) | (Number(logical) << 11) | (Number(level) << 15) | (Number(masked) << 16);
    bench.setIoapic(0x10 + 2 * PINS[index], MASKED);
    bench.redirect(PINS[index], low, where);
    model.redirect(PINS[index], { vector: to, lowest, logical, level, masked, destination: where });
  },
);
const setMask = step([pin, fc.boolean()], (model, index, masked) => {
  const register = 0x10 + 2 * PINS[index];
  const entry = bench.ioapic(register);
  bench.setIoapic(register, masked ? entry | MASKED : entry & ~MASKED);
  model.mask(PINS[index], masked);
});
const setPriority = step([cpu, fc.constantFrom(0, 0x10, 0x1f, 0x30, 0x35, 0x80, 0xff)], (model, at, priority) => {
  bench.setLapic(Reg.TPR, priority, at);
  model.cpus[at].taskPriority = priority;
});
const acknowledge = step([cpu], (model, at) => {
  expect(bench.acknowledge(at)).toBe(model.acknowledge(at));
});
const end = step([cpu], (model, at) => {
  bench.end(at);
  model.end(at);
});
const sendIpi = step(
  [cpu, vector, fc.boolean(), fc.nat({ max: 3 }), destination],
  (model, from, to, logical, shorthand, where) => {
    bench.setLapic(Reg.ICR_HIGH, where << 24, from);
    bench.setLapic(Reg.ICR, to | (Number(logical) << 11) | 0x4000 | (shorthand << 18), from);
    model.sendIpi(from, to, logical, shorthand, where);
  },
);
const enable = step([cpu, fc.boolean()], (model, at, on) => {
  bench.setLapic(Reg.SVR, on ? 0x1ff : 0xff, at);
  model.enable(at, on);
});

const MASKED = 1 << 16;

function visible(model: ApicModel): { core: unknown; model: unknown } {
  const everyCpu = Array.from({ length: CPUS }, (_, at) => at);
  const bitmaps = [Reg.IRR, Reg.ISR] as const;
  return {
    core: [
      everyCpu.map((at) => [
        bench.lines(at),
        bench.lapic(Reg.PPR, at),
        ...bitmaps.map((map) => bench.vectors(map, at)),
      ]),
      PINS.map((input) => (bench.ioapic(0x10 + 2 * input) >> 14) & 1),
    ],
    model: [
      everyCpu.map((at) => [model.line(at), model.priority(at), model.requests(at), model.inService(at)]),
      PINS.map((input) => Number(model.pins[input].remoteIrr)),
    ],
  };
}

it("agrees with an independent model, whatever the guest and the devices do", () => {
  const traffic = fc.oneof(setLine, setLine, acknowledge, acknowledge, end, end, sendIpi);
  const configuration = fc.oneof(redirect, redirect, setMask, setPriority);
  const steps = fc.array(
    fc.oneof(
      { weight: 12, arbitrary: traffic },
      { weight: 4, arbitrary: configuration },
      { weight: 1, arbitrary: enable },
    ),
    { maxLength: 120, size: "max" },
  );
  fc.assert(
    fc.property(steps, (sequence) => {
      for (const irq of IRQS) bench.irq(irq, false);
      bench.core.exports.vmReset();
      for (let at = 0; at < CPUS; at++) bench.startLapic(at);
      const model = new ApicModel(CPUS);
      for (const run of sequence) {
        run(model);
        const both = visible(model);
        expect(both.core).toEqual(both.model);
      }
    }),
    { numRuns: 200 },
  );
});
