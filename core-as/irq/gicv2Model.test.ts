/**
 * Random sequences on the core's GIC and on a second one written independently: every visible state agrees after each
 * step.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { GicBench, Gicc, Gicd, SPURIOUS } from "../testing/gic.ts";
import { GicModel } from "../testing/gicModel.ts";

const CPUS = 3;
/** SGIs, PPIs and SPIs at the edges of their registers. */
const IDS = [0, 5, 15, 16, 27, 31, 32, 40, 63, 64, 287];
const PRIORITIES = [0x00, 0x40, 0x48, 0x50, 0x80, 0xa0, 0xa8, 0xf8];

const bench = new GicBench(CPUS);

/** One step, on both. */
type Step = (model: GicModel) => void;

const cpu = fc.nat({ max: CPUS - 1 });
const id = fc.constantFrom(...IDS);
const sgi = fc.constantFrom(0, 5, 15);
const input = fc.constantFrom(...IDS.filter((item) => item >= 16));
const spi = fc.constantFrom(...IDS.filter((item) => item >= 32));
const group = fc.constantFrom<0 | 1>(0, 1);

/** A step with arguments drawn from `draws`. */
function step<A extends unknown[]>(
  draws: { [K in keyof A]: fc.Arbitrary<A[K]> },
  run: (model: GicModel, ...args: A) => void,
) {
  return fc.tuple(...draws).map((args): Step => {
    return Object.assign((model: GicModel) => run(model, ...(args as A)), { toString: () => `${run} ${args}` });
  });
}

const setLine = step([cpu, input, fc.boolean()], (model, at, intid, level) => {
  bench.line(intid, level, at);
  model.setLine(at, intid, level);
});
const pulse = step([cpu, input], (model, at, intid) => {
  bench.pulse(intid, at);
  model.interrupt(at, intid).latched = true;
});
const clearPending = step([cpu, input], (model, at, intid) => {
  bench.setBit(Gicd.ICPENDR, intid, at);
  model.interrupt(at, intid).latched = false;
});
const enable = step([cpu, input, fc.boolean()], (model, at, intid, on) => {
  bench.setBit(on ? Gicd.ISENABLER : Gicd.ICENABLER, intid, at);
  model.interrupt(at, intid).enabled = on;
});
const setActive = step([cpu, id, fc.boolean()], (model, at, intid, on) => {
  bench.setBit(on ? Gicd.ISACTIVER : Gicd.ICACTIVER, intid, at);
  model.interrupt(at, intid).active = on;
});
const setPriority = step([cpu, id, fc.constantFrom(...PRIORITIES)], (model, at, intid, priority) => {
  bench.setDistributor(Gicd.IPRIORITYR + intid, priority | 3, at, 1);
  model.interrupt(at, intid).priority = priority;
});
const setTargets = step([spi, fc.uniqueArray(cpu)], (model, intid, targets) => {
  const byte = targets.reduce((bits, target) => bits | (1 << target), 0);
  bench.setDistributor(Gicd.ITARGETSR + intid, byte, 0, 1);
  model.interrupt(0, intid).targets = targets;
});
const setGroup = step([cpu, id, group], (model, at, intid, value) => {
  const register = Gicd.IGROUPR + 4 * (intid >> 5);
  const others = bench.distributor(register, at) & ~(1 << (intid & 31));
  bench.setDistributor(register, others | (value << (intid & 31)), at);
  model.interrupt(at, intid).group = value;
});
const makeEdge = step([spi], (model, intid) => {
  bench.setEdge(intid);
  model.interrupt(0, intid).edge = true;
});
const sendSgi = step([cpu, cpu, sgi], (model, from, to, intid) => {
  bench.setDistributor(Gicd.SGIR, (1 << (16 + to)) | intid, from);
  model.interrupt(to, intid).sources.add(from);
});
const setDistributorControl = step([fc.boolean(), fc.boolean()], (model, group0, group1) => {
  bench.setDistributor(Gicd.CTLR, Number(group0) | (Number(group1) << 1));
  model.groups = [group0, group1];
});
const setInterfaceControl = step([cpu, fc.nat({ max: 0x3f })], (model, at, bits) => {
  // Bit 5 here is EOImode, bit 9 there.
  bench.setInterface(Gicc.CTLR, (bits & 0x1f) | ((bits & 0x20) << 4), at);
  const [group0, group1, ackCtl, fiqEn, cbpr, split] = [0, 1, 2, 3, 4, 5].map((bit) => ((bits >> bit) & 1) === 1);
  Object.assign(model.cpus[at], { groups: [group0, group1], ackCtl, fiqEn, cbpr, split });
});
const setMask = step([cpu, fc.constantFrom(0, 0x48, 0xa8, 0xf0, 0xff)], (model, at, mask) => {
  bench.setInterface(Gicc.PMR, mask, at);
  model.cpus[at].mask = mask & 0xf8;
});
const setBinaryPoints = step([cpu, fc.nat({ max: 7 }), fc.nat({ max: 7 })], (model, at, point, aliased) => {
  bench.setInterface(Gicc.BPR, point, at);
  bench.setInterface(Gicc.ABPR, aliased, at);
  model.cpus[at].binaryPoint = Math.max(2, point);
  model.cpus[at].aliasedBinaryPoint = Math.max(3, aliased);
});
const acknowledge = step([cpu], (model, at) => {
  const answer = model.acknowledge(at);
  expect(bench.acknowledge(at)).toBe(answer);
  if (answer < SPURIOUS - 1 || answer > SPURIOUS) model.cpus[at].handled.push(answer);
});
const endNewest = step([cpu], (model, at) => {
  const answer = model.cpus[at].handled.pop();
  if (answer === undefined) return;
  bench.end(answer, at);
  model.end(at, answer & 0x3ff);
});
const end = step([cpu, id], (model, at, intid) => {
  bench.end(intid, at);
  model.end(at, intid);
});
const deactivate = step([cpu, id], (model, at, intid) => {
  bench.deactivate(intid, at);
  model.deactivate(at, intid);
});

