// timer-tick: ten interrupts of the virtual timer, and sleep in between.
//
//   CNTV reaches CNTV_CVAL -> its line (PPI 27) rises -> GICv2 distributor -> CPU interface -> IRQ exception
//   handler: acknowledge (GICC_IAR), set the next CNTV_CVAL (the line falls), end (GICC_EOIR), return (ERET)

        .include "image.inc"
        .include "console.inc"
        .include "exceptions.inc"

.equ    GICD, 0x08000000                // distributor
.equ    GICD_CTLR, 0x000
.equ    GICD_ISENABLER0, 0x100
.equ    GICD_IPRIORITYR, 0x400
.equ    GICC, 0x08010000                // CPU interface
.equ    GICC_CTLR, 0x00
.equ    GICC_PMR, 0x04                  // priority mask
.equ    GICC_IAR, 0x0c                  // acknowledge
.equ    GICC_EOIR, 0x10                 // end of interrupt

.equ    TIMER, 27                       // INTID of the virtual timer
.equ    SPURIOUS, 1023
.equ    TICKS, 10
.equ    TICKS_A_SECOND, 20

        .section .head, "ax"
        image_header start

        .text
// x19 period, x20 ticks so far, x21 ticks printed, x22 counter at the start, x23 counter frequency
start:
        use_stack
        use_vectors
        bl      console_init
        say     "Ten ticks of the virtual timer, 50 ms apart. Between them I sleep in WFI and cost nothing.\n"
        mrs     x23, cntfrq_el0
        say     "The counter runs at "
        mov     x0, x23
        bl      print_decimal
        say     " Hz.\n"
        bl      gic_init
        mov     x0, #TICKS_A_SECOND
        udiv    x19, x23, x0
        mov     x20, #0
        mov     x21, #0
        isb
        mrs     x22, cntvct_el0
        add     x0, x22, x19
        msr     cntv_cval_el0, x0
        mov     x0, #1                  // enabled, not masked
        msr     cntv_ctl_el0, x0
        isb

// IRQs stay masked except in one place, so that none can slip in between the look at x20 and WFI: WFI wakes for a masked
// interrupt too.
sleep:
        wfi
        msr     daifclr, #2             // here the interrupt is taken
        isb
        msr     daifset, #2
        cmp     x21, x20
        b.eq    sleep
        add     x21, x21, #1
        bl      print_tick
        cmp     x21, #TICKS
        b.lo    sleep

        msr     cntv_ctl_el0, xzr
        say     "Ten ticks are enough. PSCI SYSTEM_OFF.\n"
        hypercall PSCI_SYSTEM_OFF
        b       .

print_tick:
        stp     x29, x30, [sp, #-16]!
        isb
        mrs     x24, cntvct_el0
        say     "tick "
        mov     x0, x21
        bl      print_decimal
        say     ", "
        sub     x0, x24, x22
        mov     x1, #1000
        mul     x0, x0, x1
        udiv    x0, x0, x23
        bl      print_decimal
        say     " ms after the start\n"
        ldp     x29, x30, [sp], #16
        ret

// Lets the timer's interrupt through: enabled in the distributor, more urgent than the mask of the CPU interface.
gic_init:
        mov     x1, #GICD
        mov     w0, #1
        str     w0, [x1, #GICD_CTLR]
        mov     w0, #0x80
        strb    w0, [x1, #GICD_IPRIORITYR + TIMER]
        mov     w0, #1 << TIMER
        str     w0, [x1, #GICD_ISENABLER0]
        ldr     x1, =GICC
        mov     w0, #0xf0
        str     w0, [x1, #GICC_PMR]
        mov     w0, #1
        str     w0, [x1, #GICC_CTLR]
        dsb     sy
        ret

on_irq:
        save_registers
        ldr     x1, =GICC
        ldr     w2, [x1, #GICC_IAR]
        and     w3, w2, #0x3ff
        cmp     w3, #SPURIOUS
        b.eq    1f
        add     x20, x20, #1
        mrs     x4, cntv_cval_el0
        add     x4, x4, x19
        msr     cntv_cval_el0, x4
        isb                             // the line is down before the end of the interrupt is told
        str     w2, [x1, #GICC_EOIR]
1:      restore_registers
        eret

        vector_table unexpected_exception, on_irq
