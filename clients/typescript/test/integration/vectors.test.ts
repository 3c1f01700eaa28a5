import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ProvenlabError } from "../../src/index.js";
import { openLab } from "../fixtures/stores.js";
import { requestOf, type Vector, vectorFile } from "../fixtures/vectors.js";

const IN_MEMORY = { name: "memory", path: () => "memory:" };

describe("the bridge", () => {
  it("refuses what the vectors call invalid, at the same place", async (context) => {
    const { engine } = openLab(context, IN_MEMORY);
    const isCall = (vector: Vector) => vector.at.length > 0;
    const invalid = vectorFile.requests.filter((each) => !each.valid && isCall(each));
    const refusals = invalid.map(async (vector) => {
      const params = requestOf(vector) as Record<string, unknown>;
      const error = await engine.run(vector.operation, params).then(
        () => assert.fail(`${vector.operation} took ${vector.case}`),
        (reason: ProvenlabError) => reason,
      );
      assert.equal(error.code, vector.code, vector.case);
      if (error.code !== "validation_failed") return;
      const [first] = error.details["faults"] as { path: string }[];
      assert.equal(first?.path, vector.path, vector.case);
    });
    assert.ok((await Promise.all(refusals)).length > 1_000);
  });

  it("takes names in snake_case", async (context) => {
    const { engine } = openLab(context, IN_MEMORY);
    const snake = vectorFile.bases["create_experiment"]?.snake as Record<string, unknown>;
    const created = (await engine.run("create_experiment", snake)) as Record<string, unknown>;
    assert.equal(created["experimentId"], snake["experiment_id"]);
  });
});
