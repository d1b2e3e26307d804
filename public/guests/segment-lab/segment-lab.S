# segment-lab: segments and pages, and what the processor says when their rules are broken.
#
# Every experiment says where it goes on after its fault, and breaks a rule. The handler prints the exception and goes on there: it
# never returns to the instruction that faulted.

        .include "ia32.inc"
        multiboot_header

# Selectors of my own table.
.equ    CODE, 0x08
.equ    DATA, 0x10
.equ    USER_CODE, 0x18 | 3
.equ    USER_DATA, 0x20 | 3
.equ    TASK, 0x28
.equ    ABSENT, 0x30                    # a data segment that is not present
.equ    SMALL, 0x38                     # 4096 bytes
.equ    CONSTANT, 0x40                  # read-only
.equ    STACK, 0x48                     # 2 MiB
.equ    BEYOND, 0x80                    # the table ends before

.equ    CR0_PG_WP, 0x80010000
.equ    PRESENT, 1
.equ    WRITABLE, 2
.equ    USER, 4

# An experiment that ends in a fault, and goes on at the next one, \next.
.macro experiment next, text:vararg
        mov     dword ptr [resume], offset \next
        say     \text
.endm

        .globl  start
start:
        use_stack
        call    console_init
        say     "Segment lab. I load a table of segments of my own, break its rules, and look at what comes.\n\n"
        call    tables_init

        experiment e2, "1. Divide by zero.\n"
        xor     edx, edx
        mov     eax, 1
        xor     ecx, ecx
        div     ecx

e2:     experiment e3, "2. Load DS with selector 0x80: my table has ten entries.\n"
        mov     eax, BEYOND
        mov     ds, eax

e3:     experiment e4, "3. Load ES with selector 0x30: a segment that is not present.\n"
        mov     eax, ABSENT
        mov     es, eax

e4:     experiment e5, "4. Load from FS:0x1000: the segment ends at 0xfff.\n"
        mov     eax, SMALL
        mov     fs, eax
        mov     eax, fs:[0xffc]
        mov     eax, fs:[0x1000]

e5:     experiment e6, "5. Store to GS:0, a read-only segment.\n"
        mov     eax, CONSTANT
        mov     gs, eax
        mov     eax, gs:[0x100000]
        mov     gs:[0x100000], eax

e6:     experiment e7, "6. Load from SS:0x200000: the stack segment ends at 0x1fffff.\n"
        mov     eax, STACK
        mov     ss, eax
        mov     ebp, 0x200000
        mov     eax, [ebp]

e7:     mov     eax, DATA
        mov     ss, eax
        say     "\nNow pages: the first 4 MiB are mapped where they are, and paging is on.\n"
        call    paging_init
        experiment e8, "7. Load from 0x400000: my directory has no table for it.\n"
        mov     eax, [0x400000]

e8:     experiment e9, "8. Store to a read-only page, with CR0.WP set.\n"
        mov     eax, [constant_page]
        mov     [constant_page], eax

e9:     say     "9. The entry of a page, low bits: "
        call    say_entry
        mov     eax, [plain_page]
        say     ", after a load "
        call    say_entry
        mov     [plain_page], eax
        say     ", after a store "
        call    say_entry
        say     " (accessed 0x20, dirty 0x40).\n"

        experiment e11, "10. Down to level 3, and a load from a page of level 0.\n"
        lea     eax, [user_load]
        jmp     enter_user

e11:    experiment e12, "11. At level 3 again: CLI.\n"
        lea     eax, [user_cli]
        jmp     enter_user

e12:    say     "\nExceptions that I took myself: "
        say_decimal [taken]
        say     ". Goodbye.\n"
        jmp     power_off

# ---- what runs at level 3 ----------------------------------------------------------------------------------------------

enter_user:
        mov     ecx, USER_DATA
        mov     ds, ecx
        push    USER_DATA
        push    offset user_stack_top
        push    2                       # EFLAGS
        push    USER_CODE
        push    eax
        iretd

user_load:
        mov     eax, [constant_page]
user_cli:
        cli

# ---- exceptions --------------------------------------------------------------------------------------------------------

# A handler for \vector; those without an error code push 0 in its place.
.macro exception vector, has_code, text:vararg
handler_\vector:
        .if \has_code == 0
        push    0
        .endif
        push    offset .Lname\@
        push    \vector
        jmp     fault
        .pushsection .rodata
