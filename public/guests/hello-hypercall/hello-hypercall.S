// hello-hypercall: a guest speaks to its hypervisor.
//
// HVC is to a guest what a system call is to a program. The guest leaves ("exits"), the VMM looks at the registers, writes
// the answer into x0, and the guest goes on with the next instruction.

        .include "image.inc"
        .include "console.inc"

// "Sum", in the range of vendor-specific hypervisor services: x0 = x1 + x2 (lib-ts/machines/demoService.ts answers it).
.equ    VENDOR_SUM, 0xc6000000

        .section .head, "ax"
        image_header start

        .text
start:
        use_stack
        bl      console_init
        say     "Hello! I am a guest: machine code on a bare virtual machine, with no operating system.\n"
        say     "My exception level is EL"
        mrs     x0, currentel
        lsr     x0, x0, #2
        bl      print_decimal
        say     ". Every character you read was a store to a serial port that does not exist:\n"
        say     "each store faults in stage 2, and the VMM plays the port.\n\n"

        say     "HVC with function 0x84000000, PSCI_VERSION. The hypervisor answers: version "
        hypercall PSCI_VERSION
        mov     w19, w0
        lsr     w0, w19, #16
        bl      print_decimal
        say     "."
        and     w0, w19, #0xffff
        bl      print_decimal
        say     ".\n"

        say     "HVC with function 0xc6000000 of my VMM's own, x1 = 40, x2 = 2. "
        mov     x1, #40
        mov     x2, #2
        hypercall VENDOR_SUM
        mov     x19, x0
        cmn     x19, #1                 // NOT_SUPPORTED
        b.eq    unknown
        say     "It answers: "
        mov     x0, x19
        bl      print_decimal
        say     ".\n"
        b       off
unknown:
        say     "It answers: not supported. (Another VMM than mine.)\n"
off:
        say     "\nHVC with function 0x84000008, PSCI SYSTEM_OFF. Goodbye.\n"
        hypercall PSCI_SYSTEM_OFF
        b       .
