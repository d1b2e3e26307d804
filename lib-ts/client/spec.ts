/** Checks of a specification that need no image: what TypeScript would refuse, and what it cannot. */
import { MachineOptionError } from "../errors.ts";
import { ImageUnavailable } from "../loader/imageError.ts";
import { GUEST_ARCHITECTURES } from "../machines/guests.ts";
import type { ImageSource, MachineSpec, Recording } from "./api.ts";

/**
 * `spec` with absolute URLs, because a worker has another base address than its page.
 * @throws MachineOptionError @throws ImageUnavailable when a URL is none
 */
export function checkedSpec(spec: MachineSpec): MachineSpec {
  requireOneOf("architecture", spec.architecture, GUEST_ARCHITECTURES);
  requireOneOf("clock", spec.clock ?? "real", ["real", "deterministic"]);
  requireOneOf("unpack", spec.unpack ?? "host", ["host", "guest"]);
  requireOneOf("tier", spec.tier ?? "auto", ["interp", "auto", "all"]);
  if (spec.recording !== undefined) checkRecording(spec.recording);
  return {
    ...spec,
    kernel: checkedSource("kernel", spec.kernel),
    initrd: spec.initrd && checkedSource("initrd", spec.initrd),
    dtb: spec.dtb && checkedSource("dtb", spec.dtb),
  };
}

function requireOneOf(option: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new MachineOptionError(`the ${option} is ${String(value)}; choose ${choices.join(" or ")}`);
}

function checkRecording({ input, checkpointEvery = 1 }: Recording): void {
  if (!Number.isSafeInteger(checkpointEvery) || checkpointEvery < 1)
    throw new MachineOptionError(`checkpointEvery is ${checkpointEvery}; give a whole number of instructions from 1`);
  let last = 0;
  for (const { at } of input) {
    if (!Number.isSafeInteger(at) || at < last)
      throw new MachineOptionError(`recorded input at ${at} comes after ${last}; give whole numbers, in order`);
    last = at;
  }
}

function checkedSource(role: string, source: ImageSource): ImageSource {
  requireOneOf(`kind of the ${role}'s source`, source?.kind, ["url", "file", "bytes"]);
  if (source.kind !== "url") return source;
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  try {
    return { ...source, url: new URL(source.url, base).href };
  } catch {
    throw new ImageUnavailable(source.name, `"${source.url}" is no address`);
  }
}
