// How a report is written: PL011 at UART.

at_text:        .asciz ": at="
esr_text:       .asciz " esr="
far_text:       .asciz " far="
iar_text:       .asciz " iar="
elr_text:       .asciz " elr="
spsr_text:      .asciz " spsr="
x_text:         .asciz " x="
        .balign 4

// Text at x0, then x1 in hexadecimal without leading zeros.
print_value:
        mov     x13, x30
        mov     x14, x1
        bl      print
        orr     x5, x14, #1
        clz     x5, x5
        mov     x6, #60
        bic     x5, x5, #3
        sub     x5, x6, x5
1:      lsr     x0, x14, x5
        and     w0, w0, #15
        add     w6, w0, #'0'
        add     w7, w0, #'a' - 10
        cmp     w0, #10
        csel    w0, w6, w7, lo
        bl      print_character
        subs    x5, x5, #4
        b.pl    1b
        ret     x13

print:  mov     x12, x30
        mov     x11, x0
1:      ldrb    w0, [x11], #1
        cbz     w0, 2f
        bl      print_character
        b       1b
2:      ret     x12

print_character:
        ldr     x9, =UART
1:      ldr     w10, [x9, #0x18]
        tbnz    w10, #5, 1b
        str     w0, [x9]
        ret
        .ltorg
