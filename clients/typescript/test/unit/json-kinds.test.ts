import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { instant, jsonObject, jsonValue, recordOf, text } from "../../src/json-kinds.js";

function faultOf(schema: typeof jsonValue, value: unknown): string | undefined {
  const issue = schema.safeParse(value).error?.issues[0];
  return issue && `${issue.path.join(".")}: ${issue.message}`;
}

class Point {
  readonly x = 1;
}

describe("JSON values", () => {
  it("are taken when JSON carries them unchanged", () => {
    const bare = Object.assign(Object.create(null), { a: [1, "x", null, true, 1e300, 1e21, -0.5] });
    assert.deepEqual(jsonValue.parse(bare), bare);
  });

  it("are refused with their place when JSON would lose or change them", () => {
    assert.equal(
      faultOf(jsonValue, { a: [1, Number.NaN] }),
      "a.1: not a finite number; JSON has no NaN or infinity",
    );
    assert.equal(faultOf(jsonValue, 2 ** 53), ": an integer beyond 2^53-1; send it as text");
    assert.equal(
      faultOf(jsonValue, { at: new Date() }),
      "at: a class instance is not a JSON value",
    );
    assert.equal(faultOf(jsonValue, [new Point()]), "0: a class instance is not a JSON value");
    assert.equal(faultOf(jsonValue, { n: 1n }), "n: a bigint is not a JSON value");
    assert.equal(faultOf(jsonValue, [undefined]), "0: a undefined is not a JSON value");
    assert.equal(faultOf(jsonValue, { f() {} }), "f: a function is not a JSON value");
    assert.equal(faultOf(jsonValue, { "\ud800": 1 })?.includes("a key contains a lone"), true);
  });

  it("are refused when they contain themselves", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    assert.match(String(faultOf(jsonObject, cycle)), /nested deeper than 64$/);
  });

  it("may leave a key undefined, as JSON leaves it out", () => {
    assert.equal(jsonObject.safeParse({ a: undefined }).success, true);
  });
});

describe("text", () => {
  it("is measured in characters, not in UTF-16 units", () => {
    const short = text({ maxLength: 2 });
    assert.equal(short.safeParse("😀😀").success, true);
    assert.equal(short.safeParse("😀😀😀").success, false);
    assert.equal(short.safeParse("abc").success, false);
  });
});

describe("instants", () => {
  it("are taken as JavaScript writes them", () => {
    assert.equal(instant.safeParse(new Date(0).toISOString()).success, true);
  });

  it("are refused on days that there are not", () => {
    assert.equal(instant.safeParse("2023-02-29T00:00:00Z").success, false);
  });
});

describe("dictionaries", () => {
  it("look at every own key", () => {
    const roles = recordOf(text({ pattern: /^[a-z]+$/u }), text(), 2);
    assert.equal(roles.safeParse({ a: "x" }).success, true);
    assert.equal(roles.safeParse(JSON.parse('{"__proto__": "x"}')).success, false);
    assert.equal(roles.safeParse({ a: "x", b: "y", c: "z" }).success, false);
    assert.deepEqual(roles.safeParse({ a: 1 }).error?.issues[0]?.path, ["a"]);
  });
});
