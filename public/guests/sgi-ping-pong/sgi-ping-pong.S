// sgi-ping-pong: four processors pass a ball by software-generated interrupts.
//
//   PSCI CPU_ON starts processors 1 to 3, which sleep in WFI -> whoever has the ball writes GICD_SGIR -> the GIC interrupts the next
//   processor, and only that one -> its handler sees who sent the interrupt and takes the ball

        .include "image.inc"
        .include "console.inc"
        .include "exceptions.inc"

.equ    PSCI_CPU_ON, 0xc4000003
.equ    GICD, 0x08000000                // distributor
.equ    GICD_CTLR, 0x000
.equ    GICD_SGIR, 0xf00                // target list in bits 23..16, interrupt in bits 3..0
.equ    GICC, 0x08010000                // CPU interface
.equ    GICC_CTLR, 0x00
.equ    GICC_PMR, 0x04                  // priority mask
.equ    GICC_IAR, 0x0c                  // acknowledge: who sent it in bits 12..10
.equ    GICC_EOIR, 0x10                 // end of interrupt
.equ    SPURIOUS, 1023
.equ    BALL_SGI, 3
.equ    PROCESSORS, 4
.equ    THROWS, 12

        .section .head, "ax"
        image_header start

        .text
// On each processor: w19 its number, w20 whether the ball has come, w21 from whom
start:
        use_stack
        use_vectors
        bl      console_init
        mov     x1, #GICD
        mov     w0, #1
        str     w0, [x1, #GICD_CTLR]
        mov     w19, #0
        bl      gic_init
        say     "Processor 0 starts the others:"
        mov     w22, #1
1:      say     " "
        mov     w0, w22
        bl      print_decimal
        mov     w1, w22
        adr     x2, secondary
        mov     w3, w22
        hypercall PSCI_CPU_ON
        cbnz    w0, fewer
        add     w22, w22, #1
        cmp     w22, #PROCESSORS
        b.lo    1b
        b       2f
fewer:  say     " is not there (this needs four processors)"
2:      say     ".\n"
        adr     x1, processors
        str     w22, [x1]
        adr     x1, ready               // wait until all sleep
3:      ldr     w0, [x1]
        add     w0, w0, #1
        cmp     w0, w22
        b.hs    4f
        wfe
        b       3b
4:      mov     w20, #1
        mov     w21, #0
        b       have_ball

// Started by PSCI with its number in x0.
secondary:
        mov     w19, w0
        adr     x9, stacks_end
        sub     x9, x9, x19, lsl #10
        mov     sp, x9
        use_vectors
        mov     w20, #0
        bl      gic_init
        adr     x1, ready
1:      ldaxr   w0, [x1]
        add     w0, w0, #1
        stlxr   w2, w0, [x1]
        cbnz    w2, 1b
        sev

// IRQs are masked except in one place: WFI wakes for a masked interrupt too.
sleep:
        wfi
        msr     daifclr, #2
        isb
        msr     daifset, #2
        cbz     w20, sleep
have_ball:
        mov     w20, #0
        adr     x1, throws
        ldr     w23, [x1]
        cmp     w23, #THROWS
        b.hs    over
        add     w23, w23, #1
        str     w23, [x1]
        say     "throw "
        mov     w0, w23
        bl      print_decimal
        say     ": from processor "
        mov     w0, w19
        bl      print_decimal
        adr     x1, processors
        ldr     w1, [x1]
        add     w24, w19, #1
        cmp     w24, w1
        csel    w24, wzr, w24, hs
        say     " to "
        mov     w0, w24
        bl      print_decimal
        say     "\n"
        mov     w0, #1 << 16
        lsl     w0, w0, w24
        orr     w0, w0, #BALL_SGI
        mov     x1, #GICD
        dsb     sy                      // the count is written before the next processor can look
        str     w0, [x1, #GICD_SGIR]
        b       sleep
over:
        say     "Processor "
        mov     w0, w19
        bl      print_decimal
        say     " keeps the ball, which came from "
        mov     w0, w21
        bl      print_decimal
        say     ". PSCI SYSTEM_OFF.\n"
        hypercall PSCI_SYSTEM_OFF
        b       .

// Each processor has an interface of its own. SGIs are always enabled.
gic_init:
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
        mov     w20, #1
        ubfx    w21, w2, #10, #3
        str     w2, [x1, #GICC_EOIR]
1:      restore_registers
        eret

        vector_table unexpected_exception, on_irq

        .bss
        .balign 16
processors: .skip 4
ready:  .skip   4
throws: .skip   4
        .balign 16
stacks: .skip   0x400 * PROCESSORS
stacks_end:
