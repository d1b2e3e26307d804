/** I/O ports: who serves which, and serving them. @see libsel4vm arch/ioports.h */
import { InvalidArgument, IoPortFailed, IoPortRangeTaken, IoPortRangeUnknown } from "../../errors.ts";
import type { Vm, VmVcpu } from "../vm.ts";
import {
  type HostPorts,
  IoportFaultResult,
  type IoportValue,
  type UnhandledIoportCallback,
  type VmIoportEntry,
  type VmIoportInterface,
  type VmIoportRange,
} from "./vmX86.ts";

export {
  type HostPorts,
  IoportFaultResult,
  type IoportValue,
  type UnhandledIoportCallback,
  type VmIoPortList,
  type VmIoportEntry,
  type VmIoportInFn,
  type VmIoportInterface,
  type VmIoportOutFn,
  type VmIoportRange,
} from "./vmX86.ts";

const LAST_PORT = 0xffff;

/**
 * Lets `ioportInterface` serve a range of ports. Ports of the core (interrupt controllers, timers) never come here.
 * @see libsel4vm `vm_io_port_add_handler`
 * @throws IoPortRangeTaken when a port of the range has a handler @throws InvalidArgument
 */
export function vmIoPortAddHandler(vm: Vm, ioportRange: VmIoportRange, ioportInterface: VmIoportInterface): void {
  checkRange(ioportRange);
  const { portIn, portOut } = ioportInterface;
  if (typeof portIn !== "function") throw new InvalidArgument("portIn", portIn, "a function");
  if (typeof portOut !== "function") throw new InvalidArgument("portOut", portOut, "a function");
  const { ioports } = vm.arch.x86.ioportList;
  const other = ioports.find(({ range }) => range.start <= ioportRange.end && ioportRange.start <= range.end);
  if (other !== undefined) throw new IoPortRangeTaken(ioportRange, other.range, other.interface.desc);
  const after = ioports.findIndex(({ range }) => range.start > ioportRange.end);
  ioports.splice(after < 0 ? ioports.length : after, 0, { range: { ...ioportRange }, interface: ioportInterface });
}

/** Takes the handler of exactly this range away; the C library cannot. @throws IoPortRangeUnknown */
export function vmIoPortRemoveHandler(vm: Vm, { start, end }: VmIoportRange): void {
  const { ioports } = vm.arch.x86.ioportList;
  const at = ioports.findIndex(({ range }) => range.start === start && range.end === end);
  if (at < 0) throw new IoPortRangeUnknown({ start, end });
  ioports.splice(at, 1);
}

/**
 * Installs the hook for ports that no range has, in place of any other. Without one, reads give ones.
 * @see libsel4vm `vm_register_unhandled_ioport_callback`
 * @throws InvalidArgument
 */
export function vmRegisterUnhandledIoportCallback(vm: Vm, ioportCallback: UnhandledIoportCallback): void {
  if (typeof ioportCallback !== "function") throw new InvalidArgument("ioportCallback", ioportCallback, "a function");
  vm.arch.x86.unhandledIoportCallback = ioportCallback;
}

/**
 * Passes ports through to the host, past any handler: to the VM's `HostPorts` (`vmSetHostPorts`). A page has no ports; without
 * `HostPorts` the guest finds a bus with nothing on it. In C the range applies to one vCPU; here it does to all.
 * @see libsel4vm `vm_enable_passthrough_ioport`
 * @throws InvalidArgument
 */
export function vmEnablePassthroughIoport(vcpu: VmVcpu, portStart: number, portEnd: number): void {
  const range = { start: portStart, end: portEnd };
  checkRange(range);
  vcpu.vm.arch.x86.passthrough.push(range);
}

/** What ports that are passed through reach. */
export function vmSetHostPorts(vm: Vm, hostPorts: HostPorts | undefined): void {
  vm.arch.x86.hostPorts = hostPorts;
}

/** Reads `size` bytes at `port` as the guest's IN does. @throws IoPortFailed */
export function readPort(vcpu: VmVcpu, port: number, size: number): number {
  if (split(vcpu.vm, port, size)) return joined(size, (at) => readPort(vcpu, port + at, 1));
  const { x86 } = vcpu.vm.arch;
  if (passes(vcpu.vm, port)) return mask(x86.hostPorts?.read(port, size) ?? -1, size);
  const result: IoportValue = { value: 0 };
  const entry = entryAt(vcpu.vm, port);
  const answer =
    entry === undefined
      ? x86.unhandledIoportCallback?.(vcpu, port, true, result, size)
      : entry.interface.portIn(vcpu, port, size, result);
  if (answer === IoportFaultResult.Error) throw new IoPortFailed(port, "IN", entry?.interface.desc);
  return mask(answer === IoportFaultResult.Handled ? result.value : -1, size);
}

/** Writes `size` bytes at `port` as the guest's OUT does. @throws IoPortFailed */
export function writePort(vcpu: VmVcpu, port: number, size: number, value: number): void {
  if (split(vcpu.vm, port, size)) {
    for (let at = 0; at < size; at++) writePort(vcpu, port + at, 1, (value >>> (8 * at)) & 0xff);
    return;
  }
  const { x86 } = vcpu.vm.arch;
  if (passes(vcpu.vm, port)) {
    x86.hostPorts?.write(port, size, mask(value, size));
    return;
  }
  const entry = entryAt(vcpu.vm, port);
  const answer =
    entry === undefined
      ? x86.unhandledIoportCallback?.(vcpu, port, false, { value: mask(value, size) }, size)
      : entry.interface.portOut(vcpu, port, size, mask(value, size));
  if (answer === IoportFaultResult.Error) throw new IoPortFailed(port, "OUT", entry?.interface.desc);
}

/** Whether the access must be made byte by byte, as a bus does: one end of it belongs to somebody else. */
function split(vm: Vm, port: number, size: number): boolean {
  if (size === 1) return false;
  const last = port + size - 1;
  const owner = entryAt(vm, port);
  if (owner !== undefined ? last > owner.range.end : overlaps(vm, port, last)) return true;
  return passes(vm, port) !== passes(vm, last);
}

function overlaps(vm: Vm, first: number, last: number): boolean {
  return vm.arch.x86.ioportList.ioports.some(({ range }) => range.start <= last && first <= range.end);
}

function passes(vm: Vm, port: number): boolean {
  return vm.arch.x86.passthrough.some(({ start, end }) => port >= start && port <= end);
}

/** Binary search: ranges are sorted and do not overlap. */
function entryAt(vm: Vm, port: number): VmIoportEntry | undefined {
  const { ioports } = vm.arch.x86.ioportList;
  let low = 0;
  let high = ioports.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = ioports[middle];
    if (port < entry.range.start) high = middle - 1;
    else if (port > entry.range.end) low = middle + 1;
    else return entry;
  }
  return undefined;
}

function joined(size: number, byte: (at: number) => number): number {
  let value = 0;
  for (let at = 0; at < size; at++) value |= byte(at) << (8 * at);
  return value >>> 0;
}

function mask(value: number, size: number): number {
  return size === 4 ? value >>> 0 : value & (2 ** (8 * size) - 1);
}

function checkRange({ start, end }: VmIoportRange): void {
  const whole = Number.isInteger(start) && Number.isInteger(end);
  if (!whole || start < 0 || end < start || end > LAST_PORT)
    throw new InvalidArgument(
      "ioportRange",
      `${start}..${end}`,
      "two ports from 0 to 0xffff, the first not above the last",
    );
}
