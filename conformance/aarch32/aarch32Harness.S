// Runs a batch of tests under qemu-arm: a static program without a C library. What a64Harness.S says of its way holds here too.
//
//   qemu-arm -cpu max build/aarch32Harness BATCH-FILE
//
// The file is read and written piece by piece: mapped, it would be a target of wild accesses, for addresses have 32 bits only.
//
// In the records, R0 to R14 are where X0 to X14 are, PC has PSTATE.T in bit 0, CPSR is in NZCV's place, D0 to D31 in that of V0 to
// V15, FPSCR in FPSR's, TPIDRURW in TPIDR_EL0's.

        .arch   armv8-a
        .fpu    neon-fp-armv8
        .arm

        .equ COUNT, 0                       // fields of `state`; the first is the file's header
        .equ INDEX, 4
        .equ LAST_TICK, 8
        .equ WINDOW_INDEX, 12
        .equ KEEPS, 16                      // whether the test keeps the data window
        .equ FILE, 20
        .equ RECORD, 0x40

        .equ SYS_munmap, 91
        .equ SYS_setitimer, 104
        .equ SYS_rt_sigreturn, 173
        .equ SYS_rt_sigaction, 174
        .equ SYS_pread64, 180
        .equ SYS_pwrite64, 181
        .equ SYS_sigaltstack, 186
        .equ SYS_mmap2, 192
        .equ SYS_exit_group, 248
        .equ SYS_openat, 322

        .equ SIGVTALRM, 26

        .equ UC_REGS, 32                    // struct ucontext, sigcontext and vfp_sigframe of Linux on arm
        .equ UC_PC, 92
        .equ UC_CPSR, 96
        .equ UC_VFP, 240
        .equ UC_FPSCR, 496

        .equ CPSR_T, 0x20
        .equ CPSR_KEPT, 0xfe0ffe00          // N, Z, C, V, Q, IT, GE, E

        .text
        .global _start
_start:
        ldr     r1, [sp, #8]                // argv[1]
        mvn     r0, #99                     // AT_FDCWD
        mov     r2, #2                      // O_RDWR
        mov     r3, #0
        ldr     r7, =SYS_openat
        svc     #0
        cmp     r0, #0
        blt     fail
        mov     r8, r0
        ldr     r3, =state
        str     r8, [r3, #FILE]

        ldr     r0, =HELPERS_ADDRESS        // Linux's helpers, which the core's machine has not
        mov     r1, #0x1000
        mov     r7, #SYS_munmap
        svc     #0
        ldr     r0, =STACK_ADDRESS          // QEMU's stack and signal code for us lie where tests expect nothing
        ldr     r1, =STACK_SIZE
        mov     r7, #SYS_munmap
        svc     #0

        ldr     r0, =CODE_ADDRESS
        ldr     r1, =CODE_SIZE
        mov     r2, #5                      // PROT_READ | PROT_EXEC
        mov     r3, #0x11                   // MAP_SHARED | MAP_FIXED
        mov     r4, r8
        ldr     r5, =CODE_OFFSET / 0x1000
        bl      map
        ldr     r0, =WINDOW_ADDRESS
        ldr     r1, =WINDOW_SIZE
        mov     r2, #3
        bl      mapAnonymous
        ldr     r0, =READ_ONLY_ADDRESS
        mov     r1, #0x1000
        mov     r2, #1                      // PROT_READ
        bl      mapAnonymous
        ldr     r0, =PATCH_ADDRESS
        ldr     r1, =PATCH_SIZE
        mov     r2, #7                      // PROT_READ | PROT_WRITE | PROT_EXEC
        bl      mapAnonymous

        ldr     r0, =altstack
        mov     r1, #0
        mov     r7, #SYS_sigaltstack
        svc     #0
        cmp     r0, #0
        blt     fail
        mov     r0, #4                      // SIGILL
        bl      catch
        mov     r0, #5                      // SIGTRAP
        bl      catch
        mov     r0, #7                      // SIGBUS
        bl      catch
        mov     r0, #8                      // SIGFPE
        bl      catch
        mov     r0, #11                     // SIGSEGV
        bl      catch
        mov     r0, #SIGVTALRM
        bl      catch
        mov     r0, #1                      // ITIMER_VIRTUAL: a busy host stops no test
        ldr     r1, =interval
        mov     r2, #0
        mov     r7, #SYS_setitimer
        svc     #0

        ldr     r3, =state
        mov     r1, r3
        mov     r2, #4
        mov     r4, #COUNT
        bl      read
        mvn     r1, #0
        str     r1, [r3, #INDEX]
        str     r1, [r3, #LAST_TICK]
        bkpt    #0                          // the handler takes over; INDEX -1 has no result to save

fail:   mov     r0, #2
        mov     r7, #SYS_exit_group
        svc     #0

mapAnonymous:
        mov     r3, #0x32                   // MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED
        mvn     r4, #0
        mov     r5, #0
map:    mov     r7, #SYS_mmap2
        svc     #0
        cmn     r0, #4096
        bhi     fail
        bx      lr

catch:  ldr     r1, =action
        mov     r2, #0
        mov     r3, #8
        mov     r7, #SYS_rt_sigaction
        svc     #0
        cmp     r0, #0
        blt     fail
        bx      lr

restorer:
        mov     r7, #SYS_rt_sigreturn
        svc     #0

// r0 = signal, r1 = siginfo, r2 = ucontext
handler:
        clrex
        mov     r12, r2
        ldr     r3, =state
        ldr     r8, [r3, #INDEX]
        cmp     r0, #SIGVTALRM
        bne     1f
        ldr     r5, [r3, #LAST_TICK]        // a test that sees two ticks does not end
        str     r8, [r3, #LAST_TICK]
        cmp     r8, r5
        bne     restorer
1:      cmp     r8, #0
        blt     next

// Write the interrupted state to result INDEX.
        add     r6, r3, #RECORD
        str     r0, [r6, #RECORD_SIGNAL]
        ldr     r9, [r12, #UC_PC]
        ldr     r10, [r12, #UC_CPSR]
        tst     r10, #CPSR_T
        orrne   r9, r9, #1
        str     r9, [r6, #RECORD_PC]
        ldr     r9, =CPSR_KEPT
        and     r10, r10, r9
        str     r10, [r6, #RECORD_NZCV]
        ldr     r9, [r12, #UC_FPSCR]
        str     r9, [r6, #RECORD_FPSR]
        mrc     p15, 0, r9, c13, c0, 2
        str     r9, [r6, #RECORD_TPIDR]
        add     r9, r12, #UC_REGS
        add     r10, r6, #RECORD_X
        mov     r11, #15
2:      ldr     r4, [r9], #4
        str     r4, [r10], #8
        subs    r11, r11, #1
        bne     2b
        add     r9, r12, #UC_VFP
        add     r10, r6, #RECORD_V
        mov     r11, #256
        bl      copy
        mov     r9, #0
        str     r9, [r6, #RECORD_MEMORY]
        ldr     r4, =RESULT_OFFSET
        bl      placeRecord
        bl      write

// A test that may write memory: keep the window it leaves.
        ldr     r9, [r3, #KEEPS]
        cmp     r9, #0
        beq     next
        ldr     r9, [r3, #WINDOW_INDEX]
        ldr     r4, =WINDOWS_OFFSET
        ldr     r2, =WINDOW_SIZE
        mla     r4, r9, r2, r4
        add     r9, r9, #1
        str     r9, [r3, #WINDOW_INDEX]
        ldr     r1, =WINDOW_ADDRESS
        bl      write

// Put the next test's state into the frame.
next:   add     r8, r8, #1
        str     r8, [r3, #INDEX]
        ldr     r5, [r3, #COUNT]
        cmp     r8, r5
        bhs     done
        ldr     r4, =INPUT_OFFSET
        bl      placeRecord
        bl      read
        add     r6, r3, #RECORD
        ldr     r9, [r12, #UC_CPSR]
        ldr     r10, =CPSR_KEPT | CPSR_T
        bic     r9, r9, r10
        ldr     r10, [r6, #RECORD_NZCV]
        orr     r9, r9, r10
        ldr     r10, [r6, #RECORD_PC]
        tst     r10, #1
        orrne   r9, r9, #CPSR_T
        bic     r10, r10, #1
        str     r10, [r12, #UC_PC]
        str     r9, [r12, #UC_CPSR]
        ldr     r9, [r6, #RECORD_FPSR]
        str     r9, [r12, #UC_FPSCR]
        ldr     r9, [r6, #RECORD_TPIDR]
        mcr     p15, 0, r9, c13, c0, 2
        add     r9, r6, #RECORD_X
        add     r10, r12, #UC_REGS
        mov     r11, #15
3:      ldr     r4, [r9], #8
        str     r4, [r10], #4
        subs    r11, r11, #1
        bne     3b
        add     r9, r6, #RECORD_V
        add     r10, r12, #UC_VFP
        mov     r11, #256
        bl      copy
        ldr     r9, [r6, #RECORD_MEMORY]
        str     r9, [r3, #KEEPS]
        cmp     r9, #0
        beq     restorer
        ldr     r4, =TEMPLATE_OFFSET
        ldr     r1, =WINDOW_ADDRESS
        ldr     r2, =WINDOW_SIZE
        bl      read
        b       restorer                    // SP still points to the frame

done:   mov     r0, #0
        mov     r7, #SYS_exit_group
        svc     #0

// r1, r2, r4 = the buffer for records, its size, and the file offset of record INDEX (r8) in the table at file offset r4.
placeRecord:
        ldr     r2, =RECORD_SIZE
        mla     r4, r8, r2, r4
        add     r1, r3, #RECORD
        bx      lr

// Reads to r1, or writes from there, r2 bytes at file offset r4.
read:   mov     r7, #SYS_pread64
        b       transfer
write:  mov     r7, #SYS_pwrite64
transfer:
        ldr     r0, [r3, #FILE]
        mov     r5, #0
        svc     #0
        cmp     r0, r2
        bne     fail
        bx      lr

// Copies r11 bytes (a multiple of 32) from r9 to r10.
copy:   vld1.8  {d0-d3}, [r9]!
        vst1.8  {d0-d3}, [r10]!
        subs    r11, r11, #32
        bne     copy
        bx      lr

        .ltorg
        .balign 16
action: .word   handler, 0x0c000004, restorer, -1, -1   // SA_SIGINFO | SA_ONSTACK | SA_RESTORER, all signals blocked
altstack:
        .word   stack, 0, 0x4000
interval:
        .word   0, 10000, 0, 10000
        .equ HELPERS_ADDRESS, 0xffff0000
        .equ STACK_ADDRESS, 0x3ffff000
        .equ STACK_SIZE, 0x01001000
        .bss
        .balign 64
state:  .space  0x40 + RECORD_SIZE
        .balign 64
stack:  .space  0x4000
