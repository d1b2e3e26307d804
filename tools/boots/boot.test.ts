import { describe, expect, it } from "vitest";
import { problemOf, SCRIPT } from "./boot.ts";

const ECHO = `/ # ${SCRIPT}\r\n`;

describe("problemOf", () => {
  it("finds nothing wrong where the shell has answered for all vCPUs and the guest powered off", () => {
    expect(problemOf(undefined, `${ECHO}alive-4-42\r\n`, 4)).toBeUndefined();
  });

  it("takes neither the echo of the question nor another number of vCPUs for an answer", () => {
    expect(problemOf(undefined, ECHO, 4)).toBe("powered off, no answer");
    expect(problemOf(undefined, `${ECHO}alive-3-42\r\n`, 4)).toBe("powered off, no answer");
  });

  it("says how a machine ended that answered and did not power off", () => {
    expect(problemOf("exit code 3", `${ECHO}alive-1-42\r\n`, 1)).toBe("exit code 3, answer");
  });
});
