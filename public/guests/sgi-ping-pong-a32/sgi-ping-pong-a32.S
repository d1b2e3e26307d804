@ sgi-ping-pong-a32: four 32-bit processors pass a ball by software-generated interrupts.
@
@   PSCI CPU_ON starts processors 1 to 3, which sleep in WFI -> whoever has the ball writes GICD_SGIR -> the GIC interrupts the next
@   processor, and only that one -> its handler, in IRQ mode, sees who sent the interrupt and takes the ball

        .include "aarch32.inc"
        .include "exceptionsAarch32.inc"

.equ    PSCI_CPU_ON, 0x84000003
.equ    GICD, 0x08000000                @ distributor
.equ    GICD_CTLR, 0x000
.equ    GICD_SGIR, 0xf00                @ target list in bits 23..16, interrupt in bits 3..0
.equ    GICC, 0x08010000                @ CPU interface
.equ    GICC_CTLR, 0x00
.equ    GICC_PMR, 0x04                  @ priority mask
.equ    GICC_IAR, 0x0c                  @ acknowledge: who sent it in bits 12..10
.equ    GICC_EOIR, 0x10                 @ end of interrupt
.equ    BALL_SGI, 3
.equ    PROCESSORS, 4
.equ    THROWS, 12
.equ    STACK_BITS, 10

        .section .head, "ax"
        .arm
        .global start
start:  mov     r4, #0                  @ the number of the first processor
        b       main

        .text
@ On each processor: r8 its number, r9 whether the ball has come, r10 from whom
main:
        bl      own_stacks
        bl      console_init
        set     r1, GICD
        mov     r0, #1
        str     r0, [r1, #GICD_CTLR]
        bl      gic_init
        say     "Processor 0 starts the others:"
        mov     r5, #1
1:      say     " "
        say_decimal r5
        mov     r1, r5
        set     r2, secondary
        mov     r3, r5
        hypercall PSCI_CPU_ON
        cmp     r0, #0
        bne     fewer
        add     r5, r5, #1
        cmp     r5, #PROCESSORS
        blo     1b
        b       2f
fewer:  say     " is not there (this needs four processors)"
2:      say     ".\n"
        set     r1, processors
        str     r5, [r1]
        set     r1, ready               @ wait until all sleep
3:      ldr     r0, [r1]
        add     r0, r0, #1
        cmp     r0, r5
        wfelo
        blo     3b
        b       have_ball

@ Started by PSCI with its number in r0.
secondary:
        mov     r4, r0
        bl      own_stacks
        bl      gic_init
        set     r1, ready
1:      ldrex   r0, [r1]
        add     r0, r0, #1
        strex   r2, r0, [r1]
        cmp     r2, #0
        bne     1b
        dsb
        sev

@ IRQs are masked except in one place: WFI wakes for a masked interrupt too.
sleep:
        wfi
        cpsie   i
        isb
        cpsid   i
        cmp     r9, #0
        beq     sleep
have_ball:
        mov     r9, #0
        set     r1, throws
        ldr     r4, [r1]
        cmp     r4, #THROWS
        bhs     over
        add     r4, r4, #1
        str     r4, [r1]
        say     "throw "
        say_decimal r4
        say     ": from processor "
        say_decimal r8
        say     " to "
        set     r1, processors
        ldr     r1, [r1]
        add     r5, r8, #1
        cmp     r5, r1
        movhs   r5, #0
        say_decimal r5
        say     "\n"
        mov     r0, #1 << 16
        lsl     r0, r0, r5
        orr     r0, r0, #BALL_SGI
        set     r1, GICD
        dsb                             @ the count is written before the next processor can look
        str     r0, [r1, #GICD_SGIR]
        b       sleep
over:
        say     "Processor "
        say_decimal r8
        say     " keeps the ball, which came from "
        say_decimal r10
        say     ". PSCI SYSTEM_OFF.\n"
        b       power_off

@ Two stacks for processor r4, and its registers.
function own_stacks
        mov     r7, lr
        set     r5, stacks
        add     r5, r5, r4, lsl #STACK_BITS + 1
        add     r5, r5, #1 << STACK_BITS
        cpsid   if, #MODE_IRQ
        mov     sp, r5
        cpsid   if, #MODE_SVC
        add     sp, r5, #1 << STACK_BITS
        mov     r8, r4
        mov     r9, #0
        mov     r10, #0
        use_vectors
        bx      r7

@ Each processor has an interface of its own. SGIs are always enabled.
function gic_init
        set     r1, GICC
        mov     r0, #0xf0
        str     r0, [r1, #GICC_PMR]
        mov     r0, #1
        str     r0, [r1, #GICC_CTLR]
        dsb
        bx      lr

@ IRQ mode has LR and SP of its own.
function on_irq
        push    {r0-r3, lr}
        set     r1, GICC
        ldr     r2, [r1, #GICC_IAR]
        ubfx    r3, r2, #0, #10
        cmp     r3, #BALL_SGI
        moveq   r9, #1
        ubfxeq  r10, r2, #10, #3
        streq   r2, [r1, #GICC_EOIR]
        pop     {r0-r3, lr}
        subs    pc, lr, #4              @ with the flags: CPSR comes from SPSR

        vector_table unexpected_exception, unexpected_exception, unexpected_exception, unexpected_exception, on_irq

        .bss
        .balign 8
processors: .skip 4
ready:  .skip   4
throws: .skip   4
        .balign 8
stacks: .skip   (2 << STACK_BITS) * PROCESSORS
