import type {
  ExperimentFilter as CriteriaOfExperiments,
  ExperimentStatus,
  MetricOrder,
  ExperimentResults as OutputArtifacts,
  Provenance,
  Experiment as StoredExperiment,
} from "./generated/types.js";

export type { ExperimentStatus } from "./generated/types.js";

/** What a host needs of an experiment tracker. Every method rejects with a `ProvenlabError`. */
export interface ExperimentTrackerPort {
  /**
   * Declares an experiment over frozen input artifacts. The same definition again returns the stored
   * experiment; another one under the same id is a `conflict`.
   */
  createExperiment(definition: ExperimentDefinition): Promise<Experiment>;
  /** One experiment; `not_found` when there is none of that id. */
  getExperiment(experimentId: string): Promise<Experiment>;
  /** Experiments that meet all criteria, newest first or by a metric; 100 unless the filter has a limit. */
  listExperiments(filter: ExperimentFilter): Promise<Experiment[]>;
  /**
   * pending -> running, failed, cancelled; running -> completed, failed, cancelled; the rest is final
   * and `invalid_transition` otherwise. The same status again changes nothing.
   */
  updateStatus(experimentId: string, status: ExperimentStatus): Promise<void>;
  /** Records outputs of a running experiment; each is written once, another id is a `conflict`. */
  storeResults(experimentId: string, results: ExperimentResults): Promise<void>;
  /** All experiments that read any of these artifacts, newest first. */
  findByInputArtifacts(artifactIds: string[]): Promise<Experiment[]>;
}

// Aliases where the contract takes dictionaries: an interface is assignable to none.

/** Artifact ids by the role they play; roles are `[a-z][a-z0-9_]*`. */
export type ExperimentInputs = {
  alerts: string[];
  ohlcv: string[];
  strategies?: string[];
};

export type ExperimentConfig = {
  strategy: Record<string, unknown>;
  dateRange: { from: string; to: string };
  params: Record<string, unknown>;
};

export interface ExperimentProvenance {
  gitCommit: string;
  gitDirty: boolean;
  engineVersion: string;
  /** By the host's clock, in ISO 8601. */
  createdAt: string;
}

/** What is declared once and never edited. */
export interface ExperimentDefinition {
  experimentId: string;
  name: string;
  description?: string;
  inputs: ExperimentInputs;
  config: ExperimentConfig;
  provenance: ExperimentProvenance;
}

export interface ExperimentOutputs {
  trades?: string;
  metrics?: string;
  curves?: string;
  diagnostics?: string;
}

export interface ExperimentExecution {
  /** Of an experiment that ended without running: when it ended. */
  startedAt: string;
  completedAt?: string;
  /** Milliseconds. */
  duration?: number;
  error?: string;
}

/** What the store adds to every experiment. */
export type ExperimentRecord = Pick<
  StoredExperiment,
  "recordedAt" | "revision" | "configHash" | "definitionHash" | "requiredOutputs" | "metrics"
>;

/**
 * A definition and what became of it.
 *
 * `config` has the type in which this host declares experiments; those that another program declared in
 * the same store keep whatever shape they were given.
 */
export interface Experiment extends ExperimentDefinition, ExperimentRecord {
  provenance: Provenance;
  status: ExperimentStatus;
  outputs?: ExperimentOutputs;
  execution?: ExperimentExecution;
}

type Given<Fields> = { -readonly [Name in keyof Fields]?: NonNullable<Fields[Name]> };

/** All given criteria hold together; times are inclusive and compare `provenance.createdAt`. */
export type ExperimentFilter = Given<CriteriaOfExperiments> & {
  /** By a metric; those without it come last. Without an order: newest first. */
  order?: MetricOrder;
  limit?: number;
};

/** Artifact ids by output; outputs other than the common four stand under `outputs`. */
export type ExperimentResults = Given<OutputArtifacts>;
