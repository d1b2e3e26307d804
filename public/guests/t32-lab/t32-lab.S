@ t32-lab: T32 code, whose instructions have 16 or 32 bits: IT blocks, a jump table, an exception in the middle of an IT block, and
@ a function in A32.

        .section .head, "ax"
        .syntax unified
        .arm
        .global start
start:  blx     main                    @ to T32: only A32 code starts at an address whose bit 0 is 0

        .text
        .thumb
        .include "aarch32.inc"
.equ    T32_VECTORS, 1
        .include "exceptionsAarch32.inc"

.equ    SCTLR_TE, 1 << 30               @ exceptions are taken in T32 state

        stack   MODE_SVC
        stack   MODE_UND

@ r10 counts the exceptions
function main
        use_stack MODE_UND
        use_stack MODE_SVC
        use_vectors
        mrc     p15, 0, r0, c1, c0, 0
        orr     r0, r0, #SCTLR_TE
        mcr     p15, 0, r0, c1, c0, 0
        isb
        mov     r10, #0
        bl      console_init
        say     "T32, code in halfwords. "
        adr     r0, here + 1
        bx      r0
        .balign 4
here:   say     "BX to an odd address stays in T32 state.\n"

        say     "1. IT block, NE then EQ: "
        movs    r4, #0
        itete   ne
        movne   r5, #1
        moveq   r5, #2
        addne   r5, r5, #10
        addeq   r5, r5, #20
        say_decimal r5                  @ 22
        say     ".\n2. CBZ and a table of branches: "
        mov     r6, #0
next:   mov     r0, r6
        bl      name_of
        bl      print
        add     r6, r6, #1
        rsb     r0, r6, #3
        cbz     r0, interworking
        say     ", "
        b       next

interworking:
        say     ".\n3. BLX to A32 and back: "
        mov     r0, #6
        mov     r1, #7
        blx     product
        mov     r4, r0
        say_decimal r4
        say     ".\n4. SVC in the middle of an IT block: "
        mov     r5, #0
        cmp     r5, r5
        itte    eq
        addeq   r5, r5, #1
        svceq   #9
        addne   r5, r5, #100
        add     r5, r5, #2              @ 3: the condition that waits is right after the exception, too
        say     " Behind it, "
        say_decimal r5
        say     ".\n5. UDF of 16 bits, and of 32: "
        udf     #1
        udf.w   #0x1234
        say     "\nExceptions that I took myself: "
        say_decimal r10
        say     ".\n"
        b       power_off

@ r0 = the name of number r0, 0 to 2
function name_of
        tbb     [pc, r0]
1:      .byte   (2f - 1b) / 2, (3f - 1b) / 2, (4f - 1b) / 2, 0
2:      set     r0, zero
        bx      lr
3:      set     r0, one
        bx      lr
4:      set     r0, two
        bx      lr

        .section .rodata
zero:   .asciz  "zero"
one:    .asciz  "one"
two:    .asciz  "two"
        .text

@ r0 = r0 * r1
        .arm
        .balign 4
function product
        mul     r0, r0, r1
        bx      lr
        .thumb

@ SPSR has ITSTATE in bits 26:25 and 15:10.
function on_supervisor_call
        push    {r0-r5, r12, lr}
        mrs     r4, spsr
        add     r10, r10, #1
        say     "ITSTATE "
        ubfx    r5, r4, #10, #6
        lsl     r5, r5, #2
        ubfx    r4, r4, #25, #2
        orr     r5, r5, r4
        say_hex r5
        say     "."
        pop     {r0-r5, r12, lr}
        subs    pc, lr, #0

@ LR is behind the first halfword of the instruction.
function on_undefined
        push    {r0-r5, r12, lr}
        mov     r4, lr
        add     r10, r10, #1
        ldrh    r5, [r4, #-2]
        say_hex r5
        say     " "
        lsr     r5, r5, #11
        cmp     r5, #0x1d               @ the first halfword of 32 bits begins with 11101, 11110 or 11111
        pop     {r0-r5, r12, lr}
        it      hs
        addhs   lr, lr, #2
        subs    pc, lr, #0

        vector_table on_undefined, on_supervisor_call, unexpected_exception, unexpected_exception, unexpected_exception
