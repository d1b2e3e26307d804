// fault-lab: two stages of translation, and who handles which fault.
//
//   virtual address --stage 1: the guest's tables--> guest-physical address --stage 2: the hypervisor's--> memory
//
// A fault in stage 1 is the guest's own affair: it takes an exception, and its handler here prints the syndrome and skips
// the instruction. A fault in stage 2 is the hypervisor's: the guest stops in mid-instruction, the VMM's fault handler
// provides the data or the memory, and the guest never notices.

        .include "image.inc"
        .include "console.inc"
        .include "exceptions.inc"

// Virtual addresses of the experiments.
.equ    READ_ONLY, 0x80000000           // a page that may not be written
.equ    UNMAPPED, 0x80001000            // the page after it, in no table
.equ    NOTHING, 0xc0000000             // where even the first table has no entry
.equ    DEMO, 0x0b000000                // mapped one to one by the guest, and by nothing in stage 2

// Descriptors, DDI 0487 D5.3: 4 KiB granule, 39-bit virtual addresses, so the first table is of level 1.
.equ    TABLE, 3
.equ    PAGE, 3
.equ    BLOCK, 1
.equ    NORMAL, 1 << 10 | 3 << 8 | 1 << 2       // accessed, inner shareable, MAIR attribute 1
.equ    DEVICE, 1 << 10 | 0 << 2                // accessed, MAIR attribute 0
.equ    AP_READ_ONLY, 1 << 7
.equ    MAIR, 0xff00                    // attribute 0: Device-nGnRnE, 1: Normal write-back
.equ    TCR, 25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 2 << 32
.equ    SCTLR_M, 1 << 0                 // MMU on
.equ    SCTLR_A, 1 << 1                 // alignment checking on

        .section .head, "ax"
        image_header start

        .text
// x19 exceptions taken
start:
        use_stack
        use_vectors
        mov     x19, #0
        mov     x20, #0
        bl      console_init
        say     "Fault lab. I turn on my MMU with tables of my own, break its rules, and handle what comes.\n"
        bl      build_tables
        bl      mmu_on
        say     "The MMU is on.\n\n"

        say     "1. Load from 0x80001000: my level 3 table has no entry for this page.\n"
        ldr     x1, =UNMAPPED
        ldr     x0, [x1]

        say     "2. Load from 0xc0000000: not even my level 1 table has an entry.\n"
        ldr     x1, =NOTHING
        ldr     x0, [x1]

        say     "3. Store to 0x80000000: mapped, but read-only.\n"
        ldr     x1, =READ_ONLY
        str     xzr, [x1]

        say     "4. Load of 8 bytes from 0x80000001, with alignment checking on.\n"
        ldr     x1, =READ_ONLY + 1
        ldr     x0, [x1]

        say     "5. Load from 0x0b000010: my tables allow it, but nothing lies behind (stage 2).\n"
        mov     x21, #DEMO
        ldr     x20, [x21, #0x10]
        say     "   No exception here. The VMM's fault handler answered "
        mov     x0, x20
        bl      print_hex
        say     ".\n   Store 0x1234 to 0x0b000008, which the handler keeps. Loaded back: "
        mov     x0, #0x1234
        str     x0, [x21, #8]
        mov     x0, #0
        ldr     x0, [x21, #8]
        bl      print_hex
        say     ".\n6. Store 0x5678 to 0x0b001000: the handler maps a page of memory and has the store run again.\n"
        ldr     x21, =DEMO + 0x1000
        mov     x0, #0x5678
        str     x0, [x21]
        mov     x0, #0
        ldr     x0, [x21]
        mov     x20, x0
        say     "   Loaded back, from memory this time: "
        mov     x0, x20
        bl      print_hex
        say     ".\n\nExceptions that I took myself: "
        mov     x0, x19
        bl      print_decimal
        say     ". PSCI SYSTEM_OFF.\n"
        hypercall PSCI_SYSTEM_OFF
        b       .

// ---- exceptions ------------------------------------------------------------------------------------------------------

// Prints the syndrome and returns to the instruction after the one that faulted.
on_fault:
        save_registers
        add     x19, x19, #1
        say     "   ESR "
        mrs     x0, esr_el1
        bl      print_hex
        bl      print_reason
        say     "), FAR "
        mrs     x0, far_el1
        bl      print_hex
        say     ", ELR "
        mrs     x0, elr_el1
        bl      print_hex
        say     ": skipped\n"
        mrs     x0, elr_el1
        add     x0, x0, #4
        msr     elr_el1, x0
        restore_registers
        eret

// ESR_EL1.DFSC in words: bits 5..2 say what, bits 1..0 the level of the table.
print_reason:
        stp     x29, x30, [sp, #-16]!
        mrs     x8, esr_el1
        and     x8, x8, #0x3f
        adr     x0, alignment
        cmp     x8, #0x21
        b.eq    1f
        lsr     x9, x8, #2
        adr     x0, translation
        cmp     x9, #1
        b.eq    2f
        adr     x0, permission
        cmp     x9, #3
        b.eq    2f
        adr     x0, other
1:      bl      print
        ldp     x29, x30, [sp], #16
        ret
2:      bl      print
        and     x0, x8, #3
        bl      print_decimal
        ldp     x29, x30, [sp], #16
        ret

        .section .rodata
alignment:      .asciz " (alignment fault"
translation:    .asciz " (translation fault, level "
permission:     .asciz " (permission fault, level "
other:          .asciz " (some other abort"
        .text

// ---- translation tables ----------------------------------------------------------------------------------------------

//   level 1  [0] -> level 2 of devices: [72] UART, [88] demonstration page, blocks of 2 MiB
//            [1] 1 GiB block: RAM at its own address
//            [2] -> level 2 [0] -> level 3: [0] a read-only page, [1] nothing
//            [3] nothing
build_tables:
        adr     x0, tables
        adr     x1, tables_end
1:      stp     xzr, xzr, [x0], #16
        cmp     x0, x1
        b.lo    1b
        adr     x0, level1
        adr     x1, level2_devices
        orr     x2, x1, #TABLE
        str     x2, [x0, #8 * 0]
        ldr     x2, =0x40000000 | NORMAL | BLOCK
        str     x2, [x0, #8 * 1]
        ldr     x2, =UART | DEVICE | BLOCK
        str     x2, [x1, #8 * (UART >> 21)]
        ldr     x2, =DEMO | DEVICE | BLOCK
        str     x2, [x1, #8 * (DEMO >> 21)]
        adr     x1, level2_lab
        orr     x2, x1, #TABLE
        str     x2, [x0, #8 * 2]
        adr     x0, level3_lab
        orr     x2, x0, #TABLE
        str     x2, [x1]
        adr     x2, lab_page
        ldr     x1, =NORMAL | AP_READ_ONLY | PAGE
        orr     x2, x2, x1
        str     x2, [x0]
        ret

mmu_on:
        ldr     x0, =MAIR
        msr     mair_el1, x0
        ldr     x0, =TCR
        msr     tcr_el1, x0
        adr     x0, level1
        msr     ttbr0_el1, x0
        dsb     sy
        tlbi    vmalle1
        dsb     sy
        isb
        mrs     x0, sctlr_el1
        orr     x0, x0, #SCTLR_M
        orr     x0, x0, #SCTLR_A
        msr     sctlr_el1, x0
        isb
        ret

        vector_table on_fault, unexpected_exception

        .section .bss
        .balign 0x1000
tables:
level1:         .skip 0x1000
level2_devices: .skip 0x1000
level2_lab:     .skip 0x1000
level3_lab:     .skip 0x1000
tables_end:
lab_page:       .skip 0x1000
