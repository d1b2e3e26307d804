/**
 * The linear-memory map: every offset that more than one file needs, written once.
 *
 * Both compilers read this file (AssemblyScript for the core, TypeScript for lib-ts/core), so it holds plain integer
 * constants only.
 *
 *   0x0000_0000  AssemblyScript static data (constant tables)
 *   0x0008_0000  VM header            VM_*      one per instance: sizes, clock, region bases
 *   0x0008_1000  GICv2 distributor    GIC_*     see irq/
 *   0x0009_0000  vCPU 0..7            SLOT_*, VCPU_*, WALK_*, EXIT_*, REPLAY_*: offsets; VCPU_SIZE bytes each
 *   0x000d_0000  dynamic regions, laid out by `vmInit` and recorded in the VM header:
 *                stage-2 map, translation caches, block store, guest RAM (always last)
 *
 * SLOT_* are the offsets that micro-ops may name.
 */

export const PAGE_SHIFT: u32 = 12;
export const PAGE_SIZE: u32 = 0x1000;
/** Where the dynamic regions begin. */
export const DYNAMIC_BASE: u32 = 0xd0000;

// ---- VM header ------------------------------------------------------------------------------------------------------

const VM_BASE: u32 = 0x80000;
/** u32: number of vCPUs, 1..8. */
export const VM_VCPU_COUNT: u32 = VM_BASE + 0x00;
/** u32 `Architecture`: set by `vmInit`. */
export const VM_ARCHITECTURE: u32 = VM_BASE + 0x04;
/** u32: linear-memory address of the translation caches; TC_SETS sets of TC_SIZE bytes a vCPU. */
export const VM_TC_BASE: u32 = VM_BASE + 0x08;
/** u32: linear-memory address of the stage-2 root, `S2_ROOT_SIZE` bytes. */
export const VM_S2_ROOT: u32 = VM_BASE + 0x0c;
/** u32: next free stage-2 leaf table; u32: end of their pool. */
export const VM_S2_NEXT: u32 = VM_BASE + 0x10;
export const VM_S2_END: u32 = VM_BASE + 0x14;
/** u32: block hash table (`BLOCK_HASH_SIZE` u32 heads). */
export const VM_BLOCK_HASH: u32 = VM_BASE + 0x18;
/** u32: block arena start, next free byte, end. */
export const VM_ARENA: u32 = VM_BASE + 0x1c;
export const VM_ARENA_NEXT: u32 = VM_BASE + 0x20;
export const VM_ARENA_END: u32 = VM_BASE + 0x24;
/** u32: one u32 a RAM page: the first block translated from that page, 0 = none. */
export const VM_CODE_PAGES: u32 = VM_BASE + 0x28;
/** u32: linear-memory address of guest RAM; u32: its size in bytes. */
export const VM_RAM_BASE: u32 = VM_BASE + 0x2c;
export const VM_RAM_SIZE: u32 = VM_BASE + 0x30;
/** u32: counts how often the block store was emptied: a block pointer from before means nothing after. */
export const VM_CODE_EPOCH: u32 = VM_BASE + 0x34;
/** u32: linear-memory address of a TLB without a single translation. */
export const VM_TC_TRAP: u32 = VM_BASE + 0x38;
/** u32: executions after which a block is reported hot, 0 = never: the interpreter runs alone. */
export const VM_HOT_THRESHOLD: u32 = VM_BASE + 0x3c;
/** u64: instructions retired by all vCPUs up to the current slice's start. */
export const VM_INSTRUCTIONS: u32 = VM_BASE + 0x40;
/** u64: clock: counter ticks at `VM_CLOCK_INSTRUCTIONS` retired instructions. */
export const VM_CLOCK_TICKS: u32 = VM_BASE + 0x48;
export const VM_CLOCK_INSTRUCTIONS: u32 = VM_BASE + 0x50;
/** u64: clock: ticks an instruction as a 32.32 fixed-point number. */
export const VM_CLOCK_RATE: u32 = VM_BASE + 0x58;
/** u64 counter: exclusive sections that vCPUs or the host began (parallel/exclusive.ts). */
export const VM_STAT_EXCLUSIVE: u32 = VM_BASE + 0x60;
/**
 * u64 counters for `--stats`: blocks translated, slow-path memory accesses, table walks, blocks killed, stores emptied.
 */
