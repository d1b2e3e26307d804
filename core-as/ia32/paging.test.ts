import { beforeEach, describe, expect, it } from "vitest";
import { SLOT_DATA, SLOT_TC_PRIVILEGED, WALK_ADDRESS } from "../layout.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { CR0, CR2, CR4, Cr0, Cr4, EFER, IDTR_LIMIT } from "./state.ts";

const IA32 = 1;
const NO_FAULT = -1;
const BASE = Number(RAM_START);
const DIRECTORY = BASE + 0x1000;
const TABLE = BASE + 0x2000;
const POINTERS = BASE + 0x3000;
const OTHER_DIRECTORY = BASE + 0x4000;
const OTHER_TABLE = BASE + 0x5000;
const PAGE = BASE + 0x10000;
const OTHER_PAGE = BASE + 0x11000;
const VA = 0x0840_3000;

const [P, W, U, A, D, PS] = [1, 2, 4, 0x20, 0x40, 0x80];
const READ = 0;
const WRITE = 1;
const EXECUTE = 2;
const NXE = 1 << 11;

let core: TestCore;

beforeEach(() => {
  core = new TestCore(8 << 20, 1, IA32);
  // No gate at all: a fault ends in shutdown, and reads no table on its way there.
  core.setU32(IDTR_LIMIT, 0);
});

const poke = (address: number, value: number) => core.view.setUint32(core.ram + address - BASE, value, true);
const peek = (address: number) => core.view.getUint32(core.ram + address - BASE, true);
/** Error code of #PF, or NO_FAULT. */
const translate = (want: number, user = false, va = VA) =>
  core.exports.ia32Translate(core.vcpu(), va, want, user ? 1 : 0);
const physical = () => Number(core.u64(WALK_ADDRESS));

function enable(cr4: number, cr3: number, cr0: number = Cr0.WP): void {
  core.setU64(CR0, BigInt((Cr0.PE | Cr0.PG | cr0) >>> 0));
  core.setU64(CR4, BigInt(cr4));
  core.exports.ia32LoadCr3(core.vcpu(), cr3);
  core.exports.ia32PagingModeChanged(core.vcpu());
}

/** VA to PAGE with these bits in the entries, in two levels. */
function twoLevels(pde: number, pte: number, cr4 = 0, cr0: number = Cr0.WP): void {
  poke(DIRECTORY + ((VA >>> 22) << 2), TABLE | pde);
  poke(TABLE + (((VA >>> 12) & 0x3ff) << 2), PAGE | pte);
  enable(cr4, DIRECTORY, cr0);
}

const pdeOf = () => peek(DIRECTORY + ((VA >>> 22) << 2));
const pteOf = () => peek(TABLE + (((VA >>> 12) & 0x3ff) << 2));

describe("two levels", () => {
  it("finds the page, and sets accessed and dirty flags as the access needs them", () => {
    twoLevels(P | W | U, P | W | U);
    expect(translate(READ, true, VA + 0x123)).toBe(NO_FAULT);
    expect(physical()).toBe(PAGE + 0x123);
    expect(pdeOf() & (A | D)).toBe(A);
    expect(pteOf() & (A | D)).toBe(A);
    expect(translate(WRITE)).toBe(NO_FAULT);
    expect(pteOf() & (A | D)).toBe(A | D);
  });

  // SDM volume 3, 4.6 and 4.7. Columns: bits of PDE, of PTE, want, user, CR0.WP; error code.
  it.each([
    [0, P | W | U, READ, true, true, 4],
    [P | W | U, 0, WRITE, true, true, 6],
    [P | W | U, P | W, READ, true, true, 5],
    [P | W, P | W | U, READ, true, true, 5],
    [P | U, P | W | U, WRITE, true, true, 7],
    [P | W | U, P | U, WRITE, true, true, 7],
    [P | W | U, P | U, WRITE, false, true, 3],
    [P | W | U, P | U, WRITE, false, false, NO_FAULT],
    [P | W | U, P | U, EXECUTE, true, true, NO_FAULT],
    [P | W | U, P | W, EXECUTE, true, true, 5],
  ])("gives PDE %i, PTE %i, want %i, user %s, WP %s the error code %i", (pde, pte, want, user, wp, code) => {
    twoLevels(pde, pte, 0, wp ? Cr0.WP : 0);
    expect(translate(want, user)).toBe(code);
  });

  it("maps 4 MiB with PSE, and refuses reserved bits", () => {
    poke(DIRECTORY + ((VA >>> 22) << 2), BASE | P | W | PS);
    enable(Cr4.PSE, DIRECTORY);
    expect(translate(WRITE)).toBe(NO_FAULT);
    expect(physical()).toBe(BASE + (VA & 0x3fffff));
    expect(pdeOf() & (A | D)).toBe(A | D);
    poke(DIRECTORY + ((VA >>> 22) << 2), BASE | P | W | PS | (1 << 21));
    expect(translate(READ)).toBe(9);
  });

  it("puts the address at fault into CR2", () => {
    twoLevels(P | W | U, 0);
    expect(core.exports.slowRead(core.vcpu(), SLOT_TC_PRIVILEGED, BigInt(VA + 5), 4, 0)).toBe(0);
    expect(core.u64(CR2)).toBe(BigInt(VA + 5));
  });
});

