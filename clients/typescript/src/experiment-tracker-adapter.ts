import { type ClientOptions, ProvenlabClient } from "./client.js";
import type { CallOptions, PythonEngine } from "./engine.js";
import type { Execution, Experiment as StoredExperiment, UpdateStatus } from "./generated/types.js";
import { collectPages } from "./paging.js";
import type {
  Experiment,
  ExperimentConfig,
  ExperimentDefinition,
  ExperimentExecution,
  ExperimentFilter,
  ExperimentResults,
  ExperimentStatus,
  ExperimentTrackerPort,
} from "./port.js";

/**
 * The declared experiment, and whether this call declared it. A call that was repeated because the
 * bridge died may find what its first attempt stored, and then says that it did not.
 */
export interface DeclaredExperiment extends Experiment {
  created: boolean;
  /** Superseded inputs, each in a sentence. */
  warnings: readonly string[];
}

/** What may be said with a change of status; `error` belongs to `failed`. */
export type StatusRemark = Pick<UpdateStatus, "error" | "actor" | "reason">;

/** The tracker's port over the Python bridge. `client` has all other operations on the same store. */
export class ExperimentTrackerAdapter implements ExperimentTrackerPort {
  readonly client: ProvenlabClient;

  /**
   * @param dbPath the store; without it `EXPERIMENT_DB`, else the bridge's default
   * @param engine runs the operations; without it a `PersistentEngine`, which `close` ends
   */
  constructor(
    dbPath?: string,
    engine?: PythonEngine,
    options: Omit<ClientOptions, "dbPath" | "engine"> = {},
  ) {
    this.client = new ProvenlabClient({ ...options, dbPath, engine });
  }

  async createExperiment(
    definition: ExperimentDefinition,
    options?: CallOptions,
  ): Promise<DeclaredExperiment> {
    const stored = await this.client.call("create_experiment", definition, options);
    return { ...toExperiment(stored), created: stored.created, warnings: stored.warnings };
  }

  async getExperiment(experimentId: string, options?: CallOptions): Promise<Experiment> {
    return toExperiment(await this.client.call("get_experiment", { experimentId }, options));
  }

  async listExperiments(
    filter: ExperimentFilter = {},
    options?: CallOptions,
  ): Promise<Experiment[]> {
    const { limit: wanted = DEFAULT_LIMIT, ...criteria } = filter;
    const stored = await collectPages(wanted, idOf, (limit, cursor) => {
      const page = { ...criteria, limit, ...(cursor && { cursor }) };
      return this.client.call("list_experiments", { filter: page }, options);
    });
    return stored.map(toExperiment);
  }

  async updateStatus(
    experimentId: string,
    status: ExperimentStatus,
    remark: StatusRemark = {},
    options?: CallOptions,
  ): Promise<void> {
    await this.client.call("update_status", { experimentId, status, ...remark }, options);
  }

  async storeResults(
    experimentId: string,
    results: ExperimentResults,
    options?: CallOptions,
  ): Promise<void> {
    await this.client.call("store_results", { experimentId, results }, options);
  }

  async findByInputArtifacts(
    artifactIds: readonly string[],
    options?: CallOptions,
  ): Promise<Experiment[]> {
    const stored = await collectPages(Number.POSITIVE_INFINITY, idOf, (limit, cursor) => {
      const query = { artifactIds, limit, ...(cursor && { cursor }) };
      return this.client.call("find_by_input_artifacts", query, options);
    });
    return stored.map(toExperiment);
  }

  /** Waits for calls under way and ends the engine this adapter made. */
  close(): Promise<void> {
    return this.client.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const DEFAULT_LIMIT = 100;

function idOf(stored: StoredExperiment): string {
  return stored.experimentId;
}

/** The stored experiment in the port's types: the common roles are there even when they are empty. */
function toExperiment(stored: StoredExperiment): Experiment {
  const { execution, inputs, config, outputs, ...rest } = stored;
  const roles = Object.entries(inputs).map(([role, ids]) => [role, [...ids]]);
  const experiment: Experiment = {
    ...rest,
    inputs: { alerts: [], ohlcv: [], ...Object.fromEntries(roles) },
    config: config as unknown as ExperimentConfig,
    outputs: { ...outputs },
  };
  return execution === undefined ? experiment : { ...experiment, ...executed(execution) };
}

function executed(execution: Execution): { execution?: ExperimentExecution } {
  const startedAt = execution.startedAt ?? execution.completedAt;
  return startedAt === undefined ? {} : { execution: { ...execution, startedAt } };
}