.Lname\@:
        .asciz  \text
        .popsection
.endm

        exception 0, 0, "#DE, divide error"
        exception 6, 0, "#UD, invalid opcode"
        exception 8, 1, "#DF, double fault"
        exception 11, 1, "#NP, segment not present"
        exception 12, 1, "#SS, stack fault"
        exception 13, 1, "#GP, general protection"
        exception 14, 1, "#PF, page fault"

# Stack: vector, name, error code, EIP, CS, EFLAGS.
fault:
        mov     eax, DATA
        mov     ds, eax
        mov     es, eax
        inc     dword ptr [taken]
        say     "   "
        mov     esi, [esp + 4]
        call    print
        say     ": error code "
        say_hex [esp + 12]              # say_hex has pushed EAX
        cmp     dword ptr [esp], 14
        jne     1f
        say     ", CR2 "
        mov     eax, cr2
        call    print_hex
1:      say     ", from level "
        mov     eax, [esp + 16]
        and     eax, 3
        call    print_decimal
        say     "\n"
        lea     esp, [stack_top]
        jmp     [resume]

# ---- tables ------------------------------------------------------------------------------------------------------------

.macro gate vector
        lea     eax, [handler_\vector]
        mov     [idt + \vector * 8], ax
        mov     dword ptr [idt + \vector * 8 + 2], CODE
        mov     word ptr [idt + \vector * 8 + 4], 0x8e00
        shr     eax, 16
        mov     [idt + \vector * 8 + 6], ax
.endm

tables_init:
        lea     eax, [task]             # the descriptor of the task-state segment has its address in pieces
        mov     [gdt + TASK + 2], ax
        shr     eax, 16
        mov     [gdt + TASK + 4], al
        mov     [gdt + TASK + 7], ah
        mov     dword ptr [task + 4], offset stack_top
        mov     dword ptr [task + 8], DATA
        gate    0
        gate    6
        gate    8
        gate    11
        gate    12
        gate    13
        gate    14
        lgdt    [gdt_register]
        lidt    [idt_register]
        mov     eax, DATA
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        mov     eax, TASK
        ltr     ax
        jmp     CODE:offset 1f
1:      ret

# One directory and one table: 4 MiB where they are, for level 3 too, but for two pages.
paging_init:
        lea     edi, [page_table]
        mov     eax, PRESENT | WRITABLE | USER
        mov     ecx, 1024
        cld
1:      stosd
        add     eax, 4096
        loop    1b
        mov     eax, offset constant_page
        shr     eax, 12
        and     dword ptr [page_table + eax * 4], ~(WRITABLE | USER)
        mov     eax, offset page_table
        or      eax, PRESENT | WRITABLE | USER
        mov     [page_directory], eax
        lea     eax, [page_directory]
        mov     cr3, eax
        mov     eax, cr0
        or      eax, CR0_PG_WP
        mov     cr0, eax
        ret

# The low twelve bits of the entry that maps plain_page.
say_entry:
        push    eax
        mov     eax, offset plain_page
        shr     eax, 12
        mov     eax, [page_table + eax * 4]
        and     eax, 0xfff
        call    print_hex
        pop     eax
        ret

        .section .data
        .balign 8
gdt:    .quad   0
        .quad   0x00cf9b000000ffff      # CODE
        .quad   0x00cf93000000ffff      # DATA
        .quad   0x00cffb000000ffff      # USER_CODE
        .quad   0x00cff3000000ffff      # USER_DATA
        .quad   0x0000890000000067      # TASK, 104 bytes
        .quad   0x00cf13000000ffff      # ABSENT
        .quad   0x0040930000000fff      # SMALL
        .quad   0x00cf91000000ffff      # CONSTANT
        .quad   0x00c09300000001ff      # STACK
gdt_end:
        .word   0
gdt_register:
        .word   gdt_end - gdt - 1
        .long   gdt
        .word   0
idt_register:
        .word   32 * 8 - 1
        .long   idt

        .section .bss
        .balign 4096
page_directory:
        .space  4096
page_table:
        .space  4096
constant_page:
        .space  4096
plain_page:
        .space  4096
idt:    .space  32 * 8
task:   .space  104
resume: .space  4
taken:  .space  4
        .space  1024
user_stack_top:
