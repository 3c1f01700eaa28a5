import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExperimentTrackerAdapter, OneShotEngine, type ProvenlabError } from "../../src/index.js";
import { definition } from "../fixtures/definitions.js";
import { openLab, storeKinds } from "../fixtures/stores.js";

for (const kind of storeKinds)
  describe(`ExperimentTrackerAdapter on ${kind.name}`, () => {
    it("tracks the full lifecycle of an experiment", async (context) => {
      const { adapter } = openLab(context, kind);
      const experiment = await adapter.createExperiment(definition());
      assert.equal(experiment.status, "pending");

      await adapter.updateStatus(experiment.experimentId, "running");
      await adapter.storeResults(experiment.experimentId, {
        tradesArtifactId: "trades-123",
        metricsArtifactId: "metrics-456",
      });
      await adapter.updateStatus(experiment.experimentId, "completed");

      const completed = await adapter.getExperiment(experiment.experimentId);
      assert.equal(completed.status, "completed");
      assert.equal(completed.outputs?.trades, "trades-123");
      assert.ok(Number(completed.execution?.duration) >= 0);
      assert.ok(completed.execution?.completedAt);
    });

    it("creates nothing twice, and refuses another definition under the same id", async (context) => {
      const { adapter } = openLab(context, kind);
      const declared = definition();
      assert.equal((await adapter.createExperiment(declared)).created, true);
      assert.equal((await adapter.createExperiment(declared)).created, false);
      const other = { ...declared, name: "Another" };
      await assert.rejects(adapter.createExperiment(other), (error: ProvenlabError) => {
        assert.ok(error.is("conflict"));
        assert.deepEqual(error.details["differing"], ["name"]);
        return true;
      });
      assert.equal((await adapter.listExperiments()).length, 1);
    });

    it("returns a definition as it was given", async (context) => {
      const { adapter } = openLab(context, kind);
      const given = definition({
        description: "é😀 \u2028",
        config: {
          strategy: { nested: { list: [1, 2.5, null, "x", true, 1e300] } },
          dateRange: { from: "2025-01-01", to: "2025-01-31" },
          params: { "key with blanks": null },
        },
      });
      await adapter.createExperiment(given);
      const stored = await adapter.getExperiment(given.experimentId);
      assert.deepEqual({ ...stored, ...given }, stored);
    });

    it("finds experiments by any of their input artifacts", async (context) => {
      const { adapter } = openLab(context, kind);
      const inputs = [["alert-X"], ["alert-Y"], ["alert-X", "alert-Y"], ["alert-Z"]];
      const ids = await Promise.all(
        inputs.map(async (alerts) => {
          const created = await adapter.createExperiment(
            definition({ inputs: { alerts, ohlcv: [] } }),
          );
          return created.experimentId;
        }),
      );
      const found = await adapter.findByInputArtifacts(["alert-X"]);
      assert.deepEqual(found.map((each) => each.experimentId).sort(), [ids[0], ids[2]].sort());
      assert.equal((await adapter.findByInputArtifacts(["alert-X", "alert-Y"])).length, 3);
      assert.deepEqual(await adapter.findByInputArtifacts(["nothing"]), []);
      assert.deepEqual(await adapter.findByInputArtifacts([]), []);
    });

    it("lists by status and commit, newest first", async (context) => {
      const { adapter } = openLab(context, kind);
      const at = (createdAt: string, gitCommit: string) =>
        definition({
          provenance: { ...definition().provenance, createdAt, gitCommit },
        });
      const old = await adapter.createExperiment(at("2025-01-01T00:00:00Z", "aaa"));
      const young = await adapter.createExperiment(at("2025-01-02T00:00:00Z", "aaa"));
      await adapter.createExperiment(at("2025-01-03T00:00:00Z", "bbb"));
      await adapter.updateStatus(old.experimentId, "failed", { error: "out of memory" });
      const ofCommit = await adapter.listExperiments({ gitCommit: "aaa" });
      assert.deepEqual(
        ofCommit.map((each) => each.experimentId),
        [young.experimentId, old.experimentId],
      );
      const [failed] = await adapter.listExperiments({ status: "failed" });
      assert.equal(failed?.execution?.error, "out of memory");
      assert.equal((await adapter.listExperiments({ limit: 1 })).length, 1);
    });

    it("refuses steps that the lifecycle does not have", async (context) => {
      const { adapter } = openLab(context, kind);
      const { experimentId } = await adapter.createExperiment(definition());
      await assert.rejects(adapter.updateStatus(experimentId, "completed"), {
        code: "invalid_transition",
      });
      await adapter.updateStatus(experimentId, "cancelled");
      await assert.rejects(adapter.updateStatus(experimentId, "running"), {
        code: "invalid_transition",
      });
    });

    it("says which experiment there is not", async (context) => {
      const { adapter } = openLab(context, kind);
      await adapter.createExperiment(definition());
      await assert.rejects(adapter.getExperiment("exp-none"), {
        code: "not_found",
        details: { experimentId: "exp-none" },
      });
    });

    it("gives one-shot processes the same store", async (context) => {
      const { adapter, path, env } = openLab(context, kind);
      const { experimentId } = await adapter.createExperiment(definition());
      const oneShot = new ExperimentTrackerAdapter(path, new OneShotEngine({ env }));
      assert.equal((await oneShot.getExperiment(experimentId)).experimentId, experimentId);
      await oneShot.updateStatus(experimentId, "running");
      assert.equal((await adapter.getExperiment(experimentId)).status, "running");
      await assert.rejects(oneShot.getExperiment("exp-none"), { code: "not_found" });
    });
  });
