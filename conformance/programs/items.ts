/** The pieces that blocks are filled with. */
import type { Random } from "../fuzz/random.ts";
import type { Assembler, Label } from "./assembler.ts";
import { guarded } from "./controlFlow.ts";
import * as A from "./encode.ts";
import { ADDRESS, FREE_REGISTERS, INDEX, type Pools } from "./instructions.ts";
import type { Item } from "./program.ts";
import { ALIAS, CALLS, COUNTERS, DATA } from "./registers.ts";

/** Where a program's data lie, as far as its accesses need to know. */
export interface Terrain {
  /** Accesses start at DATA + a number of so many bits. */
  readonly dataBits: number;
  /** In a hundred accesses, those with any address at all. */
  readonly wild: number;
  /** A page to write code to. */
  readonly patch: number;
}

/** LDR (literal) of W, X, S, D and Q registers, LDRSW: bits 31..24. */
const LITERALS = [0x18, 0x58, 0x98, 0x1c, 0x5c, 0x9c];
const INDEX_BITS = 6;
/** FPCR: AHP, DN, FZ, RMode. */
const FPCR_FIELDS = [0, 1, 2, 3, 4, 8, 16, 28];
const FPCR_LOW = 22;
const PATCHES = 16;

export class Items {
  constructor(
    protected readonly random: Random,
    protected readonly pools: Pools,
    readonly terrain: Terrain,
  ) {}

  /** A few instructions on registers. */
  data(): Item {
    const words = Array.from({ length: 1 + this.random.below(5) }, () => this.dataWord());
    return { emit: (asm) => asm.emit(...words) };
  }

  /** An address and one or two accesses there. */
  access(): Item {
    const { random } = this;
    const address = this.address();
    const index = A.andLow(INDEX, this.register(), INDEX_BITS);
    const words = Array.from({ length: 1 + random.below(2) }, () =>
      random.pick(random.chance(60) ? this.pools.transfer : this.pools.vectorTransfer),
    );
    return { emit: (asm) => asm.emit(...address, index, ...words) };
  }

  /** A load of some words of the program itself. */
  literal(from: Label): Item {
    const { random } = this;
    const [opcode, register] = [random.pick(LITERALS), this.register()];
    return { emit: (asm) => asm.to(from, (words) => A.literal(opcode, register, words)) };
  }

  /** A load-exclusive, something else, a store-exclusive; or an ordered load and store. */
  exclusive(): Item {
    const { random } = this;
    const address = this.alignedAddress();
    const [size, kind, first] = [random.below(4), random.below(3), this.register()];
    const [second, status] = [1, 2].map((step) => (first + step * 3) % FREE_REGISTERS);
    const between = random.chance(50) ? [this.dataWord()] : [];
    const words = {
      0: [A.ldxr(size, first, ADDRESS), ...between, A.stxr(size, status, second, ADDRESS)],
      1: [A.ldaxp(first, second, ADDRESS), ...between, A.stlxp(status, second, first, ADDRESS)],
      2: [A.ldar(size, first, ADDRESS), ...between, A.stlr(size, second, ADDRESS)],
    }[kind as 0 | 1 | 2];
    return { emit: (asm) => asm.emit(...address, ...words) };
  }

  /** Two registers through the stack. */
  stack(): Item {
    const [first, second] = [this.register(), this.register()];
    const between = this.dataWord();
    const other = (second + 1) % FREE_REGISTERS;
    return { emit: (asm) => asm.emit(A.push(first, second), between, A.pop(second, other)) };
  }

  /** Flags, FPCR, FPSR and TPIDR_EL0 to and from general registers. */
  status(): Item {
    const { random } = this;
    const register = this.register();
    const fields = random.pick(FPCR_FIELDS);
    const words = random.pick([
      [A.mrs(A.Register.NZCV, register)],
      [A.msr(A.Register.NZCV, register)],
      [A.mrs(A.Register.FPSR, register)],
      [A.mrs(A.Register.FPCR, register)],
      [A.msr(A.Register.FPSR, A.ZERO)],
      [...A.move32(ADDRESS, fields << FPCR_LOW), A.msr(A.Register.FPCR, ADDRESS)],
      [A.msr(A.Register.TPIDR_EL0, register), A.mrs(A.Register.TPIDR_EL0, (register + 5) % FREE_REGISTERS)],
    ]);
    return { emit: (asm) => asm.emit(...words) };
  }

  /** DC ZVA. */
  zero(): Item {
    const address = this.alignedAddress();
    return { emit: (asm) => asm.emit(...address, A.sys(A.Operation.DC_ZVA, ADDRESS)) };
  }

