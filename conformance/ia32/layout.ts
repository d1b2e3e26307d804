/**
 * Where a batch of IA32 tests lies: guest addresses (the same on every back end) and offsets in the batch file. The harness
 * is assembled with these values.
 */

/** Code of the tests. */
export const CODE_ADDRESS = 0x4010_0000;
export const CODE_SIZE = 0x10_0000;
/** Distance of the tests; each begins TEST_MARGIN bytes behind the start of its part, between INT3. */
export const TEST_STRIDE = 0x80;
export const TEST_MARGIN = 0x20;
/** Where jumps may lead: so many INT3 at the start of each part. */
export const LANDING_SIZE = 0x1e;
/** The data that tests read and write: two pages with nothing before them and a read-only page of zeros after. */
export const WINDOW_ADDRESS = 0x4020_8000;
export const WINDOW_SIZE = 0x2000;
export const READ_ONLY_ADDRESS = WINDOW_ADDRESS + WINDOW_SIZE;
/** What the harness itself occupies: nothing that a test may reach. */
export const HARNESS_ADDRESS = 0x6000_0000;
export const HARNESS_END = 0x8000_0000;
export const FILE_ADDRESS = 0x7000_0000;
/** Where QEMU's user mode has what stands for its machine's descriptor tables; nothing where it does not run. */
export const EMULATOR_ADDRESS = 0x3ffe_0000;
export const EMULATOR_END = 0x4000_0000;

export const MAX_TESTS = 4096;

/**
 * A machine state, the same before and after a test: general registers as Linux has them in `struct sigcontext`, then
 * what FXSAVE stores.
 */
export const RECORD_GS = 0x00;
export const RECORD_FS = 0x04;
export const RECORD_ES = 0x08;
export const RECORD_DS = 0x0c;
export const RECORD_EDI = 0x10;
export const RECORD_ESI = 0x14;
export const RECORD_EBP = 0x18;
export const RECORD_ESP = 0x1c;
export const RECORD_EBX = 0x20;
export const RECORD_EDX = 0x24;
export const RECORD_ECX = 0x28;
export const RECORD_EAX = 0x2c;
/** After: the vector that ended the test, its error code. */
export const RECORD_VECTOR = 0x30;
export const RECORD_ERROR = 0x34;
export const RECORD_EIP = 0x38;
export const RECORD_CS = 0x3c;
export const RECORD_EFLAGS = 0x40;
export const RECORD_SS = 0x48;
/** After: the address of the last page fault, of which only that of this test counts. */
export const RECORD_CR2 = 0x54;
/** Bytes of `struct sigcontext`. */
export const RECORD_REGISTERS = 0x58;
/** After: the Linux signal. */
export const RECORD_SIGNAL = 0x58;
/** After: whether the timer's signal interrupted the test. */
export const RECORD_TICKED = 0x60;
/** After: what Linux says in `si_code` of the signal. */
export const RECORD_CODE = 0x5c;
export const RECORD_FX = 0x80;
export const RECORD_FX_SIZE = 0x200;
/** After: what FSAVE stores, where FXSAVE leaves its image free. */
export const RECORD_FSAVE = RECORD_FX + 0x120;
export const RECORD_FSAVE_SIZE = 108;
export const RECORD_SIZE = 0x280;

/** Parts of the FXSAVE image. SDM volume 1, table 10-2. */
export const FX_CONTROL = RECORD_FX + 0;
export const FX_STATUS = RECORD_FX + 2;
export const FX_TAG = RECORD_FX + 4;
export const FX_IP = RECORD_FX + 8;
export const FX_MXCSR = RECORD_FX + 24;
export const FX_ST = RECORD_FX + 32;
export const FX_XMM = RECORD_FX + 160;

/** Batch file: header, local descriptors, window template, code, states before, states after, windows after. */
export const HEADER_COUNT = 0;
export const HEADER_INDEX = 4;
export const HEADER_TICK = 8;
export const HEADER_FIRST = 12;
export const DESCRIPTORS_OFFSET = 0x100;
/** `struct user_desc` of Linux. */
export const DESCRIPTOR_SIZE = 16;
export const DESCRIPTOR_COUNT = 32;
export const TEMPLATE_OFFSET = 0x1000;
export const CODE_OFFSET = 0x10000;
export const INPUT_OFFSET = CODE_OFFSET + CODE_SIZE;
export const RESULT_OFFSET = INPUT_OFFSET + MAX_TESTS * RECORD_SIZE;
export const WINDOWS_OFFSET = RESULT_OFFSET + MAX_TESTS * RECORD_SIZE;
export const FILE_SIZE = WINDOWS_OFFSET + MAX_TESTS * WINDOW_SIZE;

/** After: what stands for every other signal. */
export const ENDED_SIGNAL = 5;
/** SIGVTALRM: the test did not end. */
export const TIMEOUT_SIGNAL = 26;
