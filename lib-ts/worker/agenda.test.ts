import { describe, expect, it } from "vitest";
import { Agenda } from "./agenda.ts";

/** An agenda that notes what it does. */
function bench() {
  const done: string[] = [];
  const items = [
    { at: 100, act: () => done.push("first") },
    { at: 250, act: () => done.push("second") },
  ];
  return { done, agenda: new Agenda<undefined>(items, { every: 200, act: () => done.push("checkpoint") }) };
}

describe("Agenda", () => {
  it("cuts a budget so that it ends at the next item", () => {
    const { agenda } = bench();
    expect(agenda.limit(40, 1000)).toBe(60);
    expect(agenda.limit(40, 10)).toBe(10);
  });

  it("never cuts a budget to nothing", () => {
    expect(bench().agenda.limit(100, 1000)).toBe(1);
  });

  it("does what is due, once, in order", () => {
    const { agenda, done } = bench();
    agenda.serve(99, undefined);
    agenda.serve(103, undefined);
    agenda.serve(103, undefined);
    agenda.serve(400, undefined);
    expect(done).toEqual(["first", "second", "checkpoint", "checkpoint"]);
  });

  it("leaves budgets alone when it is empty", () => {
    expect(new Agenda().limit(5, 1000)).toBe(1000);
  });
});
