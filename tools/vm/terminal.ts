/** stdin and stdout as the guest's serial port. */

/** Ctrl-A x leaves, Ctrl-A Ctrl-A sends one Ctrl-A: as QEMU's console has it. */
const ESCAPE = 0x01;
const LEAVE = "x".charCodeAt(0);

/** Splits what is typed at a terminal into bytes for the guest and the wish to leave. */
export class EscapeFilter {
  private escaped = false;

  filter(typed: Uint8Array): { bytes: Uint8Array; leave: boolean } {
    const bytes: number[] = [];
    let leave = false;
    for (const byte of typed) {
      if (this.escaped && byte === LEAVE) leave = true;
      else if (byte !== ESCAPE || this.escaped) bytes.push(byte);
      this.escaped = byte === ESCAPE && !this.escaped;
    }
    return { bytes: Uint8Array.from(bytes), leave };
  }
}

export interface Terminal {
  /** Gives the terminal back to whoever had it. */
  close(): void;
}

/** Passes stdin on: raw and with an escape from a terminal, as it is from a pipe. The end of a pipe ends nothing. */
export function openTerminal(type: (bytes: Uint8Array) => void, leave: () => void): Terminal {
  const { stdin } = process;
  const escapes = new EscapeFilter();
  const raw = stdin.isTTY === true;
  if (raw) stdin.setRawMode(true);
  stdin.on("data", (data: Buffer) => {
    if (!raw) return type(data);
    const { bytes, leave: leaves } = escapes.filter(data);
    type(bytes);
    if (leaves) leave();
  });
  stdin.on("error", () => {});
  return {
    close: () => {
      if (raw) stdin.setRawMode(false);
      stdin.destroy();
    },
  };
}

/** Writes to stdout and says when it is written; a reader that has gone away ends nothing. */
export function writeOutput(bytes: Uint8Array, written: () => void): void {
  process.stdout.write(bytes, () => written());
}
