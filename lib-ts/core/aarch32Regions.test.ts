import { describe, expect, it } from "vitest";
import { coreModule } from "../testing/core.ts";
import { Architecture, CoreInstance, RunState } from "./index.ts";

const START = 0x4000_0000;
const PAGES = 256;
const DATA = START + 0x8_0000;
const TURNS = 400;
/** Instructions a run: regions are compiled between runs. */
const SLICE = 500;
const HYPERCALL = "hypercall";
/** CPSR: Supervisor mode with A, I and F set; T. */
const SUPERVISOR = 0x1d3;
const THUMB = 0x20;

/** A loop with every way in which an instruction can depend on a condition, and two calls of a function. */
const A32_LOOP = [
  0xe2500001, // subs r0, r0, #1
  0x42811001, // addmi r1, r1, #1
  0xe3100003, // tst r0, #3
  0x00822000, // addeq r2, r2, r0
  0x17943100, // ldrne r3, [r4, r0, lsl #2]
  0x25853000, // strcs r3, [r5]
  0x35c50004, // strbcc r0, [r5, #4]
  0xe3500064, // cmp r0, #100
  0x13500032, // cmpne r0, #50
  0x03a06007, // moveq r6, #7
  0xa1b070a0, // movsge r7, r0, lsr #1
  0x20a881e0, // adccs r8, r8, r0, ror #3
  0x210f9000, // mrscs r9, cpsr
  0xe199a108, // orrs r10, r9, r8, lsl #2
  0x72eaa003, // rscvc r10, r10, #3
  0x802bb890, // mlahi r11, r0, r8, r11
  0x18941008, // ldmiane r4, {r3, r12}
  0x102bb00c, // eorne r11, r11, r12
  0x1b000005, // blne func
  0xe3300004, // teq r0, #4
  0x0328f20b, // msreq cpsr_f, #0xb0000000
  0x40a22002, // adcmi r2, r2, r2
  0xe3500000, // cmp r0, #0
  0x1affffe7, // bne loop
  0xe1400070, // hvc #0
  0xe1b0c0a0, // lsrs r12, r0, #1
  0x212fff1e, // bxcs lr
  0xe2822001, // add r2, r2, #1
  0xe35c0009, // cmp r12, #9
  0x812fff1e, // bxhi lr
  0xe1a0f00e, // mov pc, lr
];

/** The same in IT blocks. */
const T32_LOOP = [
  0x3801, // subs r0, r0, #1
  0xbf48, // it mi
  0x3101, // addmi r1, r1, #1
  0xf0100f03, // tst r0, #3
  0xbf0b, // itete eq
  0x1812, // addeq r2, r2, r0
  0xf8543020, // ldrne.w r3, [r4, r0, lsl #2]
  0x00d7, // lsleq r7, r2, #3
  0x602b, // strne r3, [r5]
  0x0783, // lsls r3, r0, #30
  0xbf28, // it cs
  0x7128, // strbcs r0, [r5, #4]
  0x2864, // cmp r0, #100
  0xbf18, // it ne
  0x2832, // cmpne r0, #50
  0xbf0c, // ite eq
  0x2607, // moveq r6, #7
  0xf3ef8900, // mrsne r9, cpsr
  0x414a, // adcs r2, r1
  0x4317, // orrs r7, r2
  0xbf84, // itt hi
  0xeb0808f0, // addhi.w r8, r8, r0, ror #3
  0xb2bf, // uxthhi r7, r7
  0xe8940088, // ldm r4, {r3, r7}
  0xea8b0b07, // eor r11, r11, r7
  0x2807, // cmp r0, #7
  0xbf18, // it ne
  0xf000f809, // blne func
  0xf0100305, // ands r3, r0, #5
  0xbf08, // it eq
  0xf000f804, // bleq func
  0xb100, // cbz r0, out
  0xe7d5, // b loop
  0xf7e08000, // hvc #0
  0x0847, // lsrs r7, r0, #1
  0xbf28, // it cs
  0x4770, // bxcs lr
  0x3201, // adds r2, #1
  0x2f09, // cmp r7, #9
  0xbf88, // it hi
  0x4770, // bxhi lr
  0x46f7, // mov pc, lr
];

function bytesOf(instructions: readonly number[], narrow: boolean): Uint8Array {
  const halves = instructions.flatMap((word) => {
    const low = word & 0xffff;
    if (narrow && word <= 0xffff) return [low];
    return narrow ? [word >>> 16, low] : [low, word >>> 16];
  });
  return new Uint8Array(Uint16Array.from(halves).buffer);
}

/** Registers, flags and memory after the program, run in slices; and how many regions it made. */
function outcome(tier: "interp" | "all", program: readonly number[], thumb: boolean) {
  const core = new CoreInstance(coreModule, 1, PAGES << 12, { tier, architecture: Architecture.AArch32 });
  const cpu = core.vcpus[0];
  core.mapPages(START, PAGES, "ram");
  core.guest.write(START, bytesOf(program, thumb));
  core.guest.write(
    DATA,
    Uint8Array.from({ length: 4 * TURNS }, (_, n) => (n * 37) ^ (n >> 3)),
  );
  cpu.setX(0, BigInt(TURNS));
  cpu.setX(4, BigInt(DATA));
  cpu.setX(5, BigInt(DATA + 0x1000));
  cpu.aarch32.setCpsr(SUPERVISOR | (thumb ? THUMB : 0));
  cpu.pc = BigInt(START);
  cpu.runState = RunState.Running;
  let exit = cpu.run(SLICE);
  for (let turn = 0; turn < 200 && exit.kind !== HYPERCALL; turn++) {
    core.compileHotCode();
    exit = cpu.run(SLICE);
  }
  const registers = Array.from({ length: 15 }, (_, n) => cpu.x(n));
  const state = { kind: exit.kind, registers, pc: cpu.pc, cpsr: cpu.aarch32.cpsr, hash: core.stateHash() };
  return { state, regions: core.stats.regions?.regionsCompiled ?? 0, refused: core.stats.regions?.refused };
}

describe("instructions on a condition in compiled code", () => {
  it.each([
    ["A32", A32_LOOP, false],
    ["T32, in IT blocks", T32_LOOP, true],
  ] as const)("do what the interpreter does: %s", (_, program, thumb) => {
    const interpreted = outcome("interp", program, thumb);
    const compiled = outcome("all", program, thumb);

    expect(interpreted.state.kind).toBe(HYPERCALL);
    expect(compiled.state).toEqual(interpreted.state);
    expect(compiled.refused).toBeUndefined();
    expect(compiled.regions).toBeGreaterThan(2);
  });
});
