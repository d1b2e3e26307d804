import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { TIERS } from "../../lib-ts/testing/tier.ts";
import { describeGuest } from "./describeGuest.ts";
import { type Outcome, runVm, temporaryFile } from "./vmCommand.ts";

const TYPED = [
  { at: 320_000_000, text: "echo $((6*7)) > /tmp/f\n" },
  { at: 340_000_000, text: "md5sum /bin/busybox /tmp/f\n" },
];
const CHECKPOINTS = ["--hash-every", "4000000", "--limit", "400000000"];

/** The recording in `tier`: what it prints, and the hashes. */
function replay(tier: string): Promise<Outcome> {
  const log = ["--clock", "deterministic", "--input-log", temporaryFile("log.json", JSON.stringify(TYPED))];
  return runVm(["debian-arm64-fast", ...log, ...CHECKPOINTS, "--tier", tier]);
}

let recorded: Promise<Outcome> | undefined;

/** The first replay in the interpreter: what the others are compared with. */
function recording(): Promise<Outcome> {
  recorded ??= replay("interp");
  return recorded;
}

function hashOf(kind: "md5" | "sha256", text: string): string {
  return createHash(kind).update(text).digest("hex");
}

describeGuest("debian-arm64-fast", () => {
  // What is typed ahead is echoed in the middle of other output, so the guest collects the answers in a file.
  it("boots, takes a script from a pipe without losing a byte, and powers off", async () => {
    const lines = Array.from({ length: 200 }, (_, index) => `echo line ${index} | md5sum >> /tmp/answers`);
    const answers = lines.map((_, index) => `${hashOf("md5", `line ${index}\n`)}  -\n`).join("");
    const script = [...lines, "sha256sum /tmp/answers", "poweroff -f", ""].join("\n");
    const { code, stdout } = await runVm(["debian-arm64-fast"], script);
    expect(stdout).toContain(hashOf("sha256", answers));
    expect(code).toBe(0);
  });

  it("brings four processors up", async () => {
    const { code, stdout } = await runVm(
      ["debian-arm64-fast", "--smp", "4"],
      "echo $(nproc) processors\npoweroff -f\n",
    );
    expect(stdout).toContain("4 processors");
    expect(code).toBe(0);
  });

  it("gives a recording the same state at 100 checkpoints in the interpreter", async () => {
    const { stdout, stderr } = await recording();
    const hashes = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).hash);
    expect(new Set(hashes).size).toBe(100);
    expect(stdout).toMatch(/[0-9a-f]{32} {2}\/tmp\/f/);
  });

  it.each(TIERS)("repeats that recording to the bit in tier %s", async (tier) => {
    const [expected, got] = [await recording(), await replay(tier)];
    expect(got.stderr).toBe(expected.stderr);
    expect(got.stdout).toBe(expected.stdout);
  });
});

describeGuest("uboot-arm64", () => {
  it("reaches its prompt, answers and powers off", async () => {
    const { code, stdout } = await runVm(["uboot-arm64"], "\nversion\npoweroff\n");
    expect(stdout).toMatch(/=> version\s+U-Boot/);
    expect(code).toBe(0);
  });
});
