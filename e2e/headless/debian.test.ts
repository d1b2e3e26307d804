import { expect, it } from "vitest";
import { TIERS } from "../../lib-ts/testing/tier.ts";
import { describeGuest } from "./describeGuest.ts";
import { GuestSession } from "./guestSession.ts";
import { hashOf } from "./hash.ts";
import { type Outcome, runVm, temporaryFile } from "./vmCommand.ts";

/** A guest that the tests go through, and what a recording of it needs. */
interface Subject {
  readonly id: string;
  /** Instruction counts at which each line is typed: the first at the prompt, the second when the first is done. */
  readonly typedAt: readonly [number, number];
}

const SUBJECTS: readonly Subject[] = [
  { id: "debian-arm64-fast", typedAt: [320_000_000, 340_000_000] },
  { id: "debian-armhf-fast", typedAt: [210_000_000, 225_000_000] },
  { id: "debian-i386-fast", typedAt: [300_000_000, 320_000_000] },
];
const LINES = ["echo $((6*7)) > /tmp/f\n", "md5sum /bin/busybox /tmp/f\n"];
const CHECKPOINTS = ["--hash-every", "4000000", "--limit", "400000000"];

/** The recording in `tier`: what it prints, and the hashes. */
function replay({ id, typedAt }: Subject, tier: string): Promise<Outcome> {
  const typed = LINES.map((text, index) => ({ at: typedAt[index], text }));
  const log = ["--clock", "deterministic", "--input-log", temporaryFile(`${id}.json`, JSON.stringify(typed))];
  return runVm([id, ...log, ...CHECKPOINTS, "--tier", tier]);
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
    // What is typed ahead is echoed in the middle of other output, so the guest collects the answers in a file.
    it("boots, takes a script from a pipe without losing a byte, and powers off", async () => {
      const lines = Array.from({ length: 200 }, (_, index) => `echo line ${index} | md5sum >> /tmp/answers`);
      const answers = lines.map((_, index) => `${hashOf("md5", `line ${index}\n`)}  -\n`).join("");
      const script = [...lines, "sha256sum /tmp/answers", "poweroff -f", ""].join("\n");
      const { code, stdout } = await runVm([subject.id], script);
      expect(stdout).toContain(hashOf("sha256", answers));
      expect(code).toBe(0);
    });

    it("starts anew after reboot -f, and loses nothing that is typed meanwhile", async () => {
      const guest = GuestSession.start([subject.id]);
      await guest.prompt();
      guest.type("touch /tmp/before; reboot -f\n");
      await guest.waitFor("reboot: Restarting system");
      guest.type("ls /tmp/before || echo anew-$((40+2))\npoweroff -f\n");
      await guest.waitFor("anew-42");
      expect(await guest.ended).toMatchObject({ code: 0, stderr: "" });
    });

    it("gives a recording the same state at 100 checkpoints in the interpreter", async () => {
      const { stdout, stderr } = await recording(subject);
      const hashes = stderr
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).hash);
      expect(new Set(hashes).size).toBe(100);
      expect(stdout).toMatch(/[0-9a-f]{32} {2}\/tmp\/f/);
    });

    it.each(TIERS)("repeats that recording to the bit in tier %s", async (tier) => {
      const [expected, got] = [await recording(subject), await replay(subject, tier)];
      expect(got.stderr).toBe(expected.stderr);
      expect(got.stdout).toBe(expected.stdout);
    });
  });
}
