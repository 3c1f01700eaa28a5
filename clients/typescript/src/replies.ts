import { z } from "zod";
import { isErrorCode, ProvenlabError, protocolError } from "./errors.js";

/** The size of the largest request the bridge takes, in bytes. */
export const MAX_REQUEST_BYTES = 8 * 1024 * 1024;
/** The bridge's replies have ten million bytes at most, its frames a little more. */
export const MAX_REPLY_BYTES = 10_100_000;

const ErrorDocument = z.object({
  error: z.string(),
  type: z.string(),
  code: z.string(),
  details: z.record(z.string(), z.unknown()),
  retryable: z.boolean(),
});

const RpcResult = z.object({ jsonrpc: z.literal("2.0"), id: z.int(), result: z.unknown() });
const RpcFailure = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.int().nullable(),
  error: z.object({ code: z.int(), message: z.string(), data: ErrorDocument }),
});

/** What the bridge said to one call; without an id, of a frame it could not read or of its start. */
export interface RpcAnswer {
  readonly id: number | null;
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: ProvenlabError };

/** The error an error document tells of. */
function toError(document: z.infer<typeof ErrorDocument>): ProvenlabError {
  const { error: message, type, code, retryable } = document;
  if (isErrorCode(code)) {
    return new ProvenlabError({ code, message, type, details: document.details, retryable });
  }
  const details = { ...document.details, code };
  return new ProvenlabError({ code: "unknown_error", message, type, details, retryable });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw protocolError("a reply is not JSON", text);
  }
}

/**
 * Reads a frame of the serving bridge; throws `protocol_error` for anything but an answer. A bridge
 * that cannot start, because Python lacks a package, says so in the plain form.
 */
export function readRpcAnswer(frame: string): RpcAnswer {
  const reply = parsed(frame);
  const failure = RpcFailure.safeParse(reply);
  if (failure.success) {
    const { id, error } = failure.data;
    return { id, outcome: { ok: false, error: toError(error.data) } };
  }
  const plain = ErrorDocument.safeParse(reply);
  if (plain.success) return { id: null, outcome: { ok: false, error: toError(plain.data) } };
  const success = RpcResult.safeParse(reply);
  if (!success.success || success.data.result === undefined) {
    throw protocolError("a reply is no JSON-RPC answer", frame);
  }
  return { id: success.data.id, outcome: { ok: true, result: success.data.result } };
}

/** Reads what a one-shot bridge wrote before it ended with this exit code. */
export function readPlainReply(text: string, exitCode: number | null): Outcome {
  const document = parsed(text);
  if (exitCode === 0) return { ok: true, result: document };
  const error = ErrorDocument.safeParse(document);
  if (!error.success) throw protocolError(`exit code ${exitCode} without an error`, text);
  return { ok: false, error: toError(error.data) };
}

/** The bytes of a request; throws `limit_exceeded` when the bridge would not take it. */
export function encodedRequest(document: unknown): Buffer {
  const bytes = Buffer.from(`${JSON.stringify(document)}\n`, "utf8");
  if (bytes.length <= MAX_REQUEST_BYTES) return bytes;
  const limit = MAX_REQUEST_BYTES.toLocaleString("en");
  throw new ProvenlabError({
    code: "limit_exceeded",
    message: `the request has more than ${limit} bytes; publish large content by path`,
    type: "LimitExceeded",
    details: { field: "request", limit: MAX_REQUEST_BYTES, found: bytes.length, unit: "bytes" },
  });
}
