import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { BridgeCommand } from "./bridge-command.js";
import { ProvenlabError, redactedExcerpt } from "./errors.js";

/** How a child process came to its end. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set when it never started. */
  readonly startError?: NodeJS.ErrnoException;
  /** The last it wrote to standard error. */
  readonly lastWords: string;
}

export interface ProcessListener {
  onOutput(chunk: Buffer): void;
  /** Standard input takes more again. */
  onDrain(): void;
  /** Once, after all output was delivered. */
  onEnd(end: ProcessEnd): void;
}

const LAST_WORDS_CHARACTERS = 2_000;

/** A running bridge: bytes in, bytes out, and how it ended. */
export class BridgeProcess {
  /** Set once a reply was broken: what follows is not to be believed. */
  isDistrusted = false;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  #congested = false;
  #lastWords = "";
  #startError: NodeJS.ErrnoException | undefined;

  constructor(
    command: BridgeCommand,
    args: readonly string[],
    env: Readonly<NodeJS.ProcessEnv>,
    listener: ProcessListener,
  ) {
    this.#child = spawn(command.program, [...command.args, ...args], {
      env,
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    const { stdin, stdout, stderr } = this.#child;
    // A child that died takes no input; how it died is told by its end.
    stdin.on("error", () => {});
    stdin.on("drain", () => {
      this.#congested = false;
      listener.onDrain();
    });
    stdout.on("data", (chunk: Buffer) => listener.onOutput(chunk));
    stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_CHARACTERS);
    });
    this.#child.on("error", (error) => {
      this.#startError = error;
    });
    // What a wrapper leaves behind sees the end of its input, ends, and lets go of the output.
    this.#child.on("exit", () => stdin.destroy());
    this.#child.on("close", (exitCode, signal) => listener.onEnd(this.#endOf(exitCode, signal)));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether standard input wants no more for now. */
  get isCongested(): boolean {
    return this.#congested;
  }

  send(bytes: Buffer): void {
    this.#congested = !this.#child.stdin.write(bytes);
  }

  /** Tells the child that no more requests come. */
  endInput(): void {
    this.#child.stdin.end();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Whether this process keeps the host's event loop alive. */
  keepHostAlive(keep: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const each of [this.#child, stdin, stdout, stderr]) {
      const handle = each as { ref?: () => void; unref?: () => void };
      if (keep) handle.ref?.();
      else handle.unref?.();
    }
  }

  #endOf(exitCode: number | null, signal: NodeJS.Signals | null): ProcessEnd {
    const end = { exitCode, signal, lastWords: this.#lastWords };
    return this.#startError === undefined ? end : { ...end, startError: this.#startError };
  }
}

/** The error of a process that ended before it answered. */
export function processFailed(command: BridgeCommand, end: ProcessEnd): ProvenlabError {
  if (end.startError !== undefined) {
    return new ProvenlabError({
      code: "bridge_not_found",
      message: `the bridge ${command.program} cannot be started: ${end.startError.code ?? "unknown"}`,
      details: { program: command.program, errno: end.startError.code ?? "unknown" },
      cause: end.startError,
    });
  }
  const how = end.signal === null ? `exit code ${end.exitCode}` : `signal ${end.signal}`;
  const lastLine = end.lastWords.trimEnd().split("\n").at(-1) ?? "";
  const lastWords = redactedExcerpt(lastLine);
  return new ProvenlabError({
    code: "bridge_failed",
    message: `the bridge ended with ${how} before it answered${lastWords && `: ${lastWords}`}`,
    details: { exitCode: end.exitCode, signal: end.signal, lastWords },
    retryable: true,
  });
}
