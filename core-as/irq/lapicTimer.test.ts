/** The local APIC's timer by SDM volume 3, 10.5.4: a 100 MHz bus clock, ten ticks a period. */
import { beforeEach, describe, expect, it } from "vitest";
import { RunState } from "../abi.ts";
import { VCPU_RUN_STATE } from "../layout.ts";
import { PcBench, Reg } from "../testing/pc.ts";

const bench = new PcBench();
const v = bench.core.vcpu();
const PERIODIC = 1 << 17;
const TSC_DEADLINE = 2 << 17;
const MASKED = 1 << 16;
const TSC = 0x10;
const DEADLINE = 0x6e0;
const VECTOR = 0xec;
const BY_1 = 0xb;

function taken(): number {
  const vector = bench.acknowledge();
  if (vector >= 0) bench.end();
  return vector;
}

beforeEach(() => {
  bench.now = 0n;
  bench.core.exports.vmReset();
  bench.core.setU32(VCPU_RUN_STATE, RunState.Running);
  bench.startLapic();
  bench.now = 1_000_003n;
});

describe("one-shot", () => {
  it("counts down from the write, and expires once", () => {
    bench.setLapic(Reg.LVT_TIMER, VECTOR);
    bench.setLapic(Reg.DIVIDE, BY_1);
    bench.setLapic(Reg.INITIAL, 100);
    expect([bench.lapic(Reg.CURRENT), bench.next()]).toEqual([100, 1_001_000n]);
    bench.at(1_000_990n);
    expect([bench.lapic(Reg.CURRENT), taken()]).toEqual([1, -1]);
    bench.at(1_001_000n);

    expect([bench.lapic(Reg.CURRENT), taken(), bench.next()]).toEqual([0, VECTOR, -1n]);
  });

  it.each([
    [0x0, 2n],
    [0x1, 4n],
    [0x2, 8n],
    [0x3, 16n],
    [0x8, 32n],
    [0x9, 64n],
    [0xa, 128n],
    [0xb, 1n],
  ])("is divided as the divide configuration register says: %x (figure 10-10)", (divide, by) => {
    bench.setLapic(Reg.LVT_TIMER, VECTOR);
    bench.setLapic(Reg.DIVIDE, divide);
    bench.setLapic(Reg.INITIAL, 1000);

    expect(bench.next()).toBe(1_000_000n + 10_000n * by);
  });

  it("loses an expiry while it is masked", () => {
    bench.setLapic(Reg.LVT_TIMER, MASKED | VECTOR);
    bench.setLapic(Reg.INITIAL, 100);
    bench.at(2_000_000n);
    bench.setLapic(Reg.LVT_TIMER, VECTOR);
    bench.at(3_000_000n);

    expect([taken(), bench.next()]).toEqual([-1, -1n]);
  });

  it("stops when 0 is written, and when its mode changes", () => {
    bench.setLapic(Reg.LVT_TIMER, VECTOR);
    bench.setLapic(Reg.INITIAL, 100);
    bench.setLapic(Reg.INITIAL, 0);
    const stopped = bench.next();
    bench.setLapic(Reg.INITIAL, 100);
    bench.setLapic(Reg.LVT_TIMER, PERIODIC | VECTOR);

    expect([stopped, bench.next(), bench.lapic(Reg.CURRENT)]).toEqual([-1n, -1n, 0]);
  });

  it("goes on from its count when the divisor changes", () => {
    bench.setLapic(Reg.LVT_TIMER, VECTOR);
    bench.setLapic(Reg.DIVIDE, BY_1);
    bench.setLapic(Reg.INITIAL, 1000);
    bench.at(1_004_000n);
    bench.setLapic(Reg.DIVIDE, 0);

    expect([bench.lapic(Reg.CURRENT), bench.next()]).toEqual([600, 1_004_000n + 12_000n]);
  });
});

describe("periodic", () => {
  beforeEach(() => {
    bench.setLapic(Reg.LVT_TIMER, PERIODIC | VECTOR);
    bench.setLapic(Reg.DIVIDE, BY_1);
    bench.setLapic(Reg.INITIAL, 100);
  });

  it("expires every period, in step however late anybody looks", () => {
    bench.at(1_001_005n);
    expect([taken(), bench.next()]).toEqual([VECTOR, 1_002_000n]);
    bench.at(1_007_999n);

    expect([taken(), taken(), bench.next()]).toEqual([VECTOR, -1, 1_008_000n]);
  });

  it("shows its count within the period", () => {
    bench.at(1_012_340n);

    expect(bench.lapic(Reg.CURRENT)).toBe(66);
  });
});

describe("TSC deadline", () => {
  it("fires at the value of the counter, once, and disarms", () => {
    bench.core.exports.vcpuWriteMsr(v, TSC, 5_000_000n);
    bench.setLapic(Reg.LVT_TIMER, TSC_DEADLINE | VECTOR);
    bench.core.exports.vcpuWriteMsr(v, DEADLINE, 5_000_700n);
    expect([bench.core.exports.vcpuReadMsr(v, DEADLINE), bench.next()]).toEqual([5_000_700n, 1_000_703n]);
    bench.at(1_000_703n);

    expect([taken(), bench.core.exports.vcpuReadMsr(v, DEADLINE), bench.next()]).toEqual([VECTOR, 0n, -1n]);
  });

  it("fires at once for a value that has passed, and ignores the initial count", () => {
    bench.setLapic(Reg.LVT_TIMER, TSC_DEADLINE | VECTOR);
    bench.setLapic(Reg.INITIAL, 5);
    const counted = bench.next();
    bench.core.exports.vcpuWriteMsr(v, DEADLINE, 1n);

    expect([counted, taken()]).toEqual([-1n, VECTOR]);
  });

  it("ignores writes in other modes", () => {
    bench.core.exports.vcpuWriteMsr(v, DEADLINE, 5_000_700n);

    expect(bench.core.exports.vcpuReadMsr(v, DEADLINE)).toBe(0n);
  });
});
