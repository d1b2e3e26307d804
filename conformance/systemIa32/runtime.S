# What the privileged IA32 test program has besides its cases: start, descriptors, page tables, exception handlers, the report.
# A multiboot kernel for 32-bit protected mode.
#
# A case is a record of CASE_SIZE bytes between `cases` and `cases_end`: name, set-up, body, kind, EFLAGS to enter the body with,
# how many exceptions after the first are reported before the case ends, what is set in EFLAGS at each return, and how far EIP moves
# then. Every exception is one line of text at the debug console. A body ends with INT FFh.

        .equ CODE0, 0x08
        .equ DATA0, 0x10
        .equ CODE3, 0x1b
        .equ DATA3, 0x23
        .equ TSS, 0x28
        .equ TSS_OTHER, 0x30
        .equ TSS_DOUBLE, 0x38
        .equ LDT, 0x40
        .equ CALL_GATE, 0x4b            # for level 3, to gate_target at level 0, two parameters
        .equ CODE1, 0x51
        .equ DATA1, 0x59
        .equ CONFORMING, 0x60
        .equ CODE16, 0x68               # its base is LOW
        .equ DATA16, 0x70
        .equ SPARE, 0x78                # two descriptors that cases write
        .equ TASK_GATE, 0x8b
        .equ READ_ONLY, 0x93
        .equ ABSENT, 0x9b
        .equ CODE16_3, 0xa3
        .equ DATA16_3, 0xab
        .equ EXECUTE_ONLY, 0xb3

        .equ LOW, 0x20000               # 16-bit bodies are copied here: segment 2000h of virtual-8086 mode
        .equ LOW_STACK, 0x30000
        .equ LOW_DATA, 0x40000
        .equ PAGE, 0x200000             # for paging and data: 2 MiB up to 4 MiB are free
        .equ CONSOLE, 0xe9
        .equ QUIT, 0xf4
        .equ CONTROL0, 0x31             # PE, ET, NE
        .equ CONTROL4, 0x600            # OSFXSR, OSXMMEXCPT

        .macro done                     # reports the registers, ends the case
        int     $0xff
        .endm
        .macro put address, value       # a word of 32 bits; changes nothing else
        movl    $\value, \address
        .endm
        .macro control register, bits   # sets bits in CR0 or CR4; changes EAX
        movl    %\register, %eax
        orl     $\bits, %eax
        movl    %eax, %\register
        .endm

        .macro based selector, address  # puts a descriptor's base in; changes EAX
        movl    $\address, %eax
        movw    %ax, gdt + (\selector) + 2
        shrl    $16, %eax
        movb    %al, gdt + (\selector) + 4
        movb    %ah, gdt + (\selector) + 7
        .endm
        .macro descriptor selector, low, high   # writes a descriptor
        movl    $\low, gdt + ((\selector) & ~7)
        movl    $\high, gdt + ((\selector) & ~7) + 4
        .endm
        .macro vector number, low, high         # writes a gate
        movl    $\low, idt + (\number) * 8
        movl    $\high, idt + (\number) * 8 + 4
        .endm

        .text
        .globl _start
_start: jmp     begin
        .balign 4
        .long   0x1badb002, 0, -0x1badb002

begin:  cli
        movb    $0xff, %al              # no interrupts
        outb    %al, $0x21
        outb    %al, $0xa1
        movl    $stack_end, %esp
        movl    $LOW, %edi
        movl    $low_code, %esi
        movl    $low_code_end - low_code, %ecx
        rep movsb
        movl    $cases, %edi
next:   cmpl    $cases_end, %edi
        jae     finish
        movl    %edi, current
        call    prepare
        movl    current, %edi
        movl    20(%edi), %eax
        movl    %eax, again
        call    *4(%edi)
        movl    current, %edi
        xorl    %eax, %eax
        xorl    %ebx, %ebx
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        xorl    %esi, %esi
        xorl    %ebp, %ebp
        movl    12(%edi), %eax
        jmp     *kinds(,%eax,4)

finish: movl    $end_text, %esi
        call    print
        movb    $'\n', %al
        call    character
        movb    $0, %al
        outb    %al, $QUIT
