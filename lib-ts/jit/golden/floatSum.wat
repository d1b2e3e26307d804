;; a loop of double additions
;; block 0, 0 bytes from the head
;;   ldr d1, [x1], #8
;;   fadd d0, d0, d1
;;   fmul d2, d2, d0
;;   subs x2, x2, #0x1
;;   b.ne 0x0
;;
;;   profile
;;   ld.v64 v1, [x1 + 0] by tc
;;   addi.i64 x1, x1, 8
;;   fadd.f64 v0, v0, v1
;;   fmul.f64 v2, v2, v0
;;   subsi.i64 x2, x2, 1
;;   bcond 1, to 0, else 20

;; block 1, 20 bytes from the head
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
i32.load offset=2584
i32.const 0x1c00001
i32.and
i32.eqz
local.get $v
i32.load offset=2592
i32.const 16
i32.and
i32.const 0
i32.ne
i32.and
local.set $plainFloat
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
                                      local.get $v
                                      i64.load offset=8 align=4
                                      local.set $x1
                                      local.get $v
                                      i64.load offset=16 align=4
                                      local.set $x2
                                      local.get $v
                                      f64.load offset=512 align=4
                                      local.set $v0
                                      local.get $v
                                      i64.load offset=520 align=4
                                      local.set $v0.high
                                      local.get $v
                                      f64.load offset=528 align=4
                                      local.set $v1
                                      local.get $v
                                      i64.load offset=536 align=4
                                      local.set $v1.high
                                      local.get $v
                                      f64.load offset=544 align=4
                                      local.set $v2
                                      local.get $v
                                      i64.load offset=552 align=4
                                      local.set $v2.high
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
                                      loop $22
                                        local.get $budget
                                        i64.const 0
                                        i64.le_s
                                        br_if $21
                                        local.get $budget
                                        i64.const 5
                                        i64.sub
                                        local.set $budget
                                        local.get $x1
                                        local.set $address
                                        block $23
                                          local.get $address
                                          local.get $page0.page
                                          i64.xor
                                          local.get $page0.limit
                                          i64.lt_u
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
                                          i64.load
                                          local.get $address
                                          i64.const 7
                                          i64.add
                                          i64.const -4096
                                          i64.and
                                          i64.ne
                                          br_if $20
                                          local.get $address
                                          i32.wrap_i64
                                          local.get $scratch
                                          i32.load offset=24
                                          i32.add
                                          local.set $host
                                          local.get $address
                                          i64.const -4096
                                          i64.and
                                          local.set $page0.page
                                          local.get $host
                                          local.get $address
                                          i32.wrap_i64
                                          i32.sub
                                          local.set $page0.addend
                                          i64.const 4065
                                          local.set $page0.limit
                                        end
                                        local.get $address
                                        i32.wrap_i64
                                        local.get $page0.addend
                                        i32.add
                                        local.set $host
                                        local.get $host
                                        f64.load align=1
                                        local.set $v1
                                        i64.const 0
                                        local.set $v1.high
                                        local.get $x1
                                        i64.const 8
                                        i64.add
                                        local.set $x1
                                        local.get $v0
                                        local.get $v1
                                        local.set 29
                                        local.set 28
                                        local.get 28
                                        local.get 29
                                        f64.add
                                        local.set 30
                                        local.get 30
                                        i64.reinterpret_f64
                                        i64.const 1
                                        i64.shl
                                        i64.const -0x20000000000000
                                        i64.lt_u
                                        local.get $plainFloat
                                        i32.and
                                        if $24 (result f64)
                                          local.get 30
                                        else
                                          local.get $v
                                          local.get $v0
                                          local.get $v1
                                          call $fpAdd64
                                          local.get $v
                                          i32.load offset=2584
                                          i32.const 0x1c00001
                                          i32.and
                                          i32.eqz
                                          local.get $v
                                          i32.load offset=2592
                                          i32.const 16
                                          i32.and
                                          i32.const 0
                                          i32.ne
                                          i32.and
                                          local.set $plainFloat
                                        end
                                        local.set $v0
                                        i64.const 0
                                        local.set $v0.high
                                        local.get $v2
                                        local.get $v0
                                        local.set 29
                                        local.set 28
                                        local.get 28
                                        local.get 29
                                        f64.mul
                                        local.set 30
                                        local.get 30
                                        i64.reinterpret_f64
                                        i64.const 1
                                        i64.shl
                                        i64.const 0x20000000000002
                                        i64.sub
                                        i64.const -0x40000000000002
                                        i64.lt_u
                                        local.get $plainFloat
                                        i32.and
                                        if $25 (result f64)
                                          local.get 30
                                        else
                                          local.get $v
                                          local.get $v2
                                          local.get $v0
                                          call $fpMul64
                                          local.get $v
                                          i32.load offset=2584
                                          i32.const 0x1c00001
                                          i32.and
                                          i32.eqz
                                          local.get $v
                                          i32.load offset=2592
                                          i32.const 16
                                          i32.and
                                          i32.const 0
                                          i32.ne
                                          i32.and
                                          local.set $plainFloat
                                        end
                                        local.set $v2
                                        i64.const 0
                                        local.set $v2.high
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
                                        if $26
                                          br $22
                                        end
                                        local.get $v
                                        local.get $x1
                                        i64.store offset=8 align=4
                                        local.get $v
                                        local.get $x2
                                        i64.store offset=16 align=4
                                        local.get $v
                                        local.get $v0
                                        f64.store offset=512 align=4
                                        local.get $v
                                        local.get $v0.high
                                        i64.store offset=520 align=4
                                        local.get $v
                                        local.get $v1
                                        f64.store offset=528 align=4
                                        local.get $v
                                        local.get $v1.high
                                        i64.store offset=536 align=4
                                        local.get $v
                                        local.get $v2
                                        f64.store offset=544 align=4
                                        local.get $v
                                        local.get $v2.high
                                        i64.store offset=552 align=4
                                        local.get $budget
                                        i64.const 0
                                        i64.le_s
                                        br_if $19
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
                                        i64.const 20
                                        i64.add
                                        i64.store offset=272
                                        local.get $v
                                        local.get $budget
                                        i64.store offset=320
                                        local.get $v
                                        i32.const $block1
                                        i32.store offset=344
                                        local.get $v
                                        i32.const $block1.op1
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
                                        i64.const 24
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
                                local.get $base
                                i64.const 20
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
            local.get $v
            local.get $x1
            i64.store offset=8 align=4
            local.get $v
            local.get $x2
            i64.store offset=16 align=4
            local.get $v
            local.get $v0
            f64.store offset=512 align=4
            local.get $v
            local.get $v0.high
            i64.store offset=520 align=4
            local.get $v
            local.get $v1
            f64.store offset=528 align=4
            local.get $v
            local.get $v1.high
            i64.store offset=536 align=4
            local.get $v
            local.get $v2
            f64.store offset=544 align=4
            local.get $v
            local.get $v2.high
            i64.store offset=552 align=4
            br $5
          end
          local.get $v
          local.get $x1
          i64.store offset=8 align=4
          local.get $v
          local.get $x2
          i64.store offset=16 align=4
          local.get $v
          local.get $v0
          f64.store offset=512 align=4
          local.get $v
          local.get $v0.high
          i64.store offset=520 align=4
          local.get $v
          local.get $v1
          f64.store offset=528 align=4
          local.get $v
          local.get $v1.high
          i64.store offset=536 align=4
          local.get $v
          local.get $v2
          f64.store offset=544 align=4
          local.get $v
          local.get $v2.high
          i64.store offset=552 align=4
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
