// What the privileged test program has besides its cases: start, page tables, exception vectors, the report.
//
// A case is a record of CASE_SIZE bytes between `cases` and `cases_end`: name, set-up, body, SPSR to enter the body with,
// how many exceptions after the first are reported before the case ends, and what to set in SPSR at each return. Every
// exception is one line of text. A body ends with SVC #0xfff.

.equ    TEXT, 0x40200000                // readable and executable at both levels
.equ    DATA, 0x40400000                // EL1's
.equ    USER, 0x40600000                // writable at both levels
.equ    PAGE, USER + 0x100000           // what the tables of the upper half map: begins with RET
.equ    UPPER, 0xffffff8000000000       // first address of the upper half

.equ    FRAME, DATA                     // x0..x30, SP
.equ    RESUME, DATA + 0x200
.equ    AGAIN, DATA + 0x300             // exceptions to come; bits for SPSR
.equ    STACK, DATA + 0x4000
.equ    LEVEL0, DATA + 0x8000
.equ    LEVEL1, DATA + 0x9000
.equ    LEVEL2, DATA + 0xa000
.equ    T1, DATA + 0x10000              // tables of the upper half, 64 KiB each: T1, T2, T3, T4
.equ    T2, T1 + 0x10000
.equ    T3, T1 + 0x20000
.equ    T4, T1 + 0x30000
.equ    USER_STACK, USER + 0x8000

.equ    UART, 0x09000000
.equ    GICD, 0x08000000
.equ    GICC, 0x08010000
.equ    CONTROL, 0x30d0180d             // SCTLR_EL1: M, C, SA, I
// TCR_EL1: 48 bits below, 39 bits above, 4 KiB granules, write-back tables, 40-bit output
.equ    TRANSLATION, 16 | 0x3500 | 25 << 16 | 0x35 << 24 | 2 << 30 | 2 << 32
.equ    MEMORY, 0x44000004ff            // MAIR_EL1: 0 normal, 1 nGnRE, 2 nGnRnE, 4 non-cacheable

.macro  put address, value              // *address = value; changes x9, x10
        ldr     x9, =\address
        ldr     x10, =\value
        str     x10, [x9]
.endm

.macro  set register, value             // MSR of a constant; changes x9
        ldr     x9, =\value
        msr     \register, x9
        isb
.endm

.macro  done
        svc     #0xfff
.endm

        .text
image_start:
        b       start
        .word   0
        .quad   TEXT - 0x40000000       // text_offset
        .quad   0x800000                // image_size
        .quad   0xa                     // flags: little-endian, 4 KiB pages
        .quad   0, 0, 0
        .ascii  "ARM\x64"
        .word   0

