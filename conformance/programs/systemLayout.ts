/**
 * Where a program of the system flavour and its runtime lie.
 *
 * Guest-physical: RAM at RAM_ADDRESS, from which all offsets below count. EL1's own part, [0, KERNEL_SIZE), is mapped where
 * it lies, in both address spaces; code and data are mapped elsewhere, page by page, in an order of their own.
 */

export const RAM_ADDRESS = 0x4000_0000;
export const RAM_SIZE = 0x4_0000;
export const PAGE = 0x1000;
export const KERNEL_SIZE = 0x1_8000;

/** Page tables of the two address spaces: level 0, 1, two of level 2, three of level 3 (devices, code, data). */
export const TABLES = [0x0000, 0x7000] as const;
export const VECTORS = 0xe000;
/** SP_EL1 at the start: the stack grows down from here. */
export const KERNEL_STACK = 0x1_0000;
/** u64: offset of the next log entry; u64: timer period in ticks. */
export const LOG_NEXT = 0x1_0000;
export const TIMER_PERIOD = 0x1_0008;
/** 16 supervisor calls of 32 bytes: `Service`, address of a descriptor, bits to change, operand of TLBI or 0 for all. */
export const SERVICES = 0x1_0100;
export const SERVICE_COUNT = 16;
/** A ring of entries of 32 bytes. */
export const LOG = 0x1_1000;
export const LOG_BITS = 14;

/** Physical pages of code and of data. */
export const CODE_PAGES = 12;
export const CODE = 0x1_8000;
export const DATA_PAGES = 12;
export const DATA = 0x2_4000;
export const STACK = 0x3_0000;

/** Virtual addresses. The code is mapped twice. The last two pages of code are the twins: one leaf routine each. */
export const CODE_VA = 0x4010_0000;
export const ALIAS_VA = 0x4014_0000;
export const FIRST_TWIN = CODE_PAGES - 2;
/** The page before the twins takes code that programs make. */
export const PATCH_PAGE = CODE_PAGES - 3;
export const DATA_VA = 0x4020_0000;
/** Pages of the data window. */
export const WINDOW_PAGES = 8;
export const STACK_VA = 0x4021_0000;
/** A device that the host answers for. */
export const DEVICE = 0x0900_0000;
export const GICD = 0x0800_0000;
export const GICC = 0x0801_0000;

/** What a supervisor call does. */
export const Service = { nothing: 0, descriptor: 1, cpacr: 2, sctlr: 3, addressSpace: 4 } as const;

/** Stage-1 descriptor bits. DDI 0487 D5.3. */
export const Bits = {
  valid: 1n,
  table: 3n,
  page: 3n,
  normal: 0x700n,
  device: 0x704n,
  user: 1n << 6n,
  readOnly: 1n << 7n,
  notGlobal: 1n << 11n,
  pxn: 1n << 53n,
  uxn: 1n << 54n,
} as const;

/** The supervisor call that ends a program. */
export const END_OF_PROGRAM = 0xfff;
