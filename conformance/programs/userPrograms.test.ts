import { describe, expect, it } from "vitest";
import { TIERS } from "../../lib-ts/testing/tier.ts";
import { missingTools } from "../oracle/qemuOracle.ts";
import { runPrograms } from "./campaign.ts";

const FIRST = 1_000_000;
const missing = missingTools();
const title = missing.length === 0 ? "random programs" : `random programs (needs ${missing.join(", ")})`;

describe.skipIf(missing.length > 0)(title, () => {
  it("of EL0 leave the same state in every tier and on QEMU", async () => {
    const result = await runPrograms({ flavour: "user", tiers: TIERS, first: FIRST, count: 256, qemu: true });
    expect(result).toEqual({ programs: 256, failed: 0, reports: [] });
  });
});
