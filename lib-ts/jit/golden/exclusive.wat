;; an atomic addition by exclusive accesses
;; block 0, 0 bytes from the head
;;   ldxr x0, [x10]
;;   add x0, x0, #0x1
;;   stxr w1, x0, [x10]
;;   cbnz w1, 0x0
;;
;;   profile
;;   callx.load x0, x10, discard, 17301512, function
;;   addi.i64 x0, x0, 1
;;   callx.store x1, x10, x0, 17301512, function
;;   bnz.i32 x1, to 0, else 16

;; block 1, 16 bytes from the head
;;   subs x2, x2, #0x1
;;   b.ne 0x0
;;
;;   profile
;;   subsi.i64 x2, x2, 1
;;   bcond 1, to -16, else 8

;; block 2, 24 bytes from the head
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
                                                i64.load offset=80 align=4
                                                local.set $x10
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
                                                loop $27
                                                  local.get $budget
                                                  i64.const 0
                                                  i64.le_s
                                                  br_if $26
                                                  local.get $budget
                                                  i64.const 4
                                                  i64.sub
                                                  local.set $budget
                                                  local.get $x10
                                                  local.set $address
                                                  local.get $address
                                                  i32.wrap_i64
                                                  i32.const 7
                                                  i32.and
                                                  br_if $25
                                                  local.get $address
                                                  i64.const 7
                                                  i64.shr_u
                                                  i32.wrap_i64
                                                  i32.const 0x3ffe0
                                                  i32.and
                                                  local.get $tc
                                                  i32.add
                                                  local.tee $scratch
                                                  i64.load
                                                  local.get $address
                                                  i64.const 7
                                                  i64.add
                                                  i64.const -4096
                                                  i64.and
                                                  i64.ne
                                                  br_if $24
                                                  local.get $address
                                                  i32.wrap_i64
                                                  local.get $scratch
                                                  i32.load offset=24
                                                  i32.add
                                                  local.set $host
                                                  local.get $host
                                                  i64.atomic.load
                                                  local.set $temporary.i64
                                                  local.get $v
                                                  i32.const 8
                                                  i32.store offset=1360
                                                  local.get $v
                                                  local.get $address
                                                  i64.store offset=1368
                                                  local.get $v
                                                  local.get $temporary.i64
                                                  i64.store offset=1376
                                                  local.get $v
                                                  i64.const 0
                                                  i64.store offset=1384
                                                  local.get $temporary.i64
                                                  local.set $x0
                                                  local.get $x0
                                                  i64.const 1
                                                  i64.add
                                                  local.set $x0
                                                  local.get $x10
                                                  local.set $address
                                                  i64.const 1
                                                  local.set $temporary.i64
                                                  local.get $v
                                                  i32.load offset=1360
                                                  i32.const 8
                                                  i32.eq
                                                  local.get $v
                                                  i64.load offset=1368
                                                  local.get $address
                                                  i64.eq
                                                  i32.and
                                                  if $28
                                                    local.get $address
                                                    i32.wrap_i64
                                                    i32.const 7
                                                    i32.and
                                                    br_if $23
                                                    local.get $address
                                                    i64.const 7
                                                    i64.shr_u
                                                    i32.wrap_i64
                                                    i32.const 0x3ffe0
                                                    i32.and
                                                    local.get $tc
                                                    i32.add
                                                    local.tee $scratch
                                                    i64.load offset=8
                                                    local.get $address
                                                    i64.const 7
                                                    i64.add
                                                    i64.const -4096
                                                    i64.and
                                                    i64.ne
                                                    br_if $22
                                                    local.get $address
                                                    i32.wrap_i64
                                                    local.get $scratch
                                                    i32.load offset=24
                                                    i32.add
                                                    local.set $host
                                                    local.get $host
                                                    local.get $v
                                                    i64.load offset=1376
                                                    local.get $x0
                                                    i64.atomic.rmw.cmpxchg
                                                    local.get $v
                                                    i64.load offset=1376
                                                    i64.ne
                                                    i64.extend_i32_u
                                                    local.set $temporary.i64
                                                  end
                                                  local.get $v
                                                  i32.const 0
                                                  i32.store offset=1360
                                                  local.get $temporary.i64
                                                  local.set $x1
                                                  local.get $x1
                                                  i32.wrap_i64
                                                  i32.const 0
                                                  i32.ne
                                                  if $29
                                                    br $27
                                                  end
                                                  local.get $budget
                                                  i64.const 0
                                                  i64.le_s
                                                  br_if $21
                                                  local.get $budget
                                                  i64.const 2
                                                  i64.sub
                                                  local.set $budget
                                                  local.get $x2
                                                  i64.const 1
                                                  i64.sub
                                                  local.set $temporary.i64
                                                  local.get $x2
                                                  local.set $flagsA
                                                  i64.const 1
                                                  local.set $flagsB
                                                  i32.const 4
                                                  local.set $flags
                                                  local.get $temporary.i64
                                                  local.set $x2
                                                  local.get $flagsA
                                                  local.get $flagsB
                                                  i64.ne
                                                  if $30
                                                    br $27
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
                                                  br_if $20
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
                                                  i64.const 24
                                                  i64.add
                                                  i64.store offset=272
                                                  local.get $v
                                                  local.get $budget
                                                  i64.store offset=320
                                                  local.get $v
                                                  i32.const $block2
                                                  i32.store offset=344
                                                  local.get $v
                                                  i32.const $block2.op1
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
                                                  i64.const 28
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
                                            i32.const $block0.op1
                                            local.set $exitOp
                                            br $9
                                          end
                                          i32.const $block0.op1
                                          local.set $exitOp
                                          br $9
                                        end
                                        i32.const $block0.op3
                                        local.set $exitOp
                                        br $9
                                      end
                                      i32.const $block0.op3
                                      local.set $exitOp
                                      br $9
                                    end
                                    local.get $base
                                    i64.const 16
                                    i64.add
                                    local.set $exitPc
                                    br $8
                                  end
                                  local.get $base
                                  i64.const 24
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
