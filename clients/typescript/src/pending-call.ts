import { onAbort } from "./abort-listeners.js";
import type { CallOptions } from "./engine.js";
import { ProvenlabError } from "./errors.js";
import type { Outcome } from "./replies.js";

export const DEFAULT_TIMEOUT_MS = 60_000;
/** Longer delays overflow Node's timers, which would then fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One call that somebody waits for, until it is settled or given up. */
export class PendingCall {
  readonly id: number;
  readonly operation: string;
  readonly request: Buffer;
  readonly promise: Promise<unknown>;
  /** How often the request went to a process that then died over it. */
  failures = 0;
  #resolve!: (result: unknown) => void;
  #reject!: (error: ProvenlabError) => void;
  #waiting = true;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #stopListening: (() => void) | undefined;
  readonly #onGivenUp: (call: PendingCall) => void;

  constructor(
    id: number,
    operation: string,
    request: Buffer,
    options: CallOptions,
    onGivenUp: (call: PendingCall) => void,
  ) {
    this.id = id;
    this.operation = operation;
    this.request = request;
    this.#onGivenUp = onGivenUp;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (timeoutMs <= LONGEST_TIMER_MS) {
      this.#timer = setTimeout(() => this.#giveUp(timedOut(operation, timeoutMs)), timeoutMs);
    }
    const { signal } = options;
    if (signal !== undefined) {
      this.#stopListening = onAbort(signal, () => this.#giveUp(aborted(operation, signal.reason)));
    }
  }

  /** Whether somebody still waits for the outcome. */
  get isWaiting(): boolean {
    return this.#waiting;
  }

  settle(outcome: Outcome): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    clearTimeout(this.#timer);
    this.#stopListening?.();
    if (outcome.ok) this.#resolve(outcome.result);
    else this.#reject(outcome.error);
  }

  fail(error: ProvenlabError): void {
    this.settle({ ok: false, error });
  }

  #giveUp(error: ProvenlabError): void {
    this.fail(error);
    this.#onGivenUp(this);
  }
}

const UNKNOWN_EFFECT = "it may still take effect; repeating it with the same ids is safe";

function timedOut(operation: string, timeoutMs: number): ProvenlabError {
  return new ProvenlabError({
    code: "timeout",
    message: `${operation} had no answer within ${timeoutMs} ms; ${UNKNOWN_EFFECT}`,
    details: { operation, timeoutMs },
    retryable: true,
  });
}

/** What a call that was aborted is rejected with. */
export function aborted(operation: string, reason: unknown): ProvenlabError {
  return new ProvenlabError({
    code: "aborted",
    message: `${operation} was aborted; ${UNKNOWN_EFFECT}`,
    details: { operation },
    cause: reason,
  });
}

/** What a call after `close()` is rejected with. */
export function closed(operation: string): ProvenlabError {
  return new ProvenlabError({
    code: "closed",
    message: `${operation} was called on a closed engine`,
    details: { operation },
  });
}
