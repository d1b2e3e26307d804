;; work that ends with a system call
;; block 0, 0 bytes from the head
;;   movz x1, #0x8
;;   ldr x0, [x10, #8]
;;   add x0, x0, #0x1
;;   str x0, [x10, #8]
;;   svc #0x0
;;
;;   profile
;;   const.i64 x1, 8
;;   ld.i64 x0, [x10 + 8] by tc
;;   addi.i64 x0, x0, 1
;;   st.64 x0, [x10 + 8] by tc
;;   callx discard, discard, discard, 0, function
;;   next 20

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
                                local.get $budget
                                i64.const 0
                                i64.le_s
                                br_if $18
                                local.get $budget
                                i64.const 5
                                i64.sub
                                local.set $budget
                                i64.const 8
                                local.set $x1
                                local.get $v
                                local.get $x1
                                i64.store offset=8 align=4
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
                                i64.load offset=8
                                local.get $address
                                i64.const 7
                                i64.add
                                i64.const -4096
                                i64.and
                                i64.ne
                                br_if $17
                                local.get $address
                                i32.wrap_i64
                                local.get $scratch
                                i32.load offset=24
                                i32.add
                                local.set $host
                                local.get $host
                                local.set 20
                                local.get 20
                                i64.load align=1
                                local.set $x0
                                local.get $x0
                                i64.const 1
                                i64.add
                                local.set $x0
                                local.get $v
                                local.get $x0
                                i64.store align=4
                                local.get 20
                                local.get $x0
                                i64.store align=1
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
                                i32.const $block0.op5
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
                                i64.const 20
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
                            i32.const 4088
                            i32.gt_u
                            i32.const $block0.op2
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
