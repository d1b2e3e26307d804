/**
 * The locals of a region's function: guest registers, the vCPU's base, and what the compiler needs for itself.
 *
 * Local 0 is the parameter v, the vCPU's base, and local 1 the number of the entry. Integer slots are i64; a vector slot is v128, or f64 or f32 where the
 * region only ever uses it so.
 */
import { SLOT_CC, SLOT_CC_A, SLOT_CC_B, SLOT_TC, SLOT_TC_STACK, SLOT_TC_USER } from "../../../core-as/layout.ts";
import { slotName } from "../microOpText.ts";
import { isTemporary } from "../slots.ts";
import type { SlotUse, Usage } from "../usage.ts";
import type { CodeWriter } from "../wasm/codeWriter.ts";
import { OPCODES, type OpcodeName } from "../wasm/opcodes.ts";
import type { ValueType } from "../wasm/valueType.ts";
import type { AccessGroup } from "./groups.ts";
import { X87Locals } from "./x87/locals.ts";

/** Opcodes by name, for emitters. */
export const code = (name: string): number => OPCODES[name as OpcodeName].code;

export const I32_LOAD = code("i32.load");
export const I32_STORE = code("i32.store");
export const I64_LOAD = code("i64.load");
export const I64_STORE = code("i64.store");
const LOADS = { i64: I64_LOAD, f64: code("f64.load"), f32: code("f32.load"), v128: code("v128.load") };
const STORES = { i64: I64_STORE, f64: code("f64.store"), f32: code("f32.store"), v128: code("v128.store") };

/** Local 0: the vCPU's base. */
export const V = 0;
/** Local 1: by which of its entries the region is entered. */
export const ENTRY = 1;

/** A page that a memory access met: its address, what to add for linear memory, and up to where in it that holds. */
export interface PageLocals {
  readonly page: number;
  readonly addend: number;
  /** 0 while nothing is known. */
  readonly limit: number;
}

/** For leaving by a link: what the block's cell has, 0 for none; and the number of the link in the module's table. */
export interface LinkLocals {
  readonly entry: number;
  readonly index: number;
}

const MAX_PAGES = 24;

/** The local of a slot. */
export interface SlotLocal {
  readonly local: number;
  readonly use: SlotUse;
  /**
   * For f64 and f32 that are written: what the register holds above them. A scalar write clears it, but not every way
   * through the region writes. i64: bytes 8 to 15; i32, for f32: bytes 4 to 7.
   */
  readonly high?: number;
  readonly middle?: number;
}

export class Frame {
  readonly types: ValueType[] = [];
  /** i64: address of the region's head. */
  readonly base = this.local("i64");
  /** i64: instructions left. */
  readonly budget = this.local("i64");
  /** Where and how the region is left: i64 PC, i32 micro-op and i32 block to go on with. */
  readonly exitPc = this.local("i64");
  readonly exitOp = this.local("i32");
  readonly exitBlock = this.local("i32");
  /** For one memory access: i64 address, i32 linear-memory address. */
  readonly address = this.local("i64");
  readonly host = this.local("i32");
  readonly scratch = this.local("i32");
  /** i32: whether Wasm's floating-point instructions do all that the guest's would. */
  readonly plainFloat = this.local("i32");
  /** The lazy condition flags: i32 kind, i64 values. */
  readonly flags = this.local("i32");
  readonly flagsA = this.local("i64");
  readonly flagsB = this.local("i64");
  /** i32: translation-cache sets by slot, in loops. */
  private readonly caches = new Map([
    [SLOT_TC, this.local("i32")],
    [SLOT_TC_USER, this.local("i32")],
    [SLOT_TC_STACK, this.local("i32")],
  ]);
  private readonly slots = new Map<number, SlotLocal>();
  private readonly pagesByKey = new Map<string, PageLocals>();
  private readonly groupHosts = new Map<AccessGroup, number>();
  private readonly typed = new Map<ValueType, number>();
  private readonly sharedByType = new Map<ValueType, number[]>();
  private linkLocals: LinkLocals | undefined;
  private x87Locals: X87Locals | undefined;

  constructor(readonly usage: Usage) {
    for (const use of usage.slots.values()) this.slots.set(use.slot, this.slotLocal(use));
  }

  private slotLocal(use: SlotUse): SlotLocal {
    const local = this.local(use.type);
    if (!use.written || (use.type !== "f64" && use.type !== "f32")) return { local, use };
    const high = this.local("i64");
    return use.type === "f64" ? { local, use, high } : { local, use, high, middle: this.local("i32") };
  }

  local(type: ValueType): number {
    this.types.push(type);
    return ENTRY + this.types.length;
  }

  /** A local for a value that lives within one micro-op. */
  temporary(type: ValueType): number {
    let local = this.typed.get(type);
    if (local === undefined) {
      local = this.local(type);
      this.typed.set(type, local);
    }
    return local;
  }

  /** Local number `index` of those of its type that functions written out share. */
  shared(type: ValueType, index: number): number {
    const locals = this.sharedByType.get(type) ?? [];
    this.sharedByType.set(type, locals);
    while (locals.length <= index) locals.push(this.local(type));
    return locals[index];
  }

  /** The local of a slot; `slot` is that of a whole register. */
  of(slot: number): SlotLocal {
    const found = this.slots.get(slot);
    if (found === undefined) throw new Error(`slot ${slot} was not collected`);
    return found;
  }

