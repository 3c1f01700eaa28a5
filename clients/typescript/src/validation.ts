import type { z } from "zod";
import { ProvenlabError, protocolError } from "./errors.js";

/** One field that is wrong; the same shape as the bridge's `details.faults`. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? String(step) : `.${String(step)}`;
  }
  return text === "" ? "params" : text;
}

/** Every wrong field of a value, in the order of the schema. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) => faultsIn(issue, []));
}

function faultsIn(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): Fault[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathText([...path, key]),
      message: "is no field here",
    }));
  }
  const meant = issue.code === "invalid_union" ? issue.errors.filter(isOfItsKind) : [];
  const [only] = meant;
  if (meant.length === 1 && only !== undefined) {
    return only.flatMap((each) => faultsIn(each, path));
  }
  return [{ path: pathText(path), message: issue.message }];
}

/** Whether the value is what this choice of several is, though something inside it is wrong. */
function isOfItsKind(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.every((each) => each.path.length > 0 || each.code === "unrecognized_keys");
}

/** Throws `validation_failed`, as the bridge would, unless a request is of the operation's shape. */
export function requireValid(operation: string, schema: z.ZodType, request: unknown): void {
  const checked = schema.safeParse(request);
  if (checked.success) return;
  const faults = faultsOf(checked.error);
  const [first] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  throw new ProvenlabError({
    code: "validation_failed",
    message: `${first?.path}: ${first?.message}${more}`,
    type: "ValidationFailed",
    details: { operation, faults, count: faults.length },
  });
}

/** The result in the operation's type; throws `protocol_error` naming the first wrong field. */
export function checkedResult<Result>(
  operation: string,
  schema: z.ZodType<Result>,
  result: unknown,
): Result {
  const checked = schema.safeParse(result);
  if (checked.success) return checked.data;
  const [first] = faultsOf(checked.error);
  throw protocolError(`the result of ${operation} has a wrong ${first?.path}: ${first?.message}`);
}
