/**
 * Control registers. SDM volume 3, 2.5; what a change means for translation is paging.ts's and context.ts's.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { updateContext } from "./context";
import { protectionFault } from "./instructionEnd";
import { loadCr3, pagingModeChanged } from "./paging";
import { CR0, CR2, CR4, Cr0, Cr4 } from "./state";

const CR0_BITS: u32 = Cr0.PE | Cr0.MP | Cr0.EM | Cr0.TS | Cr0.ET | Cr0.NE | Cr0.WP | Cr0.AM | Cr0.NW | Cr0.CD | Cr0.PG;
const CR4_BITS: u32 = 0x7ff;
/** Bits on which what the translation caches hold depends. */
const CR0_PAGING: u32 = Cr0.PG | Cr0.WP;
const CR4_PAGING: u32 = Cr4.PSE | Cr4.PAE | Cr4.PGE;
/** LMSW reaches PE, MP, EM and TS, and does not clear PE. */
const LMSW_BITS: u32 = 0xf;

/** MOV to CRn. @returns false when it raised #GP */
export function writeControl(v: usize, n: u32, value: u32): bool {
  if (n == 0) return writeCr0(v, value);
  if (n == 3) return loadCr3(v, value) || protectionFault(v);
  if (n == 4) return writeCr4(v, value);
  store<u64>(v, <u64>value, CR2);
  return true;
}

export function writeCr0(v: usize, value: u32): bool {
  const paged = (value & Cr0.PG) != 0;
  if (paged && (value & Cr0.PE) == 0) return protectionFault(v);
  if ((value & Cr0.NW) != 0 && (value & Cr0.CD) == 0) return protectionFault(v);
  const old = load<u32>(v, CR0);
  const next = (value & CR0_BITS) | Cr0.ET;
  store<u64>(v, <u64>next, CR0);
  if (((old ^ next) & CR0_PAGING) != 0 && !pagingModeChanged(v)) {
    store<u64>(v, <u64>old, CR0);
    pagingModeChanged(v);
    return protectionFault(v);
  }
  updateContext(v);
  return true;
}

/** LMSW. */
export function writeStatusWord(v: usize, value: u32): bool {
  const old = load<u32>(v, CR0);
  return writeCr0(v, (old & ~(LMSW_BITS & ~Cr0.PE)) | (value & LMSW_BITS));
}

function writeCr4(v: usize, value: u32): bool {
  if ((value & ~CR4_BITS) != 0) return protectionFault(v);
  const old = load<u32>(v, CR4);
  store<u64>(v, <u64>value, CR4);
  if (((old ^ value) & CR4_PAGING) != 0 && !pagingModeChanged(v)) {
    store<u64>(v, <u64>old, CR4);
    pagingModeChanged(v);
    return protectionFault(v);
  }
  updateContext(v);
  return true;
}
