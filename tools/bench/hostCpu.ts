/** What a process has used of the host, read from /proc (proc(5)). */
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Seconds of CPU since the process began. */
export interface CpuReading {
  /** The thread that runs the guest's CPU. */
  readonly vcpu: number;
  /** All threads, those that have ended too. */
  readonly all: number;
}

/** Linux counts CPU in ticks of 1/100 s for user space, whatever the kernel's own rate. */
const TICKS_PER_SECOND = 100;
/** QEMU names its threads when asked to; one thread runs all CPUs, or there is one CPU. Chromium names its workers. */
const VCPU_THREAD = /^(CPU 0\/|ALL CPUs\/|DedicatedWorker)/;

/** A thread, and the process whose threads work for it. */
export interface VcpuPlace {
  readonly pid: number;
  readonly thread: number;
}

/** User and system time: fields 14 and 15; the second field may hold blanks and ends with a parenthesis. */
export function parseStat(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The first field of `schedstat` is time on a CPU in nanoseconds. */
export function parseSchedstat(schedstat: string): number {
  return Number(schedstat.split(" ")[0]) / 1e9;
}

/** Seconds of CPU in a `stat` file. */
export function cpuSeconds(path: string): number {
  return parseStat(readFileSync(path, "utf8"));
}

/** The thread that runs the guest's CPU: the one in `root` or its descendants that has a name for it, else the main one. */
export function findVcpu(root: number): VcpuPlace {
  const places = descendants(root).flatMap((pid) => threads(pid).map((thread) => ({ pid, thread })));
  const named = places.find(({ pid, thread }) => VCPU_THREAD.test(read(`/proc/${pid}/task/${thread}/comm`) ?? ""));
  return named ?? { pid: root, thread: root };
}

/** @param place as `findVcpu` found it */
export function readCpu({ pid, thread }: VcpuPlace): CpuReading {
  const each = threads(pid).map((task) => threadSeconds(pid, task));
  const sum = each.reduce((total, seconds) => total + seconds, 0);
  // Threads that have ended are in the process's ticks alone; the sum has the finer clock.
  return { vcpu: threadSeconds(pid, thread), all: Math.max(sum, cpuSeconds(`/proc/${pid}/stat`)) };
}

/** Seconds of CPU that each thread of a process has used. */
export function threadCpu(pid: number): ReadonlyMap<number, number> {
  return new Map(threads(pid).map((thread) => [thread, threadSeconds(pid, thread)]));
}

/** A process that has ended has none. */
function threads(pid: number): number[] {
  return existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`).map(Number) : [];
}

function descendants(pid: number): number[] {
  const children = threads(pid).flatMap((thread) => {
    const list = read(`/proc/${pid}/task/${thread}/children`)?.trim() ?? "";
    return list === "" ? [] : list.split(" ").map(Number);
  });
  return [pid, ...children.flatMap(descendants)];
}

/** A thread that ends meanwhile has used nothing that counts. */
function threadSeconds(pid: number, thread: number): number {
  const fine = read(`/proc/${pid}/task/${thread}/schedstat`);
  if (fine !== undefined) return parseSchedstat(fine);
  const coarse = read(`/proc/${pid}/task/${thread}/stat`);
  return coarse === undefined ? 0 : parseStat(coarse);
}

export interface ResidentMemory {
  /** Bytes of all mappings. */
  readonly total: number;
  /** Bytes of the largest one: the guest's memory and what lies beside it. */
  readonly largest: number;
}

/** Resident memory from the text of /proc/PID/smaps. */
export function parseSmaps(smaps: string): ResidentMemory {
  const sizes = [...smaps.matchAll(/^Rss:\s+(\d+) kB$/gm)].map((match) => Number(match[1]) * 1024);
  return { total: sizes.reduce((sum, size) => sum + size, 0), largest: Math.max(0, ...sizes) };
}

export function residentMemory(pid: number): ResidentMemory {
  return parseSmaps(read(`/proc/${pid}/smaps`) ?? "");
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