1:      hlt
        jmp     1b

kinds:  .long   enter0, enter3, enter_virtual, enter0_16, enter3_16

enter0: pushl   16(%edi)
        pushl   $CODE0
        pushl   8(%edi)
        xorl    %eax, %eax
        xorl    %edi, %edi
        iretl
enter3: movl    $DATA3, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %fs
        movl    %eax, %gs
        pushl   $DATA3
        pushl   $stack3_end
        pushl   %ss:16(%edi)
        pushl   $CODE3
        pushl   %ss:8(%edi)
        xorl    %eax, %eax
        xorl    %edi, %edi
        iretl
enter_virtual:
        pushl   $0x4000                 # GS, FS, DS, ES
        pushl   $0x4000
        pushl   $0x4000
        pushl   $0x4000
        pushl   $0x3000
        pushl   $0x1000
        movl    16(%edi), %eax
        orl     $0x20000, %eax
        pushl   %eax
        pushl   $0x2000
        pushl   8(%edi)
        xorl    %eax, %eax
        xorl    %edi, %edi
        iretl
enter0_16:
        pushl   16(%edi)
        pushl   $CODE16
        pushl   8(%edi)
        movl    $DATA16, %eax
        movl    %eax, %ds
        movl    %eax, %es
        xorl    %eax, %eax
        xorl    %edi, %edi
        iretl
enter3_16:
        movl    $DATA16_3, %eax
        movl    %eax, %ds
        movl    %eax, %es
        pushl   $DATA16_3
        pushl   $0xf000
        pushl   %ss:16(%edi)
        pushl   $CODE16_3
        pushl   %ss:8(%edi)
        xorl    %eax, %eax
        xorl    %edi, %edi
        iretl

# Everything that a case may have changed, as it was.
prepare:
        cli
        cld
        movl    $CONTROL0, %eax
        movl    %eax, %cr0
        movl    $CONTROL4, %eax
        movl    %eax, %cr4
        xorl    %eax, %eax
        movl    %eax, %cr3
        movl    %eax, %cr2
        movl    %eax, %dr0
        movl    %eax, %dr1
        movl    %eax, %dr2
        movl    %eax, %dr3
        movl    $0x400, %eax
        movl    %eax, %dr7
        movl    $0xffff0ff0, %eax
        movl    %eax, %dr6
        movl    $tables_template, %esi
        movl    $tables, %edi
        movl    $(tables_template_end - tables_template) / 4, %ecx
        rep movsl
        based   TSS, tss
        based   TSS_OTHER, tss_other
        based   TSS_DOUBLE, tss_double
        based   LDT, ldt
        movl    $gate_target, %eax
        movw    %ax, gdt + (CALL_GATE & ~7)
        shrl    $16, %eax
        movw    %ax, gdt + (CALL_GATE & ~7) + 6
        movl    $idt, %edi              # 256 interrupt gates, the last of which programs may use
        movl    $stubs, %eax
        xorl    %ecx, %ecx
1:      movl    $(CODE0 << 16), %ebx
        movw    %ax, %bx
        movl    %ebx, (%edi)
        movl    %eax, %ebx
        movw    $0x8e00, %bx
        movl    %ebx, 4(%edi)
        addl    $8, %edi
        addl    $STUB_SIZE, %eax
        incl    %ecx
        cmpl    $256, %ecx
        jb      1b
        orb     $0x60, idt + 255 * 8 + 5
        orb     $0x60, idt + 3 * 8 + 5
        orb     $0x60, idt + 4 * 8 + 5
        movl    $(TSS_DOUBLE << 16), idt + 8 * 8
        movl    $0x8500, idt + 8 * 8 + 4
        lgdt    gdt_pointer
        lidt    idt_pointer
        ljmpl   $CODE0, $1f
