import { type BridgeCommand, findBridge } from "./bridge-command.js";
import { BridgeProcess, type ProcessEnd, processFailed } from "./bridge-process.js";
import { bridgeParams, type EngineOptions, type PythonEngine } from "./engine.js";
import { ProvenlabError, protocolError } from "./errors.js";
import { LineSplitter } from "./frames.js";
import { aborted, closed, PendingCall } from "./pending-call.js";
import { encodedRequest, MAX_REPLY_BYTES, type RpcAnswer, readRpcAnswer } from "./replies.js";

/** What a host may want to write to its log: a process that started, and one that ended. */
export type EngineEvent =
  | { readonly type: "started"; readonly pid: number | undefined }
  | {
      readonly type: "ended";
      readonly pid: number | undefined;
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
      /** Calls that are sent again, unless nobody waits for them or the process kept dying. */
      readonly unanswered: number;
    };

export interface PersistentEngineOptions {
  /** How the bridge is started; without it, `findBridge` looks. */
  readonly bridge?: BridgeCommand;
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** Calls that are written to the process at once; further ones wait here. */
  readonly maxInFlight?: number;
  /** How often in a row the process may die without an answer before calls fail. */
  readonly maxRestarts?: number;
  /** How long an unanswered call may block others after its time-out, and the process its own end. */
  readonly graceMs?: number;
  readonly onEvent?: (event: EngineEvent) => void;
}

const MAX_ATTEMPTS = 3;
const FIRST_BACKOFF_MS = 20;
const LONGEST_BACKOFF_MS = 2_000;

/**
 * One process for many calls, started by the first and again when it died.
 *
 * Calls that a dying process left unanswered are sent again, in order: operations take effect once per
 * id, so nothing is lost or doubled. The process answers in the order of requests, so the oldest call
 * is the one that killed it, and fails with `bridge_failed` after three such deaths. An idle process
 * does not keep the host alive, and ends when the host does.
 */
export class PersistentEngine implements PythonEngine {
  readonly #command: BridgeCommand;
  readonly #env: Readonly<NodeJS.ProcessEnv>;
  readonly #maxInFlight: number;
  readonly #maxRestarts: number;
  readonly #graceMs: number;
  readonly #onEvent: (event: EngineEvent) => void;
  readonly #queue: PendingCall[] = [];
  readonly #inFlight = new Map<number, PendingCall>();
  #process: BridgeProcess | undefined;
  #nextId = 1;
  #deaths = 0;
  #backoff: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;
  #onProcessEnd: (() => void) | undefined;

  constructor(options: PersistentEngineOptions = {}) {
    this.#env = options.env ?? process.env;
    this.#command = options.bridge ?? findBridge(this.#env);
    this.#maxInFlight = options.maxInFlight ?? 256;
    this.#maxRestarts = options.maxRestarts ?? 5;
    this.#graceMs = options.graceMs ?? 5_000;
    this.#onEvent = options.onEvent ?? (() => {});
  }

