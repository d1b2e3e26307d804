/** Debian's kernels as a user of a pipe sees them. */
import { expect, it } from "vitest";
import { describeGuest } from "./describeGuest.ts";
import { GuestSession } from "./guestSession.ts";
import { hashOf } from "./hash.ts";
import { runVm } from "./vmCommand.ts";

for (const id of ["debian-arm64-fast", "debian-armhf-fast", "debian-i386-fast"]) {
  describeGuest(id, () => {
    // What is typed ahead is echoed in the middle of other output, so the guest collects the answers in a file.
    it("boots, takes a script from a pipe without losing a byte, and powers off", async () => {
      const lines = Array.from({ length: 200 }, (_, index) => `echo line ${index} | md5sum >> /tmp/answers`);
      const answers = lines.map((_, index) => `${hashOf("md5", `line ${index}\n`)}  -\n`).join("");
      const script = [...lines, "sha256sum /tmp/answers", "poweroff -f", ""].join("\n");
      const { code, stdout } = await runVm([id], script);
      expect(stdout).toContain(hashOf("sha256", answers));
      expect(code).toBe(0);
    });

    it("starts anew after reboot -f, and loses nothing that is typed meanwhile", async () => {
      const guest = GuestSession.start([id]);
      await guest.prompt();
      guest.type("touch /tmp/before; reboot -f\n");
      await guest.waitFor("reboot: Restarting system");
      guest.type("ls /tmp/before || echo anew-$((40+2))\npoweroff -f\n");
      await guest.waitFor("anew-42");
      expect(await guest.ended).toMatchObject({ code: 0, stderr: "" });
    });
  });
}
