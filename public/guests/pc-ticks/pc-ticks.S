# pc-ticks: the two timers of a PC, and the way of their interrupts.
#
# First the old way: the 8254 counts at 1.193182 MHz and pulls IRQ 0 of the 8259. Then the new way: the local APIC has a timer and
# an interrupt controller of its own. In between the processor sleeps (HLT).

        .include "ia32.inc"
        multiboot_header

.equ    PIC1, 0x20
.equ    PIC2, 0xa0
.equ    PIC_EOI, 0x20
.equ    PIT_COUNTER0, 0x40
.equ    PIT_CONTROL, 0x43
.equ    PIT_100HZ, 11932                # 1193182 / 100

.equ    LAPIC, 0xfee00000
.equ    LAPIC_EOI, 0xb0
.equ    LAPIC_SPURIOUS, 0xf0
.equ    LAPIC_TIMER, 0x320
.equ    LAPIC_INITIAL, 0x380
.equ    LAPIC_DIVIDE, 0x3e0
.equ    PERIODIC, 1 << 17
.equ    MASKED, 1 << 16

.equ    VECTOR_PIT, 0x20
.equ    VECTOR_LAPIC, 0x40
.equ    VECTOR_SPURIOUS, 0xff
.equ    TICKS, 5

# Sets interrupt gate \vector of the IDT.
.macro gate vector, handler
        lea     eax, [\handler]
        mov     [idt + \vector * 8], ax
        mov     word ptr [idt + \vector * 8 + 2], cs
        mov     word ptr [idt + \vector * 8 + 4], 0x8e00
        shr     eax, 16
        mov     [idt + \vector * 8 + 6], ax
.endm

        .globl  start
start:
        use_stack
        call    console_init
        gate    VECTOR_PIT, pit_interrupt
        gate    VECTOR_LAPIC, lapic_interrupt
        gate    VECTOR_SPURIOUS, spurious_interrupt
        lidt    [idt_register]

        say     "The 8254 counts 11932 pulses of 1.193182 MHz, and interrupts by IRQ 0 of the 8259.\n"
        call    pic_init
        out_byte PIT_CONTROL, 0x34      # counter 0, both bytes, mode 2: rate generator
        out_byte PIT_COUNTER0, PIT_100HZ & 0xff
        out_byte PIT_COUNTER0, PIT_100HZ >> 8
        call    take_ticks
        out_byte PIC1 + 1, 0xff         # all masked

        say     "The local APIC's timer counts 2000000 pulses of its bus, and interrupts by itself.\n"
        mov     ebx, LAPIC
        mov     dword ptr [ebx + LAPIC_SPURIOUS], 0x100 | VECTOR_SPURIOUS
        mov     dword ptr [ebx + LAPIC_DIVIDE], 0xb
        mov     dword ptr [ebx + LAPIC_TIMER], PERIODIC | VECTOR_LAPIC
        mov     dword ptr [ebx + LAPIC_INITIAL], 2000000
        call    take_ticks
        mov     dword ptr [ebx + LAPIC_TIMER], MASKED

        say     "Ten ticks are enough. Goodbye.\n"
        jmp     power_off

# Sleeps until TICKS interrupts have come, and tells of each how many microseconds the time-stamp counter saw since the last one.
# Whoever sets a timer waits for the first tick, from where the others are measured.
take_ticks:
        mov     dword ptr [ticks], 0
        call    sleep
        mov     esi, [stamp]
1:      call    sleep
        mov     eax, [stamp]
        mov     ecx, eax
        sub     eax, esi
        mov     esi, ecx
        say     "  tick "
        say_decimal [ticks]
        say     " after "
        xor     edx, edx
        mov     ecx, 1000               # a tick of 1 GHz is a nanosecond
        div     ecx
        call    print_decimal
        say     " us\n"
        cmp     dword ptr [ticks], TICKS
        jb      1b
        ret

# Until the next tick.
sleep:
        mov     eax, [ticks]
1:      cli
        cmp     eax, [ticks]
        jne     2f
        sti                             # takes effect after HLT has begun: no tick is missed
        hlt
        jmp     1b
2:      ret

# IRQ 0..7 get vectors 20h.., IRQ 8..15 28h..; only IRQ 0 is let through.
pic_init:
        out_byte PIC1, 0x11             # ICW1: edges, cascade, ICW4 follows
        out_byte PIC1 + 1, 0x20         # ICW2: vectors
        out_byte PIC1 + 1, 0x04         # ICW3: the other one is at input 2
        out_byte PIC1 + 1, 0x01         # ICW4: 8086
        out_byte PIC2, 0x11
        out_byte PIC2 + 1, 0x28
        out_byte PIC2 + 1, 0x02
        out_byte PIC2 + 1, 0x01
        out_byte PIC1 + 1, 0xfe
        out_byte PIC2 + 1, 0xff
        ret

pit_interrupt:
        pushad
        call    count
        mov     al, PIC_EOI
        out     PIC1, al
        popad
        iretd

lapic_interrupt:
        pushad
        call    count
        mov     dword ptr [LAPIC + LAPIC_EOI], 0
        popad
        iretd

spurious_interrupt:
        iretd

count:
        rdtsc
        mov     [stamp], eax
        inc     dword ptr [ticks]
        ret

        .section .rodata
        .balign 4
        .word   0
idt_register:
        .word   256 * 8 - 1
        .long   idt

        .section .bss
        .balign 8
idt:    .space  256 * 8
ticks:  .space  4
stamp:  .space  4
