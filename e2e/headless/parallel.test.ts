/** vCPUs on threads of their own, by the command line: what they print and compute is what they do by turns. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TEST_PARALLEL_GUESTS } from "../../lib-ts/testing/parallel.ts";
import { TIERS } from "../../lib-ts/testing/tier.ts";
import { guestCompilers, isAvailable } from "../../tools/bench/compilers.ts";
import { runStress } from "../../tools/stress/stress.ts";
import { describeGuest } from "./describeGuest.ts";
import { guestEntry } from "./guestFiles.ts";
import { GuestSession } from "./guestSession.ts";
import { runVm } from "./vmCommand.ts";

const PARALLEL = "--parallel";

describe("npm run vm --parallel", () => {
  it
    .skipIf(!TEST_PARALLEL_GUESTS)
    .each(["sgi-ping-pong", "sgi-ping-pong-a32"].flatMap((guest) => TIERS.map((tier) => [guest, tier])))(
    "prints what %s is to print in tier %s",
    async (guest, tier) => {
      const { code, stdout, stderr } = await runVm([guest, PARALLEL, "--tier", tier]);

      expect(stdout).toBe(readFileSync(new URL(`expected/${guest}.txt`, import.meta.url), "utf8"));
      expect([code, stderr]).toEqual([0, ""]);
    },
  );

  it.each([
    ["a PC", ["pc-ticks", PARALLEL], "ParallelUnavailable"],
    ["the deterministic clock", ["timer-tick", PARALLEL, "--clock", "deterministic"], "ParallelUnavailable"],
    ["checkpoints", ["timer-tick", PARALLEL, "--hash-every", "5"], "UsageError"],
  ])("refuses %s with code 2 and one line", async (_, args, error) => {
    const { code, stdout, stderr } = await runVm(args);

    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(new RegExp(`^vm: ${error}: [^\\n]+\\n$`));
  });
});

for (const id of ["debian-arm64-fast", "debian-armhf-fast"]) {
  describeGuest(id, () => {
    it.skipIf(!TEST_PARALLEL_GUESTS)("starts anew after reboot -f, on new threads", async () => {
      const guest = GuestSession.start([id, "--smp", "2", PARALLEL]);
      await guest.prompt();
      guest.type("touch /tmp/before; reboot -f\n");
      await guest.waitFor("reboot: Restarting system");
      await guest.prompt();
      expect(await guest.shell("ls /tmp/before 2>/dev/null || echo $(nproc) anew")).toBe("2 anew\n");
      guest.type("poweroff -f\n");
      expect(await guest.ended).toMatchObject({ code: 0, stderr: "" });
    });

    it.skipIf(!TEST_PARALLEL_GUESTS || !guestCompilers(guestEntry(id).architecture).every(isAvailable))(
      "computes in many processes at once what one vCPU computes alone",
      async () => {
        const plan = { guest: guestEntry(id), vcpus: 4, tier: "auto", parallel: true, scale: 200, say: () => {} };

        const { checked, wrong } = await runStress({ ...plan, goOn: (round) => round < 2 });

        expect(wrong).toEqual([]);
        expect(checked).toBeGreaterThan(200);
      },
    );
  });
}
