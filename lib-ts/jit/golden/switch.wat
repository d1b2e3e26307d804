;; a switch: a jump through a register
;; block 0, 0 bytes from the head
;;   and x2, x1, #0x3
;;   add x2, x5, x2, lsl #3
;;   br x2
;;
;;   profile
;;   andi.i64 x2, x1, 3
;;   addshl.i64 x2, x5, x2, 3
;;   jump x2

;; block 1, 12 bytes from the head
;;   add x0, x0, #0x1
;;   b 0x2c
;;
;;   profile
;;   addi.i64 x0, x0, 1
;;   goto to 32

;; block 2, 20 bytes from the head
;;   add x0, x0, #0x2
;;   b 0x2c
;;
;;   profile
;;   addi.i64 x0, x0, 2
;;   goto to 24

;; block 3, 28 bytes from the head
;;   add x0, x0, #0x3
;;   b 0x2c
;;
;;   profile
;;   addi.i64 x0, x0, 3
;;   goto to 16

;; block 4, 36 bytes from the head
;;   add x0, x0, #0x4
;;   b 0x2c
;;
;;   profile
;;   addi.i64 x0, x0, 4
;;   goto to 8

;; block 5, 44 bytes from the head
;;   subs x1, x1, #0x1
;;   b.ne 0x0
;;
;;   profile
;;   subsi.i64 x1, x1, 1
;;   bcond 1, to -44, else 8

