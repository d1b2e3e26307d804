/** What the run loop needs of the place it runs in: the time, and giving way to everything else there. */

export interface Host {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Lets pending messages and input be handled, then goes on as soon as possible. */
  giveWay(): Promise<void>;
  /** Calls `wake` after `ms`; the result cancels it. */
  timer(ms: number, wake: () => void): () => void;
}

/** The longest time that timers of browsers and Node take. */
const LONGEST_TIMER_MS = 0x7fff_ffff;

function timer(ms: number, wake: () => void): () => void {
  const handle = setTimeout(wake, Math.min(ms, LONGEST_TIMER_MS));
  return () => clearTimeout(handle);
}

/**
 * A page's worker, or Node. Giving way is a message to oneself: timers are clamped to 4 ms in browsers and messages are
 * not, and pending messages of the page come first.
 */
export function messageHost(): Host & { close(): void } {
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return {
    now: () => performance.now(),
    giveWay: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        channel.port2.postMessage(0);
      }),
    timer,
    close: () => channel.port1.close(),
  };
}

/** Node without a channel that would keep the process alive. */
export function nodeHost(): Host {
  return { now: () => performance.now(), giveWay: () => new Promise((resolve) => setImmediate(resolve)), timer };
}
