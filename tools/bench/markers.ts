/** The lines that the benchmark's programs print, and what the shell prints around them. */

export interface BeginMarker {
  readonly kind: "begin";
  /** "group/name". */
  readonly test: string;
}

export interface EndMarker {
  readonly kind: "end";
  readonly test: string;
  /** 16 hexadecimal digits. */
  readonly checksum: string;
  /** Nanoseconds by the machine's own clock. */
  readonly wallNs: number;
  /** Nanoseconds of CPU as the machine's kernel counts them, with children. */
  readonly cpuNs: number;
}

/** The shell is done with what was typed. */
export interface DoneMarker {
  readonly kind: "done";
  readonly status: number;
}

export type Marker = BeginMarker | EndMarker | DoneMarker;

/** Types as `echo`, prints as something else: the echo of the terminal never matches `DONE`. */
export const ECHO_DONE = 'echo "@bench done $?"';

const BEGIN = /^@bench begin ([a-z0-9-]+\/[a-z0-9-]+)$/;
const END = /^@bench end ([a-z0-9-]+\/[a-z0-9-]+) checksum=([0-9a-f]{16}) ns=(\d+) cpu=(\d+)$/;
const DONE = /^@bench done (\d+)$/;

/** @param line without its end */
export function parseMarker(line: string): Marker | undefined {
  const begin = BEGIN.exec(line);
  if (begin) return { kind: "begin", test: begin[1] };
  const end = END.exec(line);
  if (end) return { kind: "end", test: end[1], checksum: end[2], wallNs: Number(end[3]), cpuNs: Number(end[4]) };
  const done = DONE.exec(line);
  if (done) return { kind: "done", status: Number(done[1]) };
  return undefined;
}

/** Cuts a stream into lines; a terminal ends them with \r\n, a pipe with \n. */
export class LineReader {
  private rest = "";

  /** @returns the lines that `text` completes */
  take(text: string): string[] {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    return lines.map((line) => line.replace(/\r+$/, ""));
  }

  /** What has come since the last end of a line: a prompt. */
  get unfinished(): string {
    return this.rest;
  }
}