describe("PAE", () => {
  function pae(pde: number, pte: number, ptHigh = 0, efer = NXE): void {
    core.setU64(EFER, BigInt(efer));
    poke(POINTERS, DIRECTORY | P);
    poke(DIRECTORY + ((VA >>> 21) << 3), TABLE | pde);
    poke(TABLE + (((VA >>> 12) & 0x1ff) << 3), PAGE | pte);
    poke(TABLE + (((VA >>> 12) & 0x1ff) << 3) + 4, ptHigh);
    core.setU64(CR4, BigInt(Cr4.PAE));
    enable(Cr4.PAE, POINTERS);
  }

  it("walks three levels", () => {
    pae(P | W | U, P | W | U);
    expect(translate(WRITE, true)).toBe(NO_FAULT);
    expect(physical()).toBe(PAGE);
  });

  it("refuses to execute what NX says, with the fetch bit in the error code", () => {
    pae(P | W | U, P | W | U, 0x80000000);
    expect(translate(READ, true)).toBe(NO_FAULT);
    expect(translate(EXECUTE, true)).toBe(0x15);
  });

  it("takes NX for a reserved bit without EFER.NXE", () => {
    pae(P | W | U, P | W | U, 0x80000000, 0);
    expect(translate(READ, true)).toBe(0xd);
  });

  it("maps 2 MiB", () => {
    pae(P | W | U, 0);
    poke(DIRECTORY + ((VA >>> 21) << 3), BASE | P | W | PS);
    expect(translate(WRITE)).toBe(NO_FAULT);
    expect(physical()).toBe(BASE + (VA & 0x1fffff));
  });

  it("refuses a pointer table with reserved bits", () => {
    pae(P | W | U, P | W | U);
    poke(POINTERS + 8, DIRECTORY | P | W);
    expect(core.exports.ia32LoadCr3(core.vcpu(), POINTERS)).toBe(0);
  });
});

describe("what is cached", () => {
  const read = (va = VA) => {
    const at = core.exports.slowRead(core.vcpu(), SLOT_TC_PRIVILEGED, BigInt(va), 4, 0);
    return at === 0 ? undefined : core.view.getUint32(at, true);
  };
  /** A store through the machine to a physical address, by the identity map of the first 4 MiB. */
  const store = (address: number, value: number) => {
    core.view.setUint32(core.vcpu() + SLOT_DATA, value, true);
    return core.exports.slowWrite(core.vcpu(), SLOT_TC_PRIVILEGED, BigInt(address), 4, 0);
  };
  function identity(directory: number): void {
    poke(directory + ((BASE >>> 22) << 2), BASE | P | W | PS);
  }

  it("follows a store to the table at once", () => {
    identity(DIRECTORY);
    twoLevels(P | W | U, P | W | U, Cr4.PSE);
    poke(PAGE, 0x1111);
    poke(OTHER_PAGE, 0x2222);
    expect(read()).toBe(0x1111);
    expect(store(TABLE + (((VA >>> 12) & 0x3ff) << 2), OTHER_PAGE | P | W)).toBe(1);
    expect(read()).toBe(0x2222);
  });

  it("follows a store to a table of another address space", () => {
    identity(DIRECTORY);
    identity(OTHER_DIRECTORY);
    poke(OTHER_DIRECTORY + ((VA >>> 22) << 2), OTHER_TABLE | P | W);
    poke(OTHER_TABLE + (((VA >>> 12) & 0x3ff) << 2), OTHER_PAGE | P | W);
    twoLevels(P | W | U, P | W | U, Cr4.PSE);
    poke(PAGE, 0x1111);
    poke(OTHER_PAGE, 0x2222);
    expect(read()).toBe(0x1111);
    core.exports.ia32LoadCr3(core.vcpu(), OTHER_DIRECTORY);
    expect(read()).toBe(0x2222);
    store(TABLE + (((VA >>> 12) & 0x3ff) << 2), 0);
    core.exports.ia32LoadCr3(core.vcpu(), DIRECTORY);
    expect(read()).toBeUndefined();
    expect(core.u64(CR2)).toBe(BigInt(VA));
  });

  it("follows a store to the directory", () => {
    identity(DIRECTORY);
    twoLevels(P | W | U, P | W | U, Cr4.PSE);
    expect(read()).toBe(0);
    store(DIRECTORY + ((VA >>> 22) << 2), 0);
    expect(read()).toBeUndefined();
  });

  it("keeps a clean page read-only, so that the first store marks it", () => {
    identity(DIRECTORY);
    twoLevels(P | W | U, P | W | U, Cr4.PSE);
    read();
    expect(pteOf() & D).toBe(0);
    store(VA, 1);
    expect(pteOf() & D).toBe(D);
  });
});
