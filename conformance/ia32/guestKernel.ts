/**
 * The surroundings that tests have on our core: page tables, descriptor tables, and a handler for every vector, which jumps to
 * itself. All of it lies where the harness lies on other back ends.
 */
import {
  CPL,
  CR0,
  CR3,
  CR4,
  Cr0,
  Cr4,
  EFER,
  PDPTE,
  SEGMENTS as REGISTERS,
  SEGMENT_LIMIT,
  SEGMENT_RIGHTS,
  SEGMENT_SIZE,
  Segment,
} from "../../core-as/ia32/state.ts";
import { PAGE_SIZE, SLOT_X } from "../../core-as/layout.ts";
import type { CoreInstance, CoreVcpu } from "../../lib-ts/core/index.ts";
import * as layout from "./layout.ts";
import { descriptorOf, type LocalSegment, SEGMENTS } from "./segments.ts";

/** Guest-physical RAM: its first 64 KiB are the kernel's, the rest has the addresses that it is mapped at. */
export const RAM_ADDRESS = 0x4000_0000;
export const RAM_SIZE = 0x40_0000;
const KERNEL = layout.HARNESS_ADDRESS;
const KERNEL_SIZE = 0x1_0000;

/** Offsets in the kernel's memory. */
const [DIRECTORY, TABLES, IDT, GDT, LDT, TSS, HANDLERS, STACK_TOP] = [
  0x1000, 0x2000, 0x5000, 0x6000, 0x6800, 0x7000, 0x8000, 0xa000,
];
const CODE = 0x08;
const DATA = 0x10;
const JUMP_TO_ITSELF = 0xfeeb;
const HANDLER_SIZE = 2;
const VECTORS = 256;
const TSS_SIZE = 104;
/** Gates that programs may use: breakpoint and overflow. */
const USER_VECTORS = [3, 4];
const WITH_ERROR_CODE = [8, 10, 11, 12, 13, 14, 17];
const NXE = 1n << 11n;
const Page = { present: 1n, write: 2n, user: 4n, accessed: 0x20n, dirty: 0x40n, noExecute: 1n << 63n } as const;
const FIRST_BASE = 16;

/** What a handler finds. */
export interface Ending {
  readonly vector: number;
  readonly error: number;
  readonly eip: number;
  readonly cs: number;
  readonly eflags: number;
  readonly esp: number;
  readonly ss: number;
}

export class GuestKernel {
  private readonly vcpu: CoreVcpu;
  private readonly view: DataView;
  private readonly ram: number;

  constructor(instance: CoreInstance) {
    instance.mapPages(RAM_ADDRESS, RAM_SIZE / PAGE_SIZE, "ram");
    this.vcpu = instance.vcpus[0];
    this.view = instance.linear;
    this.ram = instance.locate(RAM_ADDRESS);
    this.writePageTables();
    this.writeDescriptors();
    this.writeSystemRegisters();
  }

  /** Linear-memory address of a byte of the code, the window or the patch page. */
  host(address: number): number {
    return this.ram + address - RAM_ADDRESS;
  }

  /** What segment register `segment` holds when `selector` was loaded. */
  setSegment(segment: Segment, selector: number): void {
    const at = REGISTERS + segment * SEGMENT_SIZE;
    const loaded = selector < 4 ? undefined : SEGMENTS[selector >>> 3];
    this.vcpu.setU32(at, selector);
    this.vcpu.setU32(at + SEGMENT_RIGHTS, loaded ? rightsOf(loaded) : 0x1_0000);
    this.vcpu.setU32(at + SEGMENT_LIMIT, loaded ? limitOf(loaded) : 0);
    this.vcpu.setU64(SLOT_X + 8 * (FIRST_BASE + segment), BigInt(loaded?.base ?? 0));
  }

  /** The exception that was delivered, if one was. */
  ending(): Ending | undefined {
    const vector = (Number(this.vcpu.pc) - KERNEL - HANDLERS) / HANDLER_SIZE;
    if (!(vector >= 0 && vector < VECTORS)) return undefined;
    const frame = this.ram + this.vcpu.u32(SLOT_X + 8 * 4) - KERNEL;
    const has = WITH_ERROR_CODE.includes(vector);
    const [eip, cs, eflags, esp, ss] = [0, 4, 8, 12, 16].map((at) =>
      this.view.getUint32(frame + at + (has ? 4 : 0), true),
    );
    return {
      vector,
      error: has ? this.view.getUint32(frame, true) : 0,
      eip,
      cs: cs & 0xffff,
      eflags,
      esp,
      ss: ss & 0xffff,
    };
  }

