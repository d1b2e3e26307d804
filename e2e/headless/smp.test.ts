/** Four vCPUs under Debian's kernels: each computes and takes interrupts, goes off line and comes back. */
import { expect, it } from "vitest";
import { TEST_PARALLEL_GUESTS } from "../../lib-ts/testing/parallel.ts";
import { describeGuest } from "./describeGuest.ts";
import { busybox } from "./guestFiles.ts";
import { GuestSession } from "./guestSession.ts";
import { hashOf } from "./hash.ts";

const CPUS = [0, 1, 2, 3];
/** Linux takes CPU 0 off line on some architectures only. */
const SECONDARY = CPUS.slice(1);

/** The per-CPU timer in /proc/interrupts. */
const TIMERS = {
  "debian-arm64-fast": "arch_timer",
  "debian-armhf-fast": "arch_timer",
  "debian-armhf-lpae-fast": "arch_timer",
  "debian-i386-fast": "Local timer interrupts",
};

/** Every CPU at once: the checksum of a file, over and over, for so long that each one's timer must have interrupted it. */
const ALL_BUSY = CPUS.map(
  (cpu) => `busybox taskset ${1 << cpu} sh -c 'for i in 1 2 3 4; do md5sum /bin/busybox; done' &`,
).join(" ");

function setOnline(cpus: readonly number[], online: 0 | 1): string {
  return cpus.map((cpu) => `echo ${online} > /sys/devices/system/cpu/cpu${cpu}/online`).join("; ");
}

/** How many interrupts of the timer each CPU has counted. */
async function timerCounts(guest: GuestSession, timer: string): Promise<number[]> {
  const interrupts = await guest.shell("cat /proc/interrupts");
  const line = interrupts.split("\n").find((text) => text.endsWith(` ${timer}`)) ?? "";
  return (/^\s*\w+:((?:\s+\d+)+)/.exec(line)?.[1] ?? "").trim().split(/\s+/).map(Number);
}

/** All CPUs give the right checksum, and each is interrupted by its timer meanwhile. */
async function expectAllAtWork(guest: GuestSession, id: string, timer: string): Promise<void> {
  const before = await timerCounts(guest, timer);
  const answers = await guest.shell(`(${ALL_BUSY} wait)`);
  const after = await timerCounts(guest, timer);

  expect(answers).toBe(`${hashOf("md5", busybox(id))}  /bin/busybox\n`.repeat(4 * CPUS.length));
  for (const cpu of CPUS) expect(after[cpu]).toBeGreaterThan(before[cpu]);
}

/** By turns on one thread; and for Arm guests, on a thread each. */
function modes(id: string): { name: string; args: string[] }[] {
  const turns = { name: "by turns", args: [] };
  return TEST_PARALLEL_GUESTS && id.startsWith("debian-arm")
    ? [turns, { name: "in parallel", args: ["--parallel"] }]
    : [turns];
}

for (const [id, timer] of Object.entries(TIMERS)) {
  describeGuest(id, () => {
    it.each(modes(id))(
      "runs on four vCPUs $name, takes three of them off line and brings them back",
      async ({ args }) => {
        const guest = GuestSession.start([id, "--smp", "4", ...args]);
        await guest.prompt();
        await guest.shell("dmesg -n 1");
        expect(await guest.shell("nproc")).toBe("4\n");
        await expectAllAtWork(guest, id, timer);

        expect(await guest.shell(`${setOnline(SECONDARY, 0)}; nproc; cat /sys/devices/system/cpu/online`)).toBe(
          "1\n0\n",
        );
        expect(await guest.shell("md5sum /bin/busybox")).toBe(`${hashOf("md5", busybox(id))}  /bin/busybox\n`);
        expect(await guest.shell(`${setOnline(SECONDARY, 1)}; nproc; cat /sys/devices/system/cpu/online`)).toBe(
          "4\n0-3\n",
        );
        await expectAllAtWork(guest, id, timer);

        guest.type("poweroff -f\n");
        expect(await guest.ended).toMatchObject({ code: 0, stderr: "" });
      },
    );
  });
}
