/** The tables that `npm run bench` prints. */
import {
  type BootSample,
  type Comparison,
  compareTests,
  groupMeans,
  groupOf,
  meanTimesNative,
  median,
  type Peer,
  type Runner,
  type Sample,
  type Side,
} from "./results.ts";

/** A table in Markdown. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

const PEERS: Readonly<Record<Peer, string>> = { qemu: "QEMU", v86: "v86" };

/** Every test, then the means of the groups. */
export function testReport(samples: readonly Sample[], side: Side = "ours", peer: Peer = "qemu"): string {
  const comparisons = compareTests(samples, side, peer);
  const heads = [
    "test",
    `${side === "ours" ? "ours" : "ours in Chromium"}: vCPU s`,
    "all threads s",
    `${PEERS[peer]}: vCPU s`,
    "all threads s",
  ];
  const ratios = [`times as fast as ${PEERS[peer]}: vCPU`, "all threads", "times native"];
  const means = groupMeans(comparisons).map(({ name, tests, ratio }) => {
    const own = comparisons.filter((comparison) => name === "all tests" || groupOf(comparison.name) === name);
    return [name, String(tests), figure(ratio.vcpu), figure(ratio.all), figure(meanTimesNative(own))];
  });
  return [
    table([...heads, ...ratios], comparisons.map(testRow)),
    "",
    table(["geometric mean", "tests", ...ratios], means),
  ].join("\n");
}

function testRow({ name, ours, peer, ratio, timesNative }: Comparison): string[] {
  const seconds = [ours?.vcpu, ours?.all, peer?.vcpu, peer?.all];
  return [
    name,
    ...seconds.map((value) => figure(value, 3)),
    ...[ratio?.vcpu, ratio?.all, timesNative].map((x) => figure(x)),
  ];
}

/** Boots to the shell: medians over the rounds. */
export function bootReport(boots: readonly BootSample[], peer: Peer = "qemu"): string {
  const guests = [...new Set(boots.map(({ guest }) => guest))];
  const rows = guests.map((guest) => {
    const of = (runner: Runner, pick: (boot: BootSample) => number) =>
      median(boots.filter((boot) => boot.guest === guest && boot.runner === runner).map(pick));
    const both = (pick: (boot: BootSample) => number) => [of("ours", pick), of(peer, pick)];
    const picks = [
      (boot: BootSample) => boot.wall,
      (boot: BootSample) => boot.cpu.vcpu,
      (boot: BootSample) => boot.cpu.all,
    ];
    return [guest, ...picks.flatMap((pick) => withRatio(both(pick)))];
  });
  const columns = ["wall s", "vCPU s", "all threads s"].flatMap((what) => [
    `ours: ${what}`,
    PEERS[peer],
    "times as fast",
  ]);
  return table(["boot to the shell", ...columns], rows);
}

function withRatio([ours, peer]: readonly (number | undefined)[]): string[] {
  const ratio = ours !== undefined && peer !== undefined ? peer / ours : undefined;
  return [figure(ours), figure(peer), figure(ratio)];
}

export interface Volume {
  /** Resident bytes of the whole process after the last test. */
  readonly resident: number;
  /** Of these, beside the guest's own memory. */
  readonly besideGuest: number;
  /** What the machine's `--stats` said at its end. */
  readonly stats?: Record<string, unknown>;
}

/** Memory, and every counter of `--stats`, of each round. */
export function volumeReport(volumes: readonly Volume[]): string {
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  const names = [...new Set(volumes.flatMap(({ stats }) => flatten(stats ?? {}).map(([name]) => name)))];
  const counters = names.map((name) => [
    name,
    ...volumes.map(({ stats }) => flatten(stats ?? {}).find(([own]) => own === name)?.[1] ?? "-"),
  ]);
  const rows = [
    ["resident MiB", ...volumes.map(({ resident }) => megabytes(resident))],
    ["resident MiB beside guest memory", ...volumes.map(({ besideGuest }) => megabytes(besideGuest))],
    ...counters,
  ];
  return table(["ours, after all tests", ...volumes.map((_, index) => `round ${index + 1}`)], rows);
}

/** `{ a: { b: 1 } }` as `["a.b", "1"]`. */
function flatten(value: object, prefix = ""): [string, string][] {
  return Object.entries(value).flatMap(([name, part]) => {
    if (typeof part === "object" && part !== null) return flatten(part, `${prefix}${name}.`);
    const shown = typeof part === "number" && !Number.isInteger(part) ? part.toFixed(3) : String(part);
    return [[`${prefix}${name}`, shown] as [string, string]];
  });
}

/** Linear memory that is not the guest's counts as ours, resident or not. */
export function besideGuest(
  { total, largest }: { total: number; largest: number },
  guestBytes: number,
  linearBytes: number,
): number {
  return total - largest + Math.max(0, linearBytes - guestBytes);
}

function figure(value: number | undefined, digits = 2): string {
  return value === undefined ? "-" : value.toFixed(digits);
}
