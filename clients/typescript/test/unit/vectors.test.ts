import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CONTRACT_VERSION, operations } from "../../src/index.js";
import { faultsOf } from "../../src/validation.js";
import { requestOf, type Vector, vectorFile } from "../fixtures/vectors.js";

function verdictOf(vector: Vector): { valid: boolean; path: string | undefined } {
  const entry = operations[vector.operation as keyof typeof operations];
  const checked = entry.request.safeParse(requestOf(vector));
  if (checked.success) return { valid: true, path: undefined };
  return { valid: false, path: faultsOf(checked.error)[0]?.path };
}

describe("the generated schemas", () => {
  it("are of the contract that the vectors are of", () => {
    assert.equal(vectorFile.contractVersion, CONTRACT_VERSION);
    assert.deepEqual(Object.keys(vectorFile.bases).sort(), Object.keys(operations).sort());
  });

  for (const operation of Object.keys(operations)) {
    it(`judge requests of ${operation} as the models do`, () => {
      const vectors = vectorFile.requests.filter((each) => each.operation === operation);
      assert.ok(vectors.length > 2);
      for (const vector of vectors.filter((each) => each.base !== "snake")) {
        const verdict = verdictOf(vector);
        assert.equal(verdict.valid, vector.valid, vector.case);
        // The bridge's reader judges the whole document and says so in its own words.
        if (vector.code === "validation_failed")
          assert.equal(verdict.path, vector.path, vector.case);
      }
    });
  }

  it("know one spelling of names; the bridge knows two", () => {
    const snake = vectorFile.requests.filter((each) => each.base === "snake");
    assert.ok(snake.some((vector) => !verdictOf(vector).valid));
    assert.ok(snake.every((vector) => vector.valid));
  });
});
