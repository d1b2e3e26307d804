/**
 * Where a batch of tests lies: guest addresses (the same on every back end) and offsets in the batch file. The QEMU harness
 * is assembled with these values.
 */

/** Guest RAM of our core; its first megabyte holds page tables and vectors that EL0 cannot reach. */
export const RAM_ADDRESS = 0x4000_0000;
export const RAM_SIZE = 0x40_0000;
export const CODE_ADDRESS = 0x4010_0000;
export const CODE_SIZE = 0x10_0000;
/** The data that tests read and write: two pages with nothing before them and a read-only page of zeros after. */
export const WINDOW_ADDRESS = 0x4020_1000;
export const WINDOW_SIZE = 0x2000;
export const READ_ONLY_ADDRESS = WINDOW_ADDRESS + WINDOW_SIZE;
/** A page that is writable and executable, for tests that make code; they find in it what earlier ones left. */
export const PATCH_ADDRESS = 0x4030_0000;
export const PATCH_SIZE = 0x1000;

export const MAX_TESTS = 8192;

/** A machine state; the same layout before and after a test. */
export const RECORD_X = 0x000;
/** X31 of the file is SP. */
export const RECORD_SP = 0x0f8;
export const RECORD_V = 0x100;
export const RECORD_PC = 0x300;
export const RECORD_NZCV = 0x308;
export const RECORD_FPSR = 0x30c;
export const RECORD_FPCR = 0x310;
/** Before: 1 = restore and keep the data window. */
export const RECORD_MEMORY = 0x314;
export const RECORD_TPIDR = 0x318;
/** After: `Signal`. */
export const RECORD_SIGNAL = 0x320;
export const RECORD_SIZE = 0x340;

/** Batch file: header, window template, code, states before, states after, windows after. */
export const TEMPLATE_OFFSET = 0x1000;
export const CODE_OFFSET = 0x10000;
export const INPUT_OFFSET = CODE_OFFSET + CODE_SIZE;
export const RESULT_OFFSET = INPUT_OFFSET + MAX_TESTS * RECORD_SIZE;
export const WINDOWS_OFFSET = RESULT_OFFSET + MAX_TESTS * RECORD_SIZE;
export const FILE_SIZE = WINDOWS_OFFSET + MAX_TESTS * WINDOW_SIZE;

/** How a test ended, as the Linux signal that its exception becomes. */
export const Signal = { undefined: 4, breakpoint: 5, alignment: 7, abort: 11, timeout: 26 } as const;