1:      movl    $DATA0, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %fs
        movl    %eax, %gs
        movl    %eax, %ss
        movl    $LDT, %eax
        lldt    %ax
        movl    $TSS, %eax
        ltr     %ax
        fninit
        pushl   $0x1f80
        ldmxcsr (%esp)
        movl    $2, (%esp)
        popfl
        movl    $0xc0000080, %ecx       # EFER
        xorl    %eax, %eax
        xorl    %edx, %edx
        wrmsr
        movl    $0x174, %ecx            # SYSENTER_CS, _ESP, _EIP
        wrmsr
        incl    %ecx
        wrmsr
        incl    %ecx
        wrmsr
        movl    $PAGE, %edi
        movl    $0x2000 / 4, %ecx
        rep stosl
        ret

# Identity mapping of the first 4 MiB by 4-KiB pages, all rights to everyone. page_table[n] maps page n.
paging_on:
        movl    $page_table, %edi
        movl    $7, %eax
1:      movl    %eax, (%edi)
        addl    $4, %edi
        addl    $0x1000, %eax
        cmpl    $0x400007, %eax
        jb      1b
        movl    $page_directory, %edi
        movl    $1024, %ecx
        xorl    %eax, %eax
        rep stosl
        movl    $page_table + 7, page_directory
        movl    $page_directory, %eax
        movl    %eax, %cr3
        movl    %eax, tss_other + 28    # tasks have the same tables
        movl    %eax, tss_double + 28
        movl    %cr0, %eax
        orl     $0x80000000, %eax
        movl    %eax, %cr0
        ret

# The same with 64-bit entries: wide_table has 1024 of them, for two entries of wide_directory.
pae_on: movl    $wide_table, %edi
        movl    $7, %eax
1:      movl    %eax, (%edi)
        movl    $0, 4(%edi)
        addl    $8, %edi
        addl    $0x1000, %eax
        cmpl    $0x400007, %eax
        jb      1b
        movl    $wide_directory, %edi
        movl    $1024, %ecx
        xorl    %eax, %eax
        rep stosl
        movl    $wide_pointers, %edi
        movl    $8, %ecx
        rep stosl
        movl    $wide_table + 7, wide_directory
        movl    $wide_table + 0x1007, wide_directory + 8
        movl    $wide_directory + 1, wide_pointers
        movl    %cr4, %eax
        orl     $0x20, %eax
        movl    %eax, %cr4
        movl    $wide_pointers, %eax
        movl    %eax, %cr3
        movl    %eax, tss_other + 28    # tasks have the same tables
        movl    %eax, tss_double + 28
        movl    %cr0, %eax
        orl     $0x80000000, %eax
        movl    %eax, %cr0
        ret

gate_target:                            # reports EAX: first parameter, EBX: second, ECX: CPL of the caller in CS
        movl    8(%esp), %eax
        movl    12(%esp), %ebx
        movl    4(%esp), %ecx
        done

# 256 stubs: error code or 0, vector.
        .balign 16
        .equ    STUB_SIZE, 16
stubs:
        .set    vector, 0
        .rept   256
        .if     (vector == 8) || ((vector >= 10) && (vector <= 14)) || (vector == 17)
        nop
        nop
        .else
        pushl   $0
        .endif
        pushl   $vector
        jmp     handler
        .balign 16
        .set    vector, vector + 1
        .endr

# Frame: GS FS ES DS EDI ESI EBP ESP EBX EDX ECX EAX vector error EIP CS EFLAGS, then ESP SS when the level changed.
        .equ    F_GS, 0
        .equ    F_EBX, 32
        .equ    F_VECTOR, 48
        .equ    F_EIP, 56
        .equ    F_CS, 60
        .equ    F_EFLAGS, 64
        .equ    F_ESP, 68
handler:
        pushal
        pushl   %ds
        pushl   %es
        pushl   %fs
        pushl   %gs
        movl    $DATA0, %eax
        movl    %eax, %ds
        movl    %eax, %es
        cld
        movl    %esp, %ebp
        movl    current, %esi
        movl    (%esi), %esi
        call    print
        movl    $vector_text, %esi
        movl    F_VECTOR(%ebp), %eax
        call    value
        movl    $error_text, %esi
        movl    F_VECTOR + 4(%ebp), %eax
        call    value
        movl    $eip_text, %esi
        movl    F_EIP(%ebp), %eax
        movl    current, %ebx
        movl    %eax, %ecx
        subl    8(%ebx), %ecx
        cmpl    $0x1000, %ecx
        jae     1f
        movl    %ecx, %eax
