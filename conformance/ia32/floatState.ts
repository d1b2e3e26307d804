/** Between an FXSAVE image in a record and the core's own form of x87, MMX and SSE state. */
import { MXCSR } from "../../core-as/ia32/state.ts";
import { FPCR, FPSR, SLOT_V, VCPU_SYSTEM } from "../../core-as/layout.ts";
import type { CoreVcpu } from "../../lib-ts/core/index.ts";
import * as layout from "./layout.ts";

/** core-as/fp/x87/layout.ts. */
const X87_CONTROL = VCPU_SYSTEM + 0x200;
const X87_STATUS = VCPU_SYSTEM + 0x204;
const X87_TOP = VCPU_SYSTEM + 0x208;
const X87_TAGS = VCPU_SYSTEM + 0x20c;
const X87_FIP = VCPU_SYSTEM + 0x214;
const X87_REGISTERS = VCPU_SYSTEM + 0x400;
const STATUS_KEPT = 0x477f;
const EXCEPTIONS = 0x3f;
const WAITING = 0x8080;
/** core-as/ia32/mxcsr.ts: flags are FPSR's, which has Denormal last; rounding, FTZ and DAZ are FPCR's too. */
const MXCSR_CONTROL = 0xffc0;
const MASK_SHIFT = 7;
const [OE, UE] = [8, 0x10];

export function loadFloatState(vcpu: CoreVcpu, view: DataView, at: number): void {
  const status = view.getUint16(at + layout.FX_STATUS, true);
  const top = (status >> 11) & 7;
  vcpu.setU32(X87_CONTROL, view.getUint16(at + layout.FX_CONTROL, true));
  vcpu.setU32(X87_STATUS, status & STATUS_KEPT);
  vcpu.setU32(X87_TOP, top);
  vcpu.setU32(X87_TAGS, view.getUint8(at + layout.FX_TAG));
  vcpu.setU32(X87_FIP, view.getUint32(at + layout.FX_IP, true));
  for (let n = 0; n < 8; n++) {
    const register = X87_REGISTERS + 16 * ((top + n) & 7);
    vcpu.setU64(register, view.getBigUint64(at + layout.FX_ST + 16 * n, true));
    vcpu.setU64(register + 8, BigInt(view.getUint16(at + layout.FX_ST + 16 * n + 8, true)));
    for (const half of [0, 8]) {
      vcpu.setU64(SLOT_V + 16 * n + half, view.getBigUint64(at + layout.FX_XMM + 16 * n + half, true));
    }
  }
  setMxcsr(vcpu, view.getUint32(at + layout.FX_MXCSR, true));
}

export function saveFloatState(vcpu: CoreVcpu, view: DataView, at: number): void {
  const [control, flags, top] = [X87_CONTROL, X87_STATUS, X87_TOP].map((offset) => vcpu.u32(offset));
  const waiting = (flags & ~control & EXCEPTIONS) === 0 ? 0 : WAITING;
  view.setUint16(at + layout.FX_CONTROL, control, true);
  view.setUint16(at + layout.FX_STATUS, flags | (top << 11) | waiting, true);
  view.setUint8(at + layout.FX_TAG, vcpu.u32(X87_TAGS));
  view.setUint32(at + layout.FX_IP, vcpu.u32(X87_FIP), true);
  for (let n = 0; n < 8; n++) {
    const register = X87_REGISTERS + 16 * ((top + n) & 7);
    view.setBigUint64(at + layout.FX_ST + 16 * n, vcpu.u64(register), true);
    view.setUint16(at + layout.FX_ST + 16 * n + 8, vcpu.u32(register + 8), true);
    for (const half of [0, 8]) {
      view.setBigUint64(at + layout.FX_XMM + 16 * n + half, vcpu.u64(SLOT_V + 16 * n + half), true);
    }
  }
  view.setUint32(at + layout.FX_MXCSR, mxcsr(vcpu), true);
}

function mxcsr(vcpu: CoreVcpu): number {
  const status = vcpu.u32(FPSR);
  return vcpu.u32(MXCSR) | (status & 1) | ((status & 0x1e) << 1) | ((status & 0x80) >> 6);
}

function setMxcsr(vcpu: CoreVcpu, value: number): void {
  vcpu.setU32(MXCSR, value & MXCSR_CONTROL);
  vcpu.setU64(FPSR, BigInt((value & 1) | ((value & 0x3c) >> 1) | ((value & 2) << 6)));
  const rounding = (value >> 13) & 3;
  const modes = (((rounding & 1) << 1) | (rounding >> 1)) << 22;
  const fiz = (value & 0x40) === 0 ? 0 : 1;
  const fz = (value & 0x8000) === 0 ? 0 : 1 << 24;
  const masks = value >> MASK_SHIFT;
  const unmasked = ((masks & OE) === 0 ? 1 << 10 : 0) | ((masks & UE) === 0 ? 1 << 11 : 0);
  vcpu.setU64(FPCR, BigInt(2 | modes | fiz | fz | unmasked));
}
