/** Input through a pipe and through a terminal. */
import { expect, it } from "vitest";
import { describeGuest } from "./describeGuest.ts";
import { GuestSession } from "./guestSession.ts";
import { hashOf } from "./hash.ts";

const SIZE = 100_000;
const CTRL_A = "\x01";
const CTRL_C = "\x03";
const CTRL_D = "\x04";

/** Lines of text, some of them not ASCII, of many lengths. */
function textLines(size: number): Buffer {
  const lines: string[] = [];
  for (let length = 0; length < size; length += Buffer.byteLength(lines.at(-1) ?? "")) {
    lines.push(`line ${lines.length}: grüße, 你好 ${"x".repeat((lines.length * 7) % 90)}\n`);
  }
  return Buffer.from(lines.join(""));
}

/** Every byte value, in an order that has no short period. */
function allBytes(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, index) => index * 7 + (index >> 8)));
}

for (const id of ["debian-arm64-fast", "debian-i386-fast"]) {
  describeGuest(id, () => {
    it("takes 100 kB of lines from a pipe and loses nothing; the end of the pipe leaves it running", async () => {
      const guest = GuestSession.start([id]);
      const text = textLines(SIZE);
      await guest.prompt();
      await guest.shell("stty -echo");
      guest.type("(sleep 1; echo go-$((40+2))) & cat > /tmp/text\n");
      await guest.waitFor("go-42");
      guest.type(text);
      guest.type(`${CTRL_D}md5sum /tmp/text; sleep 2; echo still-$((40+2)); poweroff -f\n`);
      guest.endInput();
      expect(await guest.waitFor("  /tmp/text")).toContain(hashOf("md5", text));
      await guest.waitFor("still-42");
      expect(await guest.ended).toMatchObject({ code: 0, stderr: "" });
    });

    it("takes every byte value from a pipe as it is", async () => {
      const guest = GuestSession.start([id]);
      const bytes = allBytes(SIZE);
      await guest.prompt();
      // The word comes when head has long been reading: Linux keeps only so much that nobody reads.
      guest.type(
        `stty raw -echo; (sleep 1; echo go-$((40+2))) & head -c ${SIZE} > /tmp/bytes; stty sane; md5sum /tmp/bytes\n`,
      );
      await guest.waitFor("go-42");
      guest.type(bytes);
      expect(await guest.waitFor("  /tmp/bytes")).toContain(hashOf("md5", bytes));
      guest.type("poweroff -f\n");
      expect(await guest.ended).toMatchObject({ code: 0 });
    });

    it("has the terminal to itself: Ctrl-C is the guest's, Ctrl-A x leaves and gives the terminal back", async () => {
      // script(1) gives the command a terminal of its own and returns its exit code.
      const command = `npm run -s vm -- ${id}; echo "code $?"; stty -a | tr " " "\\n" | grep -x -e "-*icanon"`;
      const guest = GuestSession.spawn("script", ["-qec", command, "/dev/null"]);
      await guest.prompt();
      // Until sleep is executed, its process is a copy of the shell, which takes SIGINT for its own and goes on: also under QEMU.
      guest.type("(until grep -qx sleep /proc/[0-9]*/comm; do :; done 2>/dev/null; echo now-$((40+2))) & sleep 1000\n");
      await guest.waitFor("now-42");
      guest.type(CTRL_C);
      await guest.prompt();
      guest.type("echo $?-$((40+2))\n");
      await guest.waitFor("130-42");
      guest.type(`${CTRL_A}x`);
      expect(await guest.waitFor("icanon")).toMatch(/code 0\r\n$/);
      guest.endInput();
      expect(await guest.ended).toMatchObject({ code: 0 });
    });
  });
}
