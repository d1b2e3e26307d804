/** What a processor makes of MMX, SSE and SSE2 instructions is what compiled regions make of them. */
import { expect, it } from "vitest";
import { RunState } from "../../core-as/abi.ts";
import { SLOT_V, VCPU_SYSTEM } from "../../core-as/layout.ts";
import { SIMD_RECORDS, type SimdRecord } from "../../core-as/testing/simdHardware.ts";
import { Architecture, CoreInstance, Gpr, Segment } from "../core/index.ts";
import { coreModule } from "../testing/core.ts";

const RAM = 1 << 20;
const FLAT = { base: 0, limit: 0xffff_ffff };
const MMX = VCPU_SYSTEM + 0x400;
const STRIDE = 32;
const CODE = 0x1000;
/** JMP to itself. */
const STOP = [0xeb, 0xfe];
/** Records at a time: no more than the queue of hot blocks takes. */
const BATCH = 50;
const hex = (value: bigint | number, digits = 1) => value.toString(16).padStart(digits, "0");

class Machine {
  readonly core = new CoreInstance(coreModule, 1, RAM, { tier: "all", architecture: Architecture.IA32 });
  private readonly cpu = this.core.vcpus[0];

  constructor() {
    this.core.mapPages(0, RAM >> 12, "ram");
    this.cpu.ia32.setControl(0, 0x11);
    this.cpu.ia32.setControl(4, 0x600);
    for (let segment = Segment.Es; segment <= Segment.Gs; segment++) {
      this.cpu.ia32.setSegment(segment, { ...FLAT, rights: segment === Segment.Cs ? 0xc09b : 0xc093 });
    }
  }

  run(record: SimdRecord, at: number): string {
    const { cpu } = this;
    cpu.ia32.mxcsr = record.mxcsr;
    for (const n of [0, 1]) {
      cpu.setU64(SLOT_V + 16 * n, record.xmm[n]);
      cpu.setU64(SLOT_V + 16 * n + 8, record.xmm[n] >> 64n);
      cpu.setU64(MMX + 16 * n, record.xmm[n]);
    }
    cpu.ia32.eflags = 2;
    cpu.ia32.setGeneral(Gpr.Eax, record.eax);
    cpu.ia32.eip = at;
    cpu.runState = RunState.Running;
    cpu.run(8);
    const xmm = cpu.u64(SLOT_V) | (cpu.u64(SLOT_V + 8) << 64n);
    const integers = `${hex(cpu.ia32.general(Gpr.Eax))} ${hex(cpu.ia32.eflags & 0x8d5)}`;
    return `${hex(xmm, 32)} ${hex(cpu.u64(MMX), 16)} ${integers} ${hex(cpu.ia32.mxcsr)}`;
  }
}

/** The records of a batch run, are compiled, and run again. */
function compiledResults(machine: Machine, records: readonly SimdRecord[]): string[] {
  const places = records.map((_, index) => CODE + index * STRIDE);
  for (const [index, record] of records.entries()) {
    machine.core.guest.write(places[index], Uint8Array.from([...record.code, ...STOP]));
  }
  for (const [index, record] of records.entries()) machine.run(record, places[index]);
  machine.core.compileHotCode();
  return records.map((record, index) => machine.run(record, places[index]));
}

it("does in regions what the processor does, with exceptions masked", () => {
  const machine = new Machine();
  const records = SIMD_RECORDS.filter(({ mxcsr }) => (mxcsr & 0x1f80) === 0x1f80);
  const batches = Array.from({ length: Math.ceil(records.length / BATCH) }, (_, n) =>
    records.slice(n * BATCH, (n + 1) * BATCH),
  );

  const results = batches.flatMap((batch) => compiledResults(machine, batch));

  const differences = records.filter((record, index) => results[index] !== record.result);
  expect(differences.map(({ name, code }) => `${name} ${Buffer.from(code).toString("hex")}`)).toEqual([]);
});
