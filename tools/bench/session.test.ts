import { afterEach, describe, expect, it } from "vitest";
import { GuestSession } from "./session.ts";

/** A shell script that behaves as a guest does: a prompt, an echo, two tests of which one fails, a power-off. */
const GUEST = `
printf 'Linux...\\r\\n/ # '
while read -r line; do
  printf '%s\\r\\n' "$line"
  case "$line" in
    *' sieve;'*)
      printf '@bench begin integer/sieve\\r\\n'; read -r answer
      printf '@bench end integer/sieve checksum=00000000000000ab ns=5000000 cpu=4000000\\r\\n'; read -r answer
      printf '@bench done 0\\r\\n' ;;
    *' sort;'*) printf 'bench: not in order\\r\\n@bench done 1\\r\\n' ;;
    *' hang;'*) sleep 60 ;;
    *--list*) printf 'integer/sieve\\r\\ninteger/sort\\r\\n@bench done 0\\r\\n' ;;
    poweroff*) echo '{"end":"off"}' >&2; exit 0 ;;
  esac
  printf '/ # '
done`;

let session: GuestSession | undefined;
afterEach(() => session?.kill());

async function booted(): Promise<GuestSession> {
  session = GuestSession.start({ file: "sh", args: ["-c", GUEST] });
  await session.boot(20);
  return session;
}

describe("GuestSession", () => {
  it("lists the tests, runs one between two readings of the host's clocks, and reads the statistics at the end", async () => {
    const guest = await booted();
    expect(await guest.list("bench")).toEqual(["integer/sieve", "integer/sort"]);
    const run = await guest.run("integer/sieve", "--wait", 20);
    expect(run).toMatchObject({ test: "integer/sieve", checksum: "00000000000000ab", guestSeconds: 0.005 });
    expect(run.cpu.all).toBeGreaterThanOrEqual(0);
    expect(await guest.powerOff()).toEqual({ end: "off" });
  });

  it("says what the guest printed when a test fails", async () => {
    const guest = await booted();
    await expect(guest.run("integer/sort", "--wait", 20)).rejects.toThrow(
      /status 1 to: bench --wait sort[\s\S]*not in order/,
    );
  });

  it("gives up on a test that does not end", async () => {
    const guest = await booted();
    await expect(guest.run("integer/hang", "--wait", 0.2)).rejects.toThrow(
      /did not come to the end of: bench --wait hang/,
    );
  });

  it("says that the guest ended before its prompt", async () => {
    session = GuestSession.start({ file: "sh", args: ["-c", "echo Kernel panic; exit 3"] });
    await expect(session.boot(20)).rejects.toThrow(/ended \(3\) before its prompt[\s\S]*Kernel panic/);
  });

  it("fails when the machine is not there", async () => {
    session = GuestSession.start({ file: "/nonexistent/qemu", args: [] });
    await expect(session.boot(20)).rejects.toThrow(/nonexistent.*before its prompt/);
  });
});
