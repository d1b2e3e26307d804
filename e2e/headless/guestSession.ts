/** A guest that a test talks to as a person at its serial port does: waits for words, types, waits again. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { onTestFinished } from "vitest";
import { VM_ARGUMENTS } from "../../tools/vm/command.ts";

/** The prompt of the guests' shell. */
const PROMPT = "/ # ";
/** Generous: machines that run tests are often busy with more than one. */
const PATIENCE_SECONDS = 400;

export interface SessionEnd {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Words that the session waits for, and who waits. */
interface Waiting {
  readonly words: string;
  readonly found: (before: string) => void;
}

export class GuestSession {
  /** How the process ends. */
  readonly ended: Promise<SessionEnd>;
  private readonly stdout: Buffer[] = [];
  private readonly stderr: Buffer[] = [];
  /** Output that no wait has passed yet, one character a byte. */
  private unread = "";
  private waiting: Waiting | undefined;

  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    child.stdout.on("data", (data: Buffer) => {
      this.stdout.push(data);
      this.unread += data.toString("latin1");
      this.look();
    });
    child.stderr.on("data", (data: Buffer) => this.stderr.push(data));
    child.stdin.on("error", () => {});
    this.ended = new Promise((resolve) => {
      child.on("close", (code) =>
        resolve({ code, stdout: Buffer.concat(this.stdout), stderr: Buffer.concat(this.stderr).toString("utf8") }),
      );
    });
  }

  /** `npm run vm` with these arguments. */
  static start(args: readonly string[]): GuestSession {
    return GuestSession.spawn(process.execPath, [...VM_ARGUMENTS, ...args]);
  }

  /** Any command; it is killed when the test is over, whatever became of it. */
  static spawn(file: string, args: readonly string[]): GuestSession {
    const child = spawn(file, args, { stdio: ["pipe", "pipe", "pipe"] });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    return new GuestSession(child);
  }

  type(text: string | Uint8Array): void {
    this.child.stdin.write(text);
  }

  endInput(): void {
    this.child.stdin.end();
  }

  /** @returns what was printed before the words, since the last wait */
  async waitFor(words: string): Promise<string> {
    const gone = this.ended.then(({ code }) => this.missing(words, `ended with ${code}`));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => this.missing(words, "went silent").catch(reject), PATIENCE_SECONDS * 1000);
    });
    const found = new Promise<string>((resolve) => {
      this.waiting = { words, found: resolve };
      this.look();
    });
    return Promise.race([found, gone, late]).finally(() => clearTimeout(timer));
  }

  /** Waits for the shell. */
  async prompt(): Promise<void> {
    await this.waitFor(PROMPT);
  }

  /** Types a command and waits for the next prompt. @returns its output, lines ended by \n alone */
  async shell(command: string): Promise<string> {
    // The echo shows the sums, only the output shows what they come to.
    this.type(`echo begin-$((40+1)); ${command}; echo end-$((40+2))\n`);
    await this.waitFor("begin-41\r\n");
    const output = await this.waitFor("end-42\r\n");
    await this.prompt();
    return output.replaceAll("\r\n", "\n");
  }

  private look(): void {
    const at = this.waiting === undefined ? -1 : this.unread.indexOf(this.waiting.words);
    if (this.waiting === undefined || at < 0) return;
    const { words, found } = this.waiting;
    const before = this.unread.slice(0, at);
    this.unread = this.unread.slice(at + words.length);
    this.waiting = undefined;
    found(before);
  }

  private async missing(words: string, what: string): Promise<never> {
    const stderr = Buffer.concat(this.stderr).toString("utf8");
    throw new Error(`the guest ${what} before "${words}"; it printed last: ${this.unread.slice(-500)}\n${stderr}`);
  }
}
