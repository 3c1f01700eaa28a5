/** Zod schemas for the kinds of JSON values that the contract is made of. */
import { z } from "zod";

interface TextLimits {
  readonly pattern?: RegExp;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** JSON Schema counts characters (code points); a JavaScript string counts UTF-16 units. */
function hasAtMostCharacters(value: string, limit: number): boolean {
  return value.length <= limit || (value.length <= 2 * limit && [...value].length <= limit);
}

function textFault(value: string): string | undefined {
  if (value.includes("\0")) return "contains a NUL character, which stores cannot keep";
  if (!value.isWellFormed()) return "contains a lone surrogate, which is not text";
  return undefined;
}

/** Text that every store can keep, within limits. */
export function text(limits: TextLimits = {}): z.ZodType<string> {
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = limits;
  return z.string().superRefine((value, context) => {
    const report = (message: string) => context.addIssue({ code: "custom", message });
    const fault = textFault(value);
    if (fault !== undefined) report(fault);
    else if (value.length < minLength) report(`expected at least ${minLength} character`);
    else if (!hasAtMostCharacters(value, maxLength)) {
      report(`expected at most ${maxLength.toLocaleString("en")} characters`);
    } else if (pattern?.test(value) === false)
      report(`expected text that matches ${pattern.source}`);
  });
}

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|([+-])(\d\d):(\d\d))?)?$/u;

function isInstant(value: string): boolean {
  const parts = INSTANT.exec(value);
  if (parts === null) return false;
  const number = (group: number) => Number(parts[group] ?? 0);
  const [year, month, day] = [number(1), number(2), number(3)];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isDay || number(4) > 23 || number(5) > 59 || number(6) > 59) return false;
  if (number(8) > 23 || number(9) > 59) return false;
  const offset = (parts[7] === "-" ? -1 : 1) * (number(8) * 60 + number(9));
  date.setUTCHours(number(4), number(5) - offset, number(6));
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999;
}

/** ISO 8601 of the years 1 to 9999, as `Date.prototype.toISOString` writes it; without an offset it is UTC. */
export const instant: z.ZodType<string> = z
  .string()
  .refine(isInstant, "expected an ISO 8601 time such as 2025-01-31T09:30:00Z");

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

type Path = readonly (string | number)[];
type Fault = { readonly path: Path; readonly message: string };

const DEEPEST = 64;
/** From here on JSON.stringify writes an exponent, which is read as a fraction is. */
const FIRST_WITH_EXPONENT = 1e21;

function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return "not a finite number; JSON has no NaN or infinity";
  const isWrittenAsInteger = Number.isInteger(value) && Math.abs(value) < FIRST_WITH_EXPONENT;
  if (isWrittenAsInteger && !Number.isSafeInteger(value)) {
    return "an integer beyond 2^53-1; send it as text";
  }
  return undefined;
}

function scalarFault(value: unknown): string | undefined {
  if (value === null || typeof value === "boolean") return undefined;
  if (typeof value === "string") return textFault(value);
  if (typeof value === "number") return numberFault(value);
  return `a ${typeof value === "object" ? "class instance" : typeof value} is not a JSON value`;
}

/** The first value that JSON cannot carry unchanged; a cycle is found as too deep a nesting. */
function jsonFault(value: unknown, path: Path, depth: number): Fault | undefined {
  if (depth > DEEPEST) return { path, message: `nested deeper than ${DEEPEST}` };
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const fault = jsonFault(item, [...path, index], depth + 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  if (!isPlainObject(value)) {
    const message = scalarFault(value);
    return message === undefined ? undefined : { path, message };
  }
  for (const [key, item] of Object.entries(value)) {
    const message = textFault(key);
    if (message !== undefined) return { path, message: `a key ${message}` };
    const fault = item === undefined ? undefined : jsonFault(item, [...path, key], depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Any value that JSON carries unchanged. */
export const jsonValue: z.ZodType<unknown> = z.unknown().superRefine((value, context) => {
  const fault = jsonFault(value, [], 0);
  if (fault !== undefined) {
    context.addIssue({ code: "custom", path: [...fault.path], message: fault.message });
  }
});

/** An object as JSON.parse makes it. */
export const parsedObject: z.ZodType<Record<string, unknown>> = z.custom<Record<string, unknown>>(
  isPlainObject,
  "expected an object",
);

/** An object that JSON carries unchanged. */
export const jsonObject: z.ZodType<Record<string, unknown>> = parsedObject.superRefine(
  (value, context) => {
    const fault = jsonFault(value, [], 0);
    if (fault !== undefined) {
      context.addIssue({ code: "custom", path: [...fault.path], message: fault.message });
    }
  },
);

/**
 * An object as a dictionary. Unlike `z.record` it also looks at a key `__proto__`, which JSON.parse
 * makes an ordinary one.
 */
export function recordOf<Value>(
  key: z.ZodType<string>,
  value: z.ZodType<Value>,
  maxKeys = Number.POSITIVE_INFINITY,
): z.ZodType<Readonly<Record<string, Value>>> {
  const record = z.custom<Record<string, Value>>(isPlainObject, "expected an object");
  return record.superRefine((entries, context) => {
    const names = Object.keys(entries);
    if (names.length > maxKeys) {
      context.addIssue({ code: "custom", message: `expected at most ${maxKeys} keys` });
    }
    for (const name of names) {
      const faults = [key.safeParse(name), value.safeParse(entries[name])];
      for (const issue of faults.flatMap((each) => each.error?.issues ?? [])) {
        context.addIssue({ code: "custom", path: [name, ...issue.path], message: issue.message });
      }
    }
  });
}