;; block 6, 52 bytes from the head
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
                                                        block $31
                                                          block $32
                                                            block $33
                                                              block $34
                                                                local.get $v
                                                                i64.load align=4
                                                                local.set $x0
                                                                local.get $v
                                                                i64.load offset=8 align=4
                                                                local.set $x1
                                                                local.get $v
                                                                i64.load offset=16 align=4
                                                                local.set $x2
                                                                local.get $v
                                                                i64.load offset=40 align=4
                                                                local.set $x5
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
                                                                loop $35
                                                                  block $36
                                                                    local.get $budget
                                                                    i64.const 0
                                                                    i64.le_s
                                                                    br_if $34
                                                                    local.get $budget
                                                                    i64.const 3
                                                                    i64.sub
                                                                    local.set $budget
                                                                    local.get $x1
                                                                    i64.const 3
                                                                    i64.and
                                                                    local.set $x2
                                                                    local.get $x5
                                                                    local.get $x2
                                                                    i64.const 3
                                                                    i64.shl
                                                                    i64.add
                                                                    local.set $x2
                                                                    local.get $x2
                                                                    local.set $address
                                                                    block $37
                                                                      block $38
                                                                        block $39
                                                                          block $40
                                                                            block $41
                                                                              local.get $address
                                                                              i32.wrap_i64
                                                                              local.get $base
                                                                              i32.wrap_i64
                                                                              i32.sub
                                                                              i32.const -0x67983bcb
                                                                              i32.mul
                                                                              i32.const 29
                                                                              i32.shr_u
                                                                              br_table $37 $41 $37 $38 $37 $39 $37 $40 $37
                                                                            end
                                                                            local.get $address
                                                                            local.get $base
                                                                            i64.const 12
                                                                            i64.add
                                                                            i64.ne
                                                                            br_if $37
                                                                            local.get $budget
                                                                            i64.const 0
                                                                            i64.le_s
                                                                            br_if $33
                                                                            local.get $budget
                                                                            i64.const 2
                                                                            i64.sub
                                                                            local.set $budget
                                                                            local.get $x0
                                                                            i64.const 1
                                                                            i64.add
                                                                            local.set $x0
                                                                            br $36
                                                                          end
                                                                          local.get $address
                                                                          local.get $base
                                                                          i64.const 20
                                                                          i64.add
                                                                          i64.ne
                                                                          br_if $37
                                                                          local.get $budget
                                                                          i64.const 0
                                                                          i64.le_s
                                                                          br_if $32
                                                                          local.get $budget
                                                                          i64.const 2
                                                                          i64.sub
                                                                          local.set $budget
                                                                          local.get $x0
                                                                          i64.const 2
                                                                          i64.add
                                                                          local.set $x0
                                                                          br $36
                                                                        end
                                                                        local.get $address
                                                                        local.get $base
                                                                        i64.const 28
                                                                        i64.add
                                                                        i64.ne
                                                                        br_if $37
                                                                        local.get $budget
                                                                        i64.const 0
                                                                        i64.le_s
                                                                        br_if $31
                                                                        local.get $budget
                                                                        i64.const 2
                                                                        i64.sub
                                                                        local.set $budget
                                                                        local.get $x0
                                                                        i64.const 3
                                                                        i64.add
                                                                        local.set $x0
                                                                        br $36
                                                                      end
                                                                      local.get $address
                                                                      local.get $base
                                                                      i64.const 36
                                                                      i64.add
                                                                      i64.ne
                                                                      br_if $37
                                                                      local.get $budget
                                                                      i64.const 0
                                                                      i64.le_s
                                                                      br_if $30
                                                                      local.get $budget
                                                                      i64.const 2
                                                                      i64.sub
                                                                      local.set $budget
                                                                      local.get $x0
                                                                      i64.const 4
                                                                      i64.add
                                                                      local.set $x0
                                                                      br $36
                                                                    end
                                                                    local.get $address
                                                                    i32.wrap_i64
                                                                    i32.const -0x61c8864f
                                                                    i32.mul
                                                                    i32.const 23
                                                                    i32.shr_u
                                                                    i32.const 504
                                                                    i32.and
                                                                    local.get $address
                                                                    i64.store
                                                                    local.get $address
                                                                    local.set $exitPc
                                                                    br $8
                                                                  end
                                                                  local.get $budget
                                                                  i64.const 0
                                                                  i64.le_s
                                                                  br_if $29
                                                                  local.get $budget
                                                                  i64.const 2
                                                                  i64.sub
                                                                  local.set $budget
                                                                  local.get $x1
                                                                  i64.const 1
                                                                  i64.sub
                                                                  local.set $temporary.i64
                                                                  local.get $x1
                                                                  local.set $flagsA
                                                                  i64.const 1
                                                                  local.set $flagsB
                                                                  i32.const 4
                                                                  local.set $flags
                                                                  local.get $temporary.i64
                                                                  local.set $x1
                                                                  local.get $flagsA
                                                                  local.get $flagsB
                                                                  i64.ne
                                                                  if $42
                                                                    br $35
                                                                  end
                                                                  local.get $v
                                                                  local.get $x0
                                                                  i64.store align=4
                                                                  local.get $v
                                                                  local.get $x1
                                                                  i64.store offset=8 align=4
                                                                  local.get $v
                                                                  local.get $x2
                                                                  i64.store offset=16 align=4
                                                                  local.get $budget
                                                                  i64.const 0
                                                                  i64.le_s
                                                                  br_if $28
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
                                                                  i64.const 52
                                                                  i64.add
                                                                  i64.store offset=272
                                                                  local.get $v
                                                                  local.get $budget
                                                                  i64.store offset=320
                                                                  local.get $v
                                                                  i32.const $block6
                                                                  i32.store offset=344
                                                                  local.get $v
                                                                  i32.const $block6.op1
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
                                                                  i64.const 56
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
                                                            i64.const 12
                                                            i64.add
                                                            local.set $exitPc
                                                            br $8
                                                          end
                                                          local.get $base
                                                          i64.const 20
                                                          i64.add
                                                          local.set $exitPc
                                                          br $8
                                                        end
                                                        local.get $base
                                                        i64.const 28
                                                        i64.add
                                                        local.set $exitPc
                                                        br $8
                                                      end
                                                      local.get $base
                                                      i64.const 36
                                                      i64.add
                                                      local.set $exitPc
                                                      br $8
                                                    end
                                                    local.get $base
                                                    i64.const 44
                                                    i64.add
                                                    local.set $exitPc
                                                    br $8
                                                  end
                                                  local.get $base
                                                  i64.const 52
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
              end
            end
            local.get $v
            local.get $x0
            i64.store align=4
            local.get $v
            local.get $x1
            i64.store offset=8 align=4
            local.get $v
            local.get $x2
            i64.store offset=16 align=4
            br $5
          end
          local.get $v
          local.get $x0
          i64.store align=4
          local.get $v
          local.get $x1
          i64.store offset=8 align=4
          local.get $v
          local.get $x2
          i64.store offset=16 align=4
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
