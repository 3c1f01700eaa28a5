import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { definition } from "../fixtures/definitions.js";
import { openLab, storeKinds } from "../fixtures/stores.js";

for (const kind of storeKinds)
  describe(`artifacts on ${kind.name}`, () => {
    it("lead from a slice to what was made of it and back", async (context) => {
      const { adapter, folder } = openLab(context, kind);
      const { client } = adapter;
      const bars = join(folder, "bars.csv");
      writeFileSync(bars, "date,close\n2025-01-01,1.5\n");
      const slice = await client.publishArtifact({
        kind: "ohlcv",
        name: "bars",
        format: "csv",
        path: bars,
      });
      assert.equal(slice.summary["rows"], 1);
      const inputs = { alerts: [], ohlcv: [slice.artifactId] };
      const { experimentId } = await adapter.createExperiment(definition({ inputs }));
      await adapter.updateStatus(experimentId, "running");
      const metrics = await client.publishArtifact({
        kind: "metrics",
        name: "metrics",
        jsonContent: { sharpe: 1.25 },
        producer: { kind: "experiment", id: experimentId },
        parents: [{ artifactId: slice.artifactId, role: "ohlcv" }],
      });
      const results = { metricsArtifactId: metrics.artifactId };
      const completed = await client.completeExperiment({ experimentId, results });
      assert.equal(completed.status, "completed");

      const lineage = await client.getLineage({
        artifactId: slice.artifactId,
        direction: "downstream",
      });
      const nodes = lineage.nodes.map((node) => `${node.kind}:${node.id}`);
      assert.ok(nodes.includes(`experiment:${experimentId}`));
      assert.ok(nodes.includes(`artifact:${metrics.artifactId}`));
      const page = await client.listArtifacts({ filter: { kind: "metrics" } });
      assert.deepEqual(
        page.items.map((item) => item.artifactId),
        [metrics.artifactId],
      );
      assert.equal((await client.verifyStore()).sound, true);
    });

    it("are checked when an experiment names them", async (context) => {
      const { client } = openLab(context, kind).adapter;
      await client.publishArtifact({ kind: "ohlcv", name: "bars", textContent: "x" });
      const inputs = { ohlcv: ["no-such-artifact"] };
      await assert.rejects(client.createExperiment({ ...definition(), inputs }), {
        code: "not_found",
      });
    });
  });
