/**
 * I/O ports that the core serves itself, so that they cost no exit: PICs at 20h, 21h, A0h, A1h, their edge/level registers at
 * 4D0h and 4D1h, PIT at 40h .. 43h, port 61h, clock chip at 70h and 71h, the x87's latch at F0h.
 */
import { clockTicks } from "../clock";
import { timersChanged } from "../ia32/timer";
import { ignoreFerr } from "./pcInterrupts";
import { elcrRead, elcrWrite, picRead, picWrite } from "./pic8259";
import { pitRead, pitResume, pitSettle, pitWrite, port61Read, port61Write } from "./pit8254";
import { rtcRead, rtcWrite } from "./rtc";

enum Device {
  None = 0,
  Pic = 1,
  Pit = 2,
  Speaker = 3,
  Rtc = 4,
  Elcr = 5,
  X87 = 6,
}

function deviceAt(port: u32): u32 {
  switch (port & ~1) {
    case 0x20:
    case 0xa0:
      return Device.Pic;
    case 0x40:
    case 0x42:
      return Device.Pit;
    case 0x60:
      return port == 0x61 ? Device.Speaker : Device.None;
    case 0x70:
      return Device.Rtc;
    case 0xf0:
      return port == 0xf0 ? Device.X87 : Device.None;
    case 0x4d0:
      return Device.Elcr;
    default:
      return Device.None;
  }
}

/** The PIC, master or slave, at `port`. */
function chipAt(port: u32): u32 {
  return port >> 7;
}

/** Whether `port` belongs to a device of the core. */
export function isCorePort(port: u32): bool {
  return deviceAt(port) != Device.None;
}

/** Reads the byte at `port`, a port of the core, for the vCPU at `v`. */
export function corePortRead(v: usize, port: u32): u32 {
  const now = clockTicks(v);
  const heard = pitSettle(now);
  const value = readDevice(v, port, now);
  pitResume(heard, now);
  timersChanged(v);
  return value;
}

function readDevice(v: usize, port: u32, now: u64): u32 {
  switch (deviceAt(port)) {
    case Device.Pic:
      return picRead(v, chipAt(port), (port & 1) != 0);
    case Device.Pit:
      return pitRead(port & 3, now);
    case Device.Speaker:
      return port61Read(now);
    case Device.Rtc:
      return rtcRead(port & 1, now);
    case Device.X87:
      return 0xff;
    default:
      return elcrRead(port & 1);
  }
}

/** Writes `value`, a byte, to `port`, a port of the core, for the vCPU at `v`. */
export function corePortWrite(v: usize, port: u32, value: u32): void {
  const now = clockTicks(v);
  const heard = pitSettle(now);
  writeDevice(v, port, value, now);
  pitResume(heard, now);
  timersChanged(v);
}

function writeDevice(v: usize, port: u32, value: u32, now: u64): void {
  switch (deviceAt(port)) {
    case Device.Pic:
      picWrite(v, chipAt(port), (port & 1) != 0, value);
      break;
    case Device.Pit:
      pitWrite(port & 3, value, now);
      break;
    case Device.Speaker:
      port61Write(value, now);
      break;
    case Device.Rtc:
      rtcWrite(port & 1, value, now);
      break;
    case Device.X87:
      ignoreFerr();
      break;
    default:
      elcrWrite(port & 1, value);
  }
}
