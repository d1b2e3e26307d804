/** The pieces that only programs of the system flavour have. */
import type { Random } from "../fuzz/random.ts";
import type { Assembler, Label } from "./assembler.ts";
import { guarded } from "./controlFlow.ts";
import * as A from "./encode.ts";
import { ADDRESS, INDEX, type Pools } from "./instructions.ts";
import { Items, maintenance } from "./items.ts";
import type { Item } from "./program.ts";
import { ALIAS, CALLS, DATA, FRAME } from "./registers.ts";
import * as L from "./systemLayout.ts";
import { type Service, type SystemSetup, ZVA_WORDS } from "./systemSetup.ts";

const DATA_BITS = 14;
const WILD = 4;
const IRQ_MASK = { set: 0xd503_42df, clear: 0xd503_42ff } as const;
const DEVICE_BITS = 11;
/** Calls of these fault: unmapped, not executable, misaligned. */
const BAD_TARGETS = [0x1234_5000, L.DATA_VA, L.CODE_VA + 2, L.DEVICE];
const WORD_SIZE = 2;
/** Bytes of a page that an access and its displacements stay in. */
const SAFE_OFFSET = 0x400;

export class SystemItems extends Items {
  constructor(
    random: Random,
    pools: Pools,
    private readonly setup: SystemSetup,
  ) {
    super(random, pools, { dataBits: DATA_BITS, wild: WILD, patch: L.CODE_VA + L.PATCH_PAGE * L.PAGE });
  }

  special(): Item {
    const { random } = this;
    switch (random.below(14)) {
      case 0:
      case 1:
        return this.service(random.pick(this.setup.services));
      case 2:
      case 3:
        return this.changedPage();
      case 4:
      case 5:
        return this.slot();
      case 6:
        return this.clearedSlot();
      case 7:
      case 8:
        return this.twin();
      case 9:
        return this.device();
      case 10:
        return words(A.mrs(A.Register.CNTVCT_EL0, this.register()));
      case 11:
        return words(...A.move32(ADDRESS, random.pick(BAD_TARGETS)), A.blr(ADDRESS));
      case 12:
        return this.misalignedStack();
      default:
        return this.rare();
    }
  }

  /** A service: by supervisor call, or at EL1 by the program itself, without an exception. */
  private service(service: Service): Item {
    const call = A.svc(this.setup.services.indexOf(service));
    return words(...(this.setup.level === "EL1t" && this.random.chance(60) ? inPlace(service) : [call]));
  }

  /** Accesses to a page before and after a service changes it. */
  private changedPage(): Item {
    const { random, setup } = this;
    const service = random.pick(setup.services.filter(({ page }) => page !== undefined && page >= L.DATA_VA));
    const offset = SAFE_OFFSET + 8 * random.below((L.PAGE - 2 * SAFE_OFFSET) / 8);
    const there = [...A.move32(ADDRESS, (service.page ?? 0) + offset), A.movz(INDEX, 8)];
    const access = () => random.pick(random.chance(70) ? this.pools.transfer : this.pools.vectorTransfer);
    const [before, change, after] = [words(...there, access()), this.service(service), words(...there, access())];
    return {
      emit(asm) {
        for (const item of [before, change, after]) item.emit(asm);
      },
    };
  }

  /** Changes an instruction of the program itself, through one of its two mappings, and goes on to it. */
  private slot(): Item {
    const { random } = this;
    const choice = this.chosenWord();
    const [before, original] = [random.chance(50), this.dataWord()];
    const alias = random.chance(50) ? [A.add(INDEX, INDEX, ALIAS)] : [];
    const visible = random.chance(70) ? maintenance() : [];
    const [old, status] = [this.register(), this.register()];
    const exclusive = [A.ldxr(WORD_SIZE, old, INDEX), A.stxr(WORD_SIZE, (old + 1) % 16, ADDRESS, INDEX)];
    const store = random.chance(50) ? [A.strWord(ADDRESS, INDEX)] : exclusive;
    const goesOn = random.chance(50);
    return {
      emit(asm) {
        const [slot, over] = [asm.fresh(), asm.fresh()];
        if (before) placeSlot(asm, slot, original);
        choice(asm);
        asm.adr(INDEX, slot);
        asm.emit(...alias, ...store, ...visible);
        if (goesOn) asm.to(over, (distance) => A.cbz(true, true, status, distance));
        else asm.to(over, A.b);
        asm.label(over);
        if (!before) placeSlot(asm, slot, original);
      },
    };
  }

  /** Clears some of the program's own code by DC ZVA, and goes on to the last word of it. */
  private clearedSlot(): Item {
    const alias = this.random.chance(50) ? [A.add(INDEX, INDEX, ALIAS)] : [];
    const original = this.dataWord();
    return {
      emit(asm) {
        const [area, last] = [asm.fresh(), asm.fresh()];
        asm.adr(INDEX, area);
        asm.emit(...alias, A.sys(A.Operation.DC_ZVA, INDEX));
        asm.to(last, A.b);
        asm.align(ZVA_WORDS, A.NOP);
        asm.label(area);
        asm.emit(...new Array<number>(ZVA_WORDS - 1).fill(A.NOP));
        placeSlot(asm, last, original);
      },
    };
  }

  /** Calls one of the twins, whose pages services exchange: directly, or by register. */
  private twin(): Item {
    const target = L.CODE_VA + (L.FIRST_TWIN + this.random.below(2)) * L.PAGE;
    const direct = this.random.chance(60);
    return {
      emit: (asm) =>
        guarded(asm, CALLS, () => {
          if (direct) asm.toAddress(target, A.bl);
          else asm.emit(...A.move32(ADDRESS, target), A.blr(ADDRESS));
        }),
    };
  }

  /** An access to a device of the host. */
  private device(): Item {
    const access = this.random.pick(this.pools.transfer);
    const index = A.andLow(INDEX, this.register(), 3);
    const offset = A.andLow(INDEX, this.register(), DEVICE_BITS);
    return words(offset, ...A.move32(ADDRESS, L.DEVICE + 0x400), A.add(ADDRESS, ADDRESS, INDEX), index, access);
  }

  private misalignedStack(): Item {
    const [first, second] = [this.register(), this.register()];
    return words(A.subImmediate(31, 31, 8), A.str(first, 31), A.ldr(second, 31), A.addImmediate(31, 31, 8));
  }

  private rare(): Item {
    const { random } = this;
    return words(
      ...random.pick([
        [0],
        [A.brk(7)],
        [A.WFI],
        [A.ISB],
        [A.CLREX],
        [IRQ_MASK.set, this.dataWord(), this.dataWord(), IRQ_MASK.clear],
        [A.hvc(1)],
        [A.mrs(A.Register.ESR_EL1, this.register())],
        [A.addImmediate(ADDRESS, DATA, 0), A.sys(A.Operation.DC_ZVA, ADDRESS)],
      ]),
    );
  }
}

export function systemItems(random: Random, pools: Pools, setup: SystemSetup): SystemItems {
  return new SystemItems(random, pools, setup);
}

/** What the supervisor would do for a service. */
function inPlace({ kind, address, change, invalidate }: Service): number[] {
  const register = {
    [L.Service.cpacr]: A.Register.CPACR_EL1,
    [L.Service.sctlr]: A.Register.SCTLR_EL1,
    [L.Service.addressSpace]: A.Register.TTBR0_EL1,
  }[kind];
  if (register) {
    return [
      ...A.move64(INDEX, change),
      A.mrs(register, ADDRESS),
      A.eor(ADDRESS, ADDRESS, INDEX),
      A.msr(register, ADDRESS),
      A.ISB,
    ];
  }
  if (kind !== L.Service.descriptor) return [A.NOP];
  const all = A.sys(A.Operation.TLBI_VMALLE1, A.ZERO);
  const one = [...A.move64(INDEX, invalidate), A.sys(A.Operation.TLBI_VAAE1, INDEX)];
  const changed = [A.ldr(INDEX, ADDRESS), A.eor(INDEX, INDEX, FRAME), A.str(INDEX, ADDRESS), A.DSB];
  const invalidated = invalidate === 0n ? [all] : one;
  return [...A.move64(ADDRESS, address), ...A.move64(FRAME, change), ...changed, ...invalidated, A.DSB, A.ISB];
}

function words(...list: readonly number[]): Item {
  return { emit: (asm) => asm.emit(...list) };
}

function placeSlot(asm: Assembler, slot: Label, original: number): void {
  asm.label(slot);
  asm.emit(original);
}
