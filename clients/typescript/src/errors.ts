import { errorCodes } from "./generated/operations.js";
import type { ErrorCode } from "./generated/types.js";

/** Codes of errors that arise on this side of the bridge. */
export type ClientErrorCode =
  | "aborted"
  | "bridge_failed"
  | "bridge_not_found"
  | "closed"
  | "protocol_error"
  | "timeout"
  | "unknown_error";

export type ProvenlabErrorCode = ErrorCode | ClientErrorCode;

export interface ProvenlabErrorInit {
  readonly code: ProvenlabErrorCode;
  readonly message: string;
  /** The name of the error's class on the side it came from. */
  readonly type?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * Every failure of this package. `code` tells what happened:
 *
 * - a code of the contract (`not_found`, `conflict`, `store_locked`, ...): the bridge's answer;
 * - `timeout`, `aborted`: nobody waits any more; a write may still take effect, and repeating it with
 *   the same ids is safe;
 * - `bridge_not_found`, `bridge_failed`: the child process could not be started, or kept dying;
 * - `protocol_error`: it answered what is not in the contract;
 * - `closed`: the call came after `close()`;
 * - `unknown_error`: a code this version does not know, kept in `details.code`.
 */
export class ProvenlabError extends Error {
  override readonly name = "ProvenlabError";
  readonly code: ProvenlabErrorCode;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(init: ProvenlabErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.type = init.type ?? "ProvenlabError";
    this.details = init.details ?? {};
    this.retryable = init.retryable ?? false;
  }

  /** Whether it has this code or one below it: an `invalid_transition` is a `conflict`. */
  is(code: ProvenlabErrorCode): boolean {
    return this.code === code || (isErrorCode(this.code) && parentsOf(this.code).includes(code));
  }
}

function parentsOf(code: ErrorCode): readonly ProvenlabErrorCode[] {
  return errorCodes[code].parents;
}

/** Whether a code is one of the contract's. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

/** What was not in the contract; the text is shown only in so far as it cannot be a secret. */
export function protocolError(reason: string, text?: string): ProvenlabError {
  const details = text === undefined ? { reason } : { reason, excerpt: redactedExcerpt(text) };
  return new ProvenlabError({
    code: "protocol_error",
    message: `the bridge broke its protocol: ${reason}`,
    details,
  });
}

const EXCERPT_CHARACTERS = 160;

/**
 * The beginning of a text with everything hidden that could be a value: quoted parts, what follows an
 * equals sign or a colon, and words with digits.
 */
export function redactedExcerpt(text: string): string {
  const shown = text
    .slice(0, 4 * EXCERPT_CHARACTERS)
    .replace(/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?/gsu, "…")
    .replace(/[=:]\s*\S+/gu, (found) => `${found.charAt(0)} …`)
    .replace(/\S*\d\S*|\S{24,}/gu, "…")
    .replace(/[^\x20-\x7e…]+/gu, " ");
  return shown.length > EXCERPT_CHARACTERS ? `${shown.slice(0, EXCERPT_CHARACTERS)}…` : shown;
}
