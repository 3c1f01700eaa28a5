import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExperimentTrackerAdapter, ProvenlabError } from "../../src/index.js";
import { definition } from "../fixtures/definitions.js";
import { ScriptedEngine, trackerOfOne } from "../fixtures/scripted-engine.js";

const DB = "lab.duckdb";

function adapterOf(engine: ScriptedEngine): ExperimentTrackerAdapter {
  return new ExperimentTrackerAdapter(DB, engine);
}

describe("ExperimentTrackerAdapter", () => {
  it("creates an experiment", async () => {
    const engine = trackerOfOne();
    const experiment = await adapterOf(engine).createExperiment(
      definition({ experimentId: "exp-123" }),
    );
    assert.equal(experiment.experimentId, "exp-123");
    assert.equal(experiment.status, "pending");
    assert.equal(experiment.created, true);
    assert.equal(engine.calls[0]?.options.dbPath, DB);
  });

  it("updates the status", async () => {
    const adapter = adapterOf(trackerOfOne());
    await adapter.createExperiment(definition({ experimentId: "exp-456" }));
    await adapter.updateStatus("exp-456", "running");
    assert.equal((await adapter.getExperiment("exp-456")).status, "running");
  });

  it("finds by input artifacts, all of them", async () => {
    const engine = trackerOfOne();
    const adapter = adapterOf(engine);
    const inputs = { alerts: ["alert-X"], ohlcv: [] };
    await adapter.createExperiment(definition({ experimentId: "exp-789", inputs }));
    const experiments = await adapter.findByInputArtifacts(["alert-X"]);
    assert.equal(experiments.length, 1);
    assert.equal(experiments[0]?.experimentId, "exp-789");
    assert.deepEqual(engine.calls[1]?.params, { artifactIds: ["alert-X"], limit: 1_000 });
  });

  it("stores results", async () => {
    const adapter = adapterOf(trackerOfOne());
    await adapter.createExperiment(definition({ experimentId: "exp-1" }));
    await adapter.storeResults("exp-1", { tradesArtifactId: "t-1", metricsArtifactId: "m-1" });
    assert.deepEqual((await adapter.getExperiment("exp-1")).outputs, {
      trades: "t-1",
      metrics: "m-1",
    });
  });

  it("lists with the criteria of the filter", async () => {
    const engine = trackerOfOne();
    const adapter = adapterOf(engine);
    await adapter.createExperiment(definition());
    const filter = { status: "pending", gitCommit: "abc123", limit: 5 } as const;
    assert.equal((await adapter.listExperiments(filter)).length, 1);
    assert.deepEqual(engine.calls[1]?.params, { filter });
  });

  it("says why an experiment failed", async () => {
    const engine = trackerOfOne();
    const adapter = adapterOf(engine);
    await adapter.createExperiment(definition({ experimentId: "exp-1" }));
    await adapter.updateStatus("exp-1", "failed", { error: "out of memory" });
    assert.deepEqual(engine.calls[1]?.params, {
      experimentId: "exp-1",
      status: "failed",
      error: "out of memory",
    });
  });

  it("gives the common roles of an experiment that has others", async () => {
    const engine = trackerOfOne();
    const adapter = adapterOf(engine);
    const inputs = { universe: ["u-1"] };
    await adapter.client.createExperiment({ ...definition(), inputs, config: { free: 1 } });
    const experiment = await adapter.getExperiment("any");
    assert.deepEqual(experiment.inputs, { alerts: [], ohlcv: [], universe: ["u-1"] });
  });

  it("gives a start to an experiment that ended without running", async () => {
    const stored = await adapterOf(trackerOfOne()).createExperiment(definition());
    const ended = "2025-01-31T09:30:00.000Z";
    const engine = new ScriptedEngine({
      get_experiment: () => ({ ...stored, status: "failed", execution: { completedAt: ended } }),
    });
    const { execution } = await adapterOf(engine).getExperiment(stored.experimentId);
    assert.deepEqual(execution, { startedAt: ended, completedAt: ended });
  });

  it("refuses a wrong definition before it reaches the engine", async () => {
    const engine = trackerOfOne();
    const wrong = definition({ experimentId: "not an id" });
    await assert.rejects(
      adapterOf(engine).createExperiment(wrong),
      (error: ProvenlabError) =>
        error.is("invalid_request") && error.message.startsWith("experimentId: "),
    );
    assert.equal(engine.calls.length, 0);
  });

  it("refuses a reply that is not in the contract and does not quote it", async () => {
    const engine = new ScriptedEngine({ get_experiment: () => ({ experimentId: "hunter2" }) });
    await assert.rejects(adapterOf(engine).getExperiment("exp-1"), (error) => {
      assert.ok(error instanceof ProvenlabError);
      assert.equal(error.code, "protocol_error");
      assert.match(error.message, /the result of get_experiment has a wrong name/);
      assert.doesNotMatch(JSON.stringify(error), /hunter2/);
      return true;
    });
  });

  it("takes what a newer bridge adds to a reply", async () => {
    const stored = await adapterOf(trackerOfOne()).createExperiment(definition());
    const engine = new ScriptedEngine({ get_experiment: () => ({ ...stored, cohort: "c-1" }) });
    const experiment = await adapterOf(engine).getExperiment(stored.experimentId);
    assert.equal(experiment.experimentId, stored.experimentId);
  });

  it("leaves an engine open that it was given", async () => {
    const engine = trackerOfOne();
    await adapterOf(engine).close();
    assert.equal(engine.closed, false);
  });
});
