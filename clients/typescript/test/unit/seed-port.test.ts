import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExperimentTrackerAdapter } from "../../src/index.js";
import { definition } from "../fixtures/definitions.js";
import { trackerOfOne } from "../fixtures/scripted-engine.js";

/** A host's own port, written without this package. */
interface HostPort {
  createExperiment(definition: HostDefinition): Promise<HostExperiment>;
  getExperiment(experimentId: string): Promise<HostExperiment>;
  listExperiments(filter: HostFilter): Promise<HostExperiment[]>;
  updateStatus(experimentId: string, status: HostStatus): Promise<void>;
  storeResults(experimentId: string, results: HostResults): Promise<void>;
  findByInputArtifacts(artifactIds: string[]): Promise<HostExperiment[]>;
}

interface HostDefinition {
  experimentId: string;
  name: string;
  description?: string;
  inputs: { alerts: string[]; ohlcv: string[]; strategies?: string[] };
  config: {
    strategy: Record<string, unknown>;
    dateRange: { from: string; to: string };
    params: Record<string, unknown>;
  };
  provenance: { gitCommit: string; gitDirty: boolean; engineVersion: string; createdAt: string };
}

interface HostExperiment extends HostDefinition {
  status: HostStatus;
  outputs?: { trades?: string; metrics?: string; curves?: string; diagnostics?: string };
  execution?: { startedAt: string; completedAt?: string; duration?: number; error?: string };
}

type HostStatus = "pending" | "running" | "completed" | "failed" | "cancelled";

interface HostFilter {
  status?: HostStatus;
  artifactType?: string;
  gitCommit?: string;
  minCreatedAt?: string;
  maxCreatedAt?: string;
  limit?: number;
}

interface HostResults {
  tradesArtifactId?: string;
  metricsArtifactId?: string;
  curvesArtifactId?: string;
  diagnosticsArtifactId?: string;
}

describe("a host's own port", () => {
  it("is implemented by the adapter as it stands", async () => {
    const port: HostPort = new ExperimentTrackerAdapter("lab.duckdb", trackerOfOne());
    const experiment = await port.createExperiment(definition({ experimentId: "exp-1" }));
    experiment.inputs.alerts.push("the host may change its copy");
    assert.equal(experiment.status, "pending");
  });
});