1:      call    value
        movl    $cs_text, %esi
        movzwl  F_CS(%ebp), %eax
        call    value
        movl    $eflags_text, %esi
        movl    F_EFLAGS(%ebp), %eax
        cmpl    $1, F_VECTOR(%ebp)      # RF of faults is another comparison's: QEMU does not push it
        je      7f
        andl    $~0x10000, %eax
7:      call    value
        testl   $0x20000, F_EFLAGS(%ebp)
        jnz     2f
        testb   $3, F_CS(%ebp)
        jz      3f
2:      movl    $esp_text, %esi
        movl    F_ESP(%ebp), %eax
        call    value
        movl    $ss_text, %esi
        movzwl  F_ESP + 4(%ebp), %eax
        call    value
3:      cmpl    $14, F_VECTOR(%ebp)
        jne     4f
        movl    $cr2_text, %esi
        movl    %cr2, %eax
        call    value
4:      cmpl    $1, F_VECTOR(%ebp)
        jne     5f
        movl    $dr6_text, %esi
        movl    %dr6, %eax
        call    value
        movl    $0xffff0ff0, %eax
        movl    %eax, %dr6
5:      movl    $eax_text, %esi
        movl    44(%ebp), %eax
        call    value
        movl    $comma_text, %esi
        movl    32(%ebp), %eax
        call    value
        movl    $comma_text, %esi
        movl    40(%ebp), %eax
        call    value
        movl    $comma_text, %esi
        movl    36(%ebp), %eax
        call    value
        movl    $segments_text, %esi
        movzwl  12(%ebp), %eax
        call    value
        movl    $comma_text, %esi
        movzwl  8(%ebp), %eax
        call    value
        movb    $'\n', %al
        call    character
        cmpl    $255, F_VECTOR(%ebp)    # the body's end
        je      6f
        cmpl    $0, again
        je      6f
        decl    again
        movl    current, %ebx
        movl    24(%ebx), %eax
        orl     %eax, F_EFLAGS(%ebp)
        movl    28(%ebx), %eax
        addl    %eax, F_EIP(%ebp)
        popl    %gs
        popl    %fs
        popl    %es
        popl    %ds
        popal
        addl    $8, %esp
        iretl
6:      movl    $stack_end, %esp
        movl    current, %edi
        addl    $CASE_SIZE, %edi
        jmp     next

# The task of double faults: reports what the processor saved of the interrupted one.
double_fault:
        movl    current, %esi
        movl    (%esi), %esi
        call    print
        movl    $double_text, %esi
        movl    (%esp), %eax
        call    value
        movl    $eip_text, %esi
        movl    tss + 32, %eax
        movl    current, %ebx
        subl    8(%ebx), %eax
        call    value
        movl    $esp_text, %esi
        movl    tss + 56, %eax
        call    value
        movl    $eflags_text, %esi
        movl    tss + 36, %eax
        andl    $~0x10000, %eax
        call    value
        movl    $cs_text, %esi
        movzwl  tss + 76, %eax
        call    value
        movb    $'\n', %al
        call    character
        movl    $stack_end, %esp
        movl    current, %edi
        addl    $CASE_SIZE, %edi
        jmp     next

# Text at ESI, then EAX in hexadecimal without leading zeros. Keeps EBX, EBP.
value:  movl    %eax, %edx
        call    print
        movl    $28, %ecx
1:      movl    %edx, %eax
        shrl    %cl, %eax
        jnz     2f
        subl    $4, %ecx
        jnz     1b
2:      movl    %edx, %eax
        shrl    %cl, %eax
        andl    $15, %eax
        movb    digits(%eax), %al
        call    character
        subl    $4, %ecx
        jns     2b
        ret

print:  movb    (%esi), %al
        testb   %al, %al
        jz      1f
        call    character
        incl    %esi
        jmp     print
1:      ret

character:
        outb    %al, $CONSOLE
        ret