export const VM_STAT_BLOCKS: u32 = VM_BASE + 0x80;
export const VM_STAT_SLOW_ACCESS: u32 = VM_BASE + 0x88;
export const VM_STAT_WALKS: u32 = VM_BASE + 0x90;
export const VM_STAT_INVALIDATIONS: u32 = VM_BASE + 0x98;
export const VM_STAT_ARENA_FLUSHES: u32 = VM_BASE + 0xa0;
/** u32: changes whenever translated code was killed or forgotten: a region that called a function compares it. */
export const VM_CODE_GENERATION: u32 = VM_BASE + 0xa8;
/** u32: entries in the queue of hot blocks. */
export const VM_HOT_COUNT: u32 = VM_BASE + 0xac;
/** u64 counters: how regions were left that the interpreter had entered: between blocks, by a system call, within one. */
export const VM_STAT_LEFT_BETWEEN: u32 = VM_BASE + 0xb0;
export const VM_STAT_LEFT_SYSTEM: u32 = VM_BASE + 0xb8;
export const VM_STAT_LEFT_WITHIN: u32 = VM_BASE + 0xc0;
/** u32: one u32 a RAM page: the guest's stores to the page while it held translated code (mem/code.ts). */
export const VM_CODE_STORES: u32 = VM_BASE + 0xc8;
/** u32: one u64 a RAM page: the page table that it is (mem/tableWatch.ts); 0 where page tables are not watched. */
export const VM_TABLE_PAGES: u32 = VM_BASE + 0xcc;
/** u32: bits of a physical address that IA32's gate A20 holds at zero: none, or bit 20. */
export const VM_ADDRESS_GATE: u32 = VM_BASE + 0xd0;
/** u64: bit n is set when the VMM wants to see instructions of basic exit reason n (ia32/intercept.ts). */
export const VM_INTERCEPTS: u32 = VM_BASE + 0xd8;
/** u32: 1 = several threads, each with an instance of the core, run vCPUs of this memory at once: parallel mode. */
export const VM_PARALLEL: u32 = VM_BASE + 0xe0;
/** A micro-op (16 bytes, `Op.Leave`) that the interpreter steps to when a guest exception left the block. */
export const VM_LEAVE_OP: u32 = VM_BASE + 0x100;
/** A block (header and `Op.Dead`) that empty jump-cache entries name: entering it looks PC up. */
export const VM_DEAD_BLOCK: u32 = VM_BASE + 0x140;
/**
 * Parallel mode, each in a cache line of its own. u32: who has, or waits for, an exclusive section, or 0; three locks
 * (parallel/lock.ts): of the block store, of the interrupt controller, of the queue of hot blocks.
 */
export const VM_EXCLUSIVE: u32 = VM_BASE + 0x180;
export const VM_LOCK_CODE: u32 = VM_BASE + 0x1c0;
export const VM_LOCK_INTERRUPTS: u32 = VM_BASE + 0x200;
export const VM_LOCK_HOT: u32 = VM_BASE + 0x240;
/** In VM_EXCLUSIVE: a vCPU, for a moment; the host, whose sections are long: vCPUs return for them. */
export const EXCLUSIVE_OF_VCPU: u32 = 1;
export const EXCLUSIVE_OF_HOST: u32 = 2;
/** u64: parallel mode: the latest time, in ticks, that any vCPU has seen (clock.ts). */
export const VM_CLOCK_SHOWN: u32 = VM_BASE + 0x280;

/** HOT_ENTRIES x { u32 block, u32 translation-cache set, u64 virtual address }: blocks that became hot (exec/hot.ts). */
export const VM_HOT_QUEUE: u32 = VM_BASE + 0x400;
export const HOT_ENTRIES: u32 = 128;
export const HOT_ENTRY_SIZE: u32 = 16;

// ---- GICv2 (irq/gicv2*.ts) ------------------------------------------------------------------------------------------

export const GIC_BASE: u32 = 0x81000;
export const GIC_SIZE: u32 = 0x4000;
/** IA32: the PC's interrupt controllers and timers (irq/pcState.ts), where the GIC is otherwise. */
export const PC_BASE: u32 = GIC_BASE;

// ---- vCPU -----------------------------------------------------------------------------------------------------------

export const VCPU_BASE: u32 = 0x90000;
export const VCPU_SIZE: u32 = 0x4000;
export const MAX_VCPUS: u32 = 8;

/**
 * Integer slots, 8 bytes each. AArch64: X0..X30, then the current SP. IA32: EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI, zero-extended,
 * and from the 16th on the bases of ES, CS, SS, DS, FS, GS, LDTR, TR.
 */
export const SLOT_X: u32 = 0x000;
export const SLOT_SP: u32 = 0x0f8;
/** Always reads zero (XZR as a source). */
export const SLOT_ZERO: u32 = 0x100;
/** Written and never read (XZR as a destination). */
export const SLOT_DISCARD: u32 = 0x108;
/** Address of the first instruction of the block that runs; of the next instruction between blocks. IA32: the linear address. */
export const SLOT_PC: u32 = 0x110;
/** Lazy condition flags: `CC` kind (u32), operand or result A, operand B, both u64. */
export const SLOT_CC: u32 = 0x118;
export const SLOT_CC_A: u32 = 0x120;
export const SLOT_CC_B: u32 = 0x128;
/** u32: linear-memory address of the translation-cache set of this exception level. */
export const SLOT_TC: u32 = 0x130;
/** u32: the set that SLOT_TC becomes at EL1, kept so that exceptions need no search. */
export const SLOT_TC_PRIVILEGED: u32 = 0x134;
/** u32: the set of EL0, which unprivileged loads and stores use. */
export const SLOT_TC_USER: u32 = 0x138;
/** u32: the same for accesses with SP as base: SLOT_TC's, or VM_TC_TRAP while SP is misaligned and that is checked. */
export const SLOT_TC_STACK: u32 = 0x13c;
/** i64: instructions left before the next look at events; i64: instructions set aside by `requestEvent`. */
export const SLOT_BUDGET: u32 = 0x140;
export const SLOT_DEFERRED: u32 = 0x148;
/** u64: slice's whole budget (instructions), to count what has been retired. */
export const SLOT_SLICE: u32 = 0x150;
/** u32: the block that runs; u32: the micro-op that runs, valid inside calls only. */
export const SLOT_BLOCK: u32 = 0x158;
export const SLOT_OP: u32 = 0x15c;
/** 32 bytes through which slow accesses to pairs pass data. */
export const SLOT_PAIR: u32 = 0x160;
/** Block-local integer temporaries T0..T15. */
export const SLOT_T: u32 = 0x180;
/** Vector slots, 16 bytes each: V0..V31, then block-local temporaries VT0..VT15. */
export const SLOT_V: u32 = 0x200;
export const SLOT_VT: u32 = 0x400;
/** 16 bytes zero. */
export const SLOT_VZERO: u32 = 0x500;
/** 16 bytes written and never read. */
export const SLOT_VDISCARD: u32 = 0x510;
/** 32 bytes through which slow memory accesses pass data. */
export const SLOT_DATA: u32 = 0x520;

/** u32: index of this vCPU in its VM. */
export const VCPU_INDEX: u32 = 0x540;
/** u32 `RunState`. */
export const VCPU_RUN_STATE: u32 = 0x544;
/**
 * u32: interrupt lines into the CPU: bit 0 IRQ, bit 1 FIQ, bit 2 SError; IA32: bit 0 INTR, bit 1 NMI. Written by the interrupt
 * controller and by the host.
 */
export const VCPU_IRQ_LINES: u32 = 0x548;
/** u32: event register for WFE. */
export const VCPU_EVENT: u32 = 0x54c;
/** Exclusive monitor: u32 size in bytes (0 = open), u64 address, 16 bytes remembered data. */
export const VCPU_MONITOR_SIZE: u32 = 0x550;
export const VCPU_MONITOR_ADDRESS: u32 = 0x558;
export const VCPU_MONITOR_DATA: u32 = 0x560;
/** u32: block context key (translation-time machine state): see `aarch64/state.ts`. */
export const VCPU_CONTEXT: u32 = 0x570;
/** u32: 1 in one-instruction mode: an interrupted instruction is completed, or a debugger steps. */
export const VCPU_SINGLE: u32 = 0x574;
/** u32: 1 where AArch32's floating-point instructions are not enabled (CPACR, FPEXC.EN), for `callx.float`. */
export const VCPU_FLOAT_OFF: u32 = 0x578;

// Exit record, as `kvm_run`: filled when `run` returns.
/** u32 `ExitReason`. */
export const EXIT_REASON: u32 = 0x580;
/** u32: access width in bytes; u32: 1 = write, 0 = read, 2 = instruction fetch. */
export const EXIT_WIDTH: u32 = 0x584;
export const EXIT_DIRECTION: u32 = 0x588;
/** u32: register the access reads or writes (31 = zero register), or 0xff when it has no single one. */
export const EXIT_REGISTER: u32 = 0x58c;
/** u64: guest-physical address; u64: guest-virtual address; u64 x 2: data written, or to be read. */
export const EXIT_ADDRESS: u32 = 0x590;
export const EXIT_VADDRESS: u32 = 0x598;
export const EXIT_DATA: u32 = 0x5a0;
/** u64: syndrome in the form of ESR_EL2 (or immediate of HVC/SMC). */
export const EXIT_SYNDROME: u32 = 0x5b0;
/** u64: address of the instruction that exits. */
export const EXIT_PC: u32 = 0x5b8;
/** u64 counters by exit reason (16). */
export const EXIT_COUNTS: u32 = 0x5c0;

// Device-access replay log: accesses of the current instruction that the VMM has already completed.
/** u32: entries completed; u32: entries consumed while the instruction runs again; u32: 1 = an access is open. */
export const REPLAY_COUNT: u32 = 0x640;
export const REPLAY_NEXT: u32 = 0x644;
export const REPLAY_OPEN: u32 = 0x648;
/** 64 entries of 8 bytes of data. */
export const REPLAY_DATA: u32 = 0x650;

/**
 * Result of the last address translation: u64 guest-physical address; u32 `Walk` flags; u32 log2 of the mapping's size;
 * u32 linear-memory address, once stage 2 is done.
 */
export const WALK_ADDRESS: u32 = 0x880;
export const WALK_FLAGS: u32 = 0x888;
export const WALK_SHIFT: u32 = 0x88c;
export const WALK_HOST: u32 = 0x890;

/**
 * IA32, 6 u32: the translation-cache set of accesses through ES, CS, SS, DS, FS, GS: SLOT_TC's, or VM_TC_TRAP while the segment
 * has a limit or a type that must be looked at.
 */
export const SLOT_TC_SEGMENT: u32 = 0x850;
/**
 * The same for accesses by 16-bit addresses, which end at 64 KiB: of any size, with a look at those that cross a page; and of one
 * byte. SLOT_TC's also while the limit is 64 KiB, as in real mode (ia32/segmentRegisters.ts).
 */
export const SLOT_TC_NARROW: u32 = 0x868;
export const SLOT_TC_NARROW_BYTE: u32 = 0x898;
/** Bytes of each of the three. */
export const SLOT_TC_SEGMENT_SIZE: u32 = 24;

/** System registers of the architecture: offsets in aarch64/state.ts, ia32/state.ts. */
export const VCPU_SYSTEM: u32 = 0x900;
export const VCPU_SYSTEM_SIZE: u32 = 0x700;
/**
 * u64 each: control and cumulative exceptions of IEEE arithmetic in the form of AArch64's FPCR and FPSR (fp/status.ts). IA32 keeps
 * what MXCSR says there.
 */
export const FPCR: u32 = VCPU_SYSTEM + 0x118;
export const FPSR: u32 = VCPU_SYSTEM + 0x120;
/** u32: ASID whose translation-cache sets are current: the Arm architectures. */
export const CURRENT_ASID: u32 = VCPU_SYSTEM + 0x240;
/** Translation-cache directory: TC_SETS entries of 16 bytes: u32 key, u32 last use (0 = never used), u64 stamp. */
export const VCPU_TC_DIRECTORY: u32 = 0x1000;
/** u32: clock of the directory's last uses; u32: the current view (mem/addressSpace.ts), below TC_VIEWS. */
export const VCPU_TC_CLOCK: u32 = 0x1200;
export const VCPU_TC_VIEW: u32 = 0x1204;
/** u32: record of the region that was left within a block, or is to be looked at. */
export const VCPU_REGION: u32 = 0x1208;
/** TC_HINTS u8: a number in the directory, where a key with this hash was last found. */
export const VCPU_TC_HINTS: u32 = 0x1650;
export const TC_HINTS: u32 = 64;
/** AArch32: u32, views that have a meaning; TC_VIEWS u64, what they stand for (aarch32/view.ts). */
export const VCPU_VIEW_COUNT: u32 = 0x1690;
export const VCPU_VIEW_KEYS: u32 = 0x1698;
/**
 * Parallel mode. u32: counts everything that may end a wait of this vCPU; its thread waits for a change (`Atomics.wait`). u32: 1
 * while the vCPU is *outside*: it runs no guest code and refers to nothing that an exclusive section changes. u32: 1 = the vCPU is
 * to return from `runVcpu`.
 */
export const VCPU_WAKE: u32 = 0x1700;
export const VCPU_OUTSIDE: u32 = 0x1704;
export const VCPU_KICK: u32 = 0x1708;
/** u64: instructions that this vCPU has retired; then its clock: ticks at so many of them, and ticks an instruction as 32.32. */
export const VCPU_INSTRUCTIONS: u32 = 0x1710;
export const VCPU_CLOCK_TICKS: u32 = 0x1718;
export const VCPU_CLOCK_INSTRUCTIONS: u32 = 0x1720;
export const VCPU_CLOCK_RATE: u32 = 0x1728;
/** Scratch of whoever runs the vCPU: u32 of parallel/fence.ts; 16 bytes of fp/lanes.ts; 32 bytes of exec/fetch.ts. */
export const VCPU_FENCE: u32 = 0x170c;
export const VCPU_COLLECTED: u32 = 0x1730;
export const VCPU_FETCHED: u32 = 0x1740;
/** u32: TLB maintenance that waits for a DSB; more than TLBI_ENTRIES stand for all. TLBI_ENTRIES entries (mem/maintenance.ts). */
export const VCPU_TLBI_COUNT: u32 = 0x1760;
export const VCPU_TLBI: u32 = 0x1768;
export const TLBI_ENTRIES: u32 = 32;
export const TLBI_ENTRY_SIZE: u32 = 24;
/**
 * TC_VIEWS structures, one a view: u32, non-global pages in its shared privileged set; u32, how often the list overflowed;
 * TC_PRIVATE_PAGES u64, their addresses.
 */
export const VCPU_TC_VIEWS: u32 = 0x2000;
export const TC_VIEWS: u32 = 8;
export const TC_PRIVATE_PAGES: u32 = 96;
export const TC_VIEW_SIZE: u32 = 8 + 8 * TC_PRIVATE_PAGES;
export const TC_VIEW_PRIVATE_COUNT: u32 = 0;
export const TC_VIEW_SPLIT: u32 = 4;
export const TC_VIEW_PRIVATE: u32 = 8;

// ---- translation cache (mem/sets.ts) ---------------------------------------------------------------------------------

/** A set is a TLB and a jump cache; mem/addressSpace.ts says whose translations it holds. */
export const TC_SETS: u32 = 32;
export const TLB_ENTRIES: u32 = 8192;
export const TLB_ENTRY_SIZE: u32 = 32;
/** u64: page address that may be read / written / executed through this entry, or `TLB_NEVER`. */
export const TLB_READ: u32 = 0;
export const TLB_WRITE: u32 = 8;
export const TLB_EXECUTE: u32 = 16;
/** u32: linear-memory address minus guest-virtual address (mod 2^32). */
export const TLB_ADDEND: u32 = 24;
/**
 * u8: log2 of the size of the mapping that the entry is a page of; u8: 1 = the jump cache may have addresses of pages
 * that share this entry.
 */
export const TLB_SHIFT: u32 = 28;
export const TLB_JUMPS: u32 = 29;
export const TC_JUMP_CACHE: u32 = TLB_ENTRIES * TLB_ENTRY_SIZE;
export const JUMP_ENTRIES: u32 = 16384;
/** Entries for the addresses of one page; pages share them with those that are JUMP_ENTRIES / JUMPS_A_PAGE pages away. */
export const JUMPS_A_PAGE: u32 = 256;
/** Jump-cache entry: u64 guest-virtual address, u32 block, u32 how the block enters a region, as far as known (exec/regions.ts), or 0. */
export const JUMP_ENTRY_SIZE: u32 = 16;
/**
 * The entry for an address is at ((address << 2) ^ (address >> 6)) & JUMP_WITHIN | address & JUMP_PAGE in the jump cache: the entries of a
 * page fill a page. The entry beside it, JUMP_ENTRY_SIZE further or before, may have the address in its stead.
 */
