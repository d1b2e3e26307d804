/** What the programs of a litmus test find in registers and translation tables. */
import {
  Aarch32State,
  Architecture,
  type CoreInstance,
  type CoreVcpu,
  SystemRegister,
} from "../../lib-ts/core/index.ts";
import { CELLS, CODE, type LitmusArchitecture, PAGES, RAM, SHARED, TABLES, WINDOW } from "./program.ts";

export interface Share {
  /** Where the vCPU's results go. */
  readonly results: number;
  /** Cells. */
  readonly count: number;
}

/** SCTLR: MMU and caches on. */
const MMU_ON = 0x1005n;
/** MAIR: attribute 0 is Normal memory, write-back. */
const NORMAL = 0xffn;
/** TCR_EL1: addresses of 39 bits, walks begin at level 1; inner shareable, write-back; no walks by TTBR1. */
const TCR = 25n | (1n << 8n) | (1n << 10n) | (3n << 12n) | (1n << 23n);
const GIGABYTE = 30;
/** Descriptors: accessed, inner shareable, attribute 0; of a table. */
const BLOCK = 0x701n;
const TABLE = 3n;
/** A section of Normal memory, write-back and shareable, for every privilege. */
const SECTION = 0x11c0e;
const MEGABYTE = 20;
const ALL_MANAGERS = 0xffff_ffffn;

export function architectureOf(architecture: LitmusArchitecture): Architecture {
  return architecture === "a64" ? Architecture.AArch64 : Architecture.AArch32;
}

/** RAM where it is; and three levels of tables for WINDOW, whose last descriptor is left to the program. */
export function prepareA64(core: CoreInstance, vcpu: CoreVcpu, { results, count }: Share): void {
  const tables = new DataView(core.memory.buffer, core.locate(TABLES));
  const entry = (table: number, index: number, value: bigint) =>
    tables.setBigUint64(table * 0x1000 + index * 8, value, true);
  entry(0, RAM >>> GIGABYTE, BigInt(RAM) | BLOCK);
  entry(0, WINDOW >>> GIGABYTE, BigInt(TABLES + 0x1000) | TABLE);
  entry(1, 0, BigInt(TABLES + 0x2000) | TABLE);
  for (const page of [0, 1]) core.linear.setUint32(core.locate(PAGES) + page * 0x1000, page, true);
  const registers = [CELLS, results, count, SHARED, CODE, WINDOW, 0, core.vcpus.length, 0];
  for (const [index, value] of registers.entries()) vcpu.setX(19 + index, BigInt(value));
  if (vcpu.u64(SystemRegister.TCR_EL1) === TCR) return;
  vcpu.setU64(SystemRegister.MAIR_EL1, NORMAL);
  vcpu.setU64(SystemRegister.TCR_EL1, TCR);
  vcpu.setU64(SystemRegister.TTBR0_EL1, BigInt(TABLES));
  vcpu.setSystemRegister(SystemRegister.SCTLR_EL1, vcpu.u64(SystemRegister.SCTLR_EL1) | MMU_ON);
}

/** RAM where it is, by short descriptors. */
export function prepareA32(core: CoreInstance, vcpu: CoreVcpu, { results, count }: Share): void {
  const tables = new DataView(core.memory.buffer, core.locate(TABLES));
  for (let megabyte = 0; megabyte < 8; megabyte++) {
    const address = RAM + (megabyte << MEGABYTE);
    tables.setUint32((address >>> MEGABYTE) * 4, address | SECTION, true);
  }
  const registers = [CELLS, results, count, SHARED, 0, core.vcpus.length, 0];
  for (const [index, value] of registers.entries()) vcpu.setX(4 + index, BigInt(value));
  if (vcpu.u64(SystemRegister.TTBR0_EL1) === BigInt(TABLES)) return;
  vcpu.setU64(Aarch32State.DACR, ALL_MANAGERS);
  vcpu.setU64(SystemRegister.TTBR0_EL1, BigInt(TABLES));
  vcpu.setSystemRegister(SystemRegister.SCTLR_EL1, vcpu.u64(SystemRegister.SCTLR_EL1) | MMU_ON);
}
