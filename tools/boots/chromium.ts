/** One boot in the page, as a visitor has it who opens the guest's address and types into its console. */
import type { Page } from "@playwright/test";
import { MachinePage } from "../../e2e/pages/machinePage.ts";
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { findVcpu, readCpu } from "../bench/hostCpu.ts";
import type { BuiltPage } from "../setup/builtPage.ts";
import { type Boot, LONGEST_SECONDS, problemOf, SCRIPT, stopwatch } from "./boot.ts";

const LIMIT_MS = LONGEST_SECONDS * 1000;
/** A page that does not say this much about a boot that failed says nothing any more. */
const LAST_WORDS_MS = 10_000;
const POWERED_OFF = "powered off";
const CRASHED = "the page crashed";

/** Each boot has a page, and so a process, of its own. @returns `cpuSeconds` of that process */
export async function bootInChromium(built: BuiltPage, guest: GuestEntry, vcpus: number): Promise<Boot> {
  const elapsed = stopwatch();
  const page = await built.browser.newPage({ baseURL: built.address });
  const machine = new MachinePage(page);
  const complaints = complaintsOf(page);
  let shellSeconds: number | undefined;
  let failure: string | undefined;
  try {
    await machine.open(`?guest=${guest.id}&vcpus=${vcpus}`);
    const ended = machine.expectState(new RegExp(`${POWERED_OFF}|failed`), LIMIT_MS);
    const atShell = machine.expectConsole(guest.ready ?? "", LIMIT_MS).then(() => {
      shellSeconds = elapsed();
    });
    await Promise.race([ended, atShell]);
    if (shellSeconds !== undefined) await machine.type(SCRIPT);
    await ended;
  } catch (error) {
    failure = reasonOf(error, elapsed(), shellSeconds !== undefined);
  }
  const seconds = elapsed();
  const cpuSeconds = readCpu(findVcpu(process.pid)).all;
  const text = await lastWords(() => machine.savedConsole());
  failure = complaints.includes(CRASHED) ? CRASHED : failure;
  const state = failure ?? (await lastWords(() => machine.state.innerText()));
  const problem = problemOf(state === POWERED_OFF ? undefined : state, text, vcpus);
  const output = problem === undefined ? text : [text, ...complaints, await circumstances(machine)].join("\n");
  await page.close();
  return { problem, shellSeconds, seconds, cpuSeconds, output };
}

/** Why waiting for the shell or for the end has failed. */
function reasonOf(error: unknown, seconds: number, hasShell: boolean): string {
  if (seconds >= LONGEST_SECONDS) return hasShell ? "no end in time" : "no shell in time";
  return oneLine(error);
}

/** What goes wrong in the page beside the guest, as it comes. */
function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`page: ${error.stack ?? error.message}`));
  page.on("crash", () => complaints.push(CRASHED));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`page: ${message.text()}`);
  });
  return complaints;
}

/** What the page says of the machine: its state, why it failed, what each vCPU does. */
async function circumstances(machine: MachinePage): Promise<string> {
  const said = [machine.state, machine.alert, machine.figures].map(async (place) =>
    (await place.count()) > 0 ? (await place.innerText()).replace(/\s+/g, " ") : "",
  );
  return lastWords(async () => (await Promise.all(said)).filter((words) => words !== "").join("\n"));
}

/** What a page that may be lost says; why it does not, otherwise. */
async function lastWords(ask: () => Promise<string>): Promise<string> {
  const silence = new Promise<string>((resolve) => {
    setTimeout(resolve, LAST_WORDS_MS, "the page does not answer").unref();
  });
  return Promise.race([ask().catch(oneLine), silence]);
}

/** Playwright's messages have colours and the history of the call after their first line. */
function oneLine(error: unknown): string {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
  const text = (error instanceof Error ? error.message : String(error)).replace(escapes, "");
  return text.split("\n")[0].replaceAll("|", "/");
}
