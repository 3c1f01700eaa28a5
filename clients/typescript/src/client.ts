import type { CallOptions, EngineOptions, PythonEngine } from "./engine.js";
import {
  type OperationName,
  Operations,
  operations,
  type RequestOf,
  type ResponseOf,
} from "./generated/operations.js";
import { PersistentEngine } from "./persistent-engine.js";
import { newRecordId } from "./record-ids.js";
import { checkedResult, requireValid } from "./validation.js";

export interface ClientOptions {
  /** The store: a path or URL. Without it `EXPERIMENT_DB`, else the bridge's own default. */
  readonly dbPath?: string | undefined;
  /** Runs the operations; without it a `PersistentEngine`, which `close` ends. */
  readonly engine?: PythonEngine | undefined;
  /** Milliseconds until a call is given up, unless the call says otherwise (60,000). */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds to wait for a store that another process holds (30,000). */
  readonly lockTimeoutMs?: number | undefined;
}

/**
 * Every operation of provenlab as a typed method, and `call` for a name known at run time.
 *
 * Requests are checked before they are sent, replies before they are returned. Records to be created
 * get their ids here unless they have one, so that a request that is repeated after a crash takes
 * effect once.
 */
export class ProvenlabClient extends Operations {
  readonly #engine: PythonEngine;
  readonly #ownsEngine: boolean;
  readonly #options: EngineOptions;

  constructor(options: ClientOptions = {}) {
    super();
    this.#ownsEngine = options.engine === undefined;
    this.#engine = options.engine ?? new PersistentEngine();
    this.#options = engineOptions(options);
  }

  override async call<Name extends OperationName>(
    operation: Name,
    request: RequestOf<Name>,
    options: CallOptions = {},
  ): Promise<ResponseOf<Name>> {
    const entry = operations[operation];
    const identified = withOwnIds(operation, request);
    requireValid(operation, entry.request, identified);
    const params = identified as Readonly<Record<string, unknown>>;
    const result = await this.#engine.run(operation, params, { ...this.#options, ...options });
    return checkedResult(operation, entry.response, result);
  }

  /** Waits for calls under way and ends the engine this client made. */
  async close(): Promise<void> {
    if (this.#ownsEngine) await this.#engine.close?.();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function engineOptions(options: ClientOptions): EngineOptions {
  const dbPath = options.dbPath ?? process.env["EXPERIMENT_DB"];
  const { timeoutMs, lockTimeoutMs } = options;
  return {
    ...(dbPath ? { dbPath } : {}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }),
  };
}

/** What the bridge would make up, and make up anew when the request is repeated. */
function withOwnIds(operation: OperationName, request: unknown): unknown {
  if (typeof request !== "object" || request === null) return request;
  if (operation === "create_experiment")
    return withDefaults(request, { experimentId: newRecordId });
  if (operation !== "publish_artifact") return request;
  return withDefaults(request, {
    artifactId: newRecordId,
    createdAt: () => new Date().toISOString(),
  });
}

function withDefaults(request: object, makers: Readonly<Record<string, () => string>>): object {
  const given = request as Readonly<Record<string, unknown>>;
  const missing = Object.entries(makers).filter(([name]) => given[name] == null);
  return { ...given, ...Object.fromEntries(missing.map(([name, make]) => [name, make()])) };
}
