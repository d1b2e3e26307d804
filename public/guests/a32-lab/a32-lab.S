@ a32-lab: A32 code calls its hypervisor and takes its own exceptions.
@
@ Every A32 instruction has a condition. Each exception has a mode, with a stack pointer, a link register and a saved CPSR of its own.

        .include "aarch32.inc"
        .include "exceptionsAarch32.inc"

@ "Sum", in the range of vendor-specific hypervisor services: r0 = r1 + r2 (lib-ts/machines/demoService.ts answers it).
.equ    VENDOR_SUM, 0x86000000

        stack   MODE_SVC
        stack   MODE_IRQ
        stack   MODE_ABT
        stack   MODE_UND

        .section .head, "ax"
        .arm
        .global start
start:  b       main

        .text
@ r10 counts the exceptions, r11 what the last handler found
main:
        use_stack MODE_IRQ
        use_stack MODE_ABT
        use_stack MODE_UND
        use_stack MODE_SVC
        use_vectors
        mov     r10, #0
        bl      console_init
        say     "A32, a 32-bit Arm processor without an operating system. I run in mode "
        mrs     r4, cpsr
        and     r4, r4, #0x1f
        say_hex r4
        say     ", Supervisor.\n\n"

        say     "HVC with function 0x84000000, PSCI_VERSION: version "
        hypercall PSCI_VERSION
        mov     r4, r0
        lsr     r5, r4, #16
        say_decimal r5
        say     "."
        uxth    r5, r4
        say_decimal r5
        say     ".\nHVC with function 0x86000000 of my VMM's own, r1 = 40, r2 = 2: "
        mov     r1, #40
        mov     r2, #2
        hypercall VENDOR_SUM
        mov     r4, r0
        cmn     r4, #1                  @ NOT_SUPPORTED
        beq     unknown
        say_decimal r4
        say     ".\n\n"
        b       exceptions
unknown:
        say     "not supported. (Another VMM than mine.)\n\n"

exceptions:
        say     "1. SVC #42: "
        svc     #42
        say     "2. SVC whose condition fails: "
        cmp     r10, r10
        svcne   #43
        say     "nothing happens.\n3. UDF #7: "
        udf     #7
        say     "4. BKPT #3: "
        bkpt    #3
        say     "5. LDM from an odd address: "
        set     r4, image_word + 1
        ldm     r4, {r5, r6}
        say     "\nExceptions that I took myself: "
        say_decimal r10
        say     ".\n"
        b       power_off

image_word:
        .word   0

@ Says the mode and goes on behind the instruction.
.macro  begin_handler
        push    {r0-r5, r12, lr}
        mov     r4, lr
        add     r10, r10, #1
        say     "mode "
        mrs     r5, cpsr
        and     r5, r5, #0x1f
        say_hex r5
.endm

.macro  end_handler offset
        say     "\n"
        pop     {r0-r5, r12, lr}
        subs    pc, lr, #\offset        @ with the flags: CPSR comes from SPSR
.endm

function on_supervisor_call
        begin_handler
        say     ", number "
        ldr     r5, [r4, #-4]           @ the instruction itself
        bic     r5, r5, #0xff000000
        say_decimal r5
        end_handler 0

function on_undefined
        begin_handler
        say     ", instruction "
        ldr     r5, [r4, #-4]
        say_hex r5
        end_handler 0

function on_prefetch_abort
        begin_handler
        say     ", IFSR "
        mrc     p15, 0, r5, c5, c0, 1
        say_hex r5
        end_handler 0

function on_data_abort
        begin_handler
        say     ", DFSR "
        mrc     p15, 0, r5, c5, c0, 0
        say_hex r5
        say     ", DFAR is "
        mrc     p15, 0, r5, c6, c0, 0
        and     r5, r5, #3
        say_decimal r5
        say     " past a word"
        end_handler 4

        vector_table on_undefined, on_supervisor_call, on_prefetch_abort, on_data_abort, unexpected_exception
