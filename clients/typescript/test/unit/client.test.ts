import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProvenlabClient } from "../../src/index.js";
import { definition } from "../fixtures/definitions.js";
import { ScriptedEngine, trackerOfOne } from "../fixtures/scripted-engine.js";

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;

describe("ProvenlabClient", () => {
  it("gives a new experiment its id before the request leaves", async () => {
    const engine = trackerOfOne();
    const { experimentId: _, ...anonymous } = definition();
    const created = await new ProvenlabClient({ engine }).createExperiment(anonymous);
    assert.match(created.experimentId, UUID7);
    assert.equal(engine.calls[0]?.params["experimentId"], created.experimentId);
  });

  it("gives a new artifact its id and time before the request leaves", async () => {
    const engine = new ScriptedEngine({ publish_artifact: () => ({}) });
    const client = new ProvenlabClient({ engine });
    const request = { kind: "ohlcv", name: "bars", textContent: "x", artifactId: null };
    await assert.rejects(client.publishArtifact(request), { code: "protocol_error" });
    assert.match(String(engine.calls[0]?.params["artifactId"]), UUID7);
    assert.ok(Date.parse(String(engine.calls[0]?.params["createdAt"])) > 0);
  });

  it("leaves ids alone that the host chose", async () => {
    const engine = trackerOfOne();
    await new ProvenlabClient({ engine }).createExperiment(definition({ experimentId: "mine" }));
    assert.equal(engine.calls[0]?.params["experimentId"], "mine");
  });

  it("passes limits on to the engine, those of the call first", async () => {
    const engine = trackerOfOne();
    const client = new ProvenlabClient({ engine, timeoutMs: 5, lockTimeoutMs: 7, dbPath: "a.db" });
    await client.createExperiment(definition());
    await client.getExperiment({ experimentId: "exp-1" }, { timeoutMs: 9 });
    assert.deepEqual(
      engine.calls.map((call) => call.options),
      [
        { dbPath: "a.db", timeoutMs: 5, lockTimeoutMs: 7 },
        { dbPath: "a.db", timeoutMs: 9, lockTimeoutMs: 7 },
      ],
    );
  });

  it("takes the store from EXPERIMENT_DB, unless it is told another", async (context) => {
    context.after(() => delete process.env["EXPERIMENT_DB"]);
    process.env["EXPERIMENT_DB"] = "from-the-environment.duckdb";
    const engine = trackerOfOne();
    await new ProvenlabClient({ engine }).createExperiment(definition());
    await new ProvenlabClient({ engine, dbPath: "told.db" }).createExperiment(definition());
    const paths = engine.calls.map((call) => call.options.dbPath);
    assert.deepEqual(paths, ["from-the-environment.duckdb", "told.db"]);
  });

  it("has a method for each operation", () => {
    const client = new ProvenlabClient({ engine: trackerOfOne() });
    for (const method of ["publishArtifact", "getLineage", "completeExperiment", "listArtifacts"]) {
      assert.equal(typeof client[method as keyof ProvenlabClient], "function");
    }
  });
});
