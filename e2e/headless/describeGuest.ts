/** Tests of a guest that has to be fetched: skipped, and saying so, where it is not. */
import { describe } from "vitest";
import { availableGuests } from "../../tools/vm/machine.ts";

const here = new Set(availableGuests().map(({ entry }) => entry.id));

export function describeGuest(id: string, tests: () => void): void {
  const isHere = here.has(id);
  if (!isHere) console.warn(`${id} is not in the guest cache; its tests are skipped. npm run guests fetches it.`);
  describe.skipIf(!isHere)(isHere ? id : `${id} (not in the cache: npm run guests)`, tests);
}
