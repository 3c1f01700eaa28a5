// Generated from the operations of provenlab by `make contract`. Do not edit.

export type ExperimentStatus = "pending" | "running" | "completed" | "failed" | "cancelled";

export type ArtifactStatus = "active" | "superseded" | "tombstoned";

export type ArtifactFormat = "json" | "csv" | "parquet" | "bytes";

export type ProducerKind = "experiment" | "run";

export type NodeKind = "artifact" | "experiment";

export type Direction = "upstream" | "downstream";

/**
 * `created_at` is the client's clock; the store adds `recorded_at` by its own.
 *
 * The commit, the dirty flag and the engine version are part of a definition's identity; the rest
 * describes the circumstances.
 */
export interface ProvenanceInput {
  /** At most 128 characters. */
  readonly gitCommit: string;
  readonly gitDirty: boolean;
  /** At most 128 characters. */
  readonly engineVersion: string;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** At most 128 characters. */
  readonly host?: string | null | undefined;
  /** At most 256 characters. */
  readonly platform?: string | null | undefined;
  /** At most 128 characters. */
  readonly pythonVersion?: string | null | undefined;
  readonly packages?: Readonly<Record<string, string>> | null | undefined;
  readonly argv?: readonly string[] | null | undefined;
}

/** A definition; without `experimentId` one is made. `validateInputs: false` takes ids as given. */
export interface CreateExperiment {
  readonly experimentId?: string | null | undefined;
  /** At most 256 characters. */
  readonly name: string;
  /** At most 10,000 characters. */
  readonly description?: string | null | undefined;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly provenance: ProvenanceInput;
  /** Without it: ["metrics"]. */
  readonly requiredOutputs?: readonly string[] | undefined;
  /** Without it: true. */
  readonly validateInputs?: boolean | undefined;
}

/** Which experiment. */
export interface GetExperiment {
  readonly experimentId: string;
}

/** Records whose final metric lies in a range, both ends included; NaN lies in none that has an end. */
export interface MetricBounds {
  /** At most 256 characters. */
  readonly key: string;
  readonly atLeast?: number | null | undefined;
  readonly atMost?: number | null | undefined;
}

/** By a final metric; records without it come last. Without an order: newest first. */
export interface MetricOrder {
  /** At most 256 characters. */
  readonly metric: string;
  /** Without it: true. */
  readonly descending?: boolean | undefined;
}

/** Criteria, order, and which part of the list: at most `limit`, after the experiment `cursor`. */
export interface ExperimentListFilter {
  readonly status?: ExperimentStatus | null | undefined;
  /** At most 128 characters. */
  readonly artifactType?: string | null | undefined;
  /** At most 128 characters. */
  readonly gitCommit?: string | null | undefined;
  readonly metric?: MetricBounds | null | undefined;
  /** An instant in ISO 8601. */
  readonly minCreatedAt?: string | null | undefined;
  /** An instant in ISO 8601. */
  readonly maxCreatedAt?: string | null | undefined;
  readonly order?: MetricOrder | null | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: string | null | undefined;
}

/** Without a filter, the newest 100. */
export interface ListExperiments {
  readonly filter?: ExperimentListFilter | undefined;
}

/**
 * All given fields hold together. `artifact_type`: an input or output has that kind.
 *
 * `min_created_at` and `max_created_at` are inclusive and compare `provenance.created_at`.
 */
export interface ExperimentFilter {
  readonly status?: ExperimentStatus | null | undefined;
  /** At most 128 characters. */
  readonly artifactType?: string | null | undefined;
  /** At most 128 characters. */
  readonly gitCommit?: string | null | undefined;
  readonly metric?: MetricBounds | null | undefined;
  /** An instant in ISO 8601. */
  readonly minCreatedAt?: string | null | undefined;
  /** An instant in ISO 8601. */
  readonly maxCreatedAt?: string | null | undefined;
}

/** Without a filter, all of them. */
export interface CountExperiments {
  readonly filter?: ExperimentFilter | undefined;
}

/** `error` tells what went wrong, with status `failed` only. */
export interface UpdateStatus {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly experimentId: string;
  readonly status: ExperimentStatus;
  /** At most 100,000 characters. */
  readonly error?: string | null | undefined;
}

/** Artifacts by output slot: the four common ones by name, any other under `outputs`. */
export interface ExperimentResults {
  readonly tradesArtifactId?: string | null | undefined;
  readonly metricsArtifactId?: string | null | undefined;
  readonly curvesArtifactId?: string | null | undefined;
  readonly diagnosticsArtifactId?: string | null | undefined;
  readonly outputs?: Readonly<Record<string, string>> | undefined;
}

/** Which experiment produced which artifacts. */
export interface StoreResults {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly experimentId: string;
  readonly results: ExperimentResults;
  /** Without it: true. */
  readonly validateOutputs?: boolean | undefined;
}

/** Its last results; may be empty when all were stored before. */
export interface CompleteExperiment {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly experimentId: string;
  readonly results?: ExperimentResults | undefined;
  /** Without it: true. */
  readonly validateOutputs?: boolean | undefined;
}

/** Nothing to say. */
export type IndexExperimentMetrics = Readonly<Record<string, never>>;

/** A query, and which part of its answer. */
export interface FindByInputArtifacts {
  readonly artifactIds: readonly string[];
  /** Without it: "any". */
  readonly match?: "any" | "all" | undefined;
  readonly role?: string | null | undefined;
  /** Without it: false. */
  readonly transitive?: boolean | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: string | null | undefined;
}

/** The run or experiment an artifact came out of. */
export interface ProducerInput {
  readonly kind: ProducerKind;
  readonly id: string;
}

/** A lineage edge: made from that artifact, which played this role. */
export interface ParentInput {
  readonly artifactId: string;
  /** Without it: "source". */
  readonly role?: string | undefined;
}

/**
 * A description and exactly one source of bytes.
 *
 * `path`: a local file. `jsonContent`: any JSON value, stored in canonical form. `textContent`:
 * stored as UTF-8. `base64Content`: bytes. Without `artifactId` one is made; without `createdAt`
 * it is now; without `format` it is `json` for `jsonContent`, else `bytes`.
 */
