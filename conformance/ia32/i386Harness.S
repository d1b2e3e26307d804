# Runs a batch of tests on an IA32 processor under Linux: a static program without a C library.
#
#   i386Harness BATCH-FILE
#
# The file (layout.ts) is mapped shared, its code also at CODE_ADDRESS. Each test gets its state from FXRSTOR, POPF and moves,
# starts with a far jump, and ends in a signal: INT3 after the last instruction, or whatever the instruction raised. The one
# handler copies the interrupted state from the signal frame into the test's result and starts the next test itself, without
# returning: signals are not blocked meanwhile (SA_NODEFER). Everything else that Linux maps into a process is unmapped.

        .equ SYS_exit, 1
        .equ SYS_open, 5
        .equ SYS_munmap, 91
        .equ SYS_setitimer, 104
        .equ SYS_modify_ldt, 123
        .equ SYS_rt_sigreturn, 173
        .equ SYS_rt_sigaction, 174
        .equ SYS_sigaltstack, 186
        .equ SYS_mmap2, 192

        .equ SIGVTALRM, 26
        .equ SI_CODE, 8                 # struct siginfo
        .equ UC_MCONTEXT, 20            # struct ucontext and sigcontext of Linux on i386
        .equ SC_FPSTATE, 76
        .equ FPSTATE_FX, 112            # struct _fpstate: FSAVE's image, then FXSAVE's

        .equ STACK_SIZE, 0x40000

        .text
        .globl _start
_start:
        movl    8(%esp), %ebx           # argv[1]
        movl    $stack + STACK_SIZE, %esp
        movl    $SYS_open, %eax
        movl    $2, %ecx                # O_RDWR
        xorl    %edx, %edx
        int     $0x80
        testl   %eax, %eax
        js      fail
        movl    %eax, %edi

        movl    $0x10000, %ebx
        movl    $EMULATOR_ADDRESS - 0x10000, %ecx
        call    unmap
        movl    $EMULATOR_END, %ebx
        movl    $HARNESS_ADDRESS - EMULATOR_END, %ecx
        call    unmap
        movl    $HARNESS_END, %ebx
        movl    $0xffffe000 - HARNESS_END, %ecx
        call    unmap

        movl    $FILE_ADDRESS, %ebx
        movl    $FILE_SIZE, %ecx
        movl    $3, %edx                # PROT_READ | PROT_WRITE
        movl    $0x11, %esi             # MAP_SHARED | MAP_FIXED
        xorl    %ebp, %ebp
        call    map
        movl    $CODE_ADDRESS, %ebx
        movl    $CODE_SIZE, %ecx
        movl    $5, %edx                # PROT_READ | PROT_EXEC
        movl    $0x8011, %esi           # MAP_POPULATE
        movl    $CODE_OFFSET >> 12, %ebp
        call    map
        movl    $-1, %edi
        xorl    %ebp, %ebp
        movl    $WINDOW_ADDRESS, %ebx
        movl    $WINDOW_SIZE, %ecx
        movl    $3, %edx
        movl    $0x8032, %esi           # MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_POPULATE
        call    map
        movl    $READ_ONLY_ADDRESS, %ebx
        movl    $0x1000, %ecx
        movl    $1, %edx                # PROT_READ
        call    map

        xorl    %esi, %esi
1:      movl    %esi, %ecx
        imull   $DESCRIPTOR_SIZE, %ecx
        addl    $FILE_ADDRESS + DESCRIPTORS_OFFSET, %ecx
        movl    $DESCRIPTOR_SIZE, %edx
        movl    $0x11, %ebx             # write, in the form that has all bits
        movl    $SYS_modify_ldt, %eax
        int     $0x80
        testl   %eax, %eax
        jnz     fail
        incl    %esi
        cmpl    $DESCRIPTOR_COUNT, %esi
        jb      1b

        movl    $SYS_sigaltstack, %eax
        movl    $altstack, %ebx
        xorl    %ecx, %ecx
        int     $0x80
        testl   %eax, %eax
        jnz     fail
        movl    $4, %ebx                # SIGILL
        call    catch
        movl    $5, %ebx                # SIGTRAP
        call    catch
        movl    $7, %ebx                # SIGBUS
        call    catch
        movl    $8, %ebx                # SIGFPE
        call    catch
        movl    $11, %ebx               # SIGSEGV
        call    catch
        movl    $SIGVTALRM, %ebx
        call    catch
        movl    $SYS_setitimer, %eax
        movl    $1, %ebx                # ITIMER_VIRTUAL: a busy host stops no test
        movl    $interval, %ecx
        xorl    %edx, %edx
        int     $0x80

        movl    $FILE_ADDRESS, %ebx
        movl    HEADER_FIRST(%ebx), %edx
        movl    %edx, HEADER_INDEX(%ebx)
        movl    $-1, HEADER_TICK(%ebx)
        jmp     start

