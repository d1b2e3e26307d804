import fc from "fast-check";
import { expect, it } from "vitest";
import { SLOT_V, SLOT_X } from "../../core-as/layout.ts";
import { RegisterSet } from "./registerSet.ts";

const slot = fc.oneof(
  fc.integer({ min: 0, max: 31 }).map((n) => SLOT_X + 8 * n),
  fc.integer({ min: 0, max: 31 }).map((n) => SLOT_V + 16 * n),
);
const slots = fc.uniqueArray(slot);

function setOf(members: readonly number[]): RegisterSet {
  const set = new RegisterSet();
  for (const member of members) set.add(member);
  return set;
}
const sorted = (members: Iterable<number>) => [...members].sort((x, y) => x - y);

it("has what was added and not deleted", () => {
  fc.assert(
    fc.property(slots, slots, (added, deleted) => {
      const set = setOf(added);
      for (const each of deleted) set.delete(each);
      expect([...set]).toEqual(sorted(added.filter((each) => !deleted.includes(each))));
    }),
  );
});

it("meets and joins as sets do", () => {
  fc.assert(
    fc.property(slots, slots, (some, others) => {
      const [a, b] = [setOf(some), setOf(others)];
      expect([...a.intersection(b)]).toEqual(sorted(some.filter((each) => others.includes(each))));
      expect([...a.union(b)]).toEqual(sorted(new Set([...some, ...others])));
    }),
  );
});