  /** A call of one of `callees`, as long as calls are left: direct, by register, by table. */
  call(callees: readonly Label[]): Item {
    const { random } = this;
    const callee = random.pick(callees);
    const table = [callee, random.pick(callees), random.pick(callees), random.pick(callees)];
    const [kind, register] = [random.below(4), this.register()];
    const emits: ((asm: Assembler) => void)[] = [
      (asm) => asm.to(callee, A.bl),
      (asm) => {
        asm.adr(ADDRESS, callee);
        asm.emit(A.blr(ADDRESS));
      },
      (asm) => {
        asm.adr(ADDRESS, callee);
        asm.emit(A.add(ADDRESS, ADDRESS, ALIAS), A.blr(ADDRESS));
      },
      (asm) => callByTable(asm, table, register),
    ];
    return { emit: (asm) => guarded(asm, CALLS, () => emits[kind](asm)) };
  }

  /** Makes one of two instructions in a page for code, with a return behind it, and calls it. */
  patch(): Item {
    const choice = this.chosenWord();
    const slot = this.terrain.patch + 64 * this.random.below(PATCHES) + 8 * this.random.below(3);
    const cleanAndInvalidate = maintenance();
    return {
      emit: (asm) => {
        choice(asm);
        asm.emit(...A.move32(INDEX, slot), A.strWord(ADDRESS, INDEX));
        asm.emit(...A.move32(ADDRESS, A.RET), A.strWord(ADDRESS, INDEX, 4));
        asm.emit(...cleanAndInvalidate, A.blr(INDEX));
      },
    };
  }

  /** ADDRESS = one of two random instructions, as a bit of a register says. */
  protected chosenWord(): (asm: Assembler) => void {
    const [one, other] = [this.dataWord(), this.dataWord()];
    const [register, bit] = [this.register(), this.random.below(8)];
    return (asm) => {
      const over = asm.fresh();
      asm.emit(...A.move32(ADDRESS, one));
      asm.to(over, (words) => A.tbz(false, register, bit, words));
      asm.emit(...A.move32(ADDRESS, other));
      asm.label(over);
    };
  }

  protected register(): number {
    return this.random.below(FREE_REGISTERS);
  }

  protected dataWord(): number {
    return this.random.pick(this.random.chance(65) ? this.pools.integer : this.pools.vector);
  }

  /** ADDRESS = somewhere in the data: a constant, by a register, by a loop counter; rarely anywhere. */
  protected address(): number[] {
    const { random, terrain } = this;
    const { dataBits } = terrain;
    if (random.chance(terrain.wild)) return [A.add(ADDRESS, this.register(), A.ZERO)];
    switch (random.below(4)) {
      case 0:
        return [A.addImmediate(ADDRESS, DATA, random.below(2 ** Math.min(12, dataBits)))];
      case 1: {
        const counter = random.pick(COUNTERS.flat());
        return [A.add(ADDRESS, DATA, counter, random.below(dataBits - 4))];
      }
      default: {
        const bits = random.chance(70) ? dataBits : 1 + random.below(dataBits);
        return [A.andLow(ADDRESS, this.register(), bits), A.add(ADDRESS, DATA, ADDRESS)];
      }
    }
  }

  /** ADDRESS = a multiple of 16 in the data. */
  protected alignedAddress(): number[] {
    const low = A.andLow(ADDRESS, this.register(), this.terrain.dataBits);
    return [low, A.andHigh(ADDRESS, ADDRESS, 4), A.add(ADDRESS, DATA, ADDRESS)];
  }
}

/** What makes a word at INDEX visible to instruction fetches. DDI 0487 B2.2.5. */
export function maintenance(): number[] {
  const { DC_CVAU, IC_IVAU } = A.Operation;
  return [A.sys(DC_CVAU, INDEX), A.DSB, A.sys(IC_IVAU, INDEX), A.DSB, A.ISB];
}

/** BLR to one of four, by the low bits of `register`. */
function callByTable(asm: Assembler, callees: readonly Label[], register: number): void {
  const [table, over] = [asm.fresh(), asm.fresh()];
  asm.emit(A.andLow(INDEX, register, 2));
  asm.adr(ADDRESS, table);
  asm.emit(A.ldrswIndexed(INDEX, ADDRESS, INDEX), A.add(ADDRESS, ADDRESS, INDEX), A.blr(ADDRESS));
  asm.to(over, A.b);
  asm.label(table);
  callees.forEach((callee, index) => {
    asm.to(callee, (words) => 4 * (words + index));
  });
  asm.label(over);
}