fail:   movl    $2, %ebx
        movl    $SYS_exit, %eax
        int     $0x80

unmap:  movl    $SYS_munmap, %eax
        int     $0x80
        testl   %eax, %eax
        jnz     fail
        ret

map:    movl    $SYS_mmap2, %eax
        int     $0x80
        cmpl    $-4096, %eax
        ja      fail
        ret

catch:  movl    $SYS_rt_sigaction, %eax
        movl    $action, %ecx
        xorl    %edx, %edx
        movl    $8, %esi
        int     $0x80
        testl   %eax, %eax
        jnz     fail
        ret

restorer:
        movl    $SYS_rt_sigreturn, %eax
        int     $0x80

# On the stack: return address, signal, siginfo, ucontext.
handler:
        pushl   $0x202                  # no AC, NT, DF
        popfl
        movl    $FILE_ADDRESS, %ebx
        movl    4(%esp), %eax
        movl    12(%esp), %ebp
        movl    HEADER_INDEX(%ebx), %edx
        cmpl    $SIGVTALRM, %eax
        jne     save
        cmpl    %edx, HEADER_TICK(%ebx) # a test that sees two ticks does not end
        movl    %edx, HEADER_TICK(%ebx)
        je      save
        ret                             # to restorer

save:   imull   $RECORD_SIZE, %edx, %edi
        addl    $FILE_ADDRESS + RESULT_OFFSET, %edi
        xorl    %ecx, %ecx
        cmpl    %edx, HEADER_TICK(%ebx)
        sete    %cl
        movl    %ecx, RECORD_TICKED(%edi)
        movl    %eax, RECORD_SIGNAL(%edi)
        movl    8(%esp), %esi
        movl    SI_CODE(%esi), %esi
        movl    %esi, RECORD_CODE(%edi)
        movl    %edi, %eax
        leal    UC_MCONTEXT(%ebp), %esi
        movl    $RECORD_REGISTERS / 4, %ecx
        rep movsl
        leal    RECORD_FX(%eax), %edi
        movl    UC_MCONTEXT + SC_FPSTATE(%ebp), %esi
        addl    $FPSTATE_FX, %esi
        movl    $RECORD_FX_SIZE / 4, %ecx
        rep movsl
        leal    RECORD_FSAVE(%eax), %edi
        movl    UC_MCONTEXT + SC_FPSTATE(%ebp), %esi
        movl    $RECORD_FSAVE_SIZE / 4, %ecx
        rep movsl
        imull   $WINDOW_SIZE, %edx, %edi
        addl    $FILE_ADDRESS + WINDOWS_OFFSET, %edi
        movl    $WINDOW_ADDRESS, %esi
        movl    $WINDOW_SIZE / 4, %ecx
        rep movsl
        incl    %edx
        movl    %edx, HEADER_INDEX(%ebx)

start:  cmpl    HEADER_COUNT(%ebx), %edx
        jae     done
        movl    $FILE_ADDRESS + TEMPLATE_OFFSET, %esi
        movl    $WINDOW_ADDRESS, %edi
        movl    $WINDOW_SIZE / 4, %ecx
        rep movsl
        imull   $RECORD_SIZE, %edx, %esi
        addl    $FILE_ADDRESS + INPUT_OFFSET, %esi
        fxrstor RECORD_FX(%esi)
        movl    RECORD_EIP(%esi), %eax
        movl    %eax, target
        movw    RECORD_CS(%esi), %ax
        movw    %ax, target + 4
        pushl   RECORD_EFLAGS(%esi)
        popfl
        movw    RECORD_GS(%esi), %gs
        movw    RECORD_FS(%esi), %fs
        movw    RECORD_ES(%esi), %es
        movl    RECORD_EDI(%esi), %edi
        movl    RECORD_EBP(%esi), %ebp
        movl    RECORD_EBX(%esi), %ebx
        movl    RECORD_EDX(%esi), %edx
        movl    RECORD_ECX(%esi), %ecx
        movl    RECORD_EAX(%esi), %eax
        movw    RECORD_SS(%esi), %ss
        movl    RECORD_ESP(%esi), %esp
        movw    RECORD_DS(%esi), %ds
        movl    %cs:RECORD_ESI(%esi), %esi
        ljmpl   *%cs:target

done:   xorl    %ebx, %ebx
        movl    $SYS_exit, %eax
        int     $0x80

        .data
        .balign 16
action: .long   handler, 0x4c000004, restorer, 0, 0
        # SA_SIGINFO | SA_NODEFER | SA_ONSTACK | SA_RESTORER, no signal blocked
altstack:
        .long   stack, 0, STACK_SIZE
interval:
        .long   0, 10000, 0, 10000
target: .long   0, 0
        .bss
        .balign 64
stack:  .space  STACK_SIZE

        .section .note.GNU-stack, "", @progbits  # or else everything that can be read can be executed