start:  ldr     x9, =STACK
        mov     sp, x9
        ldr     x1, =UART
        mov     w0, #0x301              // UART and transmitter on
        str     w0, [x1, #0x30]
        bl      build_tables
        ldr     x9, =vectors
        msr     vbar_el1, x9
        msr     oslar_el1, xzr
        isb
        ldr     x19, =cases
        ldr     x20, =cases_end
1:      cmp     x19, x20
        b.hs    2f
        bl      run_case
        add     x19, x19, #CASE_SIZE
        b       1b
2:      adr     x0, end_text
        bl      print
        ldr     w0, =0x84000008         // PSCI SYSTEM_OFF
        hvc     #0
        b       .
end_text:
        .asciz  "end\n"
        .balign 4

build_tables:
        ldr     x0, =LEVEL0
        ldr     x1, =LEVEL0 + 0x3000
1:      stp     xzr, xzr, [x0], #16
        cmp     x0, x1
        b.lo    1b
        put     LEVEL0, (LEVEL1 | 3)
        put     LEVEL1, (0x0060000000000405 | 0 << 2)
        put     (LEVEL1 + 8), (LEVEL2 | 3)
        put     LEVEL2, 0x0060000040000701
        put     (LEVEL2 + 8), (TEXT | 0x7c1)
        put     (LEVEL2 + 16), (DATA | 0x0060000000000701)
        put     (LEVEL2 + 24), (USER | 0x741)
        ret

// Everything that a case may have changed.
reset_state:
        set     mair_el1, MEMORY
        set     tcr_el1, TRANSLATION
        set     ttbr0_el1, LEVEL0
        set     ttbr1_el1, T1
        tlbi    vmalle1
        dsb     sy
        set     sctlr_el1, CONTROL
        set     cpacr_el1, 0x300000
        msr     mdscr_el1, xzr
        msr     cntkctl_el1, xzr
        msr     cntv_ctl_el0, xzr
        msr     cntp_ctl_el0, xzr
        msr     pmuserenr_el0, xzr
        msr     contextidr_el1, xzr
        msr     par_el1, xzr
        isb
        ldr     x9, =T1
        mov     x11, #4
1:      mov     x10, #16
2:      stp     xzr, xzr, [x9], #16
        subs    x10, x10, #1
        b.ne    2b
        add     x9, x9, #0x10, lsl #12
        sub     x9, x9, #256
        subs    x11, x11, #1
        b.ne    1b
        ldr     x9, =USER
        mov     x10, #64
3:      stp     xzr, xzr, [x9], #16
        subs    x10, x10, #1
        b.ne    3b
        put     0x40000000, 0x00000000d65f03c0
        put     PAGE, 0x00000000d65f03c0
        put     (PAGE + 0x10000), 0x00000000d65f03c0
reset_gic:
        ldr     x9, =GICD
        mov     w10, #-1
        str     w10, [x9, #0x180]       // ICENABLER0
        str     w10, [x9, #0x280]       // ICPENDR0
        str     w10, [x9, #0x380]       // ICACTIVER0
        ldr     w10, =0x01010101
        mov     w12, #0xf10
4:      str     w10, [x9, x12]          // CPENDSGIRn
        add     w12, w12, #4
        cmp     w12, #0xf20
        b.lo    4b
        ldr     w10, =0xa0a0a0a0
        mov     w12, #0x400
5:      str     w10, [x9, x12]          // IPRIORITYRn of SGIs and PPIs
        add     w12, w12, #4
        cmp     w12, #0x420
        b.lo    5b
        mov     w10, #1
        str     w10, [x9]
        ldr     x9, =GICC
        str     wzr, [x9, #8]           // BPR
        mov     w12, #0xf0
        str     w12, [x9, #4]           // PMR
        str     w10, [x9]
        dsb     sy
        ic      iallu
        isb
        ret

// Runs the case at x19; returns after its last exception.
run_case:
        ldr     x9, =RESUME
        stp     x19, x20, [x9]
        str     x30, [x9, #16]
        bl      reset_state
        ldp     w1, w2, [x19, #28]
        ldr     x9, =AGAIN
        stp     w1, w2, [x9]
        ldr     x1, [x19, #8]
        blr     x1
        ldr     x9, =RESUME
        ldp     x19, x20, [x9]
        dsb     sy
        tlbi    vmalle1
        dsb     sy
        isb
        ldr     x9, =USER_STACK
        msr     sp_el0, x9
        ldr     w9, [x19, #24]
        msr     spsr_el1, x9
        ldr     x9, [x19, #16]
        msr     elr_el1, x9
        mov     x0, #0
        mov     x1, #0
        mov     x2, #0
        mov     x3, #0
        eret

        .balign 2048
vectors:
        .set    offset, 0
        .rept   16
        .balign 128
        msr     tpidr_el1, x0
        mov     x0, #DATA
        stp     x1, x2, [x0, #8]
        mov     x1, #offset
        b       taken
        .set    offset, offset + 0x80
        .endr

// x0: FRAME; x1: vector offset.
taken:
        stp     x3, x4, [x0, #24]
        stp     x5, x6, [x0, #40]
        stp     x7, x8, [x0, #56]
        stp     x9, x10, [x0, #72]
        stp     x11, x12, [x0, #88]
        stp     x13, x14, [x0, #104]
        stp     x15, x16, [x0, #120]
        stp     x17, x18, [x0, #136]
        stp     x19, x20, [x0, #152]
        stp     x21, x22, [x0, #168]
        stp     x23, x24, [x0, #184]
        stp     x25, x26, [x0, #200]
        stp     x27, x28, [x0, #216]
        stp     x29, x30, [x0, #232]
        mov     x2, sp
        str     x2, [x0, #248]
        mrs     x2, tpidr_el1
        str     x2, [x0]
        ldr     x9, =STACK
        mov     sp, x9
        mov     x21, x1
        ldr     x9, =RESUME
        ldr     x19, [x9]
        ldr     x0, [x19]
        bl      print
        adr     x0, at_text
        mov     x1, x21
        bl      print_value
        and     x9, x21, #0x180
        cbz     x9, 1f
        ldr     x9, =GICC
        ldr     w22, [x9, #0xc]
        adr     x0, iar_text
        mov     x1, x22
        bl      print_value
        ldr     x9, =GICC
        str     w22, [x9, #0x10]
        msr     cntv_ctl_el0, xzr
        msr     cntp_ctl_el0, xzr
        isb
        b       2f
1:      adr     x0, esr_text
        mrs     x1, esr_el1
        bl      print_value
        mrs     x9, esr_el1
        lsr     x9, x9, #26
        ldr     x10, =0x0030003700000000 // classes that set FAR: 0x20, 0x21, 0x22, 0x24, 0x25, 0x34, 0x35
        lsr     x10, x10, x9
        tbz     x10, #0, 2f
        adr     x0, far_text
        mrs     x1, far_el1
        bl      print_value
2:      adr     x0, elr_text
        mrs     x1, elr_el1
        ldr     x9, [x19, #16]
        sub     x9, x1, x9
        cmp     x9, #0x1000
        csel    x1, x9, x1, lo
        bl      print_value
        adr     x0, spsr_text
        mrs     x1, spsr_el1
        bl      print_value
        ldr     x23, =FRAME
        mov     x24, #4
3:      adr     x0, x_text
        ldr     x1, [x23], #8
        bl      print_value
        subs    x24, x24, #1
        b.ne    3b
        mov     w0, #'\n'
        bl      print_character
        ldr     x9, =AGAIN
        ldp     w10, w11, [x9]
        cbz     w10, finish
        sub     w10, w10, #1
        str     w10, [x9]
        mrs     x10, spsr_el1
        orr     x10, x10, x11
        msr     spsr_el1, x10
        ldr     x0, =FRAME
        ldr     x1, [x0, #248]
        mov     sp, x1
        ldp     x3, x4, [x0, #24]
        ldp     x5, x6, [x0, #40]
        ldp     x7, x8, [x0, #56]
        ldp     x9, x10, [x0, #72]
        ldp     x11, x12, [x0, #88]
        ldp     x13, x14, [x0, #104]
        ldp     x15, x16, [x0, #120]
        ldp     x17, x18, [x0, #136]
        ldp     x19, x20, [x0, #152]
        ldp     x21, x22, [x0, #168]
        ldp     x23, x24, [x0, #184]
        ldp     x25, x26, [x0, #200]
        ldp     x27, x28, [x0, #216]
        ldp     x29, x30, [x0, #232]
        ldr     x2, [x0, #16]
        ldr     x1, [x0, #8]
        ldr     x0, [x0]
        eret
finish: ldr     x9, =RESUME
        ldp     x19, x20, [x9]
        ldr     x30, [x9, #16]
        ldr     x9, =STACK
        mov     sp, x9
        ret

        .ltorg
