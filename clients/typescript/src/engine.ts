/** Limits of one call. */
export interface CallOptions {
  /** Milliseconds until the call is given up with code `timeout`. */
  readonly timeoutMs?: number;
  /** Gives the call up with code `aborted`. */
  readonly signal?: AbortSignal;
}

/** What an engine needs to know around the parameters of an operation. */
export interface EngineOptions extends CallOptions {
  /** The store; without it the bridge's own default. */
  readonly dbPath?: string;
  /** Milliseconds the bridge waits for a store that another process holds. */
  readonly lockTimeoutMs?: number;
}

/**
 * Runs operations of provenlab in Python.
 *
 * `run` resolves with the result as parsed JSON, not yet checked, and rejects with a `ProvenlabError`.
 * Many calls may be under way at once. An engine may run one call twice when the process that ran it
 * died, so callers give explicit ids: every operation takes effect once per id.
 */
export interface PythonEngine {
  run(
    operation: string,
    params: Readonly<Record<string, unknown>>,
    options?: EngineOptions,
  ): Promise<unknown>;
  /** Resolves when calls under way have ended and no process is left. */
  close?(): Promise<void>;
}

/** The parameters as the bridge reads them: the store's place stands beside the operation's fields. */
export function bridgeParams(
  params: Readonly<Record<string, unknown>>,
  options: EngineOptions,
): Record<string, unknown> {
  return {
    ...params,
    ...(options.dbPath === undefined ? {} : { dbPath: options.dbPath }),
    ...(options.lockTimeoutMs === undefined ? {} : { lockTimeoutMs: options.lockTimeoutMs }),
  };
}
