/** Random sequences on a counter of the core's PIT and on one that is stepped pulse by pulse: every visible state agrees. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { RunState } from "../abi.ts";
import { VCPU_RUN_STATE } from "../layout.ts";
import { PcBench, PIT_HZ, SECOND } from "../testing/pc.ts";
import { PitModel } from "../testing/pitModel.ts";

const bench = new PcBench();

/** The tick at which pulse `n` is complete. */
function tickOf(n: bigint): bigint {
  return (n * SECOND + PIT_HZ - 1n) / PIT_HZ;
}

interface Run {
  readonly model: PitModel;
  pulses: bigint;
}
type Step = (run: Run) => void;

function described<A extends unknown[]>(
  draws: { [K in keyof A]: fc.Arbitrary<A[K]> },
  run: (run: Run, ...args: A) => void,
) {
  return fc.tuple(...draws).map((args): Step => {
    return Object.assign((state: Run) => run(state, ...(args as A)), { toString: () => `${run} ${args}` });
  });
}

const control = described([fc.nat({ max: 5 }), fc.boolean()], ({ model }, mode, bcd) => {
  bench.out(0x43, 0xb0 | (mode << 1) | Number(bcd));
  model.control(mode, bcd);
});
/** Small counts that are the same in BCD; 1 is illegal in modes 2 and 3. */
const write = described([fc.integer({ min: 2, max: 9 })], ({ model }, count) => {
  bench.out(0x42, count, 0);
  model.write(count);
});
const gate = described([fc.boolean()], ({ model }, level) => {
  bench.out(0x61, Number(level));
  model.setGate(level);
});
const pulses = described([fc.integer({ min: 1, max: 7 })], (run, count) => {
  for (let i = 0; i < count; i++) {
    run.pulses += 1n;
    bench.at(tickOf(run.pulses));
    run.model.pulse();
    compare(run);
  }
});

/** OUT, null count and, where one is loaded, the count. */
function compare({ model }: Run): void {
  bench.out(0x43, 0xc8);
  const status = bench.in(0x42);
  const count = bench.in(0x42) | (bench.in(0x42) << 8);
  const known = model.count !== undefined && !model.loads;
  expect({ out: status >> 7, null: (status >> 6) & 1, count: known ? count : "?" }).toEqual({
    out: Number(model.out),
    null: Number(model.isNull),
    count: known ? shown(model, status) : "?",
  });
  expect((bench.in(0x61) >> 5) & 1).toBe(Number(model.out));
}

/** The model's count as the bytes have it. */
function shown({ count = 0 }: PitModel, status: number): number {
  return (status & 1) === 1 ? Number.parseInt(String(count % 10_000), 16) : count % 65_536;
}

/** Counter 0, whose gate is open: control words, counts of one byte, pulses; and the PICs' IRQ 0 after each. */
const control0 = described([fc.nat({ max: 5 })], ({ model }, mode) => {
  const before = model.out;
  bench.out(0x43, 0x10 | (mode << 1));
  model.control(mode, false);
  expectIrq(!before && model.out);
});
const write0 = described([fc.integer({ min: 2, max: 9 })], ({ model }, count) => {
  bench.out(0x40, count);
  model.write(count);
  expectIrq(false);
});
const pulses0 = described([fc.integer({ min: 1, max: 15 })], (run, count) => {
  for (let i = 0; i < count; i++) {
    const before = run.model.out;
    const due = bench.next();
    run.pulses += 1n;
    const tick = tickOf(run.pulses);
    bench.at(tick);
    run.model.pulse();
    const rises = !before && run.model.out;
    expect(due === tick).toBe(rises);
    expectIrq(rises);
  }
});

/** Whether IRQ 0 has been raised since the last look. */
function expectIrq(raised: boolean): void {
  expect(bench.core.exports.picState(0) & 1).toBe(Number(raised));
  if (raised) expect(bench.acknowledgePic()).toBe(0x20);
}

it("raises IRQ 0 with each rise of counter 0's output, and announces it to the tick", () => {
  const steps = fc.array(fc.oneof(control0, write0, pulses0), { maxLength: 60, size: "max" });
  fc.assert(
    fc.property(steps, (sequence) => {
      bench.now = 0n;
      bench.core.exports.pcReset();
      bench.core.setU32(VCPU_RUN_STATE, RunState.Running);
      bench.startPics(3);
      bench.out(0x43, 0x16);
      const run = { model: new PitModel(true), pulses: 0n };
      for (const step of sequence) step(run);
    }),
    { numRuns: 300 },
  );
});

it("agrees with a counter stepped by pulses, whatever is written and whenever", () => {
  const steps = fc.array(
    fc.oneof(
      { weight: 2, arbitrary: control },
      { weight: 4, arbitrary: write },
      { weight: 4, arbitrary: gate },
      { weight: 8, arbitrary: pulses },
    ),
    { maxLength: 60, size: "max" },
  );
  fc.assert(
    fc.property(steps, (sequence) => {
      bench.now = 0n;
      bench.core.exports.pcReset();
      bench.out(0x61, 0);
      const run = { model: new PitModel(false), pulses: 0n };
      bench.out(0x43, 0xb0);
      run.model.control(0, false);
      for (const step of sequence) {
        step(run);
        compare(run);
      }
    }),
    { numRuns: 300 },
  );
});
