;; flags that are recorded in one block and looked at in the next
;; block 0, 0 bytes from the head
;;   subs xzr, x1, #0x4
;;   b 0x8
;;
;;   profile
;;   subsi.i64 discard, x1, 4
;;   goto to 8

;; block 1, 8 bytes from the head
;;   csel x0, x1, x0, hi
;;   b.eq 0x18
;;
;;   profile
;;   select.i64 x0, x1, x0, 8
;;   bcond 0, to 16, else 8

;; block 2, 24 bytes from the head
;;   sub x1, x1, #0x1
;;   cbnz x1, 0x0
;;
;;   profile
;;   addi.i64 x1, x1, -1
;;   bnz.i64 x1, to -24, else 8

;; block 3, 16 bytes from the head
;;   csinc w3, wzr, wzr, cs
;;   adcs x4, x4, x3
;;   sub x1, x1, #0x1
;;   cbnz x1, 0x0
;;
;;   profile
;;   selectinc.i32 x3, zero, zero, 2
;;   carry t0
;;   adc.flags.i64 t1, x4, x3, t0
;;   adc.i64 x4, x4, x3, t0
;;   nzcv.set t1
;;   addi.i64 x1, x1, -1
;;   bnz.i64 x1, to -16, else 16

;; block 4, 32 bytes from the head
;;   hvc #0x0
;;
;;   profile
;;   callx discard, discard, discard, 0, function
;;   next 4

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
                                                        local.get $v
                                                        i64.load align=4
                                                        local.set $x0
                                                        local.get $v
                                                        i64.load offset=8 align=4
                                                        local.set $x1
                                                        local.get $v
                                                        i64.load offset=24 align=4
                                                        local.set $x3
                                                        local.get $v
                                                        i64.load offset=32 align=4
                                                        local.set $x4
                                                        local.get $v
                                                        i32.load offset=304
                                                        local.set $tc
                                                        local.get $v
                                                        i32.load offset=280
                                                        local.set $flags
                                                        local.get $v
                                                        i64.load offset=288
                                                        local.set $flagsA
                                                        local.get $v
                                                        i64.load offset=296
                                                        local.set $flagsB
                                                        loop $31
                                                          local.get $budget
                                                          i64.const 0
                                                          i64.le_s
                                                          br_if $30
                                                          local.get $budget
                                                          i64.const 2
                                                          i64.sub
                                                          local.set $budget
                                                          local.get $x1
                                                          i64.const 4
                                                          i64.sub
                                                          local.set $temporary.i64
                                                          local.get $x1
                                                          local.set $flagsA
                                                          i64.const 4
                                                          local.set $flagsB
                                                          i32.const 4
                                                          local.set $flags
                                                          local.get $temporary.i64
                                                          drop
                                                          block $32
                                                            local.get $budget
                                                            i64.const 0
                                                            i64.le_s
                                                            br_if $29
                                                            local.get $budget
                                                            i64.const 2
                                                            i64.sub
                                                            local.set $budget
                                                            local.get $x1
                                                            local.get $x0
                                                            local.get $flagsA
                                                            local.get $flagsB
                                                            i64.gt_u
                                                            select
                                                            local.set $x0
                                                            local.get $flagsA
                                                            local.get $flagsB
                                                            i64.eq
                                                            if $33
                                                              local.get $budget
                                                              i64.const 0
                                                              i64.le_s
                                                              br_if $28
                                                              local.get $budget
                                                              i64.const 2
                                                              i64.sub
                                                              local.set $budget
                                                              local.get $x1
                                                              i64.const -1
                                                              i64.add
                                                              local.set $x1
                                                              local.get $x1
                                                              i64.const 0
                                                              i64.ne
                                                              if $34
                                                                br $31
                                                              end
                                                              local.get $v
                                                              local.get $x0
                                                              i64.store align=4
                                                              local.get $v
                                                              local.get $x1
                                                              i64.store offset=8 align=4
                                                              local.get $v
                                                              local.get $x3
                                                              i64.store offset=24 align=4
                                                              local.get $v
                                                              local.get $x4
                                                              i64.store offset=32 align=4
                                                              br $32
                                                            end
                                                            local.get $budget
                                                            i64.const 0
                                                            i64.le_s
                                                            br_if $27
                                                            local.get $budget
                                                            i64.const 4
                                                            i64.sub
                                                            local.set $budget
                                                            i32.const 0
                                                            i32.const 0
                                                            i32.const 1
                                                            i32.add
                                                            local.get $flagsA
                                                            local.get $flagsB
                                                            i64.ge_u
                                                            select
                                                            i64.extend_i32_u
                                                            local.set $x3
                                                            local.get $flagsA
                                                            local.get $flagsB
                                                            i64.ge_u
                                                            i64.extend_i32_u
                                                            local.set $t0
                                                            local.get $x4
                                                            local.get $x3
                                                            local.get $t0
                                                            i32.wrap_i64
                                                            local.set 26
                                                            local.set 25
                                                            local.set 24
                                                            local.get 24
                                                            local.get 25
                                                            i64.add
                                                            local.get 26
                                                            i64.extend_i32_u
                                                            i64.add
                                                            local.set 27
                                                            local.get 27
                                                            i64.const 32
                                                            i64.shr_u
                                                            i32.wrap_i64
                                                            i32.const -0x80000000
                                                            i32.and
                                                            local.get 27
                                                            i64.eqz
                                                            i32.const 30
                                                            i32.shl
                                                            i32.or
                                                            local.get 24
                                                            local.get 25
                                                            i64.and
                                                            local.get 24
                                                            local.get 25
                                                            i64.or
                                                            local.get 27
                                                            i64.const -1
                                                            i64.xor
                                                            i64.and
                                                            i64.or
                                                            i64.const 63
                                                            i64.shr_u
                                                            i32.wrap_i64
                                                            i32.const 29
                                                            i32.shl
                                                            i32.or
                                                            local.get 24
                                                            local.get 27
                                                            i64.xor
                                                            local.get 25
                                                            local.get 27
                                                            i64.xor
                                                            i64.and
                                                            i64.const 63
                                                            i64.shr_u
                                                            i32.wrap_i64
                                                            i32.const 28
                                                            i32.shl
                                                            i32.or
                                                            i64.extend_i32_u
                                                            local.set $t1
                                                            local.get $x4
                                                            local.get $x3
                                                            i64.add
                                                            local.get $t0
                                                            i64.add
                                                            local.set $x4
                                                            local.get $t1
                                                            local.set $flagsA
                                                            i32.const 0
                                                            local.set $flags
                                                            local.get $x1
                                                            i64.const -1
                                                            i64.add
                                                            local.set $x1
                                                            local.get $x1
                                                            i64.const 0
                                                            i64.ne
                                                            if $35
                                                              br $31
                                                            end
                                                            local.get $v
                                                            local.get $x0
                                                            i64.store align=4
                                                            local.get $v
                                                            local.get $x1
                                                            i64.store offset=8 align=4
                                                            local.get $v
                                                            local.get $x3
                                                            i64.store offset=24 align=4
                                                            local.get $v
                                                            local.get $x4
                                                            i64.store offset=32 align=4
                                                            br $32
                                                          end
                                                          local.get $budget
                                                          i64.const 0
                                                          i64.le_s
                                                          br_if $26
                                                          local.get $budget
                                                          i64.const 1
                                                          i64.sub
                                                          local.set $budget
                                                          local.get $v
                                                          local.get $flags
                                                          i32.store offset=280
                                                          local.get $v
                                                          local.get $flagsA
                                                          i64.store offset=288
                                                          local.get $v
                                                          local.get $flagsB
                                                          i64.store offset=296
                                                          local.get $v
                                                          local.get $base
                                                          i64.const 32
                                                          i64.add
                                                          i64.store offset=272
                                                          local.get $v
                                                          local.get $budget
                                                          i64.store offset=320
                                                          local.get $v
                                                          i32.const $block4
                                                          i32.store offset=344
                                                          local.get $v
                                                          i32.const $block4.op1
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
                                                        end
                                                        unreachable
                                                      end
                                                      local.get $base
                                                      local.set $exitPc
                                                      br $8
                                                    end
                                                    local.get $base
                                                    i64.const 8
                                                    i64.add
                                                    local.set $exitPc
                                                    br $8
                                                  end
                                                  local.get $base
                                                  i64.const 24
                                                  i64.add
                                                  local.set $exitPc
                                                  br $8
                                                end
                                                local.get $base
                                                i64.const 16
                                                i64.add
                                                local.set $exitPc
                                                br $8
                                              end
                                              local.get $base
                                              i64.const 32
                                              i64.add
                                              local.set $exitPc
                                              br $7
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
            local.get $x0
            i64.store align=4
            local.get $v
            local.get $x1
            i64.store offset=8 align=4
            local.get $v
            local.get $x3
            i64.store offset=24 align=4
            local.get $v
            local.get $x4
            i64.store offset=32 align=4
            br $5
          end
          local.get $v
          local.get $x0
          i64.store align=4
          local.get $v
          local.get $x1
          i64.store offset=8 align=4
          local.get $v
          local.get $x3
          i64.store offset=24 align=4
          local.get $v
          local.get $x4
          i64.store offset=32 align=4
          br $7
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