export const JUMP_WITHIN: u32 = (JUMPS_A_PAGE - 1) * JUMP_ENTRY_SIZE;
export const JUMP_PAGE: u32 = (JUMP_ENTRIES / JUMPS_A_PAGE - 1) * PAGE_SIZE;
/** u64: base and mask of the area that mappings over LARGE_SHIFT in this set cover; base ~0 = none. */
export const TC_LARGE_BASE: u32 = TC_JUMP_CACHE + JUMP_ENTRIES * JUMP_ENTRY_SIZE;
export const TC_LARGE_MASK: u32 = TC_LARGE_BASE + 8;
/** u32: log2 of the biggest page entered; u32: 1 = the set holds global translations. */
export const TC_LARGE_SHIFT: u32 = TC_LARGE_BASE + 16;
export const TC_GLOBAL: u32 = TC_LARGE_BASE + 20;
/** u64: a bit for each 1/64 of the TLB entries, and for each JUMPS_A_PAGE jump-cache entries: some of them may be in use. */
export const TC_USED: u32 = TC_LARGE_BASE + 24;
export const TC_JUMPS_USED: u32 = TC_LARGE_BASE + 32;
/** 16 u64: a bit for each 2 MiB of addresses, hashed, where there may be entries of mappings bigger than a page. */
export const TC_CHUNKS: u32 = TC_LARGE_BASE + 64;
/** u32: 1 = some of the victims may be in use; 64 entries, laid out as those of the TLB (mem/victims.ts). */
export const TC_VICTIMS_USED: u32 = TC_LARGE_BASE + 40;
export const TC_VICTIMS: u32 = TC_LARGE_BASE + 192;
export const TC_SIZE: u32 = TC_VICTIMS + 64 * TLB_ENTRY_SIZE;

// ---- stage-2 map (mem/physmap.ts) -----------------------------------------------------------------------------------

/** Guest-physical addresses have 40 bits; the root has an entry for each 2 MiB, a leaf table one for each page. */
export const S2_ADDRESS_BITS: u32 = 40;
export const S2_ROOT_SIZE: u32 = 0x200000;
export const S2_LEAF_SIZE: u32 = 0x800;

// ---- block store (ir/block.ts) --------------------------------------------------------------------------------------

/** Fields of a block's header that the region compiler reads; ir/block.ts describes them all. */
export const BLOCK_COST: u32 = 0;
export const BLOCK_INSTRUCTIONS: u32 = 12;
export const BLOCK_ADDRESS: u32 = 16;
export const BLOCK_CONTEXT: u32 = 20;
export const BLOCK_OP_COUNT: u32 = 24;
export const BLOCK_BYTES: u32 = 36;
export const BLOCK_REGIONS: u32 = 40;
export const BLOCK_CELL: u32 = 44;
/** Micro-ops begin here; a multiple of 16. */
export const BLOCK_HEADER: u32 = 48;
/**
 * A region's record: u32 head block; u32 table index; u32 address of its turnstile; u32 times that something was not as
 * its code assumes, for each of which the entries left are fewer by SURPRISE_COST; u32 number of its blocks; u32 number of those besides the head that
 * enter it. Behind the record the places of its blocks in ascending order, { u32 block, i32 bytes from the head }, then the addresses of those that enter it.
 */
export const REGION_HEAD: u32 = 0;
export const REGION_SLOT: u32 = 4;
export const REGION_TURNSTILE: u32 = 8;
export const REGION_SURPRISES: u32 = 12;
export const REGION_BLOCKS: u32 = 16;
export const REGION_MORE: u32 = 20;
export const REGION_RECORD_SIZE: u32 = 24;
export const REGION_PLACE_SIZE: u32 = 8;
export const SURPRISE_COST: u32 = 4096;
/** A region's turnstile, which its function begins with: u32 1 while it may be entered; u32 entries left until it is to be formed anew. All lie close by. */
export const TURNSTILE_OPEN: u32 = 0;
export const TURNSTILE_ENTRIES: u32 = 4;
export const TURNSTILE_SIZE: u32 = 8;
/**
 * What a region's function returns besides a micro-op to go on with (exec/regions.ts): it was left between blocks; a system call or an
 * exception has set PC; nothing was executed, because its entries are counted down, or because it is dead.
 */
export const REGION_BETWEEN: u32 = 0;
export const REGION_RAISED: u32 = 1;
export const REGION_HOT: u32 = 2;
export const REGION_DEAD: u32 = 3;
/** In the lowest bit of that micro-op's address: something is not as the code assumes (lib-ts/jit/emit/regionFunction.ts). */
export const REGION_SURPRISED: u32 = 1;
/** What a vCPU does when it is no micro-op: there is an exit reason. */
export const REGION_STOP: u32 = 1;
/** How a block enters a region: table index of the function, and from REGION_ENTRY_SHIFT on which of its entries; never 0. */
export const REGION_ENTRY_SHIFT: u32 = 20;

export const BLOCK_HASH_SIZE: u32 = 0x10000;
export const BLOCK_MAX_INSTRUCTIONS: u32 = 64;
