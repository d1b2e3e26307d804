/** The page's address: which guest to start with which options, so that a teacher can link to it. */
import { DEFAULT_OPTIONS, type MachineOptions } from "./types.ts";

export interface UrlState {
  /** Guest to start at once. */
  readonly guest?: string;
  readonly options: MachineOptions;
}

const MEMORY_LIMIT_MIB = 2048;
const VCPU_LIMIT = 8;

/** Reads `?guest=debian-arm64-fast&memory=256&vcpus=4&clock=real&parallel`. Values out of range fall back to the defaults. */
export function readUrlState(search: string): UrlState {
  const query = new URLSearchParams(search);
  const number = (name: string, limit: number, fallback: number) => {
    const value = Number(query.get(name));
    return Number.isInteger(value) && value > 0 && value <= limit ? value : fallback;
  };
  const guest = query.get("guest") ?? "";
  return {
    guest: /^[a-z0-9-]{1,64}$/.test(guest) ? guest : undefined,
    options: {
      memoryMiB: number("memory", MEMORY_LIMIT_MIB, DEFAULT_OPTIONS.memoryMiB),
      vcpus: number("vcpus", VCPU_LIMIT, DEFAULT_OPTIONS.vcpus),
      clock: query.get("clock") === "deterministic" ? "deterministic" : "real",
      parallel: query.has("parallel"),
    },
  };
}

/** The address of a machine; defaults are left out. */
export function writeUrlState({ guest, options }: UrlState): string {
  const query = new URLSearchParams();
  if (guest) query.set("guest", guest);
  if (options.memoryMiB !== DEFAULT_OPTIONS.memoryMiB) query.set("memory", String(options.memoryMiB));
  if (options.vcpus !== DEFAULT_OPTIONS.vcpus) query.set("vcpus", String(options.vcpus));
  if (options.clock !== DEFAULT_OPTIONS.clock) query.set("clock", options.clock);
  if (options.parallel) query.set("parallel", "");
  const text = query.toString().replace(/parallel=$/, "parallel");
  return text === "" ? "" : `?${text}`;
}