export interface PublishArtifact {
  readonly artifactId?: string | null | undefined;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  /** Without it: 1. */
  readonly schemaVersion?: number | undefined;
  readonly format?: ArtifactFormat | null | undefined;
  /** At most 256 characters. */
  readonly logicalKey?: string | null | undefined;
  readonly supersedes?: string | null | undefined;
  readonly producer?: ProducerInput | null | undefined;
  /** Without it: []. */
  readonly parents?: readonly ParentInput[] | undefined;
  /** An instant in ISO 8601. */
  readonly createdAt?: string | null | undefined;
  /** At most 4,096 characters. */
  readonly path?: string | null | undefined;
  readonly jsonContent?: unknown | undefined;
  readonly textContent?: string | null | undefined;
  readonly base64Content?: string | null | undefined;
  readonly summary?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Which artifact. */
export interface GetArtifact {
  readonly artifactId: string;
}

/** Criteria, and which part of the list: at most `limit`, after the artifact `cursor`. */
export interface ArtifactListFilter {
  /** At most 128 characters. */
  readonly kind?: string | null | undefined;
  /** At most 256 characters. */
  readonly name?: string | null | undefined;
  /** At most 256 characters. */
  readonly logicalKey?: string | null | undefined;
  readonly fileHash?: string | null | undefined;
  readonly contentHash?: string | null | undefined;
  readonly producerId?: string | null | undefined;
  readonly status?: ArtifactStatus | null | undefined;
  /** An instant in ISO 8601. */
  readonly minCreatedAt?: string | null | undefined;
  /** An instant in ISO 8601. */
  readonly maxCreatedAt?: string | null | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: string | null | undefined;
}

/** Without a filter, the newest 100. */
export interface ListArtifacts {
  readonly filter?: ArtifactListFilter | undefined;
}

/** Which artifact, and which part of it. */
export interface PreviewArtifact {
  /** Without it: 0. */
  readonly offset?: number | undefined;
  /** Without it: 50. */
  readonly limit?: number | undefined;
  readonly columnNames?: readonly string[] | null | undefined;
  readonly artifactId: string;
}

/** Which artifact takes the place of which. */
export interface SupersedeArtifact {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly artifactId: string;
  readonly successorId: string;
}

/** Which artifact must not be used any more. */
export interface TombstoneArtifact {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly artifactId: string;
}

/** Which artifact, who asks for it and why. */
export interface PinArtifact {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly artifactId: string;
}

/** Nothing to say. */
export type ListPins = Readonly<Record<string, never>>;

/** Which artifact. */
export interface GetArtifactExpiry {
  readonly artifactId: string;
}

/**
 * What outputs of runs and experiments must be to keep their bytes; one rule that holds is enough.
 *
 * Kept by every policy: what no run or experiment of this store made, what is pinned, files and inputs
 * of model versions, outputs and inputs of what runs or waits or stands in the journal, what scenarios
 * read and candidates came from, and all that something kept was made from. `keepLast`: outputs of the
 * newest completed runs of each experiment, or of each name with `lastOf: name`. `keepDays`: what was
 * recorded less than so many days ago. With `keepAggregates` artifacts of `aggregateKinds` stay, but not
 * what they were made from. With `keepRejectedTrials: false` a rejected journal entry holds nothing. With
 * `onlyKinds` nothing else goes.
 */
export interface RetentionPolicyInput {
  /** At most 128 characters. Without it: "default". */
  readonly name?: string | undefined;
  /** Without it: 3. */
  readonly keepLast?: number | undefined;
  /** Without it: "experiment". */
  readonly lastOf?: "experiment" | "name" | undefined;
  /** Without it: 30.0. */
  readonly keepDays?: number | undefined;
  /** Without it: true. */
  readonly keepAggregates?: boolean | undefined;
  /** Without it: ["metrics", "evaluation_results", "leaderboard", "summary"]. */
  readonly aggregateKinds?: readonly string[] | undefined;
  /** Without it: true. */
  readonly keepRejectedTrials?: boolean | undefined;
  /** Without it: []. */
  readonly onlyKinds?: readonly string[] | undefined;
}

/**
 * `minAgeSeconds` protects what is being published right now, as in `sweep_blobs`.
 *
 * `listKept` lists what stays as well; at most `maxListed` of each.
 */
export interface CollectGarbage {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly policy?: RetentionPolicyInput | undefined;
  /** Without it: true. */
  readonly dryRun?: boolean | undefined;
  /** Without it: 86400. */
  readonly minAgeSeconds?: number | undefined;
  /** Without it: false. */
  readonly listKept?: boolean | undefined;
  /** Without it: 1000. */
  readonly maxListed?: number | undefined;
}

/** From one artifact or one experiment, upstream (where from) or downstream (what came of it). */
export interface GetLineage {
  readonly artifactId?: string | null | undefined;
  readonly experimentId?: string | null | undefined;
  readonly direction: Direction;
  /** Without it: 1000. */
  readonly maxDepth?: number | undefined;
  /** Without it: 10000. */
  readonly maxNodes?: number | undefined;
}

/** Of which run; `maxNodes` bounds the walk. */
export interface GetRunDatasets {
  readonly runId: string;
  /** Without it: 10000. */
  readonly maxNodes?: number | undefined;
}

/** What a run read: a named dataset in a version, or an artifact; resolved before it began. */
export interface DatasetRefInput {
  /** At most 256 characters. */
  readonly dataset: string;
  /** At most 128 characters. */
  readonly version?: string | null | undefined;
  readonly artifactId?: string | null | undefined;
  readonly contentHash?: string | null | undefined;
  /** Without it: "input". */
  readonly role?: string | undefined;
}

/** The code and the machine; `created_at` by the client's clock. All but the time may be unknown. */
export interface RunOriginInput {
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** At most 128 characters. */
  readonly gitCommit?: string | null | undefined;
  readonly gitDirty?: boolean | null | undefined;
  /** At most 10,000 characters. */
  readonly gitRemote?: string | null | undefined;
  /** At most 128 characters. */
  readonly host?: string | null | undefined;
  /** At most 256 characters. */
  readonly platform?: string | null | undefined;
  /** At most 128 characters. */
  readonly pythonVersion?: string | null | undefined;
  readonly processId?: number | null | undefined;
  readonly packages?: Readonly<Record<string, string>> | null | undefined;
  readonly argv?: readonly string[] | null | undefined;
}

/** Where something secret stood, and the rule that found it; never what it was. */
export interface RedactedPlaceInput {
  /** At most 256 characters. */
  readonly path: string;
  /** At most 128 characters. */
  readonly rule: string;
}

/**
 * A definition; without `runId` one is made. The lease is renewed by `heartbeat`.
 *
 * `startedAt` is for a run that is recorded later than it began; otherwise it began now.
 */
export interface StartRun {
  readonly runId?: string | null | undefined;
  /** At most 256 characters. */
  readonly name: string;
  /** At most 128 characters. Without it: "train". */
  readonly kind?: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  /** Without it: []. */
  readonly datasets?: readonly DatasetRefInput[] | undefined;
  /** Without it: []. */
  readonly tags?: readonly string[] | undefined;
  readonly seed?: number | null | undefined;
  readonly experimentId?: string | null | undefined;
  readonly parentRunId?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly resultsDir?: string | null | undefined;
  readonly origin?: RunOriginInput | null | undefined;
  /** Without it: []. */
  readonly redactions?: readonly RedactedPlaceInput[] | undefined;
  /** Without it: 120.0. */
  readonly leaseSeconds?: number | undefined;
  /** An instant in ISO 8601. */
  readonly startedAt?: string | null | undefined;
}

/** Which run. */
export interface GetRun {
  readonly runId: string;
}

/** Criteria, order, and which part of the list: at most `limit`, after the run `cursor`. */
export interface RunListFilter {
  readonly status?: ExperimentStatus | null | undefined;
  /** At most 128 characters. */
  readonly kind?: string | null | undefined;
  /** At most 256 characters. */
  readonly name?: string | null | undefined;
  /** At most 256 characters. */
  readonly dataset?: string | null | undefined;
  /** Without it: []. */
  readonly tags?: readonly string[] | undefined;
  /** At most 128 characters. */
  readonly gitCommit?: string | null | undefined;
  readonly experimentId?: string | null | undefined;
  readonly parentRunId?: string | null | undefined;
  readonly metric?: MetricBounds | null | undefined;
  /** An instant in ISO 8601. */
  readonly minCreatedAt?: string | null | undefined;
  /** An instant in ISO 8601. */
  readonly maxCreatedAt?: string | null | undefined;
  readonly order?: MetricOrder | null | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: string | null | undefined;
}

/** Without a filter, the newest 100. */
export interface ListRuns {
  readonly filter?: RunListFilter | undefined;
}

/** What came out. */
export interface FinishRun {
  readonly runId: string;
  readonly metrics: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
  /** At most 10,000 characters. */
  readonly summaryPath?: string | null | undefined;
  /** An instant in ISO 8601. */
  readonly endedAt?: string | null | undefined;
}

/** Why a run failed. `kind` groups causes: `exception`, `lost`, `interrupted`, ...; text is redacted. */
export interface RunErrorInput {
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly type?: string | null | undefined;
  /** At most 100,000 characters. */
  readonly message?: string | null | undefined;
  /** At most 100,000 characters. */
  readonly traceback?: string | null | undefined;
}

/** What went wrong, and the metrics that were reached. */
export interface FailRun {
  readonly runId: string;
  readonly error: RunErrorInput;
  readonly metrics?: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">> | undefined;
  /** An instant in ISO 8601. */
  readonly endedAt?: string | null | undefined;
}

/** Why, and the metrics that were reached. */
export interface CancelRun {
  readonly runId: string;
  readonly error?: RunErrorInput | null | undefined;
  readonly metrics?: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">> | undefined;
  /** An instant in ISO 8601. */
  readonly endedAt?: string | null | undefined;
}

/** Which run, and for how long its lease is renewed. */
export interface Heartbeat {
  readonly runId: string;
  /** Without it: 120.0. */
  readonly leaseSeconds?: number | undefined;
}

/** One value of a series. `seq` orders all points of a run and makes repeating harmless. */
export interface MetricPointInput {
  readonly seq: number;
  /** At most 256 characters. */
  readonly key: string;
  readonly value: number | "NaN" | "Infinity" | "-Infinity";
  readonly step?: number | null | undefined;
  /** An instant in ISO 8601. */
  readonly at: string;
}

/** Points of any series; `seq` orders all points of a run. */
export interface LogMetrics {
  readonly runId: string;
  readonly points: readonly MetricPointInput[];
}

/** All series, or that of one key. */
export interface GetMetricSeries {
  readonly runId: string;
  /** At most 256 characters. */
  readonly key?: string | null | undefined;
  /** Without it: -1. */
  readonly afterSeq?: number | undefined;
  /** How many at most; null means all. Without it: 10000. */
  readonly limit?: number | null | undefined;
}

/** A description, its bytes, and the run that produced it. */
export interface LogArtifact {
  readonly artifactId?: string | null | undefined;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  /** Without it: 1. */
  readonly schemaVersion?: number | undefined;
  readonly format?: ArtifactFormat | null | undefined;
  /** At most 256 characters. */
  readonly logicalKey?: string | null | undefined;
  readonly supersedes?: string | null | undefined;
  readonly producer?: ProducerInput | null | undefined;
  /** Without it: []. */
  readonly parents?: readonly ParentInput[] | undefined;
  /** An instant in ISO 8601. */
  readonly createdAt?: string | null | undefined;
  /** At most 4,096 characters. */
  readonly path?: string | null | undefined;
  readonly jsonContent?: unknown | undefined;
  readonly textContent?: string | null | undefined;
  readonly base64Content?: string | null | undefined;
  readonly summary?: Readonly<Record<string, unknown>> | null | undefined;
  readonly runId: string;
}

/** One step of a run as it happened; `percent` from 0 to 100 never falls within an attempt. */
export interface ProgressEventInput {
  /** Without it: 0. */
  readonly seq?: number | undefined;
  readonly clientSeq?: number | null | undefined;
  /** An instant in ISO 8601. */
  readonly at: string;
  readonly kind: "status" | "progress" | "log";
  readonly status?: ExperimentStatus | null | undefined;
  /** Without it: 1. */
  readonly attempt?: number | undefined;
  /** At most 128 characters. */
  readonly phase?: string | null | undefined;
  readonly percent?: number | null | undefined;
  /** At most 10,000 characters. */
  readonly message?: string | null | undefined;
  readonly payload?: Readonly<Record<string, unknown>> | null | undefined;
}

/** `progress` and `log` events; `clientSeq` makes repeating harmless. */
export interface ReportProgress {
  readonly runId: string;
  readonly events: readonly ProgressEventInput[];
}

/** Events after a number; go on with the last `seq` you have. */
export interface GetProgress {
  readonly runId: string;
  /** Without it: 0. */
  readonly afterSeq?: number | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
}

/** How long after the end of its lease a run may still come back. */
export interface ReapLostRuns {
  /** Without it: 0.0. */
  readonly graceSeconds?: number | undefined;
}

/** 2 to 20 different runs. */
export interface CompareRuns {
  readonly runIds: readonly string[];
}

/** Which run, and as what. */
export interface GetRunCard {
  readonly runId: string;
  /** Without it: "markdown". */
  readonly format?: "markdown" | "html" | undefined;
}

/**
 * The run that the job is to execute, and how it waits; `kind` chooses the handler.
 *
 * Without `jobId` one is made; without `runId` the run has the id of the job.
 */
export interface SubmitJob {
  readonly runId?: string | null | undefined;
  /** At most 256 characters. */
  readonly name: string;
  /** At most 128 characters. Without it: "train". */
  readonly kind?: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  /** Without it: []. */
  readonly datasets?: readonly DatasetRefInput[] | undefined;
  /** Without it: []. */
  readonly tags?: readonly string[] | undefined;
  readonly seed?: number | null | undefined;
  readonly experimentId?: string | null | undefined;
  readonly parentRunId?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly resultsDir?: string | null | undefined;
  readonly origin?: RunOriginInput | null | undefined;
  /** Without it: []. */
  readonly redactions?: readonly RedactedPlaceInput[] | undefined;
  readonly jobId?: string | null | undefined;
  /** Without it: 0. */
  readonly priority?: number | undefined;
  /** At most 128 characters. */
  readonly dedupKey?: string | null | undefined;
  /** An instant in ISO 8601. */
  readonly availableAt?: string | null | undefined;
  /** Without it: 5. */
  readonly maxAttempts?: number | undefined;
}

/** Which job. */
export interface GetJob {
  readonly jobId: string;
}

/** Criteria, and which part of the list: at most `limit`, after the job `cursor`. */
export interface JobListFilter {
  readonly status?: "queued" | "running" | "retry_wait" | "succeeded" | "cancelled" | "dead" | null | undefined;
  /** At most 128 characters. */
  readonly kind?: string | null | undefined;
  /** At most 128 characters. */
  readonly worker?: string | null | undefined;
  /** At most 128 characters. */
  readonly dedupKey?: string | null | undefined;
  readonly runId?: string | null | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: string | null | undefined;
}

/** Without a filter, the 100 that were enqueued last; dead letters by `status` `dead`. */
export interface ListJobs {
  readonly filter?: JobListFilter | undefined;
}

/** Of the whole queue. */
export type CountJobs = Readonly<Record<string, never>>;

/** Which job, who asks, and why. */
export interface CancelJob {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly jobId: string;
}

/** Which dead job, and how many further attempts it gets; who asks, and why. */
export interface RequeueJob {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly jobId: string;
  /** Without it: 5. */
  readonly moreAttempts?: number | undefined;
}

/** All whose lease has expired, up to 100 a call. */
export type ReapLostJobs = Readonly<Record<string, never>>;

/**
 * The world as the kind asks for it, without draws and seed, which belong to the evaluation.
 *
 * `inputs` pins the artifacts that it reads, by role. A kind that names the bytes it reads (backtest,
 * ml_eval) takes their SHA-256 from what is pinned when the world leaves out its own `inputs`.
 */
export interface CreateScenario {
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly world: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  /** An instant in ISO 8601. */
  readonly createdAt?: string | null | undefined;
}

/** Which scenario. */
export interface GetScenario {
  readonly scenarioId: string;
}

/** Criteria, and which part of the list: at most `limit`, after the scenario `cursor`. */
export interface ScenarioListFilter {
  /** At most 128 characters. */
  readonly kind?: string | null | undefined;
  /** At most 256 characters. */
  readonly name?: string | null | undefined;
  readonly worldHash?: string | null | undefined;
  readonly artifactId?: string | null | undefined;
  readonly cohortId?: string | null | undefined;
  readonly candidateId?: string | null | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: string | null | undefined;
}

/** Without a filter, the 100 that were added last. */
export interface ListScenarios {
  readonly filter?: ScenarioListFilter | undefined;
}

/** Scenarios of one kind, in their order; the name is a label. */
export interface CreateCohort {
  /** At most 256 characters. */
  readonly name: string;
  readonly scenarioIds: readonly string[];
  /** An instant in ISO 8601. */
  readonly createdAt?: string | null | undefined;
}

/** Which cohort. */
export interface GetCohort {
  readonly cohortId: string;
}

/** Criteria, and which part of the list: at most `limit`, after the cohort `cursor`. */
export interface CohortListFilter {
  /** At most 128 characters. */
  readonly kind?: string | null | undefined;
  /** At most 256 characters. */
  readonly name?: string | null | undefined;
  readonly scenarioId?: string | null | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: string | null | undefined;
}

/** Without a filter, the 100 that were added last. */
export interface ListCohorts {
  readonly filter?: CohortListFilter | undefined;
}

/**
 * The payload as the kind of the scenario asks for it; the candidate is attached to the scenario.
 *
 * A generated one names its strategy and run. `derivedFrom` is the candidate that was edited.
 */
export interface CreateCandidate {
  /** Without it: "manual". */
  readonly source?: "manual" | "generated" | undefined;
  /** At most 128 characters. */
  readonly strategy?: string | null | undefined;
  readonly runId?: string | null | undefined;
  readonly artifactId?: string | null | undefined;
  readonly derivedFrom?: string | null | undefined;
  readonly scenarioId: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** An instant in ISO 8601. */
  readonly createdAt?: string | null | undefined;
}

/** Which candidate. */
export interface GetCandidate {
  readonly candidateId: string;
}

/** Criteria, and which part of the list: at most `limit`, after the candidate `cursor`. */
export interface CandidateListFilter {
  /** At most 128 characters. */
  readonly kind?: string | null | undefined;
  /** At most 256 characters. */
  readonly name?: string | null | undefined;
  readonly source?: "manual" | "generated" | null | undefined;
  /** At most 128 characters. */
  readonly strategy?: string | null | undefined;
  readonly runId?: string | null | undefined;
  readonly artifactId?: string | null | undefined;
  readonly derivedFrom?: string | null | undefined;
  readonly scenarioId?: string | null | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: string | null | undefined;
}

/** Without a filter, the 100 that were added last. */
export interface ListCandidates {
  readonly filter?: CandidateListFilter | undefined;
}

/** Which candidates to which scenarios: those that are named, and all of a cohort. */
export interface AttachCandidates {
  readonly candidateIds: readonly string[];
  /** Without it: []. */
  readonly scenarioIds?: readonly string[] | undefined;
  readonly cohortId?: string | null | undefined;
}

/**
 * Which candidates over which cohort, and how much is drawn, from which seed.
 *
 * `overrides` are further keys of the kind that change no world. `focusCandidateId` is the one that
 * readers ask about; it changes no figure. With `repeat`, what completed is computed once more.
 */
export interface SubmitEvaluation {
  readonly cohortId: string;
  readonly candidateIds: readonly string[];
  readonly nSims?: number | null | undefined;
  readonly seed?: number | null | undefined;
  readonly overrides?: Readonly<Record<string, unknown>> | undefined;
  readonly focusCandidateId?: string | null | undefined;
  readonly evaluationId?: string | null | undefined;
  /** At most 256 characters. */
  readonly name?: string | null | undefined;
  /** Without it: 0. */
  readonly priority?: number | undefined;
  /** Without it: 5. */
  readonly maxAttempts?: number | undefined;
  /** Without it: false. */
  readonly repeat?: boolean | undefined;
  readonly origin?: RunOriginInput | null | undefined;
}

/** Which evaluation, by its id or by that of a run of its job. */
export interface GetEvaluation {
  readonly evaluationId?: string | null | undefined;
  readonly runId?: string | null | undefined;
}

/** Criteria, and which part of the list: at most `limit`, after the evaluation `cursor`. */
export interface EvaluationListFilter {
  /** At most 128 characters. */
  readonly kind?: string | null | undefined;
  readonly status?: ExperimentStatus | null | undefined;
  readonly cohortId?: string | null | undefined;
  readonly scenarioId?: string | null | undefined;
  readonly candidateId?: string | null | undefined;
  readonly focusCandidateId?: string | null | undefined;
  readonly upstreamId?: string | null | undefined;
  readonly planHash?: string | null | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: string | null | undefined;
}

/** Without a filter, the 100 that were submitted last. */
export interface ListEvaluations {
  readonly filter?: EvaluationListFilter | undefined;
}

/** Of which evaluation, and by which metric, else by the primary one of its kind; the first `limit`. */
export interface GetLeaderboard {
  readonly evaluationId: string;
  /** At most 128 characters. */
  readonly metric?: string | null | undefined;
  /** How many at most; null means all. */
  readonly limit?: number | null | undefined;
}

/** Of which candidate; which metric, scenario or cohort, else all of them; at most `limit`. */
export interface GetCandidateResults {
  /** At most 128 characters. */
  readonly metric?: string | null | undefined;
  readonly scenarioId?: string | null | undefined;
  readonly cohortId?: string | null | undefined;
  readonly candidateId: string;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
}

/** Of which evaluation which document; of one scenario or all, of some candidates or all. */
export interface GetEvaluationDocuments {
  readonly evaluationId: string;
  /** At most 128 characters. */
  readonly name: string;
  readonly scenarioId?: string | null | undefined;
  readonly candidateIds?: readonly string[] | null | undefined;
}

/** What judged a trial; another version is another trial. */
export interface EvaluatorInput {
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 128 characters. */
  readonly version: string;
}

/** What, beside the config, makes two trials the same. A random seed does not belong here. */
export interface TrialSettingInput {
  /** Without it: []. */
  readonly inputs?: readonly string[] | undefined;
  readonly evaluator: EvaluatorInput;
  /** At most 128 characters. */
  readonly cohort?: string | null | undefined;
}

/**
 * A note. `configDiff` is kept as given; with `baseConfig` and `config` the change is resolved too.
 *
 * `trial` says what else, beside `config`, makes two trials the same; `seed` stays apart.
 */
export interface LogJournalEntry {
  /** An instant in ISO 8601. */
  readonly createdAt?: string | null | undefined;
  /** At most 100,000 characters. */
  readonly hypothesis: string;
  /** At most 128 characters. */
  readonly mutationType: string;
  readonly configDiff: Readonly<Record<string, unknown>>;
  readonly results: Readonly<Record<string, unknown>>;
  readonly championMetrics?: Readonly<Record<string, unknown>> | null | undefined;
  /** Without it: "pending". */
  readonly promotionDecision?: "pending" | "promoted" | "rejected" | undefined;
  /** At most 10,000 characters. */
  readonly promotionReason?: string | null | undefined;
  /** Without it: "evaluated". */
  readonly disposition?: "evaluated" | "errored" | "timed_out" | "skipped_duplicate" | "cancelled" | undefined;
  /** At most 10,000 characters. */
  readonly dispositionReason?: string | null | undefined;
  /** At most 128 characters. */
  readonly runId?: string | null | undefined;
  readonly experimentId?: string | null | undefined;
  readonly modelVersion?: number | null | undefined;
  readonly parentId?: number | null | undefined;
  /** Without it: []. */
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly config?: Readonly<Record<string, unknown>> | null | undefined;
  readonly seed?: number | null | undefined;
  readonly trial?: TrialSettingInput | null | undefined;
  /** At most 128 characters. */
  readonly idempotencyKey?: string | null | undefined;
  readonly baseConfig?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Which entry. */
export interface GetJournalEntry {
  readonly entryId: number;
}

/** Entries with a number at the top level of `results` in a range, both ends included; never NaN. */
export interface ResultBounds {
  /** At most 256 characters. */
  readonly key: string;
  readonly atLeast?: number | null | undefined;
  readonly atMost?: number | null | undefined;
}

/** By a number at the top level of `results`; entries without it, or with NaN, come last, newest first. */
export interface ResultOrder {
  /** At most 256 characters. */
  readonly key: string;
  /** Without it: true. */
  readonly descending?: boolean | undefined;
}

/**
 * Criteria, order, and which part of the list: at most `limit`, after the entry `cursor`.
 *
 * With `byResult`, `order` does not count.
 */
export interface QueryJournal {
  /** Without it: []. */
  readonly tags?: readonly string[] | undefined;
  /** An instant in ISO 8601. */
  readonly dateFrom?: string | null | undefined;
  /** An instant in ISO 8601. */
  readonly dateTo?: string | null | undefined;
  /** At most 128 characters. */
  readonly mutationType?: string | null | undefined;
  readonly outcome?: "pending" | "promoted" | "rejected" | null | undefined;
  readonly disposition?: "evaluated" | "errored" | "timed_out" | "skipped_duplicate" | "cancelled" | null | undefined;
  readonly result?: ResultBounds | null | undefined;
  /** At most 128 characters. */
  readonly runId?: string | null | undefined;
  readonly experimentId?: string | null | undefined;
  /** At most 128 characters. */
  readonly text?: string | null | undefined;
  /** Without it: "newest". */
  readonly order?: "newest" | "oldest" | undefined;
  readonly byResult?: ResultOrder | null | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: number | null | undefined;
}

/** The criteria of `query_journal`, and where to stop counting, which keeps a large journal quick. */
export interface CountJournal {
  /** Without it: []. */
  readonly tags?: readonly string[] | undefined;
  /** An instant in ISO 8601. */
  readonly dateFrom?: string | null | undefined;
  /** An instant in ISO 8601. */
  readonly dateTo?: string | null | undefined;
  /** At most 128 characters. */
  readonly mutationType?: string | null | undefined;
  readonly outcome?: "pending" | "promoted" | "rejected" | null | undefined;
  readonly disposition?: "evaluated" | "errored" | "timed_out" | "skipped_duplicate" | "cancelled" | null | undefined;
  readonly result?: ResultBounds | null | undefined;
  /** At most 128 characters. */
  readonly runId?: string | null | undefined;
  readonly experimentId?: string | null | undefined;
  /** At most 128 characters. */
  readonly text?: string | null | undefined;
  readonly atMost?: number | null | undefined;
}

/** A run, the cohort it was evaluated on, and, where a run evaluates several, which candidate of them. */
export interface TrialRunInput {
  /** At most 128 characters. */
  readonly runId: string;
  /** At most 128 characters. */
  readonly cohort: string;
  readonly candidateId?: string | null | undefined;
}

/** The two runs that a decision compared; `champion` is `nobody` where there was none to beat. */
export interface ComparisonInput {
  readonly champion: TrialRunInput | "nobody";
  readonly challenger: TrialRunInput;
}

/** What was decided on which entry. */
export interface RecordDecision {
  readonly decision: "pending" | "promoted" | "rejected";
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  readonly comparison?: ComparisonInput | null | undefined;
  readonly entryId: number;
}

/** A `trialKey`, or what it is made of: `config` and `trial`. */
export interface FindTrial {
  readonly trialKey?: string | null | undefined;
  readonly config?: Readonly<Record<string, unknown>> | null | undefined;
  readonly trial?: TrialSettingInput | null | undefined;
}

/** A config, and how many neighbours are wanted. */
export interface SimilarTrials {
  readonly config: Readonly<Record<string, unknown>>;
  /** Without it: 10. */
  readonly k?: number | undefined;
}

/** One column that goes into a model, or comes out of it; `dtype` as NumPy names it. */
export interface ColumnInput {
  /** At most 256 characters. */
  readonly name: string;
  /** At most 128 characters. */
  readonly dtype: string;
}

/** What a model is called with, in order, and what it answers. */
export interface ModelSignatureInput {
  readonly inputs: readonly ColumnInput[];
  /** Without it: []. */
  readonly outputs?: readonly ColumnInput[] | undefined;
}

/** A note. `path` is the model's file, read where the store is; its bytes never go over the wire. */
export interface LogModelVersion {
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  readonly metrics?: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">> | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** At most 128 characters. */
  readonly flavour?: string | null | undefined;
  readonly flavourDetails?: Readonly<Record<string, unknown>> | undefined;
  /** Without it: false. */
  readonly pickled?: boolean | undefined;
  readonly signature?: ModelSignatureInput | null | undefined;
  readonly modelDigest?: string | null | undefined;
  readonly predictionDigest?: string | null | undefined;
  /** Without it: []. */
  readonly requirements?: readonly string[] | undefined;
  /** At most 128 characters. */
  readonly runId?: string | null | undefined;
  /** At most 256 characters. */
  readonly runName?: string | null | undefined;
  readonly experimentId?: string | null | undefined;
  /** Without it: []. */
  readonly inputArtifacts?: readonly string[] | undefined;
  /** Without it: "model". */
  readonly fileName?: string | undefined;
  /** An instant in ISO 8601. */
  readonly createdAt?: string | null | undefined;
  /** At most 4,096 characters. */
  readonly path?: string | null | undefined;
}

/** Which version of which model. */
export interface GetModelVersion {
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  readonly version: number;
}

/** Nothing to say. */
export type ListModels = Readonly<Record<string, never>>;

/** Which model, and which part of the list: at most `limit`, below the version `cursor`. */
export interface ListVersions {
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
  readonly cursor?: number | null | undefined;
}

/** Two versions of a model. */
export interface CompareVersions {
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  readonly a: number;
  readonly b: number;
}

/**
 * With `expectedChampion`, only while that version, or `nobody`, is champion.
 *
 * `comparison` goes to the decision on the entry `journalEntryId`.
 */
export interface PromoteToChampion {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly evidence?: Readonly<Record<string, unknown>> | null | undefined;
  readonly journalEntryId?: number | null | undefined;
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  readonly version: number;
  readonly expectedChampion?: number | "nobody" | null | undefined;
  readonly comparison?: ComparisonInput | null | undefined;
}

/** Which model. */
export interface Rollback {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly evidence?: Readonly<Record<string, unknown>> | null | undefined;
  readonly journalEntryId?: number | null | undefined;
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
}

/** Which model. */
export interface Demote {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly evidence?: Readonly<Record<string, unknown>> | null | undefined;
  readonly journalEntryId?: number | null | undefined;
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
}

/** Which candidate. */
export interface ArchiveVersion {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly evidence?: Readonly<Record<string, unknown>> | null | undefined;
  readonly journalEntryId?: number | null | undefined;
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  readonly version: number;
}

/** Which version must not be champion. */
export interface Quarantine {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly evidence?: Readonly<Record<string, unknown>> | null | undefined;
  readonly journalEntryId?: number | null | undefined;
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  readonly version: number;
}

/** Which quarantined version. */
export interface ReleaseVersion {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly evidence?: Readonly<Record<string, unknown>> | null | undefined;
  readonly journalEntryId?: number | null | undefined;
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  readonly version: number;
}

/** `accept` says who is right where somebody else moved an alias. */
export interface ReconcileModels {
  /** At most 128 characters. */
  readonly actor?: string | null | undefined;
  /** At most 10,000 characters. */
  readonly reason?: string | null | undefined;
  readonly evidence?: Readonly<Record<string, unknown>> | null | undefined;
  readonly journalEntryId?: number | null | undefined;
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  readonly accept?: "history" | "aliases" | null | undefined;
}

/** Which model. */
export interface GetChampionInfo {
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
}

/** Which model, and when. */
export interface ChampionAt {
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  /** An instant in ISO 8601. */
  readonly instant: string;
}

/** Which model. */
export interface GetModelHistory {
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
}

/** Which model, and how many of the versions it beat. */
export interface WhyChampion {
  /** Without it: "provenlab-model". */
  readonly modelName?: string | undefined;
  /** How many at most; null means all. Without it: 100. */
  readonly limit?: number | null | undefined;
}

/** `readBlobs: false` leaves out the bytes of artifacts. */
export interface VerifyStore {
  /** Without it: true. */
  readonly readBlobs?: boolean | undefined;
  /** Without it: 1000. */
  readonly maxFindings?: number | undefined;
}

/** `minAgeSeconds` protects what is being published right now. */
export interface SweepBlobs {
  /** Without it: 86400. */
  readonly minAgeSeconds?: number | undefined;
  /** Without it: true. */
  readonly dryRun?: boolean | undefined;
}

/** Nothing to say. */
export type InitStore = Readonly<Record<string, never>>;

/** Nothing to say. */
export type DescribeStore = Readonly<Record<string, never>>;

/** With `name`, that operation alone and the schemas it needs. */
export interface Describe {
  /** At most 128 characters. */
  readonly name?: string | null | undefined;
}

/**
 * `created_at` is the client's clock; the store adds `recorded_at` by its own.
 *
 * The commit, the dirty flag and the engine version are part of a definition's identity; the rest
 * describes the circumstances.
 */
export interface Provenance {
  /** At most 128 characters. */
  readonly gitCommit: string;
  readonly gitDirty: boolean;
  /** At most 128 characters. */
  readonly engineVersion: string;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** At most 128 characters. */
  readonly host?: string;
  /** At most 256 characters. */
  readonly platform?: string;
  /** At most 128 characters. */
  readonly pythonVersion?: string;
  readonly packages?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
}

/** When it ran; `duration` in milliseconds, never negative. */
export interface Execution {
  /** An instant in ISO 8601. */
  readonly startedAt?: string;
  /** An instant in ISO 8601. */
  readonly completedAt?: string;
  readonly duration?: number;
  /** At most 100,000 characters. */
  readonly error?: string;
}

/** The experiment as stored; `created` is false when it was declared before. */
export interface CreatedExperiment {
  readonly experimentId: string;
  /** At most 256 characters. */
  readonly name: string;
  /** At most 10,000 characters. */
  readonly description?: string;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly provenance: Provenance;
  readonly requiredOutputs: readonly string[];
  readonly status: ExperimentStatus;
  readonly outputs: Readonly<Record<string, string>>;
  readonly execution?: Execution;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly revision: number;
  readonly configHash: string;
  readonly definitionHash: string;
  readonly metrics: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
  readonly created: boolean;
  readonly warnings: readonly string[];
}

/**
 * A definition with its state as the store holds it; `revision` counts the changes.
 *
 * `metrics` are the numbers of the JSON object in the slot `metrics`, by path (`test.auc`), where the
 * store could read it; no digest covers them, for they can be read again.
 */
export interface Experiment {
  readonly experimentId: string;
  /** At most 256 characters. */
  readonly name: string;
  /** At most 10,000 characters. */
  readonly description?: string;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly provenance: Provenance;
  readonly requiredOutputs: readonly string[];
  readonly status: ExperimentStatus;
  readonly outputs: Readonly<Record<string, string>>;
  readonly execution?: Execution;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly revision: number;
  readonly configHash: string;
  readonly definitionHash: string;
  readonly metrics: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
}

/** One change in the history of an experiment. */
export interface ExperimentEvent {
  readonly seq: number;
  /** An instant in ISO 8601. */
  readonly at: string;
  readonly kind: "status" | "outputs";
  readonly status: ExperimentStatus;
  /** At most 128 characters. */
  readonly actor?: string;
  /** At most 10,000 characters. */
  readonly reason?: string;
}

/** `byStatus` leaves out statuses without experiments. */
export interface ExperimentCount {
  readonly total: number;
  readonly byStatus: Readonly<Record<string, number>>;
}

/** `changed` is false when the experiment was there already. */
export interface Changed {
  readonly success: boolean;
  readonly changed: boolean;
  readonly status: ExperimentStatus;
  readonly revision: number;
}

/** How many experiments were looked at, and how many are found by metrics since. */
export interface IndexedMetrics {
  readonly examined: number;
  readonly indexed: number;
}

/** The run or experiment an artifact came out of. */
export interface Producer {
  readonly kind: ProducerKind;
  readonly id: string;
}

/** A lineage edge: made from that artifact, which played this role. */
export interface Parent {
  readonly artifactId: string;
  readonly role: string;
}

/** The record; `created` is false when it was published before. */
export interface PublishedArtifact {
  readonly artifactId: string;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly schemaVersion: number;
  readonly format: ArtifactFormat;
  /** At most 256 characters. */
  readonly logicalKey?: string;
  readonly supersedes?: string;
  readonly producer?: Producer;
  readonly parents: readonly Parent[];
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  readonly fileHash: string;
  readonly contentHash?: string;
  readonly sizeBytes: number;
  /** At most 2,048 characters. */
  readonly storageUri: string;
  readonly summary: Readonly<Record<string, unknown>>;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly recordHash: string;
  readonly status: ArtifactStatus;
  readonly successorId?: string;
  /** An instant in ISO 8601. */
  readonly expiredAt?: string;
  readonly created: boolean;
}

/**
 * The record as the catalog holds it.
 *
 * `file_hash` is of the bytes, `content_hash` of the canonical content where the format has one.
 * `summary` is a small JSON object (64 KiB at most). `successor_id` names the artifact that
 * superseded this one. `expired_at` is when a retention policy let its bytes go.
 */
export interface Artifact {
  readonly artifactId: string;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly schemaVersion: number;
  readonly format: ArtifactFormat;
  /** At most 256 characters. */
  readonly logicalKey?: string;
  readonly supersedes?: string;
  readonly producer?: Producer;
  readonly parents: readonly Parent[];
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  readonly fileHash: string;
  readonly contentHash?: string;
  readonly sizeBytes: number;
  /** At most 2,048 characters. */
  readonly storageUri: string;
  readonly summary: Readonly<Record<string, unknown>>;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly recordHash: string;
  readonly status: ArtifactStatus;
  readonly successorId?: string;
  /** An instant in ISO 8601. */
  readonly expiredAt?: string;
}

/** `nextCursor` is there when more may follow; send it as `filter.cursor`. */
export interface ArtifactPage {
  readonly items: readonly Artifact[];
  readonly nextCursor?: string;
}

/** One change of an artifact's status. */
export interface ArtifactEvent {
  readonly seq: number;
  /** An instant in ISO 8601. */
  readonly at: string;
  readonly status: ArtifactStatus;
  readonly successorId?: string;
  /** At most 128 characters. */
  readonly actor?: string;
  /** At most 10,000 characters. */
  readonly reason?: string;
}

/** `type` is that of the format, or for JSON what the values seen have in common. */
export interface ContentColumn {
  readonly name: string;
  readonly type: string;
}

/** The part, and of what it is one. */
export interface ArtifactPreview {
  readonly shape: "table" | "text";
  readonly columns: readonly ContentColumn[];
  readonly otherColumns: readonly string[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  readonly lines: readonly string[];
  readonly offset: number;
  readonly nextOffset?: number;
  readonly rowCount?: number;
  readonly cut: number;
  readonly artifactId: string;
  readonly format: ArtifactFormat;
}

/** The record; `changed` is false when it was in that status already. */
export interface ChangedArtifact {
  readonly artifactId: string;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly schemaVersion: number;
  readonly format: ArtifactFormat;
  /** At most 256 characters. */
  readonly logicalKey?: string;
  readonly supersedes?: string;
  readonly producer?: Producer;
  readonly parents: readonly Parent[];
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  readonly fileHash: string;
  readonly contentHash?: string;
  readonly sizeBytes: number;
  /** At most 2,048 characters. */
  readonly storageUri: string;
  readonly summary: Readonly<Record<string, unknown>>;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly recordHash: string;
  readonly status: ArtifactStatus;
  readonly successorId?: string;
  /** An instant in ISO 8601. */
  readonly expiredAt?: string;
  readonly changed: boolean;
}

/** How an artifact stands; `changed` is false when it stood so before. */
export interface ChangedPin {
  readonly artifactId: string;
  readonly pinned: boolean;
  readonly changed: boolean;
  /** An instant in ISO 8601. */
  readonly at?: string;
  /** At most 128 characters. */
  readonly actor?: string;
  /** At most 10,000 characters. */
  readonly reason?: string;
}

/** An artifact was pinned, or let go; `seq` counts these events of an artifact from 1. */
export interface PinEvent {
  readonly artifactId: string;
  readonly seq: number;
  /** An instant in ISO 8601. */
  readonly at: string;
  readonly pinned: boolean;
  /** At most 128 characters. */
  readonly actor?: string;
  /** At most 10,000 characters. */
  readonly reason?: string;
}

/**
 * What outputs of runs and experiments must be to keep their bytes; one rule that holds is enough.
 *
 * Kept by every policy: what no run or experiment of this store made, what is pinned, files and inputs
 * of model versions, outputs and inputs of what runs or waits or stands in the journal, what scenarios
 * read and candidates came from, and all that something kept was made from. `keepLast`: outputs of the
 * newest completed runs of each experiment, or of each name with `lastOf: name`. `keepDays`: what was
 * recorded less than so many days ago. With `keepAggregates` artifacts of `aggregateKinds` stay, but not
 * what they were made from. With `keepRejectedTrials: false` a rejected journal entry holds nothing. With
 * `onlyKinds` nothing else goes.
 */
export interface RetentionPolicy {
  /** At most 128 characters. */
  readonly name: string;
  readonly keepLast: number;
  readonly lastOf: "experiment" | "name";
  readonly keepDays: number;
  readonly keepAggregates: boolean;
  readonly aggregateKinds: readonly string[];
  readonly keepRejectedTrials: boolean;
  readonly onlyKinds: readonly string[];
}

/** One application of a policy: when, under which policy, by whom and why. */
export interface Collection {
  readonly collectionId: string;
  /** An instant in ISO 8601. */
  readonly at: string;
  readonly policy: RetentionPolicy;
  /** At most 128 characters. */
  readonly actor?: string;
  /** At most 10,000 characters. */
  readonly reason?: string;
}

/** Why the bytes of an artifact are not kept any more; its record, digests and lineage are. */
export interface Expiry {
  readonly artifactId: string;
  readonly because: string;
  readonly collection: Collection;
}

/** `expiry` is missing while the bytes are kept. */
export interface ArtifactExpiry {
  readonly artifactId: string;
  readonly expiry?: Expiry;
}

/** How many artifacts a rule keeps, and of how many bytes; shared bytes count for each. */
export interface RuleTotal {
  readonly rule: "pinned" | "in_store" | "model" | "source" | "running" | "journal" | "other_kind" | "last" | "young" | "referenced" | "aggregate" | "outlived";
  readonly artifacts: number;
  readonly sizeBytes: number;
}

/** What a policy says of one artifact: the rule that decided, and what that rule rests on. */
export interface RetentionVerdict {
  readonly artifactId: string;
  /** At most 128 characters. */
  readonly kind: string;
  readonly sizeBytes: number;
  readonly rule: "pinned" | "in_store" | "model" | "source" | "running" | "journal" | "other_kind" | "last" | "young" | "referenced" | "aggregate" | "outlived";
  readonly because: string;
}

/**
 * What a policy keeps and lets go, and what became of the bytes.
 *
 * `outlived` and `kept` list artifacts by id, `truncated` when there are more than were asked for.
 * `freedBytes` are those of the blobs that no artifact needs any more: `removedBlobs` of them were
 * removed, `waitingBlobs` were put too recently and wait for the next collection or sweep. A dry run
 * removes nothing, and `freedBytes` is what would be freed.
 */
export interface CollectionReport {
  readonly dryRun: boolean;
  readonly collection: Collection;
  readonly totals: readonly RuleTotal[];
  readonly outlived: readonly RetentionVerdict[];
  readonly kept: readonly RetentionVerdict[];
  readonly truncated: boolean;
  readonly freedBlobs: number;
  readonly freedBytes: number;
  readonly removedBlobs: number;
  readonly removedBytes: number;
  readonly waitingBlobs: number;
}

/** `depth` is the fewest edges from the start; `known` is false for an id nobody registered. */
export interface LineageNode {
  readonly kind: NodeKind;
  readonly id: string;
  readonly depth: number;
  readonly known: boolean;
  readonly label?: string;
  readonly status?: string;
}

/** `source` went into `target`, in that role; both as `kind:id`. */
export interface LineageEdge {
  readonly sourceKind: NodeKind;
  readonly sourceId: string;
  readonly targetKind: NodeKind;
  readonly targetId: string;
  readonly role: string;
}

/**
 * What is reachable from a node; `truncated` when a limit cut it off.
 *
 * Nodes by depth, kind and id; edges by source, target and role: the same graph is the same text.
 */
export interface Lineage {
  readonly startKind: NodeKind;
  readonly startId: string;
  readonly direction: Direction;
  readonly maxDepth: number;
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
  readonly truncated: boolean;
}

/**
 * A dataset that a run upstream read, or an artifact that nobody here produced.
 *
 * `through` is the shortest way to it: `run:<id>`, `artifact:<id>` and `experiment:<id>`, from the run
 * that was asked about to the one that names the dataset.
 */
export interface ReachedDataset {
  /** At most 256 characters. */
  readonly dataset: string;
  /** At most 128 characters. */
  readonly version?: string;
  readonly artifactId?: string;
  readonly contentHash?: string;
  readonly role: string;
  readonly through: readonly string[];
}

/**
 * Nearest first; `truncated` when a limit cut the walk off.
 *
 * `artifact_ids` are all artifacts on the way, `run_ids` all runs, the one that was asked about first.
 */
export interface RunDatasets {
  readonly runId: string;
  readonly datasets: readonly ReachedDataset[];
  readonly artifactIds: readonly string[];
  readonly runIds: readonly string[];
  readonly visited: number;
  readonly truncated: boolean;
}

/** What a run read: a named dataset in a version, or an artifact; resolved before it began. */
export interface DatasetRef {
  /** At most 256 characters. */
  readonly dataset: string;
  /** At most 128 characters. */
  readonly version?: string;
  readonly artifactId?: string;
  readonly contentHash?: string;
  readonly role: string;
}

/** The code and the machine; `created_at` by the client's clock. All but the time may be unknown. */
export interface RunOrigin {
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** At most 128 characters. */
  readonly gitCommit?: string;
  readonly gitDirty?: boolean;
  /** At most 10,000 characters. */
  readonly gitRemote?: string;
  /** At most 128 characters. */
  readonly host?: string;
  /** At most 256 characters. */
  readonly platform?: string;
  /** At most 128 characters. */
  readonly pythonVersion?: string;
  readonly processId?: number;
  readonly packages?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
}

/** Where something secret stood, and the rule that found it; never what it was. */
export interface RedactedPlace {
  /** At most 256 characters. */
  readonly path: string;
  /** At most 128 characters. */
  readonly rule: string;
}

/** Why a run failed. `kind` groups causes: `exception`, `lost`, `interrupted`, ...; text is redacted. */
export interface RunError {
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly type?: string;
  /** At most 100,000 characters. */
  readonly message?: string;
  /** At most 100,000 characters. */
  readonly traceback?: string;
}

/** The run as stored; `created` is false when it was started before. */
export interface StartedRun {
  readonly runId: string;
  /** At most 256 characters. */
  readonly name: string;
  /** At most 128 characters. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly datasets: readonly DatasetRef[];
  readonly tags: readonly string[];
  readonly seed?: number;
  readonly experimentId?: string;
  readonly parentRunId?: string;
  /** At most 10,000 characters. */
  readonly resultsDir?: string;
  readonly origin: RunOrigin;
  readonly redactions: readonly RedactedPlace[];
  readonly status: ExperimentStatus;
  readonly metrics: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
  readonly metricsArtifactId?: string;
  readonly error?: RunError;
  /** At most 10,000 characters. */
  readonly summaryPath?: string;
  /** An instant in ISO 8601. */
  readonly startedAt?: string;
  /** An instant in ISO 8601. */
  readonly endedAt?: string;
  readonly duration?: number;
  /** An instant in ISO 8601. */
  readonly heartbeatAt?: string;
  /** An instant in ISO 8601. */
  readonly leaseExpiresAt?: string;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly revision: number;
  readonly configHash: string;
  readonly definitionHash: string;
  readonly created: boolean;
}

/**
 * A run as the store holds it.
 *
 * `duration` in milliseconds. `lease_expires_at` is by the store's clock; a run that is still running
 * after it may be reaped. `revision` counts the changes of status.
 */
export interface Run {
  readonly runId: string;
  /** At most 256 characters. */
  readonly name: string;
  /** At most 128 characters. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly datasets: readonly DatasetRef[];
  readonly tags: readonly string[];
  readonly seed?: number;
  readonly experimentId?: string;
  readonly parentRunId?: string;
  /** At most 10,000 characters. */
  readonly resultsDir?: string;
  readonly origin: RunOrigin;
  readonly redactions: readonly RedactedPlace[];
  readonly status: ExperimentStatus;
  readonly metrics: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
  readonly metricsArtifactId?: string;
  readonly error?: RunError;
  /** At most 10,000 characters. */
  readonly summaryPath?: string;
  /** An instant in ISO 8601. */
  readonly startedAt?: string;
  /** An instant in ISO 8601. */
  readonly endedAt?: string;
  readonly duration?: number;
  /** An instant in ISO 8601. */
  readonly heartbeatAt?: string;
  /** An instant in ISO 8601. */
  readonly leaseExpiresAt?: string;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly revision: number;
  readonly configHash: string;
  readonly definitionHash: string;
}

/** `nextCursor` is there when more may follow; send it as `filter.cursor`. */
export interface RunPage {
  readonly items: readonly Run[];
  readonly nextCursor?: string;
}

/** The run; `changed` is false when it had ended so already. */
export interface EndedRun {
  readonly runId: string;
  /** At most 256 characters. */
  readonly name: string;
  /** At most 128 characters. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly datasets: readonly DatasetRef[];
  readonly tags: readonly string[];
  readonly seed?: number;
  readonly experimentId?: string;
  readonly parentRunId?: string;
  /** At most 10,000 characters. */
  readonly resultsDir?: string;
  readonly origin: RunOrigin;
  readonly redactions: readonly RedactedPlace[];
  readonly status: ExperimentStatus;
  readonly metrics: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
  readonly metricsArtifactId?: string;
  readonly error?: RunError;
  /** At most 10,000 characters. */
  readonly summaryPath?: string;
  /** An instant in ISO 8601. */
  readonly startedAt?: string;
  /** An instant in ISO 8601. */
  readonly endedAt?: string;
  readonly duration?: number;
  /** An instant in ISO 8601. */
  readonly heartbeatAt?: string;
  /** An instant in ISO 8601. */
  readonly leaseExpiresAt?: string;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly revision: number;
  readonly configHash: string;
  readonly definitionHash: string;
  readonly changed: boolean;
}

/** How many were new; what was known already is skipped. */
export interface Appended {
  readonly appended: number;
}

/** One value of a series. `seq` orders all points of a run and makes repeating harmless. */
export interface MetricPoint {
  readonly seq: number;
  /** At most 256 characters. */
  readonly key: string;
  readonly value: number | "NaN" | "Infinity" | "-Infinity";
  readonly step?: number;
  /** An instant in ISO 8601. */
  readonly at: string;
}

/** One step of a run as it happened; `percent` from 0 to 100 never falls within an attempt. */
export interface ProgressEvent {
  readonly seq: number;
  readonly clientSeq?: number;
  /** An instant in ISO 8601. */
  readonly at: string;
  readonly kind: "status" | "progress" | "log";
  readonly status?: ExperimentStatus;
  readonly attempt: number;
  /** At most 128 characters. */
  readonly phase?: string;
  readonly percent?: number;
  /** At most 10,000 characters. */
  readonly message?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** The runs that were given up. */
export interface Reaped {
  readonly runIds: readonly string[];
}

/** A path, and the value of each run that has one there. */
export interface DifferenceView {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Only what differs, by path. */
export interface ComparisonView {
  readonly runIds: readonly string[];
  readonly config: readonly DifferenceView[];
  readonly metrics: readonly DifferenceView[];
}

/** The card as text. */
export interface RenderedRunCard {
  readonly runId: string;
  readonly format: "markdown" | "html";
  readonly content: string;
}

/** The job as stored; `created` is false when it, or another one with its dedup key, was there. */
export interface SubmittedJob {
  readonly jobId: string;
  readonly runId: string;
  /** At most 128 characters. */
  readonly kind: string;
  readonly priority: number;
  /** At most 128 characters. */
  readonly dedupKey?: string;
  /** An instant in ISO 8601. */
  readonly availableAt: string;
  readonly maxAttempts: number;
  readonly status: "queued" | "running" | "retry_wait" | "succeeded" | "cancelled" | "dead";
  readonly attempt: number;
  readonly deferrals: number;
  /** At most 128 characters. */
  readonly worker?: string;
  /** An instant in ISO 8601. */
  readonly claimedAt?: string;
  /** An instant in ISO 8601. */
  readonly heartbeatAt?: string;
  /** An instant in ISO 8601. */
  readonly leaseExpiresAt?: string;
  readonly cancelRequested: boolean;
  readonly error?: RunError;
  /** An instant in ISO 8601. */
  readonly enqueuedAt: string;
  /** An instant in ISO 8601. */
  readonly endedAt?: string;
  readonly revision: number;
  readonly created: boolean;
}

/** One claim that has ended, over the run that the job then belonged to. */
export interface JobAttempt {
  readonly jobId: string;
  readonly runId: string;
  readonly number: number;
  /** At most 128 characters. */
  readonly worker: string;
  /** An instant in ISO 8601. */
  readonly claimedAt: string;
  /** An instant in ISO 8601. */
  readonly endedAt: string;
  readonly outcome: "succeeded" | "failed" | "lost" | "deferred" | "cancelled";
  readonly error?: RunError;
}

/** A job with the attempts that ended, and in a sentence what it waits for or why it ended. */
export interface JobView {
  readonly jobId: string;
  readonly runId: string;
  /** At most 128 characters. */
  readonly kind: string;
  readonly priority: number;
  /** At most 128 characters. */
  readonly dedupKey?: string;
  /** An instant in ISO 8601. */
  readonly availableAt: string;
  readonly maxAttempts: number;
  readonly status: "queued" | "running" | "retry_wait" | "succeeded" | "cancelled" | "dead";
  readonly attempt: number;
  readonly deferrals: number;
  /** At most 128 characters. */
  readonly worker?: string;
  /** An instant in ISO 8601. */
  readonly claimedAt?: string;
  /** An instant in ISO 8601. */
  readonly heartbeatAt?: string;
  /** An instant in ISO 8601. */
  readonly leaseExpiresAt?: string;
  readonly cancelRequested: boolean;
  readonly error?: RunError;
  /** An instant in ISO 8601. */
  readonly enqueuedAt: string;
  /** An instant in ISO 8601. */
  readonly endedAt?: string;
  readonly revision: number;
  readonly attempts: readonly JobAttempt[];
  readonly explanation: string;
}

/**
 * A job as the store holds it.
 *
 * `attempt` counts its claims and is the fencing token of the present one. A claim that was handed
 * back voluntarily counts in `deferrals` and not against `max_attempts`. `error` is that of the last
 * attempt that failed or was lost. `lease_expires_at` is by the store's clock.
 */
export interface Job {
  readonly jobId: string;
  readonly runId: string;
  /** At most 128 characters. */
  readonly kind: string;
  readonly priority: number;
  /** At most 128 characters. */
  readonly dedupKey?: string;
  /** An instant in ISO 8601. */
  readonly availableAt: string;
  readonly maxAttempts: number;
  readonly status: "queued" | "running" | "retry_wait" | "succeeded" | "cancelled" | "dead";
  readonly attempt: number;
  readonly deferrals: number;
  /** At most 128 characters. */
  readonly worker?: string;
  /** An instant in ISO 8601. */
  readonly claimedAt?: string;
  /** An instant in ISO 8601. */
  readonly heartbeatAt?: string;
  /** An instant in ISO 8601. */
  readonly leaseExpiresAt?: string;
  readonly cancelRequested: boolean;
  readonly error?: RunError;
  /** An instant in ISO 8601. */
  readonly enqueuedAt: string;
  /** An instant in ISO 8601. */
  readonly endedAt?: string;
  readonly revision: number;
}

/** `nextCursor` is there when more may follow; send it as `filter.cursor`. */
export interface JobPage {
  readonly items: readonly Job[];
  readonly nextCursor?: string;
}

/** How many jobs there are by status, and by kind and status; what is not there is left out. */
export interface JobCounts {
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The job; `changed` is false when it was so already. */
export interface ChangedJob {
  readonly jobId: string;
  readonly runId: string;
  /** At most 128 characters. */
  readonly kind: string;
  readonly priority: number;
  /** At most 128 characters. */
  readonly dedupKey?: string;
  /** An instant in ISO 8601. */
  readonly availableAt: string;
  readonly maxAttempts: number;
  readonly status: "queued" | "running" | "retry_wait" | "succeeded" | "cancelled" | "dead";
  readonly attempt: number;
  readonly deferrals: number;
  /** At most 128 characters. */
  readonly worker?: string;
  /** An instant in ISO 8601. */
  readonly claimedAt?: string;
  /** An instant in ISO 8601. */
  readonly heartbeatAt?: string;
  /** An instant in ISO 8601. */
  readonly leaseExpiresAt?: string;
  readonly cancelRequested: boolean;
  readonly error?: RunError;
  /** An instant in ISO 8601. */
  readonly enqueuedAt: string;
  /** An instant in ISO 8601. */
  readonly endedAt?: string;
  readonly revision: number;
  readonly changed: boolean;
}

/** The jobs as they are after their lost attempts were settled. */
export interface ReapedJobs {
  readonly jobs: readonly Job[];
}

/** The scenario without its world; `created` is false when its content was known. */
export interface CreatedScenario {
  readonly scenarioId: string;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly worldHash: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly created: boolean;
}

/** `world` is canonical: all of the spec but how many units are drawn, and from which seed. */
export interface Scenario {
  readonly scenarioId: string;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly worldHash: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly world: Readonly<Record<string, unknown>>;
}

/**
 * A scenario without its world. `inputs` are the artifacts it reads, by role, pinned by id.
 *
 * `world_hash` is of the canonical world alone and seeds its draws; `scenario_id` covers the inputs too.
 */
export interface ScenarioSummary {
  readonly scenarioId: string;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly worldHash: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
}

/** `nextCursor` is there when more may follow; send it as `filter.cursor`. */
export interface ScenarioPage {
  readonly items: readonly ScenarioSummary[];
  readonly nextCursor?: string;
}

/** The cohort; `created` is false when its list was known, which then keeps its name. */
export interface CreatedCohort {
  readonly cohortId: string;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly scenarioIds: readonly string[];
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly created: boolean;
}

/** `cohort_id` is the digest of the scenario ids in their order; the name is a label. */
export interface Cohort {
  readonly cohortId: string;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly scenarioIds: readonly string[];
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
}

/** `nextCursor` is there when more may follow; send it as `filter.cursor`. */
export interface CohortPage {
  readonly items: readonly Cohort[];
  readonly nextCursor?: string;
}

/** An origin, the name that was given there, and when, by the client's clock. */
export interface CandidateSource {
  readonly source: "manual" | "generated";
  /** At most 128 characters. */
  readonly strategy?: string;
  readonly runId?: string;
  readonly artifactId?: string;
  readonly derivedFrom?: string;
  /** At most 256 characters. */
  readonly name: string;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
}

/** The candidate; `created` is false when its content was known, and only the source is new. */
export interface CreatedCandidate {
  readonly candidateId: string;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly sources: readonly CandidateSource[];
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly created: boolean;
}

/**
 * `candidate_id` is the digest of kind and payload; equal contents of any origin are one candidate.
 *
 * `payload` is canonical, `name` that of the first source; a name is free and identifies nothing.
 */
export interface Candidate {
  readonly candidateId: string;
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 256 characters. */
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly sources: readonly CandidateSource[];
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
}

/** `nextCursor` is there when more may follow; send it as `filter.cursor`. */
export interface CandidatePage {
  readonly items: readonly Candidate[];
  readonly nextCursor?: string;
}

/** How many pairs of candidate and scenario are new. */
export interface Attached {
  readonly attached: number;
}

/**
 * A metric of the kind as it was when the evaluation was submitted; one is `primary`.
 *
 * `direction` says who leads: the largest value, the smallest, or the one nearest to 0.
 */
export interface MetricDeclaration {
  /** At most 128 characters. */
  readonly key: string;
  readonly direction: "maximise" | "minimise" | "towards_zero";
  /** At most 128 characters. */
  readonly unit: string;
  readonly primary: boolean;
}

/** A run or an artifact that the evaluation stands on, and as what. */
export interface Upstream {
  readonly kind: "run" | "artifact";
  readonly id: string;
  readonly role: string;
}

/** The evaluation; `created` is false when one of the same plan waits, runs or completed. */
export interface SubmittedEvaluation {
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 128 characters. */
  readonly kindVersion: string;
  readonly cohortId: string;
  readonly candidateIds: readonly string[];
  readonly nSims?: number;
  readonly seed?: number;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly evaluationId: string;
  readonly runId: string;
  /** At most 128 characters. */
  readonly engineVersion: string;
  readonly focusCandidateId?: string;
  readonly metrics: readonly MetricDeclaration[];
  readonly upstreams: readonly Upstream[];
  readonly planHash: string;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly status: ExperimentStatus;
  readonly resultHash?: string;
  readonly created: boolean;
}

/**
 * With what became of it: `run_id` and `status` of the run that its job has now.
 *
 * `result_hash` is there once results were recorded.
 */
export interface EvaluationState {
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 128 characters. */
  readonly kindVersion: string;
  readonly cohortId: string;
  readonly candidateIds: readonly string[];
  readonly nSims?: number;
  readonly seed?: number;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly evaluationId: string;
  readonly runId: string;
  /** At most 128 characters. */
  readonly engineVersion: string;
  readonly focusCandidateId?: string;
  readonly metrics: readonly MetricDeclaration[];
  readonly upstreams: readonly Upstream[];
  readonly planHash: string;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly status: ExperimentStatus;
  readonly resultHash?: string;
}

/** `nextCursor` is there when more may follow; send it as `filter.cursor`. */
export interface EvaluationPage {
  readonly items: readonly EvaluationState[];
  readonly nextCursor?: string;
}

/** One candidate that has a value in every scenario of the cohort. */
export interface LeaderboardEntry {
  /** 1 for the best; equal candidates share the better place. */
  readonly place: number;
  readonly candidateId: string;
  /** The first name that it was given; a label. At most 256 characters. */
  readonly name: string;
  /** Those that found it; none where it came by hand. */
  readonly strategies: readonly string[];
  /** The mean over scenarios in the unit of the metric, with its own sign. */
  readonly value: number;
  /** Standard error of the draws within scenarios; shrinks with more draws. */
  readonly seMc?: number;
  /** Standard error between scenarios; from two on, shrinks only with more scenarios. */
  readonly seScenario?: number;
  /** The mean over scenarios of the difference from the leader in the same scenario, never negative: so much less where `direction` is maximise, so much more where it is minimise, so much further from 0 where it is towards_zero. */
  readonly behind: number;
  /** Standard error of `behind` between scenarios; from two on. */
  readonly seBehind?: number;
  /** It may lead as well: the 95 % interval of `behind` (Student's t) holds 0. True of the leader itself, and of everybody with fewer than two scenarios. */
  readonly notDistinguishable: boolean;
  /** The one that the submission asked about. */
  readonly isFocus: boolean;
}

/**
 * One candidate for which the metric is not defined somewhere, so that it has no place.
 *
 * A mean over the other scenarios would be of another thing.
 */
export interface UnrankedCandidate {
  readonly candidateId: string;
  /** The first name that it was given; a label. At most 256 characters. */
  readonly name: string;
  /** Those that found it; none where it came by hand. */
  readonly strategies: readonly string[];
  /** The scenarios in which it has no value, in their order. */
  readonly lacking: readonly string[];
  /** The one that the submission asked about. */
  readonly isFocus: boolean;
}

/** Candidates, best first, equal ones by candidate id; then those that have no place. */
export interface Leaderboard {
  readonly evaluationId: string;
  readonly runId: string;
  /** At most 128 characters. */
  readonly kind: string;
  readonly cohortId: string;
  /** At most 128 characters. */
  readonly metric: string;
  /** Who leads: the largest value, the smallest, or the one nearest to 0, where distances from 0 are compared scenario by scenario. */
  readonly direction: "maximise" | "minimise" | "towards_zero";
  /** Of values and errors. At most 128 characters. */
  readonly unit: string;
  /** How many scenarios the cohort has. */
  readonly scenarios: number;
  /** Draws in each scenario, where the kind draws. */
  readonly nSims?: number;
  readonly seed?: number;
  /** Digest of all results, of every metric. */
  readonly resultHash: string;
  /** How many there are, those beyond the limit included. */
  readonly candidates: number;
  readonly entries: readonly LeaderboardEntry[];
  /** Without a value somewhere, by candidate id. */
  readonly unranked: readonly UnrankedCandidate[];
}

/** A result with the evaluation it belongs to. */
export interface CandidateResult {
  readonly scenarioId: string;
  readonly candidateId: string;
  /** At most 128 characters. */
  readonly metric: string;
  readonly value?: number;
  readonly standardError?: number;
  readonly low?: number;
  readonly high?: number;
  readonly n: number;
  readonly place?: number;
  readonly digest: string;
  readonly evaluationId: string;
}

/** One metric in one scenario of one evaluation each, the last submitted evaluation first. */
export interface CandidateResults {
  readonly results: readonly CandidateResult[];
}

/** As the kind wrote it: a value by candidate id, or something about the scenario as a whole. */
export interface EvaluationDocument {
  readonly scenarioId: string;
  readonly document: unknown;
}

/**
 * In the order of the cohort; none where the kind writes no document of that name.
 *
 * `names` are those that it wrote, `artifactId` is where all of them are.
 */
export interface EvaluationDocuments {
  readonly evaluationId: string;
  readonly artifactId: string;
  readonly names: readonly string[];
  readonly documents: readonly EvaluationDocument[];
}

/** What judged a trial; another version is another trial. */
export interface Evaluator {
  /** At most 128 characters. */
  readonly kind: string;
  /** At most 128 characters. */
  readonly version: string;
}

/** What, beside the config, makes two trials the same. A random seed does not belong here. */
export interface TrialSetting {
  readonly inputs: readonly string[];
  readonly evaluator: Evaluator;
  /** At most 128 characters. */
  readonly cohort?: string;
}

/** A change of a config, resolved: RFC 6902 operations that lead from the base to the mutated one. */
export interface Mutation {
  /** At most 128 characters. */
  readonly type: string;
  readonly baseConfigHash: string;
  readonly configDiff: readonly (Readonly<Record<string, unknown>>)[];
  readonly mutatedConfigHash: string;
}

/** An entry as the store holds it; only a pending decision may still be taken. */
export interface JournalEntry {
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** At most 100,000 characters. */
  readonly hypothesis: string;
  /** At most 128 characters. */
  readonly mutationType: string;
  readonly configDiff: Readonly<Record<string, unknown>>;
  readonly results: Readonly<Record<string, unknown>>;
  readonly championMetrics?: Readonly<Record<string, unknown>>;
  readonly promotionDecision: "pending" | "promoted" | "rejected";
  /** At most 10,000 characters. */
  readonly promotionReason?: string;
  readonly disposition: "evaluated" | "errored" | "timed_out" | "skipped_duplicate" | "cancelled";
  /** At most 10,000 characters. */
  readonly dispositionReason?: string;
  /** At most 128 characters. */
  readonly runId?: string;
  readonly experimentId?: string;
  readonly modelVersion?: number;
  readonly parentId?: number;
  readonly tags: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  readonly trial?: TrialSetting;
  /** At most 128 characters. */
  readonly idempotencyKey?: string;
  readonly mutation?: Mutation;
  readonly configHash?: string;
  readonly trialKey?: string;
  readonly redactions: readonly RedactedPlace[];
  readonly entryId: number;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
}

/** `nextCursor` is there when more may follow; send it as `cursor`. */
export interface JournalPage {
  readonly items: readonly JournalEntry[];
  readonly nextCursor?: number;
}

/** How many. */
export interface JournalCount {
  readonly count: number;
}

/** The entry; `changed` is false when it was decided so already. */
export interface DecidedEntry {
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  /** At most 100,000 characters. */
  readonly hypothesis: string;
  /** At most 128 characters. */
  readonly mutationType: string;
  readonly configDiff: Readonly<Record<string, unknown>>;
  readonly results: Readonly<Record<string, unknown>>;
  readonly championMetrics?: Readonly<Record<string, unknown>>;
  readonly promotionDecision: "pending" | "promoted" | "rejected";
  /** At most 10,000 characters. */
  readonly promotionReason?: string;
  readonly disposition: "evaluated" | "errored" | "timed_out" | "skipped_duplicate" | "cancelled";
  /** At most 10,000 characters. */
  readonly dispositionReason?: string;
  /** At most 128 characters. */
  readonly runId?: string;
  readonly experimentId?: string;
  readonly modelVersion?: number;
  readonly parentId?: number;
  readonly tags: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  readonly trial?: TrialSetting;
  /** At most 128 characters. */
  readonly idempotencyKey?: string;
  readonly mutation?: Mutation;
  readonly configHash?: string;
  readonly trialKey?: string;
  readonly redactions: readonly RedactedPlace[];
  readonly entryId: number;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly changed: boolean;
}

/** A run, the cohort it was evaluated on, and, where a run evaluates several, which candidate of them. */
export interface TrialRun {
  /** At most 128 characters. */
  readonly runId: string;
  /** At most 128 characters. */
  readonly cohort: string;
  readonly candidateId?: string;
}

/** The two runs that a decision compared; `champion` is `nobody` where there was none to beat. */
export interface Comparison {
  readonly champion: TrialRun | "nobody";
  readonly challenger: TrialRun;
}

/** As it was recorded; `seq` counts the decisions on an entry from 1. */
export interface Decision {
  readonly decision: "pending" | "promoted" | "rejected";
  /** At most 10,000 characters. */
  readonly reason?: string;
  /** At most 128 characters. */
  readonly actor?: string;
  readonly comparison?: Comparison;
  readonly seq: number;
  /** An instant in ISO 8601. */
  readonly at: string;
}

/** Its key, and every entry that tried it, newest first, whatever the seed. */
export interface FoundTrial {
  readonly trialKey: string;
  readonly tried: boolean;
  readonly entries: readonly JournalEntry[];
}

/** A distance from 0 to 1, the RFC 6902 way from the asked config, and its entries, newest first. */
export interface SimilarTrialView {
  readonly distance: number;
  readonly configDiff: readonly (Readonly<Record<string, unknown>>)[];
  readonly entries: readonly JournalEntry[];
}

/** One column that goes into a model, or comes out of it; `dtype` as NumPy names it. */
export interface Column {
  /** At most 256 characters. */
  readonly name: string;
  /** At most 128 characters. */
  readonly dtype: string;
}

/** What a model is called with, in order, and what it answers. */
export interface ModelSignature {
  readonly inputs: readonly Column[];
  readonly outputs: readonly Column[];
}

/**
 * A version as the registry holds it; it never changes.
 *
 * `file_hash` and `size_bytes` are of the model's file, None when only its description was logged.
 */
export interface ModelVersion {
  readonly modelName: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly metrics?: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
  readonly tags?: Readonly<Record<string, string>>;
  /** At most 128 characters. */
  readonly flavour?: string;
  readonly flavourDetails?: Readonly<Record<string, unknown>>;
  readonly pickled: boolean;
  readonly signature?: ModelSignature;
  readonly modelDigest?: string;
  readonly predictionDigest?: string;
  readonly requirements: readonly string[];
  /** At most 128 characters. */
  readonly runId?: string;
  /** At most 256 characters. */
  readonly runName?: string;
  readonly experimentId?: string;
  readonly inputArtifacts: readonly string[];
  readonly fileName: string;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  readonly configHash: string;
  readonly redactions: readonly RedactedPlace[];
  readonly version: number;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly fileHash?: string;
  readonly sizeBytes?: number;
  /** At most 2,048 characters. */
  readonly storageUri?: string;
}

/** A version with where it stands: by the history, and by the aliases that point to it now. */
export interface VersionStanding {
  readonly modelName: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly metrics?: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
  readonly tags?: Readonly<Record<string, string>>;
  /** At most 128 characters. */
  readonly flavour?: string;
  readonly flavourDetails?: Readonly<Record<string, unknown>>;
  readonly pickled: boolean;
  readonly signature?: ModelSignature;
  readonly modelDigest?: string;
  readonly predictionDigest?: string;
  readonly requirements: readonly string[];
  /** At most 128 characters. */
  readonly runId?: string;
  /** At most 256 characters. */
  readonly runName?: string;
  readonly experimentId?: string;
  readonly inputArtifacts: readonly string[];
  readonly fileName: string;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  readonly configHash: string;
  readonly redactions: readonly RedactedPlace[];
  readonly version: number;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly fileHash?: string;
  readonly sizeBytes?: number;
  /** At most 2,048 characters. */
  readonly storageUri?: string;
  readonly state: "candidate" | "champion" | "archived";
  readonly quarantined: boolean;
  readonly aliases: readonly string[];
}

/** `nextCursor` is there when more may follow; send it as `cursor`. */
export interface VersionPage {
  readonly items: readonly VersionStanding[];
  readonly nextCursor?: number;
}

/** A path, and what each version has there; left out where it has nothing. */
export interface VersionDifference {
  readonly path: string;
  readonly a?: unknown;
  readonly b?: unknown;
}

/** Only what differs, by path. */
export interface VersionComparison {
  readonly modelName: string;
  readonly a: number;
  readonly b: number;
  readonly config: readonly VersionDifference[];
  readonly metrics: readonly VersionDifference[];
  readonly tags: readonly VersionDifference[];
}

/** As it was recorded: `seq` counts the events of a model from 1, `at` never goes back. */
export interface PromotionEvent {
  /** At most 128 characters. */
  readonly actor?: string;
  /** At most 10,000 characters. */
  readonly reason?: string;
  readonly evidence?: Readonly<Record<string, unknown>>;
  readonly journalEntryId?: number;
  readonly modelName: string;
  readonly kind: "promoted" | "rolled_back" | "demoted" | "archived" | "quarantined" | "released" | "adopted";
  readonly version: number;
  readonly champion?: number;
  readonly previousChampion?: number;
  readonly redactions: readonly RedactedPlace[];
  readonly seq: number;
  /** An instant in ISO 8601. */
  readonly at: string;
}

/** An alias that somebody else moved; None where it points nowhere. */
export interface AliasDrift {
  readonly alias: string;
  readonly expected?: number;
  readonly found?: number;
}

/**
 * `event` is there when something changed; `champion` is who stands after it.
 *
 * `inStep` false: the change stands, the registry's aliases could not follow; `problem` says why, and
 * the next change or `reconcile_models` lets them follow.
 */
export interface ChampionChange {
  readonly modelName: string;
  readonly changed: boolean;
  readonly event?: PromotionEvent;
  readonly champion?: number;
  readonly inStep: boolean;
  readonly drift: readonly AliasDrift[];
  readonly problem?: string;
}

/**
 * The version, and the event that made it champion.
 *
 * `inStep` is false while the registry's aliases say something else; `drift` lists those that
 * somebody else moved.
 */
export interface ChampionInfo {
  readonly modelName: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly metrics?: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
  readonly tags?: Readonly<Record<string, string>>;
  /** At most 128 characters. */
  readonly flavour?: string;
  readonly flavourDetails?: Readonly<Record<string, unknown>>;
  readonly pickled: boolean;
  readonly signature?: ModelSignature;
  readonly modelDigest?: string;
  readonly predictionDigest?: string;
  readonly requirements: readonly string[];
  /** At most 128 characters. */
  readonly runId?: string;
  /** At most 256 characters. */
  readonly runName?: string;
  readonly experimentId?: string;
  readonly inputArtifacts: readonly string[];
  readonly fileName: string;
  /** An instant in ISO 8601. */
  readonly createdAt: string;
  readonly configHash: string;
  readonly redactions: readonly RedactedPlace[];
  readonly version: number;
  /** An instant in ISO 8601. */
  readonly recordedAt: string;
  readonly fileHash?: string;
  readonly sizeBytes?: number;
  /** At most 2,048 characters. */
  readonly storageUri?: string;
  readonly event: PromotionEvent;
  readonly inStep: boolean;
  readonly drift: readonly AliasDrift[];
}

/** `champion` is left out when nobody was; `event` is the last one until then. */
export interface ChampionThen {
  readonly modelName: string;
  /** An instant in ISO 8601. */
  readonly instant: string;
  readonly champion?: number;
  readonly event?: PromotionEvent;
}

/**
 * From the champion back.
 *
 * `event` made it champion now, `promotion` is the last decision for it. `lineages` lead from the
 * experiment and the input artifacts to the roots. `beaten` are the newest of the `nBeaten` versions
 * that were there when it was promoted. `gaps` says which link could not be followed.
 */
export interface ChampionStory {
  readonly version: ModelVersion;
  readonly event: PromotionEvent;
  readonly promotion: PromotionEvent;
  readonly journalEntry?: JournalEntry;
  readonly run?: Run;
  readonly experiment?: Experiment;
  readonly lineages: readonly Lineage[];
  readonly beaten: readonly VersionStanding[];
  readonly nBeaten: number;
  readonly inStep: boolean;
  readonly drift: readonly AliasDrift[];
  readonly gaps: readonly string[];
}

/** One thing that is not as it was recorded. */
export interface Finding {
  readonly subject: "store" | "experiment" | "artifact" | "blob" | "run" | "journal" | "model" | "candidate" | "scenario" | "cohort" | "evaluation";
  readonly id: string;
  readonly problem: string;
}

/** What was checked and what was found; sound when `findings` is empty. */
export interface Verification {
  readonly sound: boolean;
  readonly experiments: number;
  readonly artifacts: number;
  readonly blobs: number;
  readonly bytesRead: number;
  readonly findings: readonly Finding[];
  readonly truncated: boolean;
}

/**
 * Blobs that no artifact needs, and what interrupted publications and removals left behind.
 *
 * In a dry run, `removed` and `unfinished_removed` stay 0.
 */
export interface Sweep {
  readonly dryRun: boolean;
  readonly orphans: readonly string[];
  readonly orphanBytes: number;
  readonly removed: number;
  readonly unfinished: number;
  readonly unfinishedRemoved: number;
}

/** Engine and place (never a password), schema version, and how much it holds. */
export interface StoreDescription {
  readonly engine: string;
  readonly location: string;
  readonly schemaVersion: number;
  readonly experiments: number;
  readonly artifacts: number;
}

/** The codes that errors of provenlab carry. */
export type ErrorCode =
  | "blob_missing"
  | "compute_lost"
  | "conflict"
  | "digest_mismatch"
  | "drift"
  | "expired"
  | "forbidden"
  | "foreign_store"
  | "immutable"
  | "internal_error"
  | "interrupted"
  | "invalid_json"
  | "invalid_request"
  | "invalid_transition"
  | "lease_lost"
  | "limit_exceeded"
  | "missing_extra"
  | "no_champion"
  | "no_rollback_target"
  | "not_found"
  | "not_initialised"
  | "schema_newer"
  | "schema_outdated"
  | "store_corrupt"
  | "store_error"
  | "store_full"
  | "store_locked"
  | "store_read_only"
  | "store_unavailable"
  | "timed_out"
  | "unauthenticated"
  | "unknown_operation"
  | "unreadable_content"
  | "unusable_model"
  | "uri_refused"
  | "validation_failed";
