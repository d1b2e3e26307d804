import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { guestCacheFolder } from "../../tools/guests/cache.ts";
import { debianIsHere } from "../pages/debianGuest.ts";
import { GuestSession } from "./guestSession.ts";
import { hashOf } from "./hash.ts";

const ARMHF = join(guestCacheFolder(), "debian-armhf/initramfs.cpio");
/** A static program of Debian armhf begins at 64 KiB, one of arm64 at 4 MiB. */
const FIRST_MAPPING = /^00010000-[0-9a-f]{8} r-xp .* \/bin\/busybox/m;
const NUMBERS = Array.from({ length: 3000 }, (_, n) => `${n + 1}\n`).join("");

it.skipIf(!debianIsHere() || !existsSync(ARMHF))(
  "Debian arm64 has armhf's busybox as its whole user space",
  async () => {
    const session = GuestSession.start(["debian-arm64-fast", "--initrd", ARMHF]);
    await session.waitFor("GUEST-READY aarch64");
    await session.waitFor("/ # ");
    session.type("head -1 /proc/self/maps; seq 1 3000 | sort -n | md5sum; poweroff -f\n");
    const { code, stdout } = await session.ended;
    const text = stdout.toString("latin1").replaceAll("\r", "");

    expect(text).toMatch(FIRST_MAPPING);
    expect(text).toContain(hashOf("md5", NUMBERS));
    expect(code).toBe(0);
  },
  900_000,
);
