/**
 * What ENTER does at run time with its chain of frames, for `Call.system`.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure; d, a and b are slots; slowRead says where
 * what it read lies.
 */
import { Block } from "../../ir/block";
import { SLOT_BLOCK, SLOT_DATA } from "../../layout";
import { slowRead, slowWrite } from "../../mem/access";
import { Context, Gpr, Reg, Segment } from "../state";

const LOW_WORD: u32 = 0xffff;

/** ENTER: copies level - 1 frame pointers from below EBP to below ESP. `imm`: level above, size in the low byte. */
export function copyFrames(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const size = imm & 0xff;
  const level = imm >> 8;
  const whole = (Block.context(load<u32>(v, SLOT_BLOCK)) & Context.Stack32) != 0;
  const mask: u32 = whole ? 0xffffffff : LOW_WORD;
  const base = load<u32>(v + Reg.base(Segment.Ss));
  const tc = Reg.cache(Segment.Ss);
  for (let i: u32 = 1; i < level; i++) {
    const from = base + ((load<u32>(v + Reg.slot(Gpr.Ebp)) - i * size) & mask);
    const to = base + ((load<u32>(v + Reg.slot(Gpr.Esp)) - (i + 1) * size) & mask);
    const host = slowRead(v, tc, from, size, size);
    if (host == 0) return 1;
    const value = size == 2 ? <u32>load<u16>(host) : load<u32>(host);
    store<u32>(v, value, SLOT_DATA);
    if (!slowWrite(v, tc, to, size, size)) return 1;
  }
  return 0;
}
