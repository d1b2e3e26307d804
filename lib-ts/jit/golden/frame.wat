;; a frame that is saved and restored, and fields of an object
;; block 0, 0 bytes from the head
;;   stp x29, x30, [sp, #-48]!
;;   stp x19, x20, [sp, #16]
;;   str x21, [sp, #32]
;;   ldr x0, [x10, #8]
;;   ldr w2, [x10, #24]
;;   ldr x21, [sp, #32]
;;   ldp x19, x20, [sp, #16]
;;   ldp x29, x30, [sp], #48
;;   hvc #0x0
;;
;;   profile
;;   stp.64 x29, x30, [sp + -48] by tc.stack
;;   addi.i64 sp, sp, -48
;;   stp.64 x19, x20, [sp + 16] by tc.stack
;;   st.64 x21, [sp + 32] by tc.stack
;;   ld.i64 x0, [x10 + 8] by tc
;;   ld.u32 x2, [x10 + 24] by tc
;;   ld.i64 x21, [sp + 32] by tc.stack
;;   ldp.i64 x19, x20, [sp + 16] by tc.stack
;;   ldp.i64 x29, x30, [sp + 0] by tc.stack
;;   addi.i64 sp, sp, 48
;;   callx discard, discard, discard, 0, function
;;   next 36

i32.const $turnstile
i32.load
i32.eqz
if $1
  i32.const 3
  return
end
i32.const $turnstile
i32.const $turnstile
i32.load offset=4
i32.const 1
i32.sub
local.tee $scratch
i32.store offset=4
local.get $scratch
i32.eqz
if $2
  local.get $v
  i32.const $record
  i32.store offset=4616
  i32.const 2
  return
end
local.get $v
i64.load offset=272
local.set $base
local.get $v
i64.load offset=320
local.set $budget
block $3
  block $4
    block $5
      block $6
        block $7
          block $8
            block $9
              block $10
                block $11
                  block $12
                    block $13
                      block $14
                        block $15
                          block $16
                            block $17
                              block $18
                                block $19
                                  block $20
                                    block $21
                                      block $22
                                        block $23
                                          block $24
                                            block $25
                                              block $26
                                                block $27
                                                  block $28
                                                    block $29
                                                      block $30
                                                        local.get $budget
                                                        i64.const 0
                                                        i64.le_s
                                                        br_if $30
                                                        local.get $budget
                                                        i64.const 9
                                                        i64.sub
                                                        local.set $budget
                                                        local.get $v
                                                        i64.load offset=248 align=4
                                                        local.set $sp
                                                        local.get $v
                                                        i64.load offset=232 align=4
                                                        local.set $x29
                                                        local.get $v
                                                        i64.load offset=240 align=4
                                                        local.set $x30
                                                        local.get $sp
                                                        i64.const -48
                                                        i64.add
                                                        local.set $address
                                                        local.get $address
                                                        i64.const 7
                                                        i64.shr_u
                                                        i32.wrap_i64
                                                        i32.const 0x3ffe0
                                                        i32.and
                                                        local.get $v
                                                        i32.load offset=316
                                                        i32.add
                                                        local.tee $scratch
                                                        i64.load offset=8
                                                        local.get $address
                                                        i64.const 39
                                                        i64.add
                                                        i64.const -4096
                                                        i64.and
                                                        i64.ne
                                                        br_if $29
                                                        local.get $address
                                                        i32.wrap_i64
                                                        local.get $scratch
                                                        i32.load offset=24
                                                        i32.add
                                                        local.set $host
                                                        local.get $host
                                                        local.set 26
                                                        local.get 26
                                                        local.get $x29
                                                        i64.store align=1
                                                        local.get 26
                                                        local.get $x30
                                                        i64.store offset=8 align=1
                                                        local.get $sp
                                                        i64.const -48
                                                        i64.add
                                                        local.set $sp
                                                        local.get $v
                                                        local.get $sp
                                                        i64.store offset=248 align=4
                                                        local.get $v
                                                        i64.load offset=152 align=4
                                                        local.set $x19
                                                        local.get $v
                                                        i64.load offset=160 align=4
                                                        local.set $x20
                                                        local.get 26
                                                        local.get $x19
                                                        i64.store offset=16 align=1
                                                        local.get 26
                                                        local.get $x20
                                                        i64.store offset=24 align=1
                                                        local.get $v
                                                        i64.load offset=168 align=4
                                                        local.set $x21
                                                        local.get 26
                                                        local.get $x21
                                                        i64.store offset=32 align=1
                                                        local.get $v
                                                        i64.load offset=80 align=4
                                                        local.set $x10
                                                        local.get $x10
                                                        i64.const 8
                                                        i64.add
                                                        local.set $address
                                                        local.get $address
                                                        i64.const 7
                                                        i64.shr_u
                                                        i32.wrap_i64
                                                        i32.const 0x3ffe0
                                                        i32.and
                                                        local.get $v
                                                        i32.load offset=304
                                                        i32.add
                                                        local.tee $scratch
                                                        i64.load
                                                        local.get $address
                                                        i64.const 19
                                                        i64.add
                                                        i64.const -4096
                                                        i64.and
                                                        i64.ne
                                                        br_if $28
                                                        local.get $address
                                                        i32.wrap_i64
                                                        local.get $scratch
                                                        i32.load offset=24
                                                        i32.add
                                                        local.set $host
                                                        local.get $host
                                                        local.set 27
                                                        local.get 27
                                                        i64.load align=1
                                                        local.set $x0
                                                        local.get $v
                                                        local.get $x0
                                                        i64.store align=4
                                                        local.get 27
                                                        i64.load32_u offset=16 align=1
                                                        local.set $x2
                                                        local.get $v
                                                        local.get $x2
                                                        i64.store offset=16 align=4
                                                        local.get 26
                                                        i64.load offset=32 align=1
                                                        local.set $x21
                                                        local.get $v
                                                        local.get $x21
                                                        i64.store offset=168 align=4
                                                        local.get 26
                                                        i64.load offset=24 align=1
                                                        local.set $x20
                                                        local.get 26
                                                        i64.load offset=16 align=1
                                                        local.set $x19
                                                        local.get $v
                                                        local.get $x19
                                                        i64.store offset=152 align=4
                                                        local.get $v
                                                        local.get $x20
                                                        i64.store offset=160 align=4
                                                        local.get 26
                                                        i64.load offset=8 align=1
                                                        local.set $x30
                                                        local.get 26
                                                        i64.load align=1
                                                        local.set $x29
                                                        local.get $v
                                                        local.get $x29
                                                        i64.store offset=232 align=4
                                                        local.get $v
                                                        local.get $x30
                                                        i64.store offset=240 align=4
                                                        local.get $sp
                                                        i64.const 48
                                                        i64.add
                                                        local.set $sp
                                                        local.get $v
                                                        local.get $sp
                                                        i64.store offset=248 align=4
                                                        local.get $v
                                                        local.get $base
                                                        i64.store offset=272
                                                        local.get $v
                                                        local.get $budget
                                                        i64.store offset=320
                                                        local.get $v
                                                        i32.const $block0
                                                        i32.store offset=344
                                                        local.get $v
                                                        i32.const $block0.op11
                                                        i32.store offset=348
                                                        i32.const 0
                                                        i32.load offset=524456
                                                        local.set $scratch
                                                        local.get $v
                                                        local.get $v
                                                        i32.const 264
                                                        i32.add
                                                        local.get $v
                                                        i32.const 264
                                                        i32.add
                                                        local.get $v
                                                        i32.const 264
                                                        i32.add
                                                        i32.const 0
                                                        i32.const $function
                                                        call $callSystem
                                                        br_if $3
                                                        local.get $v
                                                        local.get $base
                                                        i64.const 36
                                                        i64.add
                                                        i64.store offset=272
                                                        br $3
                                                        unreachable
                                                      end
                                                      local.get $base
                                                      local.set $exitPc
                                                      br $6
                                                    end
                                                    local.get $address
                                                    i32.wrap_i64
                                                    i32.const 4095
                                                    i32.and
                                                    i32.const 4056
                                                    i32.gt_u
                                                    i32.const $block0.op1
                                                    i32.or
                                                    local.set $exitOp
                                                    br $4
                                                  end
                                                  local.get $address
                                                  i32.wrap_i64
                                                  i32.const 4095
                                                  i32.and
                                                  i32.const 4076
                                                  i32.gt_u
                                                  i32.const $block0.op5
                                                  i32.or
                                                  local.set $exitOp
                                                  br $4
                                                end
                                              end
                                            end
                                          end
                                        end
                                      end
                                    end
                                  end
                                end
                              end
                            end
                          end
                        end
                      end
                    end
                  end
                end
              end
            end
          end
        end
        local.get $v
        local.get $flags
        i32.store offset=280
        local.get $v
        local.get $flagsA
        i64.store offset=288
        local.get $v
        local.get $flagsB
        i64.store offset=296
      end
      local.get $v
      local.get $exitPc
      i64.store offset=272
      local.get $v
      local.get $budget
      i64.store offset=320
      i32.const 0
      return
    end
    local.get $v
    local.get $flags
    i32.store offset=280
    local.get $v
    local.get $flagsA
    i64.store offset=288
    local.get $v
    local.get $flagsB
    i64.store offset=296
  end
  local.get $v
  local.get $base
  i64.store offset=272
  local.get $v
  local.get $budget
  i64.store offset=320
  local.get $v
  i32.const $record
  i32.store offset=4616
  local.get $exitOp
  return
end
i32.const 1
