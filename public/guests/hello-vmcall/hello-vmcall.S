# hello-vmcall: a guest speaks to its hypervisor.
#
# VMCALL is to a guest what a system call is to a program. The guest leaves ("exits"), the VMM looks at the registers, writes the
# answer into EAX, and the guest goes on with the next instruction.

        .include "ia32.inc"
        multiboot_header

# Hypercalls of this machine's VMM (lib-ts/machines/pcDemoService.ts).
.equ    CALL_IDENTITY, 0x73340000       # EBX, ECX, EDX spell a name
.equ    CALL_SUM, 0x73340001            # EAX = EBX + ECX
.equ    CALL_COUNT, 0x73340002          # EAX = calls served before

        .globl  start
start:
        use_stack
        call    console_init
        say     "Hello! I am a guest: machine code on a bare PC, with no operating system and no BIOS.\n"
        say     "I am in protected mode at level "
        mov     eax, cs
        and     eax, 3
        call    print_decimal
        say     ". Every character you read was an OUT to port 0x3f8, where no chip is:\n"
        say     "each OUT leaves the processor (exit reason 30), and the VMM plays the port.\n\n"

        say     "VMCALL with EAX = 0x73340000, who are you. It spells: "
        mov     eax, CALL_IDENTITY
        vmcall
        mov     [name], ebx
        mov     [name + 4], ecx
        mov     [name + 8], edx
        lea     esi, [name]
        call    print
        say     ".\n"

        say     "VMCALL with EAX = 0x73340001, EBX = 40, ECX = 2. It answers: "
        mov     eax, CALL_SUM
        mov     ebx, 40
        mov     ecx, 2
        vmcall
        call    print_decimal
        say     ".\n"

        say     "VMCALL with EAX = 0x73340002, how many so far. It answers: "
        mov     eax, CALL_COUNT
        vmcall
        call    print_decimal
        say     ".\n"

        say     "VMCALL with EAX = 0x12345678, which nobody serves. EAX is still: "
        mov     eax, 0x12345678
        vmcall
        call    print_hex
        say     ".\n\n"

        lea     esi, [line]
        mov     ecx, line_end - line
        mov     dx, COM1 + UART_DATA
        cld
        rep outsb

        say     "Port 0x99 has no device. A read of four bytes gives: "
        mov     dx, 0x99
        in      eax, dx
        call    print_hex
        say     ".\n\nACPI: OUT 0x3400 to port 0x604 is soft off. Goodbye.\n"
        jmp     power_off

        .section .rodata
line:   .ascii  "This line is one instruction, REP OUTSB: an exit for each byte.\r\n"
line_end:

        .section .bss
name:   .space  16
