import { afterEach, describe, expect, it, vi } from "vitest";
import { builtInSpec } from "../testing/guests.ts";
import type { MachineSpec } from "./api.ts";
import { checkedSpec } from "./spec.ts";

const url = (address: string) => ({ kind: "url", name: "kernel", url: address }) as const;
const specWith = (more: object) => builtInSpec("timer-tick", more as Partial<MachineSpec>);

afterEach(() => vi.unstubAllGlobals());

describe("checkedSpec", () => {
  it("makes every address absolute, from the page's base", () => {
    vi.stubGlobal("document", { baseURI: "http://page.test/app/" });

    const spec = checkedSpec(specWith({ kernel: url("k"), initrd: url("/i"), dtb: url("http://other.test/d") }));

    expect(spec).toMatchObject({
      kernel: { url: "http://page.test/app/k" },
      initrd: { url: "http://page.test/i" },
      dtb: { url: "http://other.test/d" },
    });
  });

  it("leaves files and bytes alone", () => {
    const spec = specWith({});

    expect(checkedSpec(spec)).toEqual({ ...spec, initrd: undefined, dtb: undefined });
  });

  it.each([
    ["an address that is none", { kernel: url("http://") }, "ImageUnavailable", /"http:\/\/" is no address/],
    ["no kernel", { kernel: undefined }, "MachineOptionError", /kernel's source.*choose url or file or bytes/],
    ["another architecture", { architecture: "vax" }, "MachineOptionError", /architecture is vax.*aarch64/],
    ["an unknown clock", { clock: "sundial" }, "MachineOptionError", /clock is sundial.*deterministic/],
    ["an unknown tier", { tier: "warp" }, "MachineOptionError", /tier is warp.*auto/],
    ["checkpoints at every 0", { recording: { input: [], checkpointEvery: 0 } }, "MachineOptionError", /from 1/],
    [
      "input out of order",
      { recording: { input: [{ at: 5 }, { at: 4 }] } },
      "MachineOptionError",
      /at 4 comes after 5.*in order/,
    ],
  ])("refuses %s", (_, change, name, says) => {
    expect(() => checkedSpec(specWith(change))).toThrow(
      expect.objectContaining({ name, message: expect.stringMatching(says) }),
    );
  });
});
