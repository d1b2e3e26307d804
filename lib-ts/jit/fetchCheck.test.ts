/** Instructions that lie in two pages, in compiled regions: the second page may change and the first one not. */
import { describe, expect, it } from "vitest";
import { Architecture, RunState } from "../../core-as/abi.ts";
import { Gpr, Segment } from "../../core-as/ia32/state.ts";
import { CoreInstance } from "../core/index.ts";
import { coreModule } from "../testing/core.ts";

const RAM = 1 << 20;
const DATA = 0x8000;
/** Where the second page begins. */
const SECOND = 0x3000;
const TURNS = 300;
const SLICES = 8;

/** Instructions whose last byte is that of a number, and how many bytes of them the first page has. */
const INSTRUCTIONS = {
  "mov eax, 0x12345678": { bytes: [0xb8, 0x78, 0x56, 0x34, 0x12], first: 2 },
  "mov dword [0x8000], 0x12345678, nine bytes in the second page": {
    bytes: [0xc7, 0x05, 0x00, 0x80, 0x00, 0x00, 0x78, 0x56, 0x34, 0x12],
    first: 1,
  },
};

class Machine {
  readonly core = new CoreInstance(coreModule, 1, RAM, { tier: "all", architecture: Architecture.IA32 });
  private readonly cpu = this.core.vcpus[0];

  /** The instruction in a loop: dec ecx; jnz to it; jmp to itself. */
  constructor(private readonly instruction: { bytes: readonly number[]; first: number }) {
    const { bytes, first } = instruction;
    this.core.mapPages(0, RAM >> 12, "ram");
    this.cpu.ia32.setControl(0, 0x11);
    for (let segment = Segment.Es; segment <= Segment.Gs; segment++) {
      const rights = segment === Segment.Cs ? 0xc09b : 0xc093;
      this.cpu.ia32.setSegment(segment, { base: 0, limit: 0xffff_ffff, rights });
    }
    const loop = [...bytes, 0x49, 0x75, 0x100 - bytes.length - 3, 0xeb, 0xfe];
    this.core.guest.write(SECOND - first, Uint8Array.from(loop));
  }

  /** @returns EAX and the word at DATA */
  run(): { eax: number; word: number } {
    const { cpu, core } = this;
    cpu.ia32.setGeneral(Gpr.Eax, 0);
    cpu.ia32.setGeneral(Gpr.Ecx, TURNS);
    core.guest.write(DATA, new Uint8Array(4));
    cpu.ia32.eip = SECOND - this.instruction.first;
    cpu.runState = RunState.Running;
    for (let slice = 0; slice < SLICES; slice++) {
      cpu.run((4 * TURNS) / SLICES);
      core.compileHotCode();
    }
    expect(cpu.ia32.general(Gpr.Ecx)).toBe(0);
    const word = new DataView(core.guest.read(DATA, 4).buffer).getUint32(0, true);
    return { eax: cpu.ia32.general(Gpr.Eax), word };
  }

  /** Changes the instruction's last byte. */
  change(byte: number): void {
    const { bytes, first } = this.instruction;
    this.core.guest.write(SECOND - first + bytes.length - 1, Uint8Array.of(byte));
  }
}

describe.each(Object.entries(INSTRUCTIONS))("%s", (_name, instruction) => {
  it("is executed without leaving the region", () => {
    const machine = new Machine(instruction);
    machine.run();
    const before = machine.core.stats.regions?.left.withinBlock ?? 0;

    const { eax, word } = machine.run();

    expect(eax | word).toBe(0x12345678);
    expect(machine.core.stats.regions?.regionsCompiled).toBeGreaterThan(0);
    expect((machine.core.stats.regions?.left.withinBlock ?? 0) - before).toBeLessThan(SLICES);
  });

  it("is another one once its second page has changed", () => {
    const machine = new Machine(instruction);
    machine.run();

    machine.change(0x7f);

    const { eax, word } = machine.run();
    expect(eax | word).toBe(0x7f345678);
  });
});
