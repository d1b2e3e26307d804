/** `npm run conformance -- --arch ia32`: random IA32 instructions on our core and on the host's processor or QEMU. */
import { runCampaign } from "./campaign.ts";
import { isQemu, useReference } from "./hostOracle.ts";
import { reportText } from "./report.ts";
import { recordFailures } from "./shrink.ts";

export interface Ia32Arguments {
  readonly rows: string;
  readonly count: string;
  readonly seed: string;
  readonly show: string;
  readonly blocks: boolean;
  readonly record: boolean;
  readonly oracle?: string | undefined;
}

/** @returns whether nothing differed */
export async function runIa32(values: Ia32Arguments): Promise<boolean> {
  if (values.oracle !== undefined) useReference(values.oracle);
  if (values.record && isQemu()) throw new Error("--record keeps what a processor does, QEMU is none: leave it out");
  const outcome = await runCampaign({
    rows: new RegExp(values.rows, "i"),
    count: Number(values.count),
    seed: Number(values.seed),
    shape: values.blocks ? "blocks" : "single",
  });
  console.log(reportText(outcome, Number(values.show)));
  if (values.record) await recordFailures(outcome.failures);
  return outcome.failures.length === 0;
}
