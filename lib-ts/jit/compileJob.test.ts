import { expect, it } from "vitest";
import { RunState } from "../../core-as/abi.ts";
import { SLOT_V } from "../../core-as/layout.ts";
import { Architecture, CoreInstance, type CoreModule, Gpr, Segment } from "../core/index.ts";
import { compileService, type RegionCompiler } from "../core/regionCompiler.ts";
import { coreModule } from "../testing/core.ts";

const RAM = 1 << 20;
const CODE = 0x1000;
/** pshufd xmm0, xmm1, 0x1b; punpckldq xmm0, xmm2; paddd xmm1, xmm0; dec ecx; jnz to the beginning; jmp to itself. */
const LOOP = [
  0x66, 0x0f, 0x70, 0xc1, 0x1b, 0x66, 0x0f, 0x62, 0xc2, 0x66, 0x0f, 0xfe, 0xc8, 0x49, 0x75, 0xf0, 0xeb, 0xfe,
];
const TURNS = 5000;
const giveWay = () => new Promise((resolve) => setImmediate(resolve));

/** XMM1 after the loop, and how many regions were made. */
async function run(compiler: RegionCompiler | undefined): Promise<readonly [bigint, bigint, number]> {
  const module = Object.create(coreModule) as CoreModule;
  module.regionCompiler = compiler;
  const core = new CoreInstance(module, 1, RAM, {
    tier: compiler ? "auto" : "interp",
    thresholds: { hot: 10, batch: 1 },
    architecture: Architecture.IA32,
  });
  const [cpu] = core.vcpus;
  core.mapPages(0, RAM >> 12, "ram");
  cpu.ia32.setControl(0, 0x11);
  cpu.ia32.setControl(4, 0x600);
  for (let segment = Segment.Es; segment <= Segment.Gs; segment++) {
    cpu.ia32.setSegment(segment, { base: 0, limit: 0xffff_ffff, rights: segment === Segment.Cs ? 0xc09b : 0xc093 });
  }
  for (let half = 0; half < 6; half++) cpu.setU64(SLOT_V + 8 * half, 0x0123_4567_89ab_cdefn * BigInt(half + 1));
  cpu.ia32.setGeneral(Gpr.Ecx, TURNS);
  core.guest.write(CODE, Uint8Array.from(LOOP));
  cpu.ia32.eip = CODE;
  cpu.runState = RunState.Running;
  for (let slice = 0; slice < 50; slice++) {
    cpu.run(1000);
    core.compileHotCode();
    await giveWay();
  }
  return [cpu.u64(SLOT_V + 16), cpu.u64(SLOT_V + 24), core.stats.regions?.regionsCompiled ?? 0];
}

it("takes along all that a region's code is made of: selectors of shuffles, too", async () => {
  const answer = compileService();
  const elsewhere: RegionCompiler = {
    compile: async (job) => answer({ id: 0, job: structuredClone(job) }).answer,
  };
  const [low, high] = await run(undefined);
  const compiled = await run(elsewhere);

  expect(compiled[2]).toBeGreaterThan(0);
  expect(compiled.slice(0, 2)).toEqual([low, high]);
});
