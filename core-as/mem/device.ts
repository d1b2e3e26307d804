/**
 * Accesses that no RAM serves: devices of the core, devices of the VMM, and nothing at all.
 *
 * A VMM access leaves the instruction. When the VMM has completed it, the whole instruction runs again with the
 * completed accesses answered from the replay log: instructions change no register before their last access, so running
 * twice is the same as running once.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure.
 */
import { Direction } from "../abi";
import { coreDeviceRead, coreDeviceWrite, describeAccess } from "../architecture";
import { leaveBlock } from "../exec/leave";
import { ExitReason, requestExit } from "../exit";
import {
  EXIT_ADDRESS,
  EXIT_DATA,
  EXIT_DIRECTION,
  EXIT_VADDRESS,
  EXIT_WIDTH,
  PAGE_SHIFT,
  REPLAY_COUNT,
  REPLAY_DATA,
  REPLAY_NEXT,
  REPLAY_OPEN,
  SLOT_DATA,
} from "../layout";
import { Backing, stage2Lookup } from "./physmap";

export { Direction };

const REPLAY_ENTRIES: u32 = 64;

/** Reads `size` bytes at guest-physical `address` into SLOT_DATA + at. @returns false when the access exits. */
export function deviceRead(v: usize, va: u64, address: u64, at: u32, size: u32): bool {
  // BOUNDS: at + size <= 16 lies in SLOT_DATA.
  if (size > 8) return deviceRead(v, va, address, at, 8) && deviceRead(v, va + 8, address + 8, at + 8, size - 8);
  const entry = stage2Lookup(address);
  let value: u64 = 0;
  if ((entry & 7) == Backing.CoreDevice) {
    value = coreDeviceRead(v, entry >> PAGE_SHIFT, <u32>address & 0xfff, size);
  } else if (replays(v)) {
    value = replayedValue(v);
  } else {
    exitForAccess(v, ExitReason.Memory, va, address, size, Direction.Read, 0);
    return false;
  }
  store<u64>(v, value, SLOT_DATA + 16);
  memory.copy(v + SLOT_DATA + at, v + SLOT_DATA + 16, size);
  return true;
}

/** Writes `size` bytes of SLOT_DATA + at to guest-physical `address`. @returns false when the access exits. */
export function deviceWrite(v: usize, va: u64, address: u64, at: u32, size: u32): bool {
  if (size > 8) return deviceWrite(v, va, address, at, 8) && deviceWrite(v, va + 8, address + 8, at + 8, size - 8);
  // BOUNDS: at + size <= 16 lies in SLOT_DATA, whose second half takes the copy.
  store<u64>(v, 0, SLOT_DATA + 16);
  memory.copy(v + SLOT_DATA + 16, v + SLOT_DATA + at, size);
  const value = load<u64>(v, SLOT_DATA + 16);
  const entry = stage2Lookup(address);
  if ((entry & 7) == Backing.CoreDevice) {
    coreDeviceWrite(v, entry >> PAGE_SHIFT, <u32>address & 0xfff, size, value);
  } else if (!replays(v)) {
    exitForAccess(v, ExitReason.Memory, va, address, size, Direction.Write, value);
    return false;
  }
  return true;
}

/** Takes the next entry of the replay log, if one is left. */
export function replays(v: usize): bool {
  // BOUNDS: v is a vCPU's base.
  const next = load<u32>(v, REPLAY_NEXT);
  if (next >= load<u32>(v, REPLAY_COUNT)) return false;
  store<u32>(v, next + 1, REPLAY_NEXT);
  return true;
}

/** What the VMM answered to the access that `replays` took from the log. */
export function replayedValue(v: usize): u64 {
  return load<u64>(replayEntry(v, load<u32>(v, REPLAY_NEXT) - 1));
}

function replayEntry(v: usize, index: u32): usize {
  // BOUNDS: index < REPLAY_COUNT <= REPLAY_ENTRIES.
  return v + REPLAY_DATA + (index << 3);
}

/** Fills the exit record; PC stays at the instruction, which runs again when the VMM says how. */
export function exitForAccess(
  v: usize,
  reason: u32,
  va: u64,
  address: u64,
  size: u32,
  direction: u32,
  value: u64,
): void {
  leaveBlock(v, false);
  store<u64>(v, address, EXIT_ADDRESS);
  store<u64>(v, va, EXIT_VADDRESS);
  store<u32>(v, size, EXIT_WIDTH);
  store<u32>(v, direction, EXIT_DIRECTION);
  store<u64>(v, value, EXIT_DATA);
  store<u32>(v, 1, REPLAY_OPEN);
  describeAccess(v);
  requestExit(v, reason);
}

/** An instruction fetch from a page that is neither RAM nor ROM. */
export function unmappedFetch(v: usize, va: u64, address: u64): void {
  exitForAccess(v, ExitReason.Memory, va, address, 4, Direction.Fetch, 0);
}

/** The VMM's answer to the open access; `value` is what a read returns. @returns false when no access is open. */
export function completeAccess(v: usize, value: u64): bool {
  const count = load<u32>(v, REPLAY_COUNT);
  if (load<u32>(v, REPLAY_OPEN) == 0 || count >= REPLAY_ENTRIES) return false;
  store<u64>(replayEntry(v, count), value);
  store<u32>(v, count + 1, REPLAY_COUNT);
  store<u32>(v, 0, REPLAY_OPEN);
  return true;
}

/** Forgets the log: the instruction is done, or the VMM moved PC elsewhere. */
export function dropReplay(v: usize): void {
  store<u32>(v, 0, REPLAY_COUNT);
  store<u32>(v, 0, REPLAY_NEXT);
  store<u32>(v, 0, REPLAY_OPEN);
}
