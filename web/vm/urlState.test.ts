import { describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS } from "./types.ts";
import { readUrlState, writeUrlState } from "./urlState.ts";

describe("readUrlState", () => {
  it("reads back what writeUrlState wrote", () => {
    const state = {
      guest: "timer-tick",
      options: { memoryMiB: 64, vcpus: 2, clock: "deterministic", parallel: true },
    } as const;

    expect(readUrlState(writeUrlState(state))).toEqual(state);
  });

  it("falls back to the defaults on hostile values", () => {
    const state = readUrlState("?guest=../../etc/passwd&memory=99999999&vcpus=-1&clock=<script>");

    expect(state).toEqual({ guest: undefined, options: DEFAULT_OPTIONS });
  });
});

describe("writeUrlState", () => {
  it("names parallel vCPUs without a value", () => {
    expect(writeUrlState({ options: { ...DEFAULT_OPTIONS, vcpus: 2, parallel: true } })).toBe("?vcpus=2&parallel");
  });

  it("leaves defaults out", () => {
    expect(writeUrlState({ options: DEFAULT_OPTIONS })).toBe("");
  });
});
