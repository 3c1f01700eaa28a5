import { type BridgeCommand, findBridge } from "./bridge-command.js";
import { BridgeProcess, type ProcessEnd, processFailed } from "./bridge-process.js";
import { bridgeParams, type EngineOptions, type PythonEngine } from "./engine.js";
import { ProvenlabError, protocolError } from "./errors.js";
import { aborted, closed, PendingCall } from "./pending-call.js";
import { encodedRequest, MAX_REPLY_BYTES, readPlainReply } from "./replies.js";

export interface OneShotEngineOptions {
  /** How the bridge is started; without it, `findBridge` looks. */
  readonly bridge?: BridgeCommand;
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** Processes at once; further calls wait for their turn. */
  readonly maxProcesses?: number;
}

const ATTEMPTS = 3;
/** How long a process may take to roll back before it is killed. */
const GRACE_MS = 5_000;

/** A process for each call: nothing is kept between calls, and start-up is paid for each. */
export class OneShotEngine implements PythonEngine {
  readonly #command: BridgeCommand;
  readonly #env: Readonly<NodeJS.ProcessEnv>;
  readonly #maxProcesses: number;
  readonly #queue: PendingCall[] = [];
  readonly #running = new Map<PendingCall, BridgeProcess>();
  readonly #idleWaiters: (() => void)[] = [];
  #nextId = 1;
  #closed = false;

  constructor(options: OneShotEngineOptions = {}) {
    this.#env = options.env ?? process.env;
    this.#command = options.bridge ?? findBridge(this.#env);
    this.#maxProcesses = options.maxProcesses ?? 4;
  }

  async run(
    operation: string,
    params: Readonly<Record<string, unknown>>,
    options: EngineOptions = {},
  ): Promise<unknown> {
    if (this.#closed) throw closed(operation);
    if (options.signal?.aborted) throw aborted(operation, options.signal.reason);
    const request = encodedRequest({ operation, params: bridgeParams(params, options) });
    const call = new PendingCall(this.#nextId++, operation, request, options, (each) =>
      this.#giveUp(each),
    );
    this.#queue.push(call);
    this.#startNext();
    return call.promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#running.size === 0) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  #startNext(): void {
    while (this.#running.size < this.#maxProcesses) {
      const call = this.#queue.shift();
      if (call === undefined) break;
      this.#start(call);
    }
    if (this.#running.size === 0) for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  #start(call: PendingCall): void {
    const output: Buffer[] = [];
    let length = 0;
    const child = new BridgeProcess(this.#command, [], this.#env, {
      onOutput: (chunk) => {
        length += chunk.length;
        if (length <= MAX_REPLY_BYTES) output.push(chunk);
        else this.#refuse(call, child);
      },
      onDrain: () => {},
      onEnd: (end) => this.#finish(call, Buffer.concat(output).toString("utf8"), end),
    });
    this.#running.set(call, child);
    child.send(call.request);
    child.endInput();
  }

  #refuse(call: PendingCall, child: BridgeProcess): void {
    call.fail(protocolError("a reply is longer than any the bridge sends"));
    child.kill("SIGKILL");
  }

  #finish(call: PendingCall, output: string, end: ProcessEnd): void {
    this.#running.delete(call);
    const answered = output.trim() !== "" && end.signal === null;
    if (call.isWaiting && !answered && this.#mayRepeat(call, end)) this.#queue.unshift(call);
    else call.settle(this.#outcome(output, end, answered));
    this.#startNext();
  }

  #mayRepeat(call: PendingCall, end: ProcessEnd): boolean {
    call.failures += 1;
    return end.signal !== null && call.failures < ATTEMPTS;
  }

  #outcome(output: string, end: ProcessEnd, answered: boolean): ReturnType<typeof readPlainReply> {
    if (!answered) return { ok: false, error: processFailed(this.#command, end) };
    try {
      return readPlainReply(output, end.exitCode);
    } catch (error) {
      if (error instanceof ProvenlabError) return { ok: false, error };
      throw error;
    }
  }

  /** SIGTERM rolls the transaction back. */
  #giveUp(call: PendingCall): void {
    const waiting = this.#queue.indexOf(call);
    if (waiting !== -1) this.#queue.splice(waiting, 1);
    const child = this.#running.get(call);
    if (child === undefined) return;
    child.kill("SIGTERM");
    setTimeout(() => {
      if (this.#running.get(call) === child) child.kill("SIGKILL");
    }, GRACE_MS).unref();
  }
}