/**
 * Both groups on and every interrupt enabled for every CPU, each with a priority of its own, so that sequences get
 * somewhere.
 */
function start(model: GicModel): void {
  bench.reset(IDS);
  bench.start(CPUS);
  bench.setDistributor(Gicd.CTLR, 3);
  model.groups = [true, true];
  for (const [at, own] of model.cpus.entries()) {
    bench.setInterface(Gicc.CTLR, 7, at);
    Object.assign(own, { groups: [true, true], ackCtl: true, mask: 0xf8 });
    for (const [index, intid] of IDS.entries()) {
      bench.enable(intid, PRIORITIES[index % PRIORITIES.length], (1 << CPUS) - 1, at);
      const interrupt = model.interrupt(at, intid);
      Object.assign(interrupt, { enabled: true, priority: PRIORITIES[index % PRIORITIES.length] });
      if (intid >= 32) interrupt.targets = [...model.cpus.keys()];
    }
  }
}

/** Lines, running priority, and pending, active and enabled of every interrupt under test. */
function visible(model: GicModel): { core: unknown[]; model: unknown[] } {
  const everyCpu = Array.from({ length: CPUS }, (_, at) => at);
  const states = everyCpu.flatMap((at) => IDS.map((intid) => bench.core.exports.gicState(at, intid) & 7));
  const modelStates = everyCpu.flatMap((at) =>
    IDS.map((intid) => {
      const { active, enabled } = model.interrupt(at, intid);
      return Number(model.pending(at, intid)) | (Number(active) << 1) | (Number(enabled) << 2);
    }),
  );
  return {
    core: [...everyCpu.map((at) => [bench.lines(at), bench.interface(Gicc.RPR, at)]), ...states],
    model: [...everyCpu.map((at) => [model.lines(at), Math.min(255, model.running(at))]), ...modelStates],
  };
}

it("agrees with an independent model, whatever the guest and the devices do", () => {
  const configuration = fc.oneof(
    setPriority,
    setTargets,
    setGroup,
    makeEdge,
    setInterfaceControl,
    setMask,
    setBinaryPoints,
  );
  const traffic = fc.oneof(setLine, pulse, sendSgi, acknowledge, acknowledge, endNewest, enable);
  const rare = fc.oneof(clearPending, setActive, setDistributorControl, end, deactivate);
  const steps = fc.array(
    fc.oneof(
      { weight: 12, arbitrary: traffic },
      { weight: 3, arbitrary: configuration },
      { weight: 1, arbitrary: rare },
    ),
    { maxLength: 120, size: "max" },
  );
  fc.assert(
    fc.property(steps, (sequence) => {
      const model = new GicModel(CPUS);
      start(model);
      for (const run of sequence) {
        run(model);
        const both = visible(model);
        expect(both.core).toEqual(both.model);
      }
    }),
    { numRuns: 300 },
  );
});
