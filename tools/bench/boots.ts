/** Boots to the shell, alone on the host, our machine and QEMU in turn. */
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { type Execution, ourMachine, qemuMachine } from "./machines.ts";
import type { BootSample } from "./results.ts";
import { GuestSession } from "./session.ts";

const TIMEOUT = 300;

/** @throws GuestFailed */
export async function runBoots(
  guests: readonly GuestEntry[],
  machines: readonly ("ours" | "qemu")[],
  execution: Execution,
  round: number,
): Promise<BootSample[]> {
  const samples: BootSample[] = [];
  for (const guest of guests) {
    for (const runner of machines) {
      const session = GuestSession.start(runner === "ours" ? ourMachine(guest, execution) : qemuMachine(guest));
      try {
        samples.push({ ...(await session.boot(TIMEOUT)), guest: guest.id, runner, round });
      } finally {
        session.kill();
      }
    }
  }
  return samples;
}
