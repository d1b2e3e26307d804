/**
 * Identification registers whose value depends on something. Cortex-A53 TRM 4.3.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure or of the VM header.
 */

import { VM_VCPU_COUNT } from "../../layout";
import { CSSELR_EL1, PSTATE_EL, SCTLR_EL1, Sctlr } from "../state";

/** CCSIDR_EL1 of the cache that CSSELR_EL1 selects: 32 KiB of data, 32 KiB of instructions, 512 KiB of both. */
export function readCacheSize(v: usize): u64 {
  switch (load<u32>(v, CSSELR_EL1)) {
    case 0:
      return 0x700fe01a;
    case 1:
      return 0x201fe00a;
    case 2:
      return 0x703fe07a;
    default:
      return 0;
  }
}

/** DCZID_EL0: 64 bytes; DZP where DC ZVA is prohibited. */
export function readZeroBlock(v: usize): u64 {
  const prohibited = load<u32>(v, PSTATE_EL) == 0 && (load<u32>(v, SCTLR_EL1) & Sctlr.DZE) == 0;
  return prohibited ? 0x14 : 4;
}

/** L2CTLR_EL1: the number of cores less one in bits 25..24; a cluster has at most four. */
export function readCoreCount(v: usize): u64 {
  const cores = load<u32>(VM_VCPU_COUNT);
  return ((cores > 4 ? 3 : cores - 1) << 24) | 0x022;
}