  /** The process that runs now, for hosts that watch it. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async run(
    operation: string,
    params: Readonly<Record<string, unknown>>,
    options: EngineOptions = {},
  ): Promise<unknown> {
    if (this.#closing !== undefined) throw closed(operation);
    if (options.signal?.aborted) throw aborted(operation, options.signal.reason);
    const id = this.#nextId++;
    const request = encodedRequest({
      jsonrpc: "2.0",
      id,
      method: operation,
      params: bridgeParams(params, options),
    });
    const call = new PendingCall(id, operation, request, options, (each) => this.#giveUp(each));
    this.#queue.push(call);
    this.#pump();
    return call.promise;
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    if (!this.#isIdle) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    const child = this.#process;
    if (child === undefined) return;
    child.keepHostAlive(true);
    const kill = setTimeout(() => child.kill("SIGKILL"), this.#graceMs);
    await new Promise<void>((resolve) => {
      this.#onProcessEnd = resolve;
      child.endInput();
    });
    clearTimeout(kill);
  }

  get #isIdle(): boolean {
    return this.#queue.length === 0 && this.#inFlight.size === 0;
  }

  /** Writes what the process takes now; replies, room in the pipe and restarts call it again. */
  #pump(): void {
    while (this.#queue.length > 0 && this.#backoff === undefined) {
      if (this.#inFlight.size >= this.#maxInFlight || this.#process?.isCongested) break;
      const call = this.#queue.shift();
      if (call === undefined) break;
      this.#process ??= this.#start();
      this.#inFlight.set(call.id, call);
      this.#process.send(call.request);
    }
    this.#process?.keepHostAlive(!this.#isIdle);
    if (this.#isIdle) this.#onIdle?.();
  }

  #start(): BridgeProcess {
    const lines = new LineSplitter(MAX_REPLY_BYTES);
    const child: BridgeProcess = new BridgeProcess(this.#command, ["--serve"], this.#env, {
      onOutput: (chunk) => {
        const found = lines.push(chunk);
        if (found === undefined) this.#distrust(child, protocolError("a reply is too long"));
        else for (const line of found) this.#receive(child, line);
      },
      onDrain: () => this.#pump(),
      onEnd: (end) => this.#recover(child, end),
    });
    this.#onEvent({ type: "started", pid: child.pid });
    return child;
  }

  #receive(child: BridgeProcess, line: string): void {
    if (child.isDistrusted) return;
    try {
      this.#settle(readRpcAnswer(line));
    } catch (error) {
      if (!(error instanceof ProvenlabError)) throw error;
      this.#distrust(child, error);
    }
    this.#pump();
  }

  #settle(answer: RpcAnswer): void {
    const id = answer.id ?? this.#inFlight.keys().next().value;
    const call = id === undefined ? undefined : this.#inFlight.get(id);
    if (id === undefined || call === undefined) throw protocolError("a reply belongs to no call");
    this.#inFlight.delete(id);
    this.#deaths = 0;
    call.settle(answer.outcome);
  }

  /** After a broken reply nothing more is believed: the oldest call fails, the others start again. */
  #distrust(child: BridgeProcess, error: ProvenlabError): void {
    child.isDistrusted = true;
    child.kill("SIGKILL");
    const [oldest] = this.#inFlight.values();
    if (oldest === undefined) return;
    oldest.fail(error);
    this.#inFlight.delete(oldest.id);
  }

  #recover(child: BridgeProcess, end: ProcessEnd): void {
    this.#process = undefined;
    const unanswered = [...this.#inFlight.values()];
    this.#inFlight.clear();
    const { exitCode, signal } = end;
    const { pid } = child;
    this.#onEvent({ type: "ended", pid, exitCode, signal, unanswered: unanswered.length });
    const error = processFailed(this.#command, end);
    const [oldest] = unanswered;
    if (oldest !== undefined && ++oldest.failures >= MAX_ATTEMPTS) oldest.fail(error);
    this.#queue.unshift(...unanswered.filter((call) => call.isWaiting));
    if (this.#queue.length > 0) this.#deaths += 1;
    if (end.startError !== undefined || this.#deaths > this.#maxRestarts) this.#failAll(error);
    if (this.#queue.length > 0) this.#pumpLater();
    this.#onProcessEnd?.();
    this.#pump();
  }

  #pumpLater(): void {
    const delay = Math.min(FIRST_BACKOFF_MS * 2 ** (this.#deaths - 1), LONGEST_BACKOFF_MS);
    this.#backoff = setTimeout(() => {
      this.#backoff = undefined;
      this.#pump();
    }, delay);
  }

  #failAll(error: ProvenlabError): void {
    for (const call of this.#queue.splice(0)) call.fail(error);
    this.#deaths = 0;
  }

  #giveUp(call: PendingCall): void {
    const waiting = this.#queue.indexOf(call);
    if (waiting !== -1) this.#queue.splice(waiting, 1);
    else this.#watch(call);
    this.#pump();
  }

  /** A process that hangs over a call nobody waits for must not hold up the others for ever. */
  #watch(call: PendingCall): void {
    const child = this.#process;
    const watchdog = setTimeout(() => {
      const [oldest] = this.#inFlight.values();
      if (oldest === call) child?.kill("SIGKILL");
      else if (this.#inFlight.get(call.id) === call) this.#watch(call);
    }, this.#graceMs);
    watchdog.unref();
  }
}