  private writePageTables(): void {
    const { present, write, user, accessed, dirty, noExecute } = Page;
    const all = present | write | user | accessed | dirty;
    const set = (table: number, index: number, entry: bigint) =>
      this.view.setBigUint64(this.ram + table + 8 * index, entry, true);
    const tables = new Map<number, number>();
    const map = (linear: number, physical: number, size: number, flags: bigint) => {
      for (let at = 0; at < size; at += PAGE_SIZE) {
        const directoryIndex = ((linear + at) >>> 21) & 511;
        const table = tables.get(directoryIndex) ?? TABLES + tables.size * PAGE_SIZE;
        tables.set(directoryIndex, table);
        set(DIRECTORY, directoryIndex, BigInt(RAM_ADDRESS + table) | all);
        set(table, ((linear + at) >>> 12) & 511, BigInt(physical + at) | flags);
      }
    };
    const same = (linear: number, size: number, flags: bigint) => map(linear, linear, size, flags);
    same(layout.CODE_ADDRESS, layout.CODE_SIZE, all & ~write);
    same(layout.WINDOW_ADDRESS, layout.WINDOW_SIZE, all | noExecute);
    same(layout.READ_ONLY_ADDRESS, PAGE_SIZE, (all & ~write) | noExecute);
    same(layout.PATCH_ADDRESS, layout.PATCH_SIZE, all);
    map(KERNEL, RAM_ADDRESS, KERNEL_SIZE, all & ~user);
  }

  private writeDescriptors(): void {
    const quad = (at: number, value: bigint) => this.view.setBigUint64(this.ram + at, value, true);
    quad(GDT + CODE, 0x00cf_9b00_0000_ffffn);
    quad(GDT + DATA, 0x00cf_9300_0000_ffffn);
    SEGMENTS.forEach((segment, index) => {
      quad(LDT + 8 * index, descriptorOf(segment));
    });
    for (let vector = 0; vector < VECTORS; vector++) {
      const handler = KERNEL + HANDLERS + vector * HANDLER_SIZE;
      const rights = USER_VECTORS.includes(vector) ? 0xee00 : 0x8e00;
      const high = BigInt(((handler & 0xffff_0000) | rights) >>> 0);
      quad(IDT + 8 * vector, (high << 32n) | BigInt((CODE << 16) | (handler & 0xffff)));
      this.view.setUint16(this.ram + HANDLERS + vector * HANDLER_SIZE, JUMP_TO_ITSELF, true);
    }
    this.view.setUint32(this.ram + TSS + 4, KERNEL + STACK_TOP, true);
    this.view.setUint32(this.ram + TSS + 8, DATA, true);
    this.view.setUint32(this.ram + TSS + 100, TSS_SIZE << 16, true);
  }

  /** As Linux has them for its programs. */
  private writeSystemRegisters(): void {
    const { ia32 } = this.vcpu;
    const set = (offset: number, value: number) => this.vcpu.setU64(offset, BigInt(value >>> 0));
    this.vcpu.setU64(EFER, NXE);
    set(CR3, RAM_ADDRESS);
    set(CR4, Cr4.DE | Cr4.PSE | Cr4.PAE | Cr4.PGE | Cr4.OSFXSR | Cr4.OSXMMEXCPT);
    this.view.setBigUint64(this.ram + 8, BigInt(RAM_ADDRESS + DIRECTORY) | Page.present, true);
    for (let n = 0; n < 4; n++) {
      this.vcpu.setU64(PDPTE + 8 * n, this.view.getBigUint64(this.ram + 8 * n, true));
    }
    set(CR0, Cr0.PE | Cr0.MP | Cr0.ET | Cr0.NE | Cr0.WP | Cr0.AM | Cr0.PG);
    ia32.gdtr = { base: KERNEL + GDT, limit: 0x7f };
    ia32.idtr = { base: KERNEL + IDT, limit: 8 * VECTORS - 1 };
    ia32.setSegment(Segment.Ldtr, { selector: 0x20, base: KERNEL + LDT, limit: 8 * SEGMENTS.length - 1, rights: 0x82 });
    ia32.setSegment(Segment.Tr, { selector: 0x18, base: KERNEL + TSS, limit: TSS_SIZE - 1, rights: 0x8b });
    this.vcpu.setU32(CPL, 3);
  }
}

function rightsOf({ kind, restricted, big, pages, present }: LocalSegment): number {
  const type = { data: 0x1, expandDown: 0x5, code: 0x9 }[kind] | (restricted ? 0 : 2);
  return type | 0x10 | (3 << 5) | (present ? 0x80 : 0) | (big ? 1 << 14 : 0) | (pages ? 1 << 15 : 0);
}

function limitOf({ limit, pages }: LocalSegment): number {
  return pages ? ((limit << 12) | 0xfff) >>> 0 : limit;
}
