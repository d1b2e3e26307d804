;; a jump to another region
;; block 0, 0 bytes from the head
;;   add x0, x0, x1
;;   subs x1, x1, #0x1
;;   b.ne 0x14
;;
;;   profile
;;   add.i64 x0, x0, x1
;;   subsi.i64 x1, x1, 1
;;   bcond 1, to 20, else 12

;; block 1, 12 bytes from the head
;;   hint #0x0
;;   b 0x1c
;;
;;   profile
;;   goto to 16

;; block 2, 28 bytes from the head
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
                                    local.get $budget
                                    i64.const 0
                                    i64.le_s
                                    br_if $20
                                    local.get $budget
                                    i64.const 3
                                    i64.sub
                                    local.set $budget
                                    local.get $v
                                    i64.load align=4
                                    local.set $x0
                                    local.get $v
                                    i64.load offset=8 align=4
                                    local.set $x1
                                    local.get $x0
                                    local.get $x1
                                    i64.add
                                    local.set $x0
                                    local.get $v
                                    local.get $x0
                                    i64.store align=4
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
                                    local.get $v
                                    local.get $x1
                                    i64.store offset=8 align=4
                                    local.get $flagsA
                                    local.get $flagsB
                                    i64.ne
                                    if $21
                                      local.get $v
                                      i32.const $linked0
                                      i32.store offset=344
                                      i32.const $cell0
                                      i32.load
                                      local.set $link.entry
                                      i32.const 0
                                      local.set $link.index
                                      local.get $base
                                      i64.const 20
                                      i64.add
                                      local.set $exitPc
                                      br $7
                                    end
                                    local.get $budget
                                    i64.const 0
                                    i64.le_s
                                    br_if $19
                                    local.get $budget
                                    i64.const 2
                                    i64.sub
                                    local.set $budget
                                    local.get $budget
                                    i64.const 0
                                    i64.le_s
                                    br_if $18
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
                                    i64.const 28
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
                                    i64.const 32
                                    i64.add
                                    i64.store offset=272
                                    br $3
                                    unreachable
                                  end
                                  local.get $base
                                  local.set $exitPc
                                  br $6
                                end
                                local.get $base
                                i64.const 12
                                i64.add
                                local.set $exitPc
                                br $7
                              end
                              local.get $base
                              i64.const 28
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
      local.get $link.entry
      if $22
        local.get $v
        local.get $link.entry
        i32.const 1
        i32.sub
        local.get $link.index
        return_call_indirect (type 0)
      end
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
