@ What the privileged test program has besides its cases: start, tables, exception vectors, the report.
@
@ A case is a record of CASE_SIZE bytes between `cases` and `cases_end`: name, set-up, body, CPSR to enter the body with, how many
@ exceptions after the first are reported before the case ends, and what to set in SPSR at each return. Every exception is one line
@ of text. A body ends with SVC #0xff.

.equ    TEXT, 0x40200000                @ readable and executable in all modes
.equ    DATA, 0x40400000                @ privileged modes'
.equ    USER, 0x40600000                @ writable in all modes
.equ    PAGE, USER + 0x100000           @ what cases map at UPPER
.equ    UPPER, 0x80000000               @ first address that has no mapping of its own

.equ    FRAME, DATA + 0x200             @ r0..r12; SP of every mode but System
.equ    SAVED, DATA + 0x300             @ vector offset, R14, SPSR
.equ    RESUME, DATA + 0x340            @ the case, the end of cases, R14
.equ    AGAIN, DATA + 0x360             @ exceptions to come; bits for SPSR
.equ    STACK, DATA + 0x4000
.equ    LEVEL1, DATA + 0x8000           @ short descriptors: 16 KiB
.equ    LONG1, DATA + 0xc000            @ long descriptors, levels 1 and 2
.equ    LONG2, DATA + 0xd000
.equ    TABLE, DATA + 0x10000           @ second-level tables of cases, cleared before each
.equ    USER_STACK, USER + 0x8000

.equ    UART, 0x09000000
.equ    GICD, 0x08000000
.equ    GICC, 0x08010000
.equ    CONTROL, 0x00c5187d             @ SCTLR: M, C, I, Z, CP15BEN
.equ    DOMAINS, 0x55555555

.equ    NORMAL, 0xc                     @ C and B
.equ    DEVICE, 0x4
.equ    SECTION_RW, 0x402               @ privileged
.equ    SECTION_RO, 0x8c02              @ all, read-only
.equ    SECTION_ALL, 0xc02

.macro  put address, value              @ *address = value; changes r9, r10
        ldr     r9, =\address
        ldr     r10, =\value
        str     r10, [r9]
.endm

.macro  set register:vararg             @ MCR of r9 to a system register of CP15
        mcr     p15, \register
        isb
.endm

.macro  load_cp15 value, register:vararg        @ changes r9
        ldr     r9, =\value
        mcr     p15, \register
        isb
.endm

.macro  done
        svc     #0xff
.endm

        .syntax unified
        .arch   armv7ve
        .fpu    neon-vfpv4
        .arm
        .text
image_start:
        .rept   8
        mov     r0, r0
        .endr
        b       start
        .word   0x016f2818              @ the head of a zImage
        .word   0, image_end - image_start
        .word   0x04030201

@ To where it was linked for.
start:  adr     r0, image_start
        ldr     r1, =TEXT
        ldr     r2, =image_end
1:      ldm     r0!, {r3-r10}
        stm     r1!, {r3-r10}
        cmp     r1, r2
        blo     1b
        ldr     pc, =linked
        .ltorg

