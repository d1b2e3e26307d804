import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BROKEN_INPUTS } from "../../lib-ts/machines/testing/brokenInputs.ts";
import { sampleKernel } from "../../lib-ts/machines/testing/sampleImages.ts";
import { TIERS } from "../../lib-ts/testing/tier.ts";
import { runVm, temporaryFile } from "./vmCommand.ts";

/** Those that need nothing but files to be given. */
const BROKEN_FILES = BROKEN_INPUTS.filter(({ kernel, initrd, dtb }) => kernel ?? initrd ?? dtb);

/** With the deterministic clock, times are exact too. */
function expectedOutput(guest: string): string {
  return readFileSync(new URL(`expected/${guest}.txt`, import.meta.url), "utf8");
}

const GUESTS = [
  ...["hello-hypercall", "timer-tick", "fault-lab", "sgi-ping-pong"],
  ...["a32-lab", "t32-lab", "sgi-ping-pong-a32"],
  ...["hello-vmcall", "pc-ticks", "segment-lab"],
];
const CLOCK = ["--clock", "deterministic"];

describe("npm run vm with a built-in guest", () => {
  it.each(GUESTS)("prints what %s is to print, and ends with code 0", async (guest) => {
    const { code, stdout, stderr } = await runVm([guest, ...CLOCK]);
    expect(stdout).toBe(expectedOutput(guest));
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("adds one line of JSON at the end of stderr for --stats, and nothing to stdout", async () => {
    const plain = await runVm(["hello-hypercall", ...CLOCK]);
    const { stdout, stderr } = await runVm(["hello-hypercall", ...CLOCK, "--stats"]);
    const stats = JSON.parse(stderr.trim().split("\n").at(-1) ?? "");
    expect(stdout).toBe(plain.stdout);
    expect(stats).toMatchObject({ end: "off", memory: { guestMiB: 16 }, consoleOut: stdout.length });
    expect(stats.instructions).toBeGreaterThan(1000);
  });

  it.each(GUESTS.flatMap((guest) => TIERS.map((tier) => [guest, tier])))(
    "gives %s the same hash at every checkpoint in tier %s",
    async (guest, tier) => {
      const run = (name: string) => runVm([guest, ...CLOCK, "--hash-every", "50", "--tier", name]);
      const [expected, got] = [await run("interp"), await run(tier)];
      expect(expected.stderr.trim().split("\n").length).toBeGreaterThan(20);
      expect(got.stderr).toBe(expected.stderr);
    },
  );

  it("prints what was made of the code at an address for --jit-dump, on stderr", async () => {
    const plain = await runVm(["timer-tick", ...CLOCK]);
    const { code, stdout, stderr } = await runVm(["timer-tick", ...CLOCK, "--tier", "all", "--jit-dump", "0x40000000"]);
    expect([code, stdout]).toEqual([0, plain.stdout]);
    expect(stderr).toMatch(/^region 0x\w+: tier all, .*guest code:.*micro-ops:.*Wasm:\n.*local\.get \$v\n/s);
  });

  it("goes on after the end of its input", async () => {
    const { code, stdout } = await runVm(["timer-tick"], "ignored\n");
    expect([code, stdout.includes("tick 10")]).toEqual([0, true]);
  });
});

describe("npm run vm refuses", () => {
  it.each([
    ["no guest at all", []],
    ["an unknown guest", ["no-such-guest"]],
    ["an unknown option", ["timer-tick", "--frobnicate"]],
    ["two guests", ["timer-tick", "fault-lab"]],
    ["a clock that does not exist", ["timer-tick", "--clock", "sundial"]],
    ["an address to dump that is none", ["timer-tick", "--jit-dump", "the-loop"]],
    ["memory that is no number", ["timer-tick", "--memory", "lots"]],
    ["nine processors", ["timer-tick", "--smp", "9"]],
    ["an architecture that there is no machine of", ["--arch", "mips", "--kernel", "x"]],
    ["a kernel that is not there", ["--arch", "aarch64", "--kernel", "/no/such/file"]],
    ["a kernel without its architecture", ["--kernel", "/no/such/file"]],
  ])("%s with code 2 and one line", async (_, args) => {
    const { code, stdout, stderr } = await runVm(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^vm: [^\n]+\n$/);
  });

  it.each(BROKEN_FILES.filter((_, index) => index % 9 === 0))("$title with $error and one line", async (input) => {
    const file = (name: string, bytes?: Uint8Array) => (bytes ? [`--${name}`, temporaryFile(name, bytes)] : []);
    const { code, stdout, stderr } = await runVm([
      ...["--arch", "aarch64", "--memory", String(input.memoryMiB ?? 64)],
      ...file("kernel", input.kernel ?? sampleKernel()),
      ...file("initrd", input.initrd),
      ...file("dtb", input.dtb),
    ]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(new RegExp(`^vm: (${input.error}|UsageError): [^\\n]+\\n$`));
  });
});
