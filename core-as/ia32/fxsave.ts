/**
 * FXSAVE and FXRSTOR: 512 bytes with the x87's and SSE's state. SDM volume 1, 10.5; volume 2, FXSAVE, table 3-43.
 *
 * Of the area, bytes 0..31 hold x87 control and pointers and MXCSR, 16 bytes each from 32 on ST0..ST7, from 160 on XMM0..XMM7; the
 * rest is not touched. With its 16 bytes aligned, each part lies in one page.
 *
 * BOUNDS: `v` is a vCPU's base, every offset a field of its structure; `host` is where 16 bytes of the guest's memory are, or
 * SLOT_DATA; registers are numbered 0..7.
 */
import {
  X87,
  X87_CONTROL,
  X87_EXPONENT,
  X87_FCS,
  X87_FDP,
  X87_FDS,
  X87_FIP,
  X87_OPCODE,
  X87_TAGS,
} from "../fp/x87/state";
import { PAGE_SIZE, SLOT_DATA, SLOT_V, TLB_ADDEND, TLB_READ, TLB_WRITE } from "../layout";
import { probeAccess, slowRead, slowWrite } from "../mem/access";
import { Tlb } from "../mem/sets";
import { updateContext } from "./context";
import { raise } from "./exception";
import { leaveAfter } from "./instructionEnd";
import { MXCSR_MASK, masksAll, mxcsrOf, setMxcsr } from "./mxcsr";
import { Vector } from "./state";
import { followFerr } from "./x87/ferr";
import { Note } from "./x87/pointers";

const PART: u32 = 16;
/** Parts with something in them: the header, ST0..ST7, XMM0..XMM7. */
const PARTS: u32 = 18;
const FIRST_ST: u32 = 2;
const FIRST_XMM: u32 = 10;
const ALIGNMENT: u32 = 15;
const AREA_SIZE: u32 = 512;

/** `a`: the slot of the address; `tc`: the slot of the translation cache to use. */
export function fxsave(v: usize, d: usize, a: usize, b: usize, tc: u32): i32 {
  const address = load<u32>(a);
  if ((address & ALIGNMENT) != 0) return protectionFault(v);
  // The whole area must be writable, also what is not written.
  if (!probeAccess(v, tc, <u64>address, AREA_SIZE)) return 1;
  for (let part: u32 = 0; part < PARTS; part++) {
    const offset = part * PART;
    const host = direct(v, tc, address + offset, TLB_WRITE);
    writePart(v, part, host != 0 ? host : v + SLOT_DATA);
    if (host == 0 && !slowWrite(v, tc, <u64>(address + offset), PART, 0)) return 1;
  }
  return 0;
}

/** As `fxsave`. Nothing changes unless all of the area can be read, also what means nothing. */
export function fxrstor(v: usize, d: usize, a: usize, b: usize, tc: u32): i32 {
  const address = load<u32>(a);
  if ((address & ALIGNMENT) != 0) return protectionFault(v);
  for (let part: u32 = 0; part < PARTS; part++) {
    const at = address + part * PART;
    let host = direct(v, tc, at, TLB_READ);
    if (host == 0) host = slowRead(v, tc, <u64>at, PART, 0);
    if (host == 0) return 1;
    v128.store(area + part * PART, v128.load(host));
  }
  if (slowRead(v, tc, <u64>(address + AREA_SIZE - PART), PART, 0) == 0) return 1;
  if (load<u32>(area, 24) > MXCSR_MASK) return protectionFault(v);
  restore(v);
  updateContext(v);
  return 0;
}

/** Linear-memory address of the part at `address` where the translation cache has it, else 0. */
function direct(v: usize, tc: u32, address: u32, tag: u32): usize {
  const entry = Tlb.entry(load<u32>(v + tc), address);
  // BOUNDS: as Access.read and Access.write: a tag that matches says that the page is RAM; parts are aligned.
  if (load<u64>(entry + tag) != (<u64>address & ~(<u64>PAGE_SIZE - 1))) return 0;
  return <usize>(address + load<u32>(entry, TLB_ADDEND));
}

/** What FXRSTOR read. */
const area: usize = memory.data(PARTS * PART, 16);

function protectionFault(v: usize): i32 {
  raise(v, Vector.GP, 0);
  return 1;
}

function writePart(v: usize, part: u32, host: usize): void {
  if (part >= FIRST_XMM) return v128.store(host, v128.load(v + SLOT_V + ((part - FIRST_XMM) << 4)));
  if (part >= FIRST_ST) {
    const register = X87.st(v, part - FIRST_ST);
    store<u64>(host, load<u64>(register));
    store<u64>(host, <u64>load<u16>(register, X87_EXPONENT), 8);
    return;
  }
  if (part == 0) {
    Note.settle(v);
    store<u32>(host, load<u32>(v, X87_CONTROL) | (X87.statusWord(v) << 16));
    store<u32>(host, load<u32>(v, X87_TAGS) | (load<u32>(v, X87_OPCODE) << 16), 4);
    store<u32>(host, load<u32>(v, X87_FIP), 8);
    store<u32>(host, load<u32>(v, X87_FCS) & 0xffff, 12);
    return;
  }
  store<u32>(host, load<u32>(v, X87_FDP));
  store<u32>(host, load<u32>(v, X87_FDS) & 0xffff, 4);
  store<u32>(host, mxcsrOf(v), 8);
  store<u32>(host, MXCSR_MASK, 12);
}

function restore(v: usize): void {
  Note.settle(v);
  X87.setControlWord(v, load<u16>(area));
  X87.setStatusWord(v, load<u16>(area, 2));
  followFerr(v);
  store<u32>(v, load<u8>(area, 4), X87_TAGS);
  store<u32>(v, load<u16>(area, 6) & 0x7ff, X87_OPCODE);
  store<u32>(v, load<u32>(area, 8), X87_FIP);
  store<u32>(v, load<u16>(area, 12), X87_FCS);
  store<u32>(v, load<u32>(area, 16), X87_FDP);
  store<u32>(v, load<u16>(area, 20), X87_FDS);
  setMxcsr(v, load<u32>(area, 24));
  for (let n: u32 = 0; n < 8; n++) {
    const from = area + (FIRST_ST + n) * PART;
    store<u64>(X87.st(v, n), load<u64>(from));
    store<u16>(X87.st(v, n), load<u16>(from, 8), X87_EXPONENT);
    v128.store(v + SLOT_V + (n << 4), v128.load(area + (FIRST_XMM + n) * PART));
  }
}

/** LDMXCSR, `length` bytes long: `a` is the slot of the value. */
export function ldmxcsr(v: usize, d: usize, a: usize, b: usize, length: u32): i32 {
  if (load<u32>(a) > MXCSR_MASK) return protectionFault(v);
  const before = masksAll(v);
  setMxcsr(v, load<u32>(a));
  if (masksAll(v) == before) return 0;
  updateContext(v);
  return leaveAfter(v, length);
}

/** STMXCSR. */
export function stmxcsr(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  store<u64>(d, <u64>mxcsrOf(v));
}