digits: .ascii  "0123456789abcdef"
vector_text:    .asciz ": v="
error_text:     .asciz " e="
eip_text:       .asciz " eip="
cs_text:        .asciz " cs="
eflags_text:    .asciz " fl="
esp_text:       .asciz " esp="
ss_text:        .asciz " ss="
cr2_text:       .asciz " cr2="
dr6_text:       .asciz " dr6="
eax_text:       .asciz " abcd="
comma_text:     .asciz ","
segments_text:  .asciz " ds,es="
double_text:    .asciz ": v=8 task e="
end_text:       .asciz "end"

        .macro  segment base, limit, rights     # rights: as in the second word, bits 23..20 and 15..8
        .word   (\limit) & 0xffff, (\base) & 0xffff
        .long   (\base) & 0xff000000 | ((\base) >> 16) & 0xff | (\limit) & 0xf0000 | \rights
        .endm
        .balign 8
gdt_pointer:    .word gdt_end - gdt - 1
        .long   gdt
        .balign 8
idt_pointer:    .word 256 * 8 - 1
        .long   idt

        .balign 16
tables_template:
        .quad   0
        segment 0, 0xfffff, 0xc09b00
        segment 0, 0xfffff, 0xc09300
        segment 0, 0xfffff, 0xc0fb00
        segment 0, 0xfffff, 0xc0f300
        segment 0, 135, 0x8900  # the bases of these four, and the gate's offset, are put in by `prepare`
        segment 0, 103, 0x8900
        segment 0, 103, 0x8900
        segment 0, 63, 0x8200
        .word   0, CODE0
        .long   0xec02
        segment 0, 0xfffff, 0xc0bb00
        segment 0, 0xfffff, 0xc0b300
        segment 0, 0xfffff, 0xc09f00
        segment LOW, 0xffff, 0x009b00
        segment LOW, 0xffff, 0x009300
        .quad   0, 0
        .word   0, TSS_OTHER
        .long   0xe500
        segment 0, 0xfffff, 0xc0f100
        segment 0, 0xfffff, 0xc07300
        segment LOW, 0xffff, 0x00fb00
        segment LOW, 0xffff, 0x00f300
        segment 0, 0xfffff, 0xc0f900
gdt_template_end:
        .balign 8
        # LDT: code and data of level 3, an absent one, five empty ones
        segment 0, 0xfffff, 0xc0fb00
        segment 0, 0xfffff, 0xc0f300
        segment 0, 0xfffff, 0xc07300
        .quad   0, 0, 0, 0, 0
        # TSS, with an I/O bitmap of 32 bytes: ports 0..255; those below 80h are open
        .long   0, stack0_end, DATA0, stack0_end, DATA1, 0, 0, 0
        .fill   17, 4, 0
        .word   0, 104
        .fill   16, 1, 0
        .fill   15, 1, 0xff
        .byte   0xff
        # TSS_OTHER
        .long   0, stack0_end, DATA0, 0, 0, 0, 0, 0, other_task, 2, 0x1111, 0x2222, 0x3333, 0x4444, other_stack_end, 0x5555, 0x6666, 0x7777
        .long   DATA0, CODE0, DATA0, DATA0, DATA0, DATA0, LDT
        .word   0, 104
        # TSS_DOUBLE
        .long   0, 0, 0, 0, 0, 0, 0, 0, double_fault, 2, 0, 0, 0, 0, double_stack_end, 0, 0, 0
        .long   DATA0, CODE0, DATA0, DATA0, DATA0, DATA0, 0
        .word   0, 104
tables_template_end:

other_task:                             # reports registers that its TSS holds
        done

        .bss
        .balign 0x1000
page_directory: .space 0x1000
page_table:     .space 0x1000
wide_directory: .space 0x1000
wide_table:     .space 0x2000
wide_pointers:  .space 0x1000
        .balign 16
tables:
gdt:    .space  gdt_template_end - tables_template
gdt_end:
        .balign 8
ldt:    .space  64
tss:    .space  104 + 32
tss_other:      .space 104
tss_double:     .space 104
        .balign 16
idt:    .space  256 * 8
current:        .long 0
again:  .long   0
        .balign 16
        .space  0x1000
stack_end:
        .space  0x1000
stack0_end:
        .space  0x1000
stack3_end:
        .space  0x400
other_stack_end:
        .space  0x400
double_stack_end:
