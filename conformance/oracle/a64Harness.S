// Runs a batch of tests under qemu-aarch64: a static program without a C library.
//
//   qemu-aarch64 -cpu cortex-a53 build/a64Harness BATCH-FILE
//
// The file (layout: batch.ts) is mapped shared, its code also at CODE_ADDRESS. Every test ends in a signal: BRK after the
// last instruction, or whatever the instruction raised. The one handler saves the interrupted state from the signal frame
// into the test's result, writes the next test's state into the frame, and returns into it. So no register is touched by
// anything but the test, and all states, the faulting ones too, are read in the same way.

        .equ FILE_ADDRESS, 0x5123450000     // far from every address that tests use

        .equ COUNT, 0                       // header fields
        .equ INDEX, 4
        .equ LAST_TICK, 8
        .equ WINDOW_INDEX, 12

        .equ SYS_setitimer, 103
        .equ SYS_sigaltstack, 132
        .equ SYS_rt_sigaction, 134
        .equ SYS_rt_sigreturn, 139
        .equ SYS_mmap, 222
        .equ SYS_openat, 56
        .equ SYS_exit_group, 94

        .equ SIGVTALRM, 26

        .equ UC_SIGMASK, 40                 // struct ucontext, sigcontext and fpsimd_context of Linux on arm64
        .equ UC_REGS, 184
        .equ UC_PC, 440
        .equ UC_PSTATE, 448
        .equ UC_FPSR, 472
        .equ UC_FPCR, 476
        .equ UC_V, 480

        .text
        .global _start
_start:
        ldr     x19, [sp, #16]              // argv[1]
        mov     x0, #-100                   // AT_FDCWD
        mov     x1, x19
        mov     x2, #2                      // O_RDWR
        mov     x3, #0
        mov     x8, #SYS_openat
        svc     #0
        tbnz    x0, #63, fail
        mov     x20, x0

        ldr     x0, =FILE_ADDRESS
        ldr     x1, =FILE_SIZE
        mov     x2, #3                      // PROT_READ | PROT_WRITE
        mov     x3, #0x11                   // MAP_SHARED | MAP_FIXED
        mov     x4, x20
        mov     x5, #0
        bl      map
        ldr     x0, =CODE_ADDRESS
        ldr     x1, =CODE_SIZE
        mov     x2, #5                      // PROT_READ | PROT_EXEC
        mov     x3, #0x11
        mov     x4, x20
        ldr     x5, =CODE_OFFSET
        bl      map
        ldr     x0, =WINDOW_ADDRESS
        ldr     x1, =WINDOW_SIZE
        mov     x2, #3
        mov     x3, #0x32                   // MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED
        mov     x4, #-1
        mov     x5, #0
        bl      map
        ldr     x0, =READ_ONLY_ADDRESS
        mov     x1, #0x1000
        mov     x2, #1                      // PROT_READ
        mov     x3, #0x32
        mov     x4, #-1
        mov     x5, #0
        bl      map
        ldr     x0, =PATCH_ADDRESS
        ldr     x1, =PATCH_SIZE
        mov     x2, #7                      // PROT_READ | PROT_WRITE | PROT_EXEC
        mov     x3, #0x32
        mov     x4, #-1
        mov     x5, #0
        bl      map

        adr     x0, altstack
        mov     x1, #0
        mov     x8, #SYS_sigaltstack
        svc     #0
        tbnz    x0, #63, fail
        mov     x0, #4                      // SIGILL
        bl      catch
        mov     x0, #5                      // SIGTRAP
        bl      catch
        mov     x0, #7                      // SIGBUS
        bl      catch
        mov     x0, #8                      // SIGFPE
        bl      catch
        mov     x0, #11                     // SIGSEGV
        bl      catch
        mov     x0, #SIGVTALRM
        bl      catch
        mov     x0, #1                      // ITIMER_VIRTUAL: a busy host stops no test
        adr     x1, interval
        mov     x2, #0
        mov     x8, #SYS_setitimer
        svc     #0

        ldr     x0, =FILE_ADDRESS
        mov     w1, #-1
        str     w1, [x0, #INDEX]
        str     w1, [x0, #LAST_TICK]
        str     wzr, [x0, #WINDOW_INDEX]
        brk     #0                          // the handler takes over; INDEX -1 has no result to save

fail:   mov     x0, #2
        mov     x8, #SYS_exit_group
        svc     #0

map:    mov     x8, #SYS_mmap
        svc     #0
        cmn     x0, #4096
        b.hi    fail
        ret

catch:  adr     x1, action
        mov     x2, #0
        mov     x3, #8
        mov     x8, #SYS_rt_sigaction
        svc     #0
        tbnz    x0, #63, fail
        ret

restorer:
        mov     x8, #SYS_rt_sigreturn
        svc     #0

// x0 = signal, x1 = siginfo, x2 = ucontext
handler:
        ldr     x3, =FILE_ADDRESS
        ldr     w4, [x3, #INDEX]
        cmp     w0, #SIGVTALRM
        b.ne    1f
        ldr     w5, [x3, #LAST_TICK]        // a test that sees two ticks does not end
        str     w4, [x3, #LAST_TICK]
        cmp     w4, w5
        b.ne    resume
1:      tbnz    w4, #31, next

// Save the interrupted state into result INDEX.
        mov     x6, #RECORD_SIZE
        ldr     x7, =RESULT_OFFSET
        add     x7, x7, x3
        madd    x7, x4, x6, x7
        str     w0, [x7, #RECORD_SIGNAL]
        ldr     x9, [x2, #UC_PC]
        str     x9, [x7, #RECORD_PC]
        ldr     w9, [x2, #UC_PSTATE]
        and     w9, w9, #0xf0000000
        str     w9, [x7, #RECORD_NZCV]
        ldr     w9, [x2, #UC_FPSR]
        str     w9, [x7, #RECORD_FPSR]
        ldr     w9, [x2, #UC_FPCR]
        str     w9, [x7, #RECORD_FPCR]
        mrs     x9, tpidr_el0
        str     x9, [x7, #RECORD_TPIDR]
        add     x9, x2, #UC_REGS
        add     x10, x7, #RECORD_X
        mov     x11, #256
        bl      copy
        add     x9, x2, #UC_V
        add     x10, x7, #RECORD_V
        mov     x11, #512
        bl      copy

// A test that may write memory: keep the window it leaves.
        mov     x6, #RECORD_SIZE
        ldr     x12, =INPUT_OFFSET
        add     x12, x12, x3
        madd    x12, x4, x6, x12
        ldr     w13, [x12, #RECORD_MEMORY]
        cbz     w13, next
        ldr     w14, [x3, #WINDOW_INDEX]
        ldr     x10, =WINDOWS_OFFSET
        add     x10, x10, x3
        mov     x11, #WINDOW_SIZE
        madd    x10, x14, x11, x10
        add     w14, w14, #1
        str     w14, [x3, #WINDOW_INDEX]
        ldr     x9, =WINDOW_ADDRESS
        bl      copy

// Put the next test's state into the frame.
next:   add     w4, w4, #1
        str     w4, [x3, #INDEX]
        ldr     w5, [x3, #COUNT]
        cmp     w4, w5
        b.hs    done
        mov     x6, #RECORD_SIZE
        ldr     x7, =INPUT_OFFSET
        add     x7, x7, x3
        madd    x7, x4, x6, x7
        ldr     x9, [x7, #RECORD_PC]
        str     x9, [x2, #UC_PC]
        ldr     w9, [x2, #UC_PSTATE]
        and     w9, w9, #0x0fffffff
        ldr     w10, [x7, #RECORD_NZCV]
        orr     w9, w9, w10
        str     x9, [x2, #UC_PSTATE]
        ldr     w9, [x7, #RECORD_FPSR]
        str     w9, [x2, #UC_FPSR]
        ldr     w9, [x7, #RECORD_FPCR]
        str     w9, [x2, #UC_FPCR]
        ldr     x9, [x7, #RECORD_TPIDR]
        msr     tpidr_el0, x9
        add     x9, x7, #RECORD_X
        add     x10, x2, #UC_REGS
        mov     x11, #256
        bl      copy
        add     x9, x7, #RECORD_V
        add     x10, x2, #UC_V
        mov     x11, #512
        bl      copy
        ldr     w13, [x7, #RECORD_MEMORY]
        cbz     w13, resume
        ldr     x9, =TEMPLATE_OFFSET
        add     x9, x9, x3
        ldr     x10, =WINDOW_ADDRESS
        mov     x11, #WINDOW_SIZE
        bl      copy
resume: b       restorer                    // SP still points to the frame

done:   mov     x0, #0
        mov     x8, #SYS_exit_group
        svc     #0

// Copies x11 bytes (a multiple of 64) from x9 to x10.
copy:   ldp     q0, q1, [x9], #32
        ldp     q2, q3, [x9], #32
        stp     q0, q1, [x10], #32
        stp     q2, q3, [x10], #32
        subs    x11, x11, #64
        b.ne    copy
        ret

        .ltorg
        .balign 16
action: .quad   handler, 0x0c000004, restorer, -1   // SA_SIGINFO | SA_ONSTACK | SA_RESTORER, all signals blocked
altstack:
        .quad   stack, 0, 0x10000
interval:
        .quad   0, 10000, 0, 10000
        .bss
        .balign 64
stack:  .space  0x10000
