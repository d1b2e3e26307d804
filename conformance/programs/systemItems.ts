/** The pieces that only programs of the system flavour have. */
import type { Random } from "../fuzz/random.ts";
import type { Assembler, Label } from "./assembler.ts";
import * as A from "./encode.ts";
import { ADDRESS, INDEX, type Pools } from "./instructions.ts";
import { Items, maintenance } from "./items.ts";
import type { Item } from "./program.ts";
import { ALIAS } from "./registers.ts";
import * as L from "./systemLayout.ts";

const DATA_BITS = 14;
const WILD = 4;
const IRQ_MASK = { set: 0xd503_42df, clear: 0xd503_42ff } as const;
const DEVICE_BITS = 11;
/** Calls of these fault: unmapped, not executable, misaligned. */
const BAD_TARGETS = [0x1234_5000, L.DATA_VA, L.CODE_VA + 2, L.DEVICE];

export class SystemItems extends Items {
  special(): Item {
    const { random } = this;
    switch (random.below(12)) {
      case 0:
      case 1:
      case 2:
        return words(A.svc(random.below(L.SERVICE_COUNT)));
      case 3:
      case 4:
        return this.slot();
      case 5:
      case 6:
        return this.twin();
      case 7:
        return this.device();
      case 8:
        return words(A.mrs(A.Register.CNTVCT_EL0, this.register()));
      case 9:
        return words(...A.move32(ADDRESS, random.pick(BAD_TARGETS)), A.blr(ADDRESS));
      case 10:
        return this.misalignedStack();
      default:
        return this.rare();
    }
  }

  /** Changes an instruction of the program itself, through one of its two mappings, and goes on to it. */
  private slot(): Item {
    const { random } = this;
    const choice = this.chosenWord();
    const [before, original] = [random.chance(50), this.dataWord()];
    const alias = random.chance(50) ? [A.add(INDEX, INDEX, ALIAS)] : [];
    const visible = random.chance(70) ? maintenance() : [];
    return {
      emit(asm) {
        const [slot, over] = [asm.fresh(), asm.fresh()];
        if (before) placeSlot(asm, slot, original);
        choice(asm);
        asm.adr(INDEX, slot);
        asm.emit(...alias, A.strWord(ADDRESS, INDEX), ...visible);
        asm.to(over, A.b);
        asm.label(over);
        if (!before) placeSlot(asm, slot, original);
      },
    };
  }

  /** Calls one of the twins, whose pages services exchange. */
  private twin(): Item {
    const target = L.CODE_VA + (L.FIRST_TWIN + this.random.below(2)) * L.PAGE;
    return words(...A.move32(ADDRESS, target), A.blr(ADDRESS));
  }

  /** An access to a device of the host. */
  private device(): Item {
    const access = this.random.pick(this.pools.transfer);
    const index = A.andLow(INDEX, this.register(), 3);
    return words(
      A.andLow(INDEX, this.register(), DEVICE_BITS),
      ...A.move32(ADDRESS, L.DEVICE + 0x400),
      A.add(ADDRESS, ADDRESS, INDEX),
      index,
      access,
    );
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
      ]),
    );
  }
}

export function systemItems(random: Random, pools: Pools): SystemItems {
  const patch = L.CODE_VA + L.PATCH_PAGE * L.PAGE;
  return new SystemItems(random, pools, { dataBits: DATA_BITS, wild: WILD, patch });
}

function words(...list: readonly number[]): Item {
  return { emit: (asm) => asm.emit(...list) };
}

function placeSlot(asm: Assembler, slot: Label, original: number): void {
  asm.label(slot);
  asm.emit(original);
}
