/** The same image and the same input give the same machine, to the bit: in every tier, on four vCPUs. */
import { expect, it } from "vitest";
import { TIERS } from "../../lib-ts/testing/tier.ts";
import { describeGuest } from "./describeGuest.ts";
import { type Outcome, runVm, temporaryFile } from "./vmCommand.ts";

/** A guest and its recording. */
interface Subject {
  readonly id: string;
  /** Instruction counts at which each line is typed: the first at the prompt, the second when the first is done. */
  readonly typedAt: readonly [number, number];
}

const SUBJECTS: readonly Subject[] = [
  { id: "debian-arm64-fast", typedAt: [270_000_000, 300_000_000] },
  { id: "debian-armhf-fast", typedAt: [205_000_000, 235_000_000] },
  { id: "debian-i386-fast", typedAt: [305_000_000, 335_000_000] },
];
const VCPUS = 4;
/** Each vCPU adds its line to a file. */
const LINES = [
  "for mask in 1 2 4 8; do busybox taskset $mask sh -c 'echo $((6*7)) >> /tmp/f' & done; wait\n",
  "wc -l /tmp/f; md5sum /bin/busybox /tmp/f\n",
];
const CHECKPOINTS = ["--hash-every", "4000000", "--limit", "400000000"];

/** The recording in `tier`: what it prints, and the hashes. */
function replay({ id, typedAt }: Subject, tier: string): Promise<Outcome> {
  const typed = LINES.map((text, index) => ({ at: typedAt[index], text }));
  const log = temporaryFile(`${id}.json`, JSON.stringify(typed));
  const machine = [id, "--smp", String(VCPUS), "--clock", "deterministic", "--input-log", log];
  return runVm([...machine, ...CHECKPOINTS, "--tier", tier]);
}

const recorded = new Map<Subject, Promise<Outcome>>();

/** The first replay in the interpreter: what the others are compared with. */
function recording(subject: Subject): Promise<Outcome> {
  const first = recorded.get(subject) ?? replay(subject, "interp");
  recorded.set(subject, first);
  return first;
}

for (const subject of SUBJECTS) {
  describeGuest(subject.id, () => {
    it("goes through 100 different states at the checkpoints of a recording, and does what was typed", async () => {
      const { stdout, stderr } = await recording(subject);
      const hashes = stderr
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).hash);
      expect(new Set(hashes).size).toBe(100);
      expect(stdout).toContain(`${VCPUS} /tmp/f`);
      expect(stdout).toMatch(/[0-9a-f]{32} {2}\/tmp\/f/);
    });

    it.each(TIERS)("repeats that recording to the bit in tier %s", async (tier) => {
      const [expected, got] = [await recording(subject), await replay(subject, tier)];
      expect(got).toEqual(expected);
      expect(got.code).toBe(0);
    });
  });
}
