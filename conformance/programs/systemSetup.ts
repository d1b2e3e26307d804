/** What a program of the system flavour finds: its level, the order and permissions of its pages, its services. */
import { Random } from "../fuzz/random.ts";
import * as L from "./systemLayout.ts";
import { descriptorOffset, type Mapping, pageDescriptor } from "./systemTables.ts";

export interface Service {
  readonly kind: number;
  /** Address of a descriptor. */
  readonly address: bigint;
  /** Bits that change. */
  readonly change: bigint;
  /** Operand of TLBI VAAE1; 0: everything is invalidated. */
  readonly invalidate: bigint;
  /** Virtual address of the page that it changes. */
  readonly page?: number;
}

export interface SystemSetup {
  readonly level: "EL0" | "EL1t";
  /** Pages of the program in each of its two address spaces. */
  readonly spaces: readonly [readonly Mapping[], readonly Mapping[]];
  /** Descriptors that are other than their mapping says: offset in RAM and value. */
  readonly unmapped: readonly (readonly [offset: number, descriptor: bigint])[];
  readonly services: readonly Service[];
  /** Ticks between two timer interrupts. */
  readonly period: number;
  /** Where the code starts in its first page, in words: a multiple of ZVA_WORDS. */
  readonly firstWord: number;
  /** Instructions between two checkpoints. */
  readonly checkpointEvery: number;
}

const { Bits } = L;
/** TTBR0_EL1.ASID is at bit 48. */
const SECOND_ASID = 2n << 48n;
export const FIRST_ASID = 1n << 48n;
const CPACR_FPEN = 3n << 20n;
/** SCTLR_EL1.A; SA and SA0. */
const SCTLR_CHANGES = [1n << 1n, 3n << 3n];

/** Words that DC ZVA clears. */
export const ZVA_WORDS = 16;

/** Where the program starts. */
export function firstAddress({ firstWord }: SystemSetup): number {
  return L.CODE_VA + 4 * firstWord;
}

/** The setup of the program of `seed`. */
export function systemSetup(seed: number): SystemSetup {
  const random = new Random(seed ^ 0x5e7_0000);
  const level = random.chance(60) ? "EL0" : "EL1t";
  const code = shuffled(random, L.CODE_PAGES);
  const data = shuffled(random, L.DATA_PAGES);
  const spaces = [pages(random, level, code, data), pages(random, level, swapTwins(code), rotated(data))] as const;
  const hidden = [0, 1].flatMap((space) => hiddenPages(random, space as 0 | 1, spaces[space]));
  return {
    level,
    spaces,
    unmapped: hidden,
    services: Array.from({ length: L.SERVICE_COUNT }, (_, index) => service(random, index, spaces)),
    period: random.pick([170, 331, 757, 2003]) + random.below(64),
    firstWord: ZVA_WORDS * random.below(L.PAGE / 4 / ZVA_WORDS),
    checkpointEvery: random.pick([60, 250, 1000]) + random.below(40),
  };
}

function shuffled(random: Random, count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [order[index], order[other]] = [order[other], order[index]];
  }
  return order;
}

function swapTwins(code: readonly number[]): number[] {
  return [...code.slice(0, L.FIRST_TWIN), code[L.FIRST_TWIN + 1], code[L.FIRST_TWIN]];
}

function rotated(order: readonly number[]): number[] {
  return [...order.slice(1), order[0]];
}

/** All pages of one address space: code twice, data, stack, device. `code` and `data` are orders of physical pages. */
function pages(
  random: Random,
  level: SystemSetup["level"],
  code: readonly number[],
  data: readonly number[],
): Mapping[] {
  const user = level === "EL0" ? Bits.user | Bits.notGlobal : 0n;
  const executable = user | (level === "EL0" ? Bits.pxn : Bits.uxn);
  const plain = user | Bits.pxn | Bits.uxn;
  const readOnly = () => (random.chance(20) ? Bits.readOnly : 0n);
  const both = code.flatMap((page, index) =>
    [L.CODE_VA, L.ALIAS_VA].map((base) => mapping(base + index * L.PAGE, L.CODE + page * L.PAGE, executable)),
  );
  const window = data
    .slice(0, L.WINDOW_PAGES)
    .map((page, index) => mapping(L.DATA_VA + index * L.PAGE, L.DATA + page * L.PAGE, plain | readOnly()));
  const others = [mapping(L.STACK_VA, L.STACK, plain), mapping(L.DEVICE, L.DEVICE, plain)];
  return [...both, ...window, ...others];
}

function mapping(virtual: number, physical: number, bits: bigint): Mapping {
  return { virtual, physical, bits };
}

/** Some pages of the data window are not there at first. */
function hiddenPages(random: Random, space: 0 | 1, mappings: readonly Mapping[]): [number, bigint][] {
  return mappings
    .filter(({ virtual }) => inWindow(virtual) && random.chance(12))
    .map((page) => [descriptorOffset(space, page.virtual), pageDescriptor(page) ^ Bits.valid]);
}

function inWindow(virtual: number): boolean {
  return virtual >= L.DATA_VA && virtual < L.DATA_VA + L.WINDOW_PAGES * L.PAGE;
}

function service(random: Random, index: number, spaces: SystemSetup["spaces"]): Service {
  const nothing = { kind: L.Service.nothing, address: 0n, change: 0n, invalidate: 0n };
  if (index < 5) return changePage(random, spaces, (page) => inWindow(page.virtual));
  if (index < 7) return changePage(random, spaces, ({ virtual }) => isTwin(virtual));
  if (index === 7) return changePage(random, spaces, isAlias);
  if (index === 8) return { ...nothing, kind: L.Service.cpacr, change: CPACR_FPEN };
  if (index === 9) return { ...nothing, kind: L.Service.sctlr, change: random.pick(SCTLR_CHANGES) };
  const spaceChange = BigInt(L.TABLES[0] ^ L.TABLES[1]) ^ FIRST_ASID ^ SECOND_ASID;
  if (index < 12) return { ...nothing, kind: L.Service.addressSpace, change: spaceChange };
  return nothing;
}

function isTwin(virtual: number): boolean {
  const page = (virtual - L.CODE_VA) / L.PAGE;
  return page >= L.FIRST_TWIN && page < L.CODE_PAGES;
}

function isAlias({ virtual }: Mapping): boolean {
  return virtual >= L.ALIAS_VA && virtual < L.DATA_VA;
}

/** Changes one page: whether it is there, whether it can be written, or which physical page it is. */
function changePage(random: Random, spaces: SystemSetup["spaces"], fits: (page: Mapping) => boolean): Service {
  const space = random.below(2) as 0 | 1;
  const candidates = spaces[space].filter((page) => page.physical < L.RAM_SIZE && fits(page));
  const page = random.pick(candidates);
  const other = random.pick(candidates);
  const change = isTwin(page.virtual)
    ? BigInt(page.physical ^ twinOf(candidates, page))
    : random.pick([Bits.valid, Bits.readOnly, isAlias(page) ? Bits.valid : BigInt(page.physical ^ other.physical)]);
  return {
    kind: L.Service.descriptor,
    page: page.virtual,
    address: BigInt(L.RAM_ADDRESS + descriptorOffset(space, page.virtual)),
    change,
    invalidate: random.chance(60) ? BigInt(page.virtual / L.PAGE) : 0n,
  };
}

/** The physical page of the other twin. */
function twinOf(twins: readonly Mapping[], { physical }: Mapping): number {
  return twins.find((page) => page.physical !== physical)?.physical ?? physical;
}