  has(slot: number): boolean {
    return this.slots.has(slot);
  }

  isTemporary(slot: number): boolean {
    return isTemporary(this.of(slot).use.kind);
  }

  /** The local of the translation-cache set in `slot`. */
  cache(slot: number): number {
    const known = this.caches.get(slot);
    if (known !== undefined) return known;
    const local = this.local("i32");
    this.caches.set(slot, local);
    return local;
  }

  /** The page locals that accesses with this key share; undefined when there are enough of them already. */
  pages(key: string): PageLocals | undefined {
    const known = this.pagesByKey.get(key);
    if (known !== undefined || this.pagesByKey.size >= MAX_PAGES) return known;
    const made = { page: this.local("i64"), addend: this.local("i32"), limit: this.local("i64") };
    this.pagesByKey.set(key, made);
    return made;
  }

  /** The local with the linear-memory address of the lowest byte of a group of accesses. */
  groupHost(group: AccessGroup): number {
    let local = this.groupHosts.get(group);
    if (local === undefined) {
      local = this.local("i32");
      this.groupHosts.set(group, local);
    }
    return local;
  }

  get link(): LinkLocals {
    this.linkLocals ??= { entry: this.local("i32"), index: this.local("i32") };
    return this.linkLocals;
  }

  /** What runs of x87 instructions use. */
  get x87(): X87Locals {
    this.x87Locals ??= new X87Locals((type) => this.local(type));
    return this.x87Locals;
  }

  allPages(): Iterable<PageLocals> {
    return this.pagesByKey.values();
  }

  /** Names of the locals, for printing. */
  names(): ReadonlyMap<number, string> {
    const { base, budget, exitPc, exitOp, exitBlock, address, host, scratch, plainFloat } = this;
    const { flags, flagsA, flagsB } = this;
    const own = { base, budget, exitPc, exitOp, exitBlock, address, host, scratch, plainFloat, flags, flagsA, flagsB };
    const names = new Map<number, string>([
      [V, "v"],
      [ENTRY, "entry"],
    ]);
    for (const [name, local] of Object.entries(own)) names.set(local, name);
    for (const [part, local] of Object.entries(this.linkLocals ?? {})) names.set(local, `link.${part}`);
    for (const [type, local] of this.typed) names.set(local, `temporary.${type}`);
    for (const [slot, local] of this.caches) names.set(local, slotName(slot));
    for (const [slot, { local, high, middle }] of this.slots) {
      names.set(local, slotName(slot));
      if (high !== undefined) names.set(high, `${slotName(slot)}.high`);
      if (middle !== undefined) names.set(middle, `${slotName(slot)}.middle`);
    }
    [...this.pagesByKey.values()].forEach((pages, index) => {
      for (const [part, local] of Object.entries(pages)) names.set(local, `page${index}.${part}`);
    });
    return names;
  }

  /** One slot's local from memory. */
  load(to: CodeWriter, slot: number): void {
    loadLocal(to, this.of(slot));
  }

  /** One slot's local to memory. */
  store(to: CodeWriter, slot: number): void {
    storeLocal(to, this.of(slot));
  }

  /** The slots in use that live within an instruction. */
  get temporaries(): readonly number[] {
    return [...this.slots.keys()].filter((slot) => this.isTemporary(slot));
  }

  loadFlags(to: CodeWriter): void {
    to.localGet(V);
    to.memory(I32_LOAD, SLOT_CC, 2);
    to.localSet(this.flags);
    to.localGet(V);
    to.memory(I64_LOAD, SLOT_CC_A, 3);
    to.localSet(this.flagsA);
    to.localGet(V);
    to.memory(I64_LOAD, SLOT_CC_B, 3);
    to.localSet(this.flagsB);
  }

  storeFlags(to: CodeWriter): void {
    to.localGet(V);
    to.localGet(this.flags);
    to.memory(I32_STORE, SLOT_CC, 2);
    to.localGet(V);
    to.localGet(this.flagsA);
    to.memory(I64_STORE, SLOT_CC_A, 3);
    to.localGet(V);
    to.localGet(this.flagsB);
    to.memory(I64_STORE, SLOT_CC_B, 3);
  }

  /** Nothing is known of pages any more: translations changed, or another cache is in use. */
  forgetPages(to: CodeWriter): void {
    for (const { limit } of this.allPages()) {
      to.i64ConstNumber(0);
      to.localSet(limit);
    }
  }
}

function loadLocal(to: CodeWriter, { local, use, high, middle }: SlotLocal): void {
  const from = (opcode: number, offset: number, target: number) => {
    to.localGet(V);
    to.memory(opcode, use.slot + offset, 2);
    to.localSet(target);
  };
  from(LOADS[use.type], 0, local);
  if (high !== undefined) from(I64_LOAD, 8, high);
  if (middle !== undefined) from(I32_LOAD, 4, middle);
}

function storeLocal(to: CodeWriter, { local, use, high, middle }: SlotLocal): void {
  const into = (opcode: number, offset: number, from: number) => {
    to.localGet(V);
    to.localGet(from);
    to.memory(opcode, use.slot + offset, 2);
  };
  into(STORES[use.type], 0, local);
  if (high !== undefined) into(I64_STORE, 8, high);
  if (middle !== undefined) into(I32_STORE, 4, middle);
}
