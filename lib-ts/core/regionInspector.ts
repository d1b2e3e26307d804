/** Looks at compiled regions: which there are, how often they are entered, what they are made of. Changes nothing. */
import { Context as Context32 } from "../../core-as/aarch32/state.ts";
import { Architecture } from "../../core-as/abi.ts";
import { Context } from "../../core-as/ia32/state.ts";
import { VM_ARCHITECTURE } from "../../core-as/layout.ts";
import { blockText, type Region, regionText } from "../jit/index.ts";
import type { RegionCache } from "./regionCache.ts";
import { entriesOf, type Installed, turnstileOf } from "./regionStats.ts";
import type { Exclusively } from "./spreadCompiler.ts";

/** A compiled region in figures. */
export interface RegionFigures {
  /** Guest-virtual address of the head where it was met. */
  readonly pc: bigint;
  /** Its first, small form, or the larger one after many entries. */
  readonly form: "first" | "grown";
  /** Entries from outside since this form was made; turns of a loop inside the region are none. */
  readonly entries: number;
  /** Its share of the Wasm bytes of its module. */
  readonly bytes: number;
  readonly blocks: number;
}

/** A64, A32, T32, or IA32 in a segment whose default is 16 or 32 bits. */
export type CodeEncoding = "a64" | "a32" | "t32" | "ia32-16" | "ia32-32";

/** Of the address of an AArch32 block: it is T32. */
const THUMB = 1;

/** A block of a region: straight-line guest code. */
export interface RegionBlock {
  readonly pc: bigint;
  /** The instructions' bytes, and how they are encoded. */
  readonly bytes: Uint8Array;
  readonly encoding: CodeEncoding;
  readonly microOps: readonly string[];
}

/** A region in full. */
export interface RegionListing extends RegionFigures {
  readonly code: readonly RegionBlock[];
  /** The region's function in WebAssembly's text format. */
  readonly wasm: string;
}

export class RegionInspector {
  constructor(
    private readonly cache: RegionCache,
    private readonly view: DataView,
    private readonly exclusively: Exclusively,
  ) {}

  /** The `count` regions that are entered most. */
  hottest(count: number): (RegionFigures & { readonly code: readonly RegionBlock[] })[] {
    return this.exclusively(() => this.mostEntered(count));
  }

  private mostEntered(count: number): (RegionFigures & { readonly code: readonly RegionBlock[] })[] {
    const found = this.cache.alive.map((installed) => ({ installed, entries: this.entries(installed) }));
    found.sort((a, b) => b.entries - a.entries);
    return found.slice(0, count).map(({ installed }) => {
      const region = installed.region.unpack(this.cache.source);
      return { ...this.figures(installed, region), code: this.code(region) };
    });
  }

  /** The regions with an instruction at guest-virtual address `address`, those entered most first. */
  containing(address: bigint): RegionListing[] {
    const ia32 = this.view.getUint32(VM_ARCHITECTURE, true) === Architecture.IA32;
    const found = this.cache.alive.flatMap((installed) => {
      const region = installed.region.unpack(this.cache.source);
      return contains(region, address, ia32 ? ~0n : ~BigInt(THUMB)) ? [this.listing(installed, region)] : [];
    });
    return found.sort((a, b) => b.entries - a.entries);
  }

  private listing(installed: Installed, region: Region): RegionListing {
    const { source } = this.cache;
    const { record, assuming, links } = installed;
    const turnstile = turnstileOf(this.view, record);
    const wasm = regionText(source, { region, record, turnstile, assuming, links });
    return { ...this.figures(installed, region), code: this.code(region), wasm };
  }

  private figures(installed: Installed, region: Region): RegionFigures {
    const { bytes, forms } = installed;
    const form = forms > 1 ? "grown" : "first";
    const pc = region.pc - BigInt(this.thumbBit(region.blocks[0]));
    return { pc, form, entries: this.entries(installed), bytes, blocks: region.blocks.length };
  }

  private entries({ counter, record }: Installed): number {
    return entriesOf(this.view, counter, record);
  }

  private code(region: Region): RegionBlock[] {
    return region.blocks.map((block) => {
      const odd = this.thumbBit(block);
      const start = block.guest - odd;
      return {
        pc: BigInt.asUintN(64, region.pc + BigInt(block.delta - odd)),
        bytes: new Uint8Array(this.view.buffer).slice(start, start + block.bytes),
        encoding: this.encodingOf(block),
        microOps: blockText(this.cache.source, block),
      };
    });
  }

  /** What the addresses of a block have too much: T32's are odd. */
  private thumbBit(block: Region["blocks"][number]): number {
    return this.encodingOf(block) === "t32" ? THUMB : 0;
  }

  private encodingOf({ context, guest }: Region["blocks"][number]): CodeEncoding {
    switch (this.view.getUint32(VM_ARCHITECTURE, true)) {
      case Architecture.IA32:
        return (context & Context.Code32) !== 0 ? "ia32-32" : "ia32-16";
      default:
        if ((context & Context32.AArch32) === 0) return "a64";
        return (guest & THUMB) !== 0 ? "t32" : "a32";
    }
  }
}

/** Whether an instruction of the region lies at `address`. @param bits those of a block's address that are one */
function contains({ pc, blocks }: Region, address: bigint, bits: bigint): boolean {
  return blocks.some(({ delta, bytes }) => BigInt.asUintN(64, address - ((pc + BigInt(delta)) & bits)) < BigInt(bytes));
}
