/**
 * A32 and T32 blocks: from RAM words to micro-ops. The low bit of a block's address says which: it is PSTATE.T, as in SLOT_PC.
 *
 * BOUNDS: `host` is an address in a RAM page, and blockFull() ends a block with its page.
 */
import { beginStep } from "../aarch64/translate/debug";
import { Fetch } from "../exec/fetch";
import { CONTEXT_TRANSIENT } from "../ir/block";
import {
  beginBlock,
  beginInstruction,
  blockEnded,
  blockFull,
  Call,
  Conditional,
  dropUnreadFlags,
  endBlock,
} from "../ir/emit";
import { Ir } from "../ir/emit.gen";
import { PAGE_SIZE, SLOT_DISCARD } from "../layout";
import { decodeA32 } from "./decodeA32.gen";
import { decodeT32 } from "./decodeT32.gen";
import { raiseIllegalState, setIfThen } from "./helpers/exceptions";
import { advanceIfThen, ifThenOfContext, isWide } from "./ifThen";
import { sharedWord } from "./sharedEncodings";
import { CONTEXT_IT_SHIFT, Context, CPSR_IT } from "./state";

const ALWAYS: u32 = 14;

/** Of the block that is being translated, for handlers whose output depends on it. */
let context: u32 = 0;
let thumb: bool = false;
/** ITSTATE of the instruction, and of the one behind it. */
let ifThen: u32 = 0;
let nextIfThen: u32 = 0;

export function translationContext(): u32 {
  return context;
}

/** Whether the instruction is T32. */
export function isThumb(): bool {
  return thumb;
}

/** Whether the instruction is in an IT block: 16-bit data-processing instructions set no flags there. */
export function inIfThen(): bool {
  return ifThen != 0;
}

/** IT: the state that the next instruction has. */
export function beginIfThen(state: u32): void {
  nextIfThen = state;
}

/** Translates from the instruction at linear-memory address `host` on. @returns the block, 0 when the arena is full. */
export function translateBlock(v: usize, host: u32, blockContext: u32): u32 {
  context = blockContext;
  thumb = (host & 1) != 0;
  const single = context >= CONTEXT_TRANSIENT;
  if (!beginBlock(host & (PAGE_SIZE - 1), !single)) return 0;
  if (thumb) translateThumb(v, host & ~1, single);
  else translateArm(host, single);
  dropUnreadFlags();
  return endBlock();
}

function translateArm(host: u32, single: bool): void {
  let address = host;
  do {
    beginInstruction(4);
    const word = load<u32>(address);
    if ((context & Context.Step) != 0) beginStep(0);
    const condition = word >> 28;
    if (condition < ALWAYS) Conditional.begin(condition);
    if ((context & Context.Illegal) != 0) illegalState();
    else decodeA32(word);
    Conditional.end();
    address += 4;
  } while (!single && !blockEnded() && !blockFull());
}

function translateThumb(v: usize, host: u32, single: bool): void {
  ifThen = ifThenOfContext(context);
  let address = host;
  do {
    const length = translateThumbInstruction(v, address, address == host);
    if (length == 0) break;
    address += length;
    ifThen = nextIfThen;
  } while (!single && !blockEnded() && !blockFull());
  if (ifThen != 0 && !blockEnded()) leaveInIfThen();
}

/** @returns the instruction's length; 0, and nothing is emitted, for one that must begin a block because two pages hold it */
function translateThumbInstruction(v: usize, address: u32, first: bool): u32 {
  Fetch.begin(v, address, first, 1);
  const half = Fetch.word();
  const wide = isWide(half);
  const word = wide ? (half << 16) | Fetch.word() : half;
  if (Fetch.straddles() && !first) return 0;
  const length: u32 = wide ? 4 : 2;
  beginInstruction(length);
  nextIfThen = advanceIfThen(ifThen);
  if (Fetch.missing) {
    Fetch.emitPrefetch();
    return length;
  }
  if (Fetch.straddles()) Fetch.emitCheck();
  // The block began in an IT block, whose last instruction this is. Whoever leaves within it puts the state back.
  if ((context & Context.InIt) != 0 && nextIfThen == 0) Ir.constI64(CPSR_IT, 0);
  if ((context & Context.Step) != 0) beginStep(0);
  if (nextIfThen != 0) Conditional.follow(CPSR_IT, nextIfThen);
  const condition = ifThen != 0 ? ifThen >> 4 : ALWAYS;
  if (condition < ALWAYS) Conditional.begin(condition);
  if ((context & Context.Illegal) != 0) illegalState();
  else decodeThumb(word, wide);
  Conditional.end();
  return length;
}

function decodeThumb(word: u32, wide: bool): void {
  const shared = wide ? sharedWord(word) : 0;
  if (shared != 0) decodeA32(shared);
  else decodeT32(word);
}

function illegalState(): void {
  Call.systemLast(raiseIllegalState.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

/** The block ends within an IT block: what follows has blocks of one instruction, which have ITSTATE in their context. */
function leaveInIfThen(): void {
  Call.systemLast(setIfThen.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, ifThen);
}

/** Context bits of ITSTATE. */
export function contextOfIfThen(state: u32): u32 {
  return state == 0 ? 0 : <u32>Context.InIt | (state << CONTEXT_IT_SHIFT);
}
