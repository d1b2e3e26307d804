/** The unmodified Debian kernel with its stock command line gives right answers: one boot, several questions. */
import { expect, it } from "vitest";
import { describeGuest } from "./describeGuest.ts";
import { busybox, guestEntry } from "./guestFiles.ts";
import { GuestSession } from "./guestSession.ts";
import { hashOf } from "./hash.ts";

const MIB = 1024 * 1024;

/** What is right for one guest. */
interface Stock {
  readonly id: string;
  readonly commandLine: string;
  /** What `uname -a` says between the build's number and the package's version, and of the machine. */
  readonly build: string;
  readonly machine: string;
  /** Lines of /proc/cpuinfo. */
  readonly cpu: readonly RegExp[];
  /** Sources in /proc/interrupts that cannot have been quiet. */
  readonly interrupts: readonly string[];
}

const PC = {
  commandLine: "console=ttyS0",
  build: "SMP PREEMPT_DYNAMIC",
  machine: "i686",
  interrupts: ["Local timer interrupts", "ttyS0"],
};
const ARMHF = {
  commandLine: "console=ttyAMA0",
  build: "SMP",
  machine: "armv7l",
  interrupts: ["arch_timer", "uart-pl011"],
};
const STOCKS: readonly Stock[] = [
  {
    id: "debian-arm64",
    commandLine: "console=ttyAMA0",
    build: "SMP",
    machine: "aarch64",
    cpu: [/^CPU part\t: 0xd03$/m, /^Features\t: fp asimd evtstrm crc32 cpuid$/m],
    interrupts: ["arch_timer", "uart-pl011"],
  },
  {
    ...ARMHF,
    id: "debian-armhf",
    cpu: [/^CPU part\t: 0xc0f$/m, /^Features\t: .*\bthumb\b.*\bneon vfpv3\b.*\bidiva idivt\b/m],
  },
  { ...ARMHF, id: "debian-armhf-lpae", cpu: [/^CPU part\t: 0xc0f$/m, /^Features\t: .*\blpae\b/m] },
  {
    ...PC,
    id: "debian-i386",
    cpu: [/^vendor_id\t: GenuineIntel$/m, /^flags\t\t: fpu vme de pse .*\bmmx fxsr sse sse2\b/m],
  },
  { ...PC, id: "debian-i386-pae", cpu: [/^vendor_id\t: GenuineIntel$/m, /^flags\t\t: fpu .*\bpae\b.*\bsse2 nx\b/m] },
];

/** What `uname -a` says of the package that the manifest names, its build date left open. */
function systemName({ id, build, machine }: Stock): RegExp {
  const [, abi, version] = /linux-image-(\S+) ([^,]+),/.exec(guestEntry(id).origin) ?? [];
  const literal = (text = "no such package") => text.replaceAll(".", "\\.");
  return new RegExp(
    `^Linux \\(none\\) ${literal(abi)} #1 ${build} Debian ${literal(version)} \\(\\d{4}-\\d\\d-\\d\\d\\) ${machine} GNU/Linux\n$`,
  );
}

function interruptCount(interrupts: string, source: string): number {
  const line = interrupts.split("\n").find((text) => text.endsWith(` ${source}`));
  return Number(/^\s*\w+:\s+(\d+)/.exec(line ?? "")?.[1]);
}

for (const stock of STOCKS) {
  describeGuest(stock.id, () => {
    it("boots with the stock command line, answers rightly, and powers off with code 0", async () => {
      const guest = GuestSession.start([stock.id, "--stats"]);
      await guest.prompt();
      // From now on what the kernel says stays out of the answers.
      await guest.shell("dmesg -n 1");

      expect(await guest.shell("cat /proc/cmdline")).toBe(`${stock.commandLine}\n`);
      expect(await guest.shell("uname -a")).toMatch(systemName(stock));

      const cpu = await guest.shell("cat /proc/cpuinfo");
      for (const line of stock.cpu) expect(cpu).toMatch(line);

      const interrupts = await guest.shell("cat /proc/interrupts");
      for (const source of stock.interrupts) expect(interruptCount(interrupts, source)).toBeGreaterThan(0);

      // For each folder ls -R prints a heading and, between folders, a blank line; find prints the root as well.
      const listed = Number(await guest.shell("ls -R /sys | wc -l"));
      const all = Number(await guest.shell("find /sys | wc -l"));
      const folders = Number(await guest.shell("find /sys -type d | wc -l"));
      expect(all).toBeGreaterThan(5000);
      expect(listed).toBe(all - 1 + 2 * folders - 1);

      expect(await guest.shell("md5sum /bin/busybox")).toBe(`${hashOf("md5", busybox(stock.id))}  /bin/busybox\n`);
      expect(await guest.shell("dd if=/dev/zero bs=1M count=64 2>/dev/null | sha256sum")).toBe(
        `${hashOf("sha256", new Uint8Array(64 * MIB))}  -\n`,
      );

      guest.type("poweroff -f\n");
      const { code, stdout, stderr } = await guest.ended;
      expect(code).toBe(0);
      // Everything on stdout is the guest's, and the one line on stderr is the statistics.
      expect(JSON.parse(stderr)).toMatchObject({ end: "off", consoleOut: stdout.length });
    });
  });
}
