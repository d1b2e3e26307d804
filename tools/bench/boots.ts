/** Boots to the shell, alone on the host, our machine and its peers in turn. */
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { type Command, type Execution, ourMachine, qemuMachine, v86Machine } from "./machines.ts";
import type { BootSample } from "./results.ts";
import { GuestSession } from "./session.ts";

const TIMEOUT = 300;

export type BootMachine = "ours" | "qemu" | "v86";

const COMMANDS: Readonly<Record<BootMachine, (guest: GuestEntry, execution: Execution) => Command>> = {
  ours: ourMachine,
  qemu: (guest) => qemuMachine(guest),
  v86: (guest) => v86Machine(guest),
};

/** @throws GuestFailed */
export async function runBoots(
  guests: readonly GuestEntry[],
  machines: readonly BootMachine[],
  execution: Execution,
  round: number,
): Promise<BootSample[]> {
  const samples: BootSample[] = [];
  for (const guest of guests) {
    for (const runner of machines) {
      const session = GuestSession.start(COMMANDS[runner](guest, execution));
      try {
        samples.push({ ...(await session.boot(TIMEOUT)), guest: guest.id, runner, round });
      } finally {
        session.kill();
      }
    }
  }
  return samples;
}