linked: ldr     sp, =STACK
        ldr     r1, =UART
        ldr     r0, =0x301              @ UART and transmitter on
        str     r0, [r1, #0x30]
        bl      build_tables
        bl      reset_state
        ldr     r7, =cases
        ldr     r8, =cases_end
1:      cmp     r7, r8
        bhs     2f
        bl      run_case
        add     r7, r7, #CASE_SIZE
        b       1b
2:      ldr     r0, =end_text
        bl      print
        ldr     r0, =0x84000008         @ PSCI SYSTEM_OFF
        hvc     #0
        b       .
end_text:
        .asciz  "end\n"
        .balign 4

build_tables:
        mov     r10, #0
        ldr     r9, =LEVEL1
        ldr     r11, =TABLE
1:      str     r10, [r9], #4
        cmp     r9, r11
        blo     1b
        put     (LEVEL1 + 0x80 * 4), (0x08000010 | DEVICE | SECTION_RW)
        put     (LEVEL1 + 0x90 * 4), (0x09000010 | DEVICE | SECTION_RW)
        put     (LEVEL1 + 0x402 * 4), (TEXT | NORMAL | SECTION_RO)
        put     (LEVEL1 + 0x403 * 4), (TEXT | 0x100000 | NORMAL | SECTION_RO)
        put     (LEVEL1 + 0x404 * 4), (DATA | 0x10 | NORMAL | SECTION_RW)
        put     (LEVEL1 + 0x406 * 4), (USER | NORMAL | SECTION_ALL)
        put     (LEVEL1 + 0x407 * 4), (PAGE | NORMAL | SECTION_ALL)
        put     LONG1, 0x405            @ the lowest GiB: Device memory
        put     (LONG1 + 8), (LONG2 + 3)
        put     (LONG2 + 8), (TEXT | 0x7c1 | 4)
        put     (LONG2 + 16), (DATA | 0x701 | 4)
        put     (LONG2 + 24), (USER | 0x741 | 4)
        put     (LONG1 + 4), 0x00400000
        bx      lr
        .ltorg

@ Everything that a case may have changed.
reset_state:
        mov     r11, lr
        load_cp15 LEVEL1, 0, r9, c2, c0, 0
        load_cp15 LEVEL1, 0, r9, c2, c0, 1
        load_cp15 0, 0, r9, c2, c0, 2
        load_cp15 DOMAINS, 0, r9, c3, c0, 0
        mcr     p15, 0, r9, c8, c7, 0
        dsb
        load_cp15 0, 0, r9, c13, c0, 1
        load_cp15 vectors, 0, r9, c12, c0, 0
        load_cp15 0xf00000, 0, r9, c1, c0, 2
        load_cp15 CONTROL, 0, r9, c1, c0, 0
        load_cp15 0, 0, r9, c10, c2, 0
        load_cp15 0, 0, r9, c10, c2, 1
        load_cp15 0, 0, r9, c14, c1, 0
        load_cp15 0, 0, r9, c14, c2, 1
        load_cp15 0, 0, r9, c14, c3, 1
        load_cp15 0, 0, r9, c9, c14, 0
        load_cp15 0, 0, r9, c5, c0, 0
        load_cp15 0, 0, r9, c5, c0, 1
        load_cp15 0, 0, r9, c6, c0, 0
        load_cp15 0, 0, r9, c6, c0, 2
        load_cp15 0, 0, r9, c7, c4, 0
        mov     r10, #0
        ldr     r9, =(LEVEL1 + 0x800 * 4)
        add     r12, r9, #64
1:      str     r10, [r9], #4
        cmp     r9, r12
        blo     1b
        put     (LONG1 + 16), 0
        put     (LONG1 + 20), 0
        mov     r10, #0
        ldr     r9, =TABLE
        add     r12, r9, #0x2000
2:      str     r10, [r9], #4
        cmp     r9, r12
        blo     2b
        ldr     r9, =USER
        add     r12, r9, #0x400
3:      str     r10, [r9], #4
        cmp     r9, r12
        blo     3b
        put     PAGE, 0xe12fff1e        @ bx lr
        put     (PAGE + 4), 0xe12fff1e
reset_gic:
        ldr     r9, =GICD
        mvn     r10, #0
        str     r10, [r9, #0x180]       @ ICENABLER0
        str     r10, [r9, #0x280]       @ ICPENDR0
        str     r10, [r9, #0x380]       @ ICACTIVER0
        mov     r12, #0xf10
4:      str     r10, [r9, r12]          @ CPENDSGIRn
        add     r12, r12, #4
        cmp     r12, #0xf20
        blo     4b
        ldr     r10, =0xa0a0a0a0
        mov     r12, #0x400
5:      str     r10, [r9, r12]          @ IPRIORITYRn of SGIs and PPIs
        add     r12, r12, #4
        cmp     r12, #0x420
        blo     5b
        mov     r10, #1
        str     r10, [r9]
        ldr     r9, =GICC
        mov     r12, #0
        str     r12, [r9, #8]           @ BPR
        mov     r12, #0xf0
        str     r12, [r9, #4]           @ PMR
        str     r10, [r9]
        dsb
        mcr     p15, 0, r10, c7, c5, 0
        isb
        ldr     r9, =FRAME
        cps     #0x11
        mov     r12, #0
        mov     r11, #0
        mov     r10, #0
        mov     r8, #0
        ldr     r9, =FRAME
        mov     sp, r9
        mov     r9, #0
        mov     lr, #0
        msr     spsr_fsxc, r9
        cps     #0x12
        ldr     sp, =FRAME
        mov     lr, #0
        cps     #0x17
        ldr     sp, =FRAME
        mov     lr, #0
        cps     #0x1b
        ldr     sp, =FRAME
        mov     lr, #0
        cps     #0x1f
        ldr     sp, =USER_STACK
        mov     lr, #0
        cps     #0x13
        bx      r11
        .ltorg

@ Runs the case at r7; returns after its last exception.
run_case:
        ldr     r9, =RESUME
        stm     r9, {r7, r8, lr}
        bl      reset_state
        ldr     r1, [r7, #16]
        ldr     r2, [r7, #20]
        ldr     r9, =AGAIN
        stm     r9, {r1, r2}
        ldr     r1, [r7, #4]
        blx     r1
        ldr     r9, =RESUME
        ldm     r9, {r7, r8}
        dsb
        mcr     p15, 0, r9, c8, c7, 0
        dsb
        isb
        ldr     r0, [r7, #12]
        msr     spsr_fsxc, r0
        ldr     lr, [r7, #8]
        ldr     sp, =FRAME
        mov     r0, #0
        mov     r1, #0
        mov     r2, #0
        mov     r3, #0
        movs    pc, lr
        .ltorg

        .balign 32
vectors:
        b       .
        b       undefined
        b       supervisor
        b       prefetch
        b       data
        b       .
        b       irq
        b       fiq

.macro  vector name, offset
\name:  stm     sp, {r0-r12}
        mov     r1, #\offset
        b       taken
.endm
        vector  undefined, 0x04
        vector  supervisor, 0x08
        vector  prefetch, 0x0c
        vector  data, 0x10
        vector  irq, 0x18
        vector  fiq, 0x1c

@ In the mode of the exception; r1: vector offset.
taken:  setend  le
        ldr     sp, =STACK
        mov     r4, r1
        mov     r5, lr
        mrs     r6, spsr
        ldr     r9, =SAVED
        stm     r9, {r4, r5, r6}
        ldr     r9, =RESUME
        ldr     r7, [r9]
        ldr     r0, [r7]
        bl      print
        ldr     r0, =at_text
        mov     r1, r4
        bl      print_value
        ldr     r0, =lr_text
        ldr     r9, [r7, #8]
        sub     r1, r5, r9
        cmp     r1, #0x1000
        movhs   r1, r5
        bl      print_value
        ldr     r0, =spsr_text
        mov     r1, r6
        bl      print_value
        ldr     r0, =cpsr_text
        mrs     r1, cpsr
        bl      print_value
        cmp     r4, #0x10
        bne     1f
        ldr     r0, =dfsr_text
        mrc     p15, 0, r1, c5, c0, 0
        bl      print_value
        ldr     r0, =dfar_text
        mrc     p15, 0, r1, c6, c0, 0
        bl      print_value
1:      cmp     r4, #0x0c
        bne     2f
        ldr     r0, =ifsr_text
        mrc     p15, 0, r1, c5, c0, 1
        bl      print_value
        ldr     r0, =ifar_text
        mrc     p15, 0, r1, c6, c0, 2
        bl      print_value
2:      cmp     r4, #0x18
        blo     3f
        ldr     r9, =GICC
        ldr     r8, [r9, #0xc]
        ldr     r0, =iar_text
        mov     r1, r8
        bl      print_value
        ldr     r9, =GICC
        str     r8, [r9, #0x10]
        mov     r1, #0
        mcr     p15, 0, r1, c14, c2, 1
        mcr     p15, 0, r1, c14, c3, 1
        isb
3:      ldr     r8, =FRAME
        mov     r9, #4
4:      ldr     r0, =r_text
        ldr     r1, [r8], #4
        bl      print_value
        subs    r9, r9, #1
        bne     4b
        mov     r0, #'\n'
        bl      print_character
        ldr     r9, =AGAIN
        ldm     r9, {r10, r11}
        cmp     r10, #0
        beq     finish
        sub     r10, r10, #1
        str     r10, [r9]
        orr     r6, r6, r11
        msr     spsr_fsxc, r6
        mov     lr, r5
        cmp     r4, #0x10               @ behind the instruction that aborted; the one that was interrupted
        subhs   lr, lr, #4
        ldr     sp, =FRAME
        ldm     sp, {r0-r12}
        movs    pc, lr
finish: cps     #0x13
        ldr     r9, =RESUME
        ldm     r9, {r7, r8, lr}
        ldr     sp, =STACK
        bx      lr
        .ltorg

@ Text at r0, then r1 in hexadecimal without leading zeros. Changes r0..r3, r12.
print_value:
        push    {r4, r5, lr}
        mov     r4, r1
        bl      print
        mov     r5, #28
2:      lsrs    r0, r4, r5              @ leading zeros are not printed
        bne     1f
        subs    r5, r5, #4
        bne     2b
1:      lsr     r0, r4, r5
        and     r0, r0, #15
        cmp     r0, #10
        addlo   r0, r0, #'0'
        addhs   r0, r0, #'a' - 10
        bl      print_character
        subs    r5, r5, #4
        bpl     1b
        pop     {r4, r5, pc}

print:  push    {r4, lr}
        mov     r4, r0
1:      ldrb    r0, [r4], #1
        cmp     r0, #0
        popeq   {r4, pc}
        bl      print_character
        b       1b

print_character:
        ldr     r2, =UART
1:      ldr     r3, [r2, #0x18]
        tst     r3, #0x20
        bne     1b
        str     r0, [r2]
        bx      lr
        .ltorg

at_text:        .asciz ": at="
lr_text:        .asciz " lr="
spsr_text:      .asciz " spsr="
cpsr_text:      .asciz " cpsr="
dfsr_text:      .asciz " dfsr="
dfar_text:      .asciz " dfar="
ifsr_text:      .asciz " ifsr="
ifar_text:      .asciz " ifar="
iar_text:       .asciz " iar="
r_text:         .asciz " r="
        .balign 4
