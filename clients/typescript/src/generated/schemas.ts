// Generated from the operations of provenlab by `make contract`. Do not edit.
import { z } from "zod";
import { instant, jsonObject, jsonValue, parsedObject, recordOf, text } from "../json-kinds.js";
import type * as types from "./types.js";

const recordId = text({ pattern: /^[A-Za-z0-9._:-]{1,128}$/u });
const role = text({ pattern: /^[a-z][a-z0-9_]{0,63}$/u });
const hash = text({ pattern: /^[0-9a-f]{64}$/u });
const name = text({ minLength: 1, maxLength: 256 });
const label = text({ minLength: 1, maxLength: 128 });
const note = text({ maxLength: 10000 });
const trace = text({ maxLength: 100000 });

export const ExperimentStatusSchema: z.ZodType<types.ExperimentStatus> = z.enum(["pending", "running", "completed", "failed", "cancelled"]);
export const ArtifactStatusSchema: z.ZodType<types.ArtifactStatus> = z.enum(["active", "superseded", "tombstoned"]);
export const ArtifactFormatSchema: z.ZodType<types.ArtifactFormat> = z.enum(["json", "csv", "parquet", "bytes"]);
export const ProducerKindSchema: z.ZodType<types.ProducerKind> = z.enum(["experiment", "run"]);
export const NodeKindSchema: z.ZodType<types.NodeKind> = z.enum(["artifact", "experiment"]);
export const DirectionSchema: z.ZodType<types.Direction> = z.enum(["upstream", "downstream"]);

export const ProvenanceInputSchema: z.ZodType<types.ProvenanceInput> = z.strictObject({
  gitCommit: label,
  gitDirty: z.boolean(),
  engineVersion: label,
  createdAt: instant,
  host: label.nullable().optional(),
  platform: name.nullable().optional(),
  pythonVersion: label.nullable().optional(),
  packages: recordOf(label, label, 5000).nullable().optional(),
  argv: z.array(note).max(1000).nullable().optional(),
});

export const CreateExperimentSchema: z.ZodType<types.CreateExperiment> = z.strictObject({
  experimentId: recordId.nullable().optional(),
  name: name,
  description: note.nullable().optional(),
  inputs: recordOf(role, z.array(recordId)),
  config: jsonObject,
  provenance: ProvenanceInputSchema,
  requiredOutputs: z.array(role).max(64).optional(),
  validateInputs: z.boolean().optional(),
});

export const GetExperimentSchema: z.ZodType<types.GetExperiment> = z.strictObject({
  experimentId: recordId,
});

export const MetricBoundsSchema: z.ZodType<types.MetricBounds> = z.strictObject({
  key: name,
  atLeast: z.number().nullable().optional(),
  atMost: z.number().nullable().optional(),
});

export const MetricOrderSchema: z.ZodType<types.MetricOrder> = z.strictObject({
  metric: name,
  descending: z.boolean().optional(),
});

export const ExperimentListFilterSchema: z.ZodType<types.ExperimentListFilter> = z.strictObject({
  status: ExperimentStatusSchema.nullable().optional(),
  artifactType: label.nullable().optional(),
  gitCommit: label.nullable().optional(),
  metric: MetricBoundsSchema.nullable().optional(),
  minCreatedAt: instant.nullable().optional(),
  maxCreatedAt: instant.nullable().optional(),
  order: MetricOrderSchema.nullable().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: recordId.nullable().optional(),
});

export const ListExperimentsSchema: z.ZodType<types.ListExperiments> = z.strictObject({
  filter: ExperimentListFilterSchema.optional(),
});

export const ExperimentFilterSchema: z.ZodType<types.ExperimentFilter> = z.strictObject({
  status: ExperimentStatusSchema.nullable().optional(),
  artifactType: label.nullable().optional(),
  gitCommit: label.nullable().optional(),
  metric: MetricBoundsSchema.nullable().optional(),
  minCreatedAt: instant.nullable().optional(),
  maxCreatedAt: instant.nullable().optional(),
});

export const CountExperimentsSchema: z.ZodType<types.CountExperiments> = z.strictObject({
  filter: ExperimentFilterSchema.optional(),
});

export const UpdateStatusSchema: z.ZodType<types.UpdateStatus> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  experimentId: recordId,
  status: ExperimentStatusSchema,
  error: trace.nullable().optional(),
});

export const ExperimentResultsSchema: z.ZodType<types.ExperimentResults> = z.strictObject({
  tradesArtifactId: recordId.nullable().optional(),
  metricsArtifactId: recordId.nullable().optional(),
  curvesArtifactId: recordId.nullable().optional(),
  diagnosticsArtifactId: recordId.nullable().optional(),
  outputs: recordOf(role, recordId, 1000).optional(),
});

export const StoreResultsSchema: z.ZodType<types.StoreResults> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  experimentId: recordId,
  results: ExperimentResultsSchema,
  validateOutputs: z.boolean().optional(),
});

export const CompleteExperimentSchema: z.ZodType<types.CompleteExperiment> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  experimentId: recordId,
  results: ExperimentResultsSchema.optional(),
  validateOutputs: z.boolean().optional(),
});

export const IndexExperimentMetricsSchema: z.ZodType<types.IndexExperimentMetrics> = z.strictObject({});

export const FindByInputArtifactsSchema: z.ZodType<types.FindByInputArtifacts> = z.strictObject({
  artifactIds: z.array(recordId).max(10000),
  match: z.enum(["any", "all"]).optional(),
  role: role.nullable().optional(),
  transitive: z.boolean().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: recordId.nullable().optional(),
});

export const ProducerInputSchema: z.ZodType<types.ProducerInput> = z.strictObject({
  kind: ProducerKindSchema,
  id: recordId,
});

export const ParentInputSchema: z.ZodType<types.ParentInput> = z.strictObject({
  artifactId: recordId,
  role: role.optional(),
});

export const PublishArtifactSchema: z.ZodType<types.PublishArtifact> = z.strictObject({
  artifactId: recordId.nullable().optional(),
  kind: label,
  name: name,
  schemaVersion: z.int().min(1).max(1000000).optional(),
  format: ArtifactFormatSchema.nullable().optional(),
  logicalKey: name.nullable().optional(),
  supersedes: recordId.nullable().optional(),
  producer: ProducerInputSchema.nullable().optional(),
  parents: z.array(ParentInputSchema).max(10000).optional(),
  createdAt: instant.nullable().optional(),
  path: text({ minLength: 1, maxLength: 4096 }).nullable().optional(),
  jsonContent: jsonValue.optional(),
  textContent: text().nullable().optional(),
  base64Content: text().nullable().optional(),
  summary: jsonObject.nullable().optional(),
});

export const GetArtifactSchema: z.ZodType<types.GetArtifact> = z.strictObject({
  artifactId: recordId,
});

export const ArtifactListFilterSchema: z.ZodType<types.ArtifactListFilter> = z.strictObject({
  kind: label.nullable().optional(),
  name: name.nullable().optional(),
  logicalKey: name.nullable().optional(),
  fileHash: hash.nullable().optional(),
  contentHash: hash.nullable().optional(),
  producerId: recordId.nullable().optional(),
  status: ArtifactStatusSchema.nullable().optional(),
  minCreatedAt: instant.nullable().optional(),
  maxCreatedAt: instant.nullable().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: recordId.nullable().optional(),
});

export const ListArtifactsSchema: z.ZodType<types.ListArtifacts> = z.strictObject({
  filter: ArtifactListFilterSchema.optional(),
});

export const PreviewArtifactSchema: z.ZodType<types.PreviewArtifact> = z.strictObject({
  offset: z.int().min(0).max(9007199254740991).optional(),
  limit: z.int().min(1).max(1000).optional(),
  columnNames: z.array(text()).min(1).max(100).nullable().optional(),
  artifactId: recordId,
});

export const SupersedeArtifactSchema: z.ZodType<types.SupersedeArtifact> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  artifactId: recordId,
  successorId: recordId,
});

export const TombstoneArtifactSchema: z.ZodType<types.TombstoneArtifact> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  artifactId: recordId,
});

export const PinArtifactSchema: z.ZodType<types.PinArtifact> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  artifactId: recordId,
});

export const ListPinsSchema: z.ZodType<types.ListPins> = z.strictObject({});

export const GetArtifactExpirySchema: z.ZodType<types.GetArtifactExpiry> = z.strictObject({
  artifactId: recordId,
});

export const RetentionPolicyInputSchema: z.ZodType<types.RetentionPolicyInput> = z.strictObject({
  name: label.optional(),
  keepLast: z.int().min(1).max(1000000).optional(),
  lastOf: z.enum(["experiment", "name"]).optional(),
  keepDays: z.number().min(0).max(36500).optional(),
  keepAggregates: z.boolean().optional(),
  aggregateKinds: z.array(label).max(1000).optional(),
  keepRejectedTrials: z.boolean().optional(),
  onlyKinds: z.array(label).max(1000).optional(),
});

export const CollectGarbageSchema: z.ZodType<types.CollectGarbage> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  policy: RetentionPolicyInputSchema.optional(),
  dryRun: z.boolean().optional(),
  minAgeSeconds: z.number().min(0).max(315360000).optional(),
  listKept: z.boolean().optional(),
  maxListed: z.int().min(0).max(1000000).optional(),
});

export const GetLineageSchema: z.ZodType<types.GetLineage> = z.strictObject({
  artifactId: recordId.nullable().optional(),
  experimentId: recordId.nullable().optional(),
  direction: DirectionSchema,
  maxDepth: z.int().min(1).max(1000).optional(),
  maxNodes: z.int().min(1).max(10000).optional(),
});

export const GetRunDatasetsSchema: z.ZodType<types.GetRunDatasets> = z.strictObject({
  runId: recordId,
  maxNodes: z.int().min(1).max(10000).optional(),
});

export const DatasetRefInputSchema: z.ZodType<types.DatasetRefInput> = z.strictObject({
  dataset: name,
  version: label.nullable().optional(),
  artifactId: recordId.nullable().optional(),
  contentHash: hash.nullable().optional(),
  role: role.optional(),
});

export const RunOriginInputSchema: z.ZodType<types.RunOriginInput> = z.strictObject({
  createdAt: instant,
  gitCommit: label.nullable().optional(),
  gitDirty: z.boolean().nullable().optional(),
  gitRemote: note.nullable().optional(),
  host: label.nullable().optional(),
  platform: name.nullable().optional(),
  pythonVersion: label.nullable().optional(),
  processId: z.int().min(0).max(9007199254740991).nullable().optional(),
  packages: recordOf(label, label, 5000).nullable().optional(),
  argv: z.array(note).max(1000).nullable().optional(),
});

export const RedactedPlaceInputSchema: z.ZodType<types.RedactedPlaceInput> = z.strictObject({
  path: name,
  rule: label,
});

export const StartRunSchema: z.ZodType<types.StartRun> = z.strictObject({
  runId: recordId.nullable().optional(),
  name: name,
  kind: label.optional(),
  config: jsonObject,
  datasets: z.array(DatasetRefInputSchema).max(1000).optional(),
  tags: z.array(label).max(1000).optional(),
  seed: z.int().min(-9007199254740991).max(9007199254740991).nullable().optional(),
  experimentId: recordId.nullable().optional(),
  parentRunId: recordId.nullable().optional(),
  resultsDir: note.nullable().optional(),
  origin: RunOriginInputSchema.nullable().optional(),
  redactions: z.array(RedactedPlaceInputSchema).max(10000).optional(),
  leaseSeconds: z.number().min(0.001).max(86400).optional(),
  startedAt: instant.nullable().optional(),
});

export const GetRunSchema: z.ZodType<types.GetRun> = z.strictObject({
  runId: recordId,
});

export const RunListFilterSchema: z.ZodType<types.RunListFilter> = z.strictObject({
  status: ExperimentStatusSchema.nullable().optional(),
  kind: label.nullable().optional(),
  name: name.nullable().optional(),
  dataset: name.nullable().optional(),
  tags: z.array(label).max(100).optional(),
  gitCommit: label.nullable().optional(),
  experimentId: recordId.nullable().optional(),
  parentRunId: recordId.nullable().optional(),
  metric: MetricBoundsSchema.nullable().optional(),
  minCreatedAt: instant.nullable().optional(),
  maxCreatedAt: instant.nullable().optional(),
  order: MetricOrderSchema.nullable().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: recordId.nullable().optional(),
});

export const ListRunsSchema: z.ZodType<types.ListRuns> = z.strictObject({
  filter: RunListFilterSchema.optional(),
});

export const FinishRunSchema: z.ZodType<types.FinishRun> = z.strictObject({
  runId: recordId,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])),
  summaryPath: note.nullable().optional(),
  endedAt: instant.nullable().optional(),
});

export const RunErrorInputSchema: z.ZodType<types.RunErrorInput> = z.strictObject({
  kind: label,
  type: name.nullable().optional(),
  message: trace.nullable().optional(),
  traceback: trace.nullable().optional(),
});

export const FailRunSchema: z.ZodType<types.FailRun> = z.strictObject({
  runId: recordId,
  error: RunErrorInputSchema,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])).optional(),
  endedAt: instant.nullable().optional(),
});

export const CancelRunSchema: z.ZodType<types.CancelRun> = z.strictObject({
  runId: recordId,
  error: RunErrorInputSchema.nullable().optional(),
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])).optional(),
  endedAt: instant.nullable().optional(),
});

export const HeartbeatSchema: z.ZodType<types.Heartbeat> = z.strictObject({
  runId: recordId,
  leaseSeconds: z.number().min(0.001).max(86400).optional(),
});

export const MetricPointInputSchema: z.ZodType<types.MetricPointInput> = z.strictObject({
  seq: z.int().min(0).max(9007199254740991),
  key: name,
  value: z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]),
  step: z.int().min(-9007199254740991).max(9007199254740991).nullable().optional(),
  at: instant,
});

export const LogMetricsSchema: z.ZodType<types.LogMetrics> = z.strictObject({
  runId: recordId,
  points: z.array(MetricPointInputSchema).max(100000),
});

export const GetMetricSeriesSchema: z.ZodType<types.GetMetricSeries> = z.strictObject({
  runId: recordId,
  key: name.nullable().optional(),
  afterSeq: z.int().min(-9007199254740991).max(9007199254740991).optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
});

export const LogArtifactSchema: z.ZodType<types.LogArtifact> = z.strictObject({
  artifactId: recordId.nullable().optional(),
  kind: label,
  name: name,
  schemaVersion: z.int().min(1).max(1000000).optional(),
  format: ArtifactFormatSchema.nullable().optional(),
  logicalKey: name.nullable().optional(),
  supersedes: recordId.nullable().optional(),
  producer: ProducerInputSchema.nullable().optional(),
  parents: z.array(ParentInputSchema).max(10000).optional(),
  createdAt: instant.nullable().optional(),
  path: text({ minLength: 1, maxLength: 4096 }).nullable().optional(),
  jsonContent: jsonValue.optional(),
  textContent: text().nullable().optional(),
  base64Content: text().nullable().optional(),
  summary: jsonObject.nullable().optional(),
  runId: recordId,
});

export const ProgressEventInputSchema: z.ZodType<types.ProgressEventInput> = z.strictObject({
  seq: z.int().min(0).max(9007199254740991).optional(),
  clientSeq: z.int().min(-9007199254740991).max(9007199254740991).nullable().optional(),
  at: instant,
  kind: z.enum(["status", "progress", "log"]),
  status: ExperimentStatusSchema.nullable().optional(),
  attempt: z.int().min(1).max(1000000).optional(),
  phase: label.nullable().optional(),
  percent: z.number().min(0).max(100).nullable().optional(),
  message: note.nullable().optional(),
  payload: jsonObject.nullable().optional(),
});

export const ReportProgressSchema: z.ZodType<types.ReportProgress> = z.strictObject({
  runId: recordId,
  events: z.array(ProgressEventInputSchema).max(10000),
});

export const GetProgressSchema: z.ZodType<types.GetProgress> = z.strictObject({
  runId: recordId,
  afterSeq: z.int().min(-9007199254740991).max(9007199254740991).optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
});

export const ReapLostRunsSchema: z.ZodType<types.ReapLostRuns> = z.strictObject({
  graceSeconds: z.number().min(0).max(31536000).optional(),
});

export const CompareRunsSchema: z.ZodType<types.CompareRuns> = z.strictObject({
  runIds: z.array(recordId),
});

export const GetRunCardSchema: z.ZodType<types.GetRunCard> = z.strictObject({
  runId: recordId,
  format: z.enum(["markdown", "html"]).optional(),
});

export const SubmitJobSchema: z.ZodType<types.SubmitJob> = z.strictObject({
  runId: recordId.nullable().optional(),
  name: name,
  kind: label.optional(),
  config: jsonObject,
  datasets: z.array(DatasetRefInputSchema).max(1000).optional(),
  tags: z.array(label).max(1000).optional(),
  seed: z.int().min(-9007199254740991).max(9007199254740991).nullable().optional(),
  experimentId: recordId.nullable().optional(),
  parentRunId: recordId.nullable().optional(),
  resultsDir: note.nullable().optional(),
  origin: RunOriginInputSchema.nullable().optional(),
  redactions: z.array(RedactedPlaceInputSchema).max(10000).optional(),
  jobId: recordId.nullable().optional(),
  priority: z.int().min(-1000000).max(1000000).optional(),
  dedupKey: label.nullable().optional(),
  availableAt: instant.nullable().optional(),
  maxAttempts: z.int().min(1).max(1000).optional(),
});

export const GetJobSchema: z.ZodType<types.GetJob> = z.strictObject({
  jobId: recordId,
});

export const JobListFilterSchema: z.ZodType<types.JobListFilter> = z.strictObject({
  status: z.enum(["queued", "running", "retry_wait", "succeeded", "cancelled", "dead"]).nullable().optional(),
  kind: label.nullable().optional(),
  worker: label.nullable().optional(),
  dedupKey: label.nullable().optional(),
  runId: recordId.nullable().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: recordId.nullable().optional(),
});

export const ListJobsSchema: z.ZodType<types.ListJobs> = z.strictObject({
  filter: JobListFilterSchema.optional(),
});

export const CountJobsSchema: z.ZodType<types.CountJobs> = z.strictObject({});

export const CancelJobSchema: z.ZodType<types.CancelJob> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  jobId: recordId,
});

export const RequeueJobSchema: z.ZodType<types.RequeueJob> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  jobId: recordId,
  moreAttempts: z.int().min(1).max(1000).optional(),
});

export const ReapLostJobsSchema: z.ZodType<types.ReapLostJobs> = z.strictObject({});

export const CreateScenarioSchema: z.ZodType<types.CreateScenario> = z.strictObject({
  kind: label,
  name: name,
  world: jsonObject,
  inputs: recordOf(role, recordId, 100).optional(),
  createdAt: instant.nullable().optional(),
});

export const GetScenarioSchema: z.ZodType<types.GetScenario> = z.strictObject({
  scenarioId: hash,
});

export const ScenarioListFilterSchema: z.ZodType<types.ScenarioListFilter> = z.strictObject({
  kind: label.nullable().optional(),
  name: name.nullable().optional(),
  worldHash: hash.nullable().optional(),
  artifactId: recordId.nullable().optional(),
  cohortId: hash.nullable().optional(),
  candidateId: hash.nullable().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: hash.nullable().optional(),
});

export const ListScenariosSchema: z.ZodType<types.ListScenarios> = z.strictObject({
  filter: ScenarioListFilterSchema.optional(),
});

export const CreateCohortSchema: z.ZodType<types.CreateCohort> = z.strictObject({
  name: name,
  scenarioIds: z.array(hash).min(1).max(1000),
  createdAt: instant.nullable().optional(),
});

export const GetCohortSchema: z.ZodType<types.GetCohort> = z.strictObject({
  cohortId: hash,
});

export const CohortListFilterSchema: z.ZodType<types.CohortListFilter> = z.strictObject({
  kind: label.nullable().optional(),
  name: name.nullable().optional(),
  scenarioId: hash.nullable().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: hash.nullable().optional(),
});

export const ListCohortsSchema: z.ZodType<types.ListCohorts> = z.strictObject({
  filter: CohortListFilterSchema.optional(),
});

export const CreateCandidateSchema: z.ZodType<types.CreateCandidate> = z.strictObject({
  source: z.enum(["manual", "generated"]).optional(),
  strategy: label.nullable().optional(),
  runId: recordId.nullable().optional(),
  artifactId: recordId.nullable().optional(),
  derivedFrom: hash.nullable().optional(),
  scenarioId: hash,
  name: name,
  payload: jsonObject,
  createdAt: instant.nullable().optional(),
});

export const GetCandidateSchema: z.ZodType<types.GetCandidate> = z.strictObject({
  candidateId: hash,
});

export const CandidateListFilterSchema: z.ZodType<types.CandidateListFilter> = z.strictObject({
  kind: label.nullable().optional(),
  name: name.nullable().optional(),
  source: z.enum(["manual", "generated"]).nullable().optional(),
  strategy: label.nullable().optional(),
  runId: recordId.nullable().optional(),
  artifactId: recordId.nullable().optional(),
  derivedFrom: hash.nullable().optional(),
  scenarioId: hash.nullable().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: hash.nullable().optional(),
});

export const ListCandidatesSchema: z.ZodType<types.ListCandidates> = z.strictObject({
  filter: CandidateListFilterSchema.optional(),
});

export const AttachCandidatesSchema: z.ZodType<types.AttachCandidates> = z.strictObject({
  candidateIds: z.array(hash).min(1).max(1000),
  scenarioIds: z.array(hash).max(1000).optional(),
  cohortId: hash.nullable().optional(),
});

export const SubmitEvaluationSchema: z.ZodType<types.SubmitEvaluation> = z.strictObject({
  cohortId: hash,
  candidateIds: z.array(hash).min(1).max(1000),
  nSims: z.int().min(1).max(1099511627776).nullable().optional(),
  seed: z.int().min(0).max(9007199254740991).nullable().optional(),
  overrides: jsonObject.optional(),
  focusCandidateId: hash.nullable().optional(),
  evaluationId: recordId.nullable().optional(),
  name: name.nullable().optional(),
  priority: z.int().min(-1000000).max(1000000).optional(),
  maxAttempts: z.int().min(1).max(1000).optional(),
  repeat: z.boolean().optional(),
  origin: RunOriginInputSchema.nullable().optional(),
});

export const GetEvaluationSchema: z.ZodType<types.GetEvaluation> = z.strictObject({
  evaluationId: recordId.nullable().optional(),
  runId: recordId.nullable().optional(),
});

export const EvaluationListFilterSchema: z.ZodType<types.EvaluationListFilter> = z.strictObject({
  kind: label.nullable().optional(),
  status: ExperimentStatusSchema.nullable().optional(),
  cohortId: hash.nullable().optional(),
  scenarioId: hash.nullable().optional(),
  candidateId: hash.nullable().optional(),
  focusCandidateId: hash.nullable().optional(),
  upstreamId: recordId.nullable().optional(),
  planHash: hash.nullable().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: recordId.nullable().optional(),
});

export const ListEvaluationsSchema: z.ZodType<types.ListEvaluations> = z.strictObject({
  filter: EvaluationListFilterSchema.optional(),
});

export const GetLeaderboardSchema: z.ZodType<types.GetLeaderboard> = z.strictObject({
  evaluationId: recordId,
  metric: label.nullable().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
});

export const GetCandidateResultsSchema: z.ZodType<types.GetCandidateResults> = z.strictObject({
  metric: label.nullable().optional(),
  scenarioId: hash.nullable().optional(),
  cohortId: hash.nullable().optional(),
  candidateId: hash,
  limit: z.int().min(0).max(100000).nullable().optional(),
});

export const GetEvaluationDocumentsSchema: z.ZodType<types.GetEvaluationDocuments> = z.strictObject({
  evaluationId: recordId,
  name: label,
  scenarioId: hash.nullable().optional(),
  candidateIds: z.array(hash).min(1).max(100).nullable().optional(),
});

export const EvaluatorInputSchema: z.ZodType<types.EvaluatorInput> = z.strictObject({
  kind: label,
  version: label,
});

export const TrialSettingInputSchema: z.ZodType<types.TrialSettingInput> = z.strictObject({
  inputs: z.array(hash).max(10000).optional(),
  evaluator: EvaluatorInputSchema,
  cohort: label.nullable().optional(),
});

export const LogJournalEntrySchema: z.ZodType<types.LogJournalEntry> = z.strictObject({
  createdAt: instant.nullable().optional(),
  hypothesis: trace,
  mutationType: label,
  configDiff: jsonObject,
  results: jsonObject,
  championMetrics: jsonObject.nullable().optional(),
  promotionDecision: z.enum(["pending", "promoted", "rejected"]).optional(),
  promotionReason: note.nullable().optional(),
  disposition: z.enum(["evaluated", "errored", "timed_out", "skipped_duplicate", "cancelled"]).optional(),
  dispositionReason: note.nullable().optional(),
  runId: label.nullable().optional(),
  experimentId: recordId.nullable().optional(),
  modelVersion: z.int().min(-9007199254740991).max(9007199254740991).nullable().optional(),
  parentId: z.int().min(0).max(9007199254740991).nullable().optional(),
  tags: z.array(label).max(1000).optional(),
  metadata: jsonObject.optional(),
  config: jsonObject.nullable().optional(),
  seed: z.int().min(-9007199254740991).max(9007199254740991).nullable().optional(),
  trial: TrialSettingInputSchema.nullable().optional(),
  idempotencyKey: label.nullable().optional(),
  baseConfig: jsonObject.nullable().optional(),
});

export const GetJournalEntrySchema: z.ZodType<types.GetJournalEntry> = z.strictObject({
  entryId: z.int().min(0).max(9007199254740991),
});

export const ResultBoundsSchema: z.ZodType<types.ResultBounds> = z.strictObject({
  key: name,
  atLeast: z.number().nullable().optional(),
  atMost: z.number().nullable().optional(),
});

export const ResultOrderSchema: z.ZodType<types.ResultOrder> = z.strictObject({
  key: name,
  descending: z.boolean().optional(),
});

export const QueryJournalSchema: z.ZodType<types.QueryJournal> = z.strictObject({
  tags: z.array(label).max(100).optional(),
  dateFrom: instant.nullable().optional(),
  dateTo: instant.nullable().optional(),
  mutationType: label.nullable().optional(),
  outcome: z.enum(["pending", "promoted", "rejected"]).nullable().optional(),
  disposition: z.enum(["evaluated", "errored", "timed_out", "skipped_duplicate", "cancelled"]).nullable().optional(),
  result: ResultBoundsSchema.nullable().optional(),
  runId: label.nullable().optional(),
  experimentId: recordId.nullable().optional(),
  text: label.nullable().optional(),
  order: z.enum(["newest", "oldest"]).optional(),
  byResult: ResultOrderSchema.nullable().optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: z.int().min(0).max(9007199254740991).nullable().optional(),
});

export const CountJournalSchema: z.ZodType<types.CountJournal> = z.strictObject({
  tags: z.array(label).max(100).optional(),
  dateFrom: instant.nullable().optional(),
  dateTo: instant.nullable().optional(),
  mutationType: label.nullable().optional(),
  outcome: z.enum(["pending", "promoted", "rejected"]).nullable().optional(),
  disposition: z.enum(["evaluated", "errored", "timed_out", "skipped_duplicate", "cancelled"]).nullable().optional(),
  result: ResultBoundsSchema.nullable().optional(),
  runId: label.nullable().optional(),
  experimentId: recordId.nullable().optional(),
  text: label.nullable().optional(),
  atMost: z.int().min(1).max(1000000000).nullable().optional(),
});

export const TrialRunInputSchema: z.ZodType<types.TrialRunInput> = z.strictObject({
  runId: label,
  cohort: label,
  candidateId: hash.nullable().optional(),
});

export const ComparisonInputSchema: z.ZodType<types.ComparisonInput> = z.strictObject({
  champion: z.union([TrialRunInputSchema, z.enum(["nobody"])]),
  challenger: TrialRunInputSchema,
});

export const RecordDecisionSchema: z.ZodType<types.RecordDecision> = z.strictObject({
  decision: z.enum(["pending", "promoted", "rejected"]),
  reason: note.nullable().optional(),
  actor: label.nullable().optional(),
  comparison: ComparisonInputSchema.nullable().optional(),
  entryId: z.int().min(0).max(9007199254740991),
});

export const FindTrialSchema: z.ZodType<types.FindTrial> = z.strictObject({
  trialKey: hash.nullable().optional(),
  config: jsonObject.nullable().optional(),
  trial: TrialSettingInputSchema.nullable().optional(),
});

export const SimilarTrialsSchema: z.ZodType<types.SimilarTrials> = z.strictObject({
  config: jsonObject,
  k: z.int().min(1).max(1000).optional(),
});

export const ColumnInputSchema: z.ZodType<types.ColumnInput> = z.strictObject({
  name: name,
  dtype: label,
});

export const ModelSignatureInputSchema: z.ZodType<types.ModelSignatureInput> = z.strictObject({
  inputs: z.array(ColumnInputSchema).max(100000),
  outputs: z.array(ColumnInputSchema).max(100000).optional(),
});

export const LogModelVersionSchema: z.ZodType<types.LogModelVersion> = z.strictObject({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  config: jsonObject,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])).optional(),
  tags: recordOf(label, note, 1000).optional(),
  flavour: label.nullable().optional(),
  flavourDetails: jsonObject.optional(),
  pickled: z.boolean().optional(),
  signature: ModelSignatureInputSchema.nullable().optional(),
  modelDigest: hash.nullable().optional(),
  predictionDigest: hash.nullable().optional(),
  requirements: z.array(name).max(5000).optional(),
  runId: label.nullable().optional(),
  runName: name.nullable().optional(),
  experimentId: recordId.nullable().optional(),
  inputArtifacts: z.array(recordId).max(10000).optional(),
  fileName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/u }).optional(),
  createdAt: instant.nullable().optional(),
  path: text({ minLength: 1, maxLength: 4096 }).nullable().optional(),
});

export const GetModelVersionSchema: z.ZodType<types.GetModelVersion> = z.strictObject({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  version: z.int().min(1).max(9007199254740991),
});

export const ListModelsSchema: z.ZodType<types.ListModels> = z.strictObject({});

export const ListVersionsSchema: z.ZodType<types.ListVersions> = z.strictObject({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
  cursor: z.int().min(1).max(9007199254740991).nullable().optional(),
});

export const CompareVersionsSchema: z.ZodType<types.CompareVersions> = z.strictObject({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  a: z.int().min(1).max(9007199254740991),
  b: z.int().min(1).max(9007199254740991),
});

export const PromoteToChampionSchema: z.ZodType<types.PromoteToChampion> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  evidence: jsonObject.nullable().optional(),
  journalEntryId: z.int().min(0).max(9007199254740991).nullable().optional(),
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  version: z.int().min(1).max(9007199254740991),
  expectedChampion: z.union([z.int().min(1).max(9007199254740991), z.enum(["nobody"])]).nullable().optional(),
  comparison: ComparisonInputSchema.nullable().optional(),
});

export const RollbackSchema: z.ZodType<types.Rollback> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  evidence: jsonObject.nullable().optional(),
  journalEntryId: z.int().min(0).max(9007199254740991).nullable().optional(),
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
});

export const DemoteSchema: z.ZodType<types.Demote> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  evidence: jsonObject.nullable().optional(),
  journalEntryId: z.int().min(0).max(9007199254740991).nullable().optional(),
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
});

export const ArchiveVersionSchema: z.ZodType<types.ArchiveVersion> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  evidence: jsonObject.nullable().optional(),
  journalEntryId: z.int().min(0).max(9007199254740991).nullable().optional(),
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  version: z.int().min(1).max(9007199254740991),
});

export const QuarantineSchema: z.ZodType<types.Quarantine> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  evidence: jsonObject.nullable().optional(),
  journalEntryId: z.int().min(0).max(9007199254740991).nullable().optional(),
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  version: z.int().min(1).max(9007199254740991),
});

export const ReleaseVersionSchema: z.ZodType<types.ReleaseVersion> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  evidence: jsonObject.nullable().optional(),
  journalEntryId: z.int().min(0).max(9007199254740991).nullable().optional(),
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  version: z.int().min(1).max(9007199254740991),
});

export const ReconcileModelsSchema: z.ZodType<types.ReconcileModels> = z.strictObject({
  actor: label.nullable().optional(),
  reason: note.nullable().optional(),
  evidence: jsonObject.nullable().optional(),
  journalEntryId: z.int().min(0).max(9007199254740991).nullable().optional(),
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  accept: z.enum(["history", "aliases"]).nullable().optional(),
});

export const GetChampionInfoSchema: z.ZodType<types.GetChampionInfo> = z.strictObject({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
});

export const ChampionAtSchema: z.ZodType<types.ChampionAt> = z.strictObject({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  instant: instant,
});

export const GetModelHistorySchema: z.ZodType<types.GetModelHistory> = z.strictObject({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
});

export const WhyChampionSchema: z.ZodType<types.WhyChampion> = z.strictObject({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }).optional(),
  limit: z.int().min(0).max(100000).nullable().optional(),
});

export const VerifyStoreSchema: z.ZodType<types.VerifyStore> = z.strictObject({
  readBlobs: z.boolean().optional(),
  maxFindings: z.int().min(1).max(100000).optional(),
});

export const SweepBlobsSchema: z.ZodType<types.SweepBlobs> = z.strictObject({
  minAgeSeconds: z.number().min(0).max(315360000).optional(),
  dryRun: z.boolean().optional(),
});

export const InitStoreSchema: z.ZodType<types.InitStore> = z.strictObject({});

export const DescribeStoreSchema: z.ZodType<types.DescribeStore> = z.strictObject({});

export const DescribeSchema: z.ZodType<types.Describe> = z.strictObject({
  name: label.nullable().optional(),
});

export const ProvenanceSchema: z.ZodType<types.Provenance> = z.object({
  gitCommit: label,
  gitDirty: z.boolean(),
  engineVersion: label,
  createdAt: instant,
  host: label.exactOptional(),
  platform: name.exactOptional(),
  pythonVersion: label.exactOptional(),
  packages: recordOf(label, label, 5000).exactOptional(),
  argv: z.array(note).max(1000).exactOptional(),
});

export const ExecutionSchema: z.ZodType<types.Execution> = z.object({
  startedAt: instant.exactOptional(),
  completedAt: instant.exactOptional(),
  duration: z.int().min(0).exactOptional(),
  error: trace.exactOptional(),
});

export const CreatedExperimentSchema: z.ZodType<types.CreatedExperiment> = z.object({
  experimentId: recordId,
  name: name,
  description: note.exactOptional(),
  inputs: recordOf(role, z.array(recordId)),
  config: parsedObject,
  provenance: ProvenanceSchema,
  requiredOutputs: z.array(role).max(64),
  status: ExperimentStatusSchema,
  outputs: recordOf(role, recordId),
  execution: ExecutionSchema.exactOptional(),
  recordedAt: instant,
  revision: z.int().min(0),
  configHash: hash,
  definitionHash: hash,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])),
  created: z.boolean(),
  warnings: z.array(text()),
});

export const ExperimentSchema: z.ZodType<types.Experiment> = z.object({
  experimentId: recordId,
  name: name,
  description: note.exactOptional(),
  inputs: recordOf(role, z.array(recordId)),
  config: parsedObject,
  provenance: ProvenanceSchema,
  requiredOutputs: z.array(role).max(64),
  status: ExperimentStatusSchema,
  outputs: recordOf(role, recordId),
  execution: ExecutionSchema.exactOptional(),
  recordedAt: instant,
  revision: z.int().min(0),
  configHash: hash,
  definitionHash: hash,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])),
});

export const ExperimentEventSchema: z.ZodType<types.ExperimentEvent> = z.object({
  seq: z.int(),
  at: instant,
  kind: z.enum(["status", "outputs"]),
  status: ExperimentStatusSchema,
  actor: label.exactOptional(),
  reason: note.exactOptional(),
});

export const ExperimentCountSchema: z.ZodType<types.ExperimentCount> = z.object({
  total: z.int(),
  byStatus: recordOf(text(), z.int()),
});

export const ChangedSchema: z.ZodType<types.Changed> = z.object({
  success: z.boolean(),
  changed: z.boolean(),
  status: ExperimentStatusSchema,
  revision: z.int(),
});

export const IndexedMetricsSchema: z.ZodType<types.IndexedMetrics> = z.object({
  examined: z.int(),
  indexed: z.int(),
});

export const ProducerSchema: z.ZodType<types.Producer> = z.object({
  kind: ProducerKindSchema,
  id: recordId,
});

export const ParentSchema: z.ZodType<types.Parent> = z.object({
  artifactId: recordId,
  role: role,
});

export const PublishedArtifactSchema: z.ZodType<types.PublishedArtifact> = z.object({
  artifactId: recordId,
  kind: label,
  name: name,
  schemaVersion: z.int().min(1).max(1000000),
  format: ArtifactFormatSchema,
  logicalKey: name.exactOptional(),
  supersedes: recordId.exactOptional(),
  producer: ProducerSchema.exactOptional(),
  parents: z.array(ParentSchema).max(10000),
  createdAt: instant,
  fileHash: hash,
  contentHash: hash.exactOptional(),
  sizeBytes: z.int().min(0),
  storageUri: text({ minLength: 1, maxLength: 2048 }),
  summary: parsedObject,
  recordedAt: instant,
  recordHash: hash,
  status: ArtifactStatusSchema,
  successorId: recordId.exactOptional(),
  expiredAt: instant.exactOptional(),
  created: z.boolean(),
});

export const ArtifactSchema: z.ZodType<types.Artifact> = z.object({
  artifactId: recordId,
  kind: label,
  name: name,
  schemaVersion: z.int().min(1).max(1000000),
  format: ArtifactFormatSchema,
  logicalKey: name.exactOptional(),
  supersedes: recordId.exactOptional(),
  producer: ProducerSchema.exactOptional(),
  parents: z.array(ParentSchema).max(10000),
  createdAt: instant,
  fileHash: hash,
  contentHash: hash.exactOptional(),
  sizeBytes: z.int().min(0),
  storageUri: text({ minLength: 1, maxLength: 2048 }),
  summary: parsedObject,
  recordedAt: instant,
  recordHash: hash,
  status: ArtifactStatusSchema,
  successorId: recordId.exactOptional(),
  expiredAt: instant.exactOptional(),
});

export const ArtifactPageSchema: z.ZodType<types.ArtifactPage> = z.object({
  items: z.array(ArtifactSchema),
  nextCursor: recordId.exactOptional(),
});

export const ArtifactEventSchema: z.ZodType<types.ArtifactEvent> = z.object({
  seq: z.int(),
  at: instant,
  status: ArtifactStatusSchema,
  successorId: recordId.exactOptional(),
  actor: label.exactOptional(),
  reason: note.exactOptional(),
});

export const ContentColumnSchema: z.ZodType<types.ContentColumn> = z.object({
  name: text(),
  type: text(),
});

export const ArtifactPreviewSchema: z.ZodType<types.ArtifactPreview> = z.object({
  shape: z.enum(["table", "text"]),
  columns: z.array(ContentColumnSchema),
  otherColumns: z.array(text()),
  rows: z.array(z.array(z.union([text(), z.int(), z.number(), z.boolean(), z.null()]))),
  lines: z.array(text()),
  offset: z.int().min(0).max(9007199254740991),
  nextOffset: z.int().min(0).max(9007199254740991).exactOptional(),
  rowCount: z.int().min(0).max(9007199254740991).exactOptional(),
  cut: z.int().min(0).max(9007199254740991),
  artifactId: recordId,
  format: ArtifactFormatSchema,
});

export const ChangedArtifactSchema: z.ZodType<types.ChangedArtifact> = z.object({
  artifactId: recordId,
  kind: label,
  name: name,
  schemaVersion: z.int().min(1).max(1000000),
  format: ArtifactFormatSchema,
  logicalKey: name.exactOptional(),
  supersedes: recordId.exactOptional(),
  producer: ProducerSchema.exactOptional(),
  parents: z.array(ParentSchema).max(10000),
  createdAt: instant,
  fileHash: hash,
  contentHash: hash.exactOptional(),
  sizeBytes: z.int().min(0),
  storageUri: text({ minLength: 1, maxLength: 2048 }),
  summary: parsedObject,
  recordedAt: instant,
  recordHash: hash,
  status: ArtifactStatusSchema,
  successorId: recordId.exactOptional(),
  expiredAt: instant.exactOptional(),
  changed: z.boolean(),
});

export const ChangedPinSchema: z.ZodType<types.ChangedPin> = z.object({
  artifactId: recordId,
  pinned: z.boolean(),
  changed: z.boolean(),
  at: instant.exactOptional(),
  actor: label.exactOptional(),
  reason: note.exactOptional(),
});

export const PinEventSchema: z.ZodType<types.PinEvent> = z.object({
  artifactId: recordId,
  seq: z.int().min(0).max(9007199254740991),
  at: instant,
  pinned: z.boolean(),
  actor: label.exactOptional(),
  reason: note.exactOptional(),
});

export const RetentionPolicySchema: z.ZodType<types.RetentionPolicy> = z.object({
  name: label,
  keepLast: z.int().min(1).max(1000000),
  lastOf: z.enum(["experiment", "name"]),
  keepDays: z.number().min(0).max(36500),
  keepAggregates: z.boolean(),
  aggregateKinds: z.array(label).max(1000),
  keepRejectedTrials: z.boolean(),
  onlyKinds: z.array(label).max(1000),
});

export const CollectionSchema: z.ZodType<types.Collection> = z.object({
  collectionId: recordId,
  at: instant,
  policy: RetentionPolicySchema,
  actor: label.exactOptional(),
  reason: note.exactOptional(),
});

export const ExpirySchema: z.ZodType<types.Expiry> = z.object({
  artifactId: recordId,
  because: text(),
  collection: CollectionSchema,
});

export const ArtifactExpirySchema: z.ZodType<types.ArtifactExpiry> = z.object({
  artifactId: recordId,
  expiry: ExpirySchema.exactOptional(),
});

export const RuleTotalSchema: z.ZodType<types.RuleTotal> = z.object({
  rule: z.enum(["pinned", "in_store", "model", "source", "running", "journal", "other_kind", "last", "young", "referenced", "aggregate", "outlived"]),
  artifacts: z.int().min(0).max(9007199254740991),
  sizeBytes: z.int().min(0).max(9007199254740991),
});

export const RetentionVerdictSchema: z.ZodType<types.RetentionVerdict> = z.object({
  artifactId: recordId,
  kind: label,
  sizeBytes: z.int().min(0).max(9007199254740991),
  rule: z.enum(["pinned", "in_store", "model", "source", "running", "journal", "other_kind", "last", "young", "referenced", "aggregate", "outlived"]),
  because: text(),
});

export const CollectionReportSchema: z.ZodType<types.CollectionReport> = z.object({
  dryRun: z.boolean(),
  collection: CollectionSchema,
  totals: z.array(RuleTotalSchema),
  outlived: z.array(RetentionVerdictSchema),
  kept: z.array(RetentionVerdictSchema),
  truncated: z.boolean(),
  freedBlobs: z.int().min(0).max(9007199254740991),
  freedBytes: z.int().min(0).max(9007199254740991),
  removedBlobs: z.int().min(0).max(9007199254740991),
  removedBytes: z.int().min(0).max(9007199254740991),
  waitingBlobs: z.int().min(0).max(9007199254740991),
});

export const LineageNodeSchema: z.ZodType<types.LineageNode> = z.object({
  kind: NodeKindSchema,
  id: text(),
  depth: z.int(),
  known: z.boolean(),
  label: text().exactOptional(),
  status: text().exactOptional(),
});

export const LineageEdgeSchema: z.ZodType<types.LineageEdge> = z.object({
  sourceKind: NodeKindSchema,
  sourceId: text(),
  targetKind: NodeKindSchema,
  targetId: text(),
  role: role,
});

export const LineageSchema: z.ZodType<types.Lineage> = z.object({
  startKind: NodeKindSchema,
  startId: text(),
  direction: DirectionSchema,
  maxDepth: z.int(),
  nodes: z.array(LineageNodeSchema),
  edges: z.array(LineageEdgeSchema),
  truncated: z.boolean(),
});

export const ReachedDatasetSchema: z.ZodType<types.ReachedDataset> = z.object({
  dataset: name,
  version: label.exactOptional(),
  artifactId: recordId.exactOptional(),
  contentHash: hash.exactOptional(),
  role: role,
  through: z.array(text()),
});

export const RunDatasetsSchema: z.ZodType<types.RunDatasets> = z.object({
  runId: recordId,
  datasets: z.array(ReachedDatasetSchema),
  artifactIds: z.array(recordId),
  runIds: z.array(recordId),
  visited: z.int().min(0).max(9007199254740991),
  truncated: z.boolean(),
});

export const DatasetRefSchema: z.ZodType<types.DatasetRef> = z.object({
  dataset: name,
  version: label.exactOptional(),
  artifactId: recordId.exactOptional(),
  contentHash: hash.exactOptional(),
  role: role,
});

export const RunOriginSchema: z.ZodType<types.RunOrigin> = z.object({
  createdAt: instant,
  gitCommit: label.exactOptional(),
  gitDirty: z.boolean().exactOptional(),
  gitRemote: note.exactOptional(),
  host: label.exactOptional(),
  platform: name.exactOptional(),
  pythonVersion: label.exactOptional(),
  processId: z.int().min(0).max(9007199254740991).exactOptional(),
  packages: recordOf(label, label, 5000).exactOptional(),
  argv: z.array(note).max(1000).exactOptional(),
});

export const RedactedPlaceSchema: z.ZodType<types.RedactedPlace> = z.object({
  path: name,
  rule: label,
});

export const RunErrorSchema: z.ZodType<types.RunError> = z.object({
  kind: label,
  type: name.exactOptional(),
  message: trace.exactOptional(),
  traceback: trace.exactOptional(),
});

export const StartedRunSchema: z.ZodType<types.StartedRun> = z.object({
  runId: recordId,
  name: name,
  kind: label,
  config: parsedObject,
  datasets: z.array(DatasetRefSchema).max(1000),
  tags: z.array(label).max(1000),
  seed: z.int().min(-9007199254740991).max(9007199254740991).exactOptional(),
  experimentId: recordId.exactOptional(),
  parentRunId: recordId.exactOptional(),
  resultsDir: note.exactOptional(),
  origin: RunOriginSchema,
  redactions: z.array(RedactedPlaceSchema).max(10000),
  status: ExperimentStatusSchema,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])),
  metricsArtifactId: recordId.exactOptional(),
  error: RunErrorSchema.exactOptional(),
  summaryPath: note.exactOptional(),
  startedAt: instant.exactOptional(),
  endedAt: instant.exactOptional(),
  duration: z.int().min(0).exactOptional(),
  heartbeatAt: instant.exactOptional(),
  leaseExpiresAt: instant.exactOptional(),
  recordedAt: instant,
  revision: z.int().min(0),
  configHash: hash,
  definitionHash: hash,
  created: z.boolean(),
});

export const RunSchema: z.ZodType<types.Run> = z.object({
  runId: recordId,
  name: name,
  kind: label,
  config: parsedObject,
  datasets: z.array(DatasetRefSchema).max(1000),
  tags: z.array(label).max(1000),
  seed: z.int().min(-9007199254740991).max(9007199254740991).exactOptional(),
  experimentId: recordId.exactOptional(),
  parentRunId: recordId.exactOptional(),
  resultsDir: note.exactOptional(),
  origin: RunOriginSchema,
  redactions: z.array(RedactedPlaceSchema).max(10000),
  status: ExperimentStatusSchema,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])),
  metricsArtifactId: recordId.exactOptional(),
  error: RunErrorSchema.exactOptional(),
  summaryPath: note.exactOptional(),
  startedAt: instant.exactOptional(),
  endedAt: instant.exactOptional(),
  duration: z.int().min(0).exactOptional(),
  heartbeatAt: instant.exactOptional(),
  leaseExpiresAt: instant.exactOptional(),
  recordedAt: instant,
  revision: z.int().min(0),
  configHash: hash,
  definitionHash: hash,
});

export const RunPageSchema: z.ZodType<types.RunPage> = z.object({
  items: z.array(RunSchema),
  nextCursor: recordId.exactOptional(),
});

export const EndedRunSchema: z.ZodType<types.EndedRun> = z.object({
  runId: recordId,
  name: name,
  kind: label,
  config: parsedObject,
  datasets: z.array(DatasetRefSchema).max(1000),
  tags: z.array(label).max(1000),
  seed: z.int().min(-9007199254740991).max(9007199254740991).exactOptional(),
  experimentId: recordId.exactOptional(),
  parentRunId: recordId.exactOptional(),
  resultsDir: note.exactOptional(),
  origin: RunOriginSchema,
  redactions: z.array(RedactedPlaceSchema).max(10000),
  status: ExperimentStatusSchema,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])),
  metricsArtifactId: recordId.exactOptional(),
  error: RunErrorSchema.exactOptional(),
  summaryPath: note.exactOptional(),
  startedAt: instant.exactOptional(),
  endedAt: instant.exactOptional(),
  duration: z.int().min(0).exactOptional(),
  heartbeatAt: instant.exactOptional(),
  leaseExpiresAt: instant.exactOptional(),
  recordedAt: instant,
  revision: z.int().min(0),
  configHash: hash,
  definitionHash: hash,
  changed: z.boolean(),
});

export const AppendedSchema: z.ZodType<types.Appended> = z.object({
  appended: z.int(),
});

export const MetricPointSchema: z.ZodType<types.MetricPoint> = z.object({
  seq: z.int().min(0).max(9007199254740991),
  key: name,
  value: z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]),
  step: z.int().min(-9007199254740991).max(9007199254740991).exactOptional(),
  at: instant,
});

export const ProgressEventSchema: z.ZodType<types.ProgressEvent> = z.object({
  seq: z.int().min(0).max(9007199254740991),
  clientSeq: z.int().min(-9007199254740991).max(9007199254740991).exactOptional(),
  at: instant,
  kind: z.enum(["status", "progress", "log"]),
  status: ExperimentStatusSchema.exactOptional(),
  attempt: z.int().min(1).max(1000000),
  phase: label.exactOptional(),
  percent: z.number().min(0).max(100).exactOptional(),
  message: note.exactOptional(),
  payload: parsedObject.exactOptional(),
});

export const ReapedSchema: z.ZodType<types.Reaped> = z.object({
  runIds: z.array(recordId),
});

export const DifferenceViewSchema: z.ZodType<types.DifferenceView> = z.object({
  path: text(),
  values: parsedObject,
});

export const ComparisonViewSchema: z.ZodType<types.ComparisonView> = z.object({
  runIds: z.array(text()),
  config: z.array(DifferenceViewSchema),
  metrics: z.array(DifferenceViewSchema),
});

export const RenderedRunCardSchema: z.ZodType<types.RenderedRunCard> = z.object({
  runId: recordId,
  format: z.enum(["markdown", "html"]),
  content: text(),
});

export const SubmittedJobSchema: z.ZodType<types.SubmittedJob> = z.object({
  jobId: recordId,
  runId: recordId,
  kind: label,
  priority: z.int().min(-1000000).max(1000000),
  dedupKey: label.exactOptional(),
  availableAt: instant,
  maxAttempts: z.int().min(1).max(1000),
  status: z.enum(["queued", "running", "retry_wait", "succeeded", "cancelled", "dead"]),
  attempt: z.int().min(0).max(9007199254740991),
  deferrals: z.int().min(0).max(9007199254740991),
  worker: label.exactOptional(),
  claimedAt: instant.exactOptional(),
  heartbeatAt: instant.exactOptional(),
  leaseExpiresAt: instant.exactOptional(),
  cancelRequested: z.boolean(),
  error: RunErrorSchema.exactOptional(),
  enqueuedAt: instant,
  endedAt: instant.exactOptional(),
  revision: z.int().min(0).max(9007199254740991),
  created: z.boolean(),
});

export const JobAttemptSchema: z.ZodType<types.JobAttempt> = z.object({
  jobId: recordId,
  runId: recordId,
  number: z.int().min(1).max(1000000),
  worker: label,
  claimedAt: instant,
  endedAt: instant,
  outcome: z.enum(["succeeded", "failed", "lost", "deferred", "cancelled"]),
  error: RunErrorSchema.exactOptional(),
});

export const JobViewSchema: z.ZodType<types.JobView> = z.object({
  jobId: recordId,
  runId: recordId,
  kind: label,
  priority: z.int().min(-1000000).max(1000000),
  dedupKey: label.exactOptional(),
  availableAt: instant,
  maxAttempts: z.int().min(1).max(1000),
  status: z.enum(["queued", "running", "retry_wait", "succeeded", "cancelled", "dead"]),
  attempt: z.int().min(0).max(9007199254740991),
  deferrals: z.int().min(0).max(9007199254740991),
  worker: label.exactOptional(),
  claimedAt: instant.exactOptional(),
  heartbeatAt: instant.exactOptional(),
  leaseExpiresAt: instant.exactOptional(),
  cancelRequested: z.boolean(),
  error: RunErrorSchema.exactOptional(),
  enqueuedAt: instant,
  endedAt: instant.exactOptional(),
  revision: z.int().min(0).max(9007199254740991),
  attempts: z.array(JobAttemptSchema),
  explanation: text(),
});

export const JobSchema: z.ZodType<types.Job> = z.object({
  jobId: recordId,
  runId: recordId,
  kind: label,
  priority: z.int().min(-1000000).max(1000000),
  dedupKey: label.exactOptional(),
  availableAt: instant,
  maxAttempts: z.int().min(1).max(1000),
  status: z.enum(["queued", "running", "retry_wait", "succeeded", "cancelled", "dead"]),
  attempt: z.int().min(0).max(9007199254740991),
  deferrals: z.int().min(0).max(9007199254740991),
  worker: label.exactOptional(),
  claimedAt: instant.exactOptional(),
  heartbeatAt: instant.exactOptional(),
  leaseExpiresAt: instant.exactOptional(),
  cancelRequested: z.boolean(),
  error: RunErrorSchema.exactOptional(),
  enqueuedAt: instant,
  endedAt: instant.exactOptional(),
  revision: z.int().min(0).max(9007199254740991),
});

export const JobPageSchema: z.ZodType<types.JobPage> = z.object({
  items: z.array(JobSchema),
  nextCursor: recordId.exactOptional(),
});

export const JobCountsSchema: z.ZodType<types.JobCounts> = z.object({
  byStatus: recordOf(text(), z.int().min(0).max(9007199254740991)),
  byKind: recordOf(text(), recordOf(text(), z.int().min(0).max(9007199254740991))),
});

export const ChangedJobSchema: z.ZodType<types.ChangedJob> = z.object({
  jobId: recordId,
  runId: recordId,
  kind: label,
  priority: z.int().min(-1000000).max(1000000),
  dedupKey: label.exactOptional(),
  availableAt: instant,
  maxAttempts: z.int().min(1).max(1000),
  status: z.enum(["queued", "running", "retry_wait", "succeeded", "cancelled", "dead"]),
  attempt: z.int().min(0).max(9007199254740991),
  deferrals: z.int().min(0).max(9007199254740991),
  worker: label.exactOptional(),
  claimedAt: instant.exactOptional(),
  heartbeatAt: instant.exactOptional(),
  leaseExpiresAt: instant.exactOptional(),
  cancelRequested: z.boolean(),
  error: RunErrorSchema.exactOptional(),
  enqueuedAt: instant,
  endedAt: instant.exactOptional(),
  revision: z.int().min(0).max(9007199254740991),
  changed: z.boolean(),
});

export const ReapedJobsSchema: z.ZodType<types.ReapedJobs> = z.object({
  jobs: z.array(JobSchema),
});

export const CreatedScenarioSchema: z.ZodType<types.CreatedScenario> = z.object({
  scenarioId: hash,
  kind: label,
  name: name,
  worldHash: hash,
  inputs: recordOf(role, recordId, 100),
  createdAt: instant,
  recordedAt: instant,
  created: z.boolean(),
});

export const ScenarioSchema: z.ZodType<types.Scenario> = z.object({
  scenarioId: hash,
  kind: label,
  name: name,
  worldHash: hash,
  inputs: recordOf(role, recordId, 100),
  createdAt: instant,
  recordedAt: instant,
  world: parsedObject,
});

export const ScenarioSummarySchema: z.ZodType<types.ScenarioSummary> = z.object({
  scenarioId: hash,
  kind: label,
  name: name,
  worldHash: hash,
  inputs: recordOf(role, recordId, 100),
  createdAt: instant,
  recordedAt: instant,
});

export const ScenarioPageSchema: z.ZodType<types.ScenarioPage> = z.object({
  items: z.array(ScenarioSummarySchema),
  nextCursor: hash.exactOptional(),
});

export const CreatedCohortSchema: z.ZodType<types.CreatedCohort> = z.object({
  cohortId: hash,
  kind: label,
  name: name,
  scenarioIds: z.array(hash).min(1).max(1000),
  createdAt: instant,
  recordedAt: instant,
  created: z.boolean(),
});

export const CohortSchema: z.ZodType<types.Cohort> = z.object({
  cohortId: hash,
  kind: label,
  name: name,
  scenarioIds: z.array(hash).min(1).max(1000),
  createdAt: instant,
  recordedAt: instant,
});

export const CohortPageSchema: z.ZodType<types.CohortPage> = z.object({
  items: z.array(CohortSchema),
  nextCursor: hash.exactOptional(),
});

export const CandidateSourceSchema: z.ZodType<types.CandidateSource> = z.object({
  source: z.enum(["manual", "generated"]),
  strategy: label.exactOptional(),
  runId: recordId.exactOptional(),
  artifactId: recordId.exactOptional(),
  derivedFrom: hash.exactOptional(),
  name: name,
  createdAt: instant,
});

export const CreatedCandidateSchema: z.ZodType<types.CreatedCandidate> = z.object({
  candidateId: hash,
  kind: label,
  name: name,
  payload: parsedObject,
  sources: z.array(CandidateSourceSchema).min(1),
  recordedAt: instant,
  created: z.boolean(),
});

export const CandidateSchema: z.ZodType<types.Candidate> = z.object({
  candidateId: hash,
  kind: label,
  name: name,
  payload: parsedObject,
  sources: z.array(CandidateSourceSchema).min(1),
  recordedAt: instant,
});

export const CandidatePageSchema: z.ZodType<types.CandidatePage> = z.object({
  items: z.array(CandidateSchema),
  nextCursor: hash.exactOptional(),
});

export const AttachedSchema: z.ZodType<types.Attached> = z.object({
  attached: z.int().min(0).max(9007199254740991),
});

export const MetricDeclarationSchema: z.ZodType<types.MetricDeclaration> = z.object({
  key: label,
  direction: z.enum(["maximise", "minimise", "towards_zero"]),
  unit: label,
  primary: z.boolean(),
});

export const UpstreamSchema: z.ZodType<types.Upstream> = z.object({
  kind: z.enum(["run", "artifact"]),
  id: recordId,
  role: role,
});

export const SubmittedEvaluationSchema: z.ZodType<types.SubmittedEvaluation> = z.object({
  kind: label,
  kindVersion: label,
  cohortId: hash,
  candidateIds: z.array(hash).min(1).max(1000),
  nSims: z.int().min(1).max(1099511627776).exactOptional(),
  seed: z.int().min(0).max(9007199254740991).exactOptional(),
  overrides: parsedObject,
  evaluationId: recordId,
  runId: recordId,
  engineVersion: label,
  focusCandidateId: hash.exactOptional(),
  metrics: z.array(MetricDeclarationSchema),
  upstreams: z.array(UpstreamSchema),
  planHash: hash,
  createdAt: instant,
  recordedAt: instant,
  status: ExperimentStatusSchema,
  resultHash: hash.exactOptional(),
  created: z.boolean(),
});

export const EvaluationStateSchema: z.ZodType<types.EvaluationState> = z.object({
  kind: label,
  kindVersion: label,
  cohortId: hash,
  candidateIds: z.array(hash).min(1).max(1000),
  nSims: z.int().min(1).max(1099511627776).exactOptional(),
  seed: z.int().min(0).max(9007199254740991).exactOptional(),
  overrides: parsedObject,
  evaluationId: recordId,
  runId: recordId,
  engineVersion: label,
  focusCandidateId: hash.exactOptional(),
  metrics: z.array(MetricDeclarationSchema),
  upstreams: z.array(UpstreamSchema),
  planHash: hash,
  createdAt: instant,
  recordedAt: instant,
  status: ExperimentStatusSchema,
  resultHash: hash.exactOptional(),
});

export const EvaluationPageSchema: z.ZodType<types.EvaluationPage> = z.object({
  items: z.array(EvaluationStateSchema),
  nextCursor: recordId.exactOptional(),
});

export const LeaderboardEntrySchema: z.ZodType<types.LeaderboardEntry> = z.object({
  place: z.int().min(0).max(9007199254740991),
  candidateId: hash,
  name: name,
  strategies: z.array(label),
  value: z.number(),
  seMc: z.number().exactOptional(),
  seScenario: z.number().exactOptional(),
  behind: z.number(),
  seBehind: z.number().exactOptional(),
  notDistinguishable: z.boolean(),
  isFocus: z.boolean(),
});

export const UnrankedCandidateSchema: z.ZodType<types.UnrankedCandidate> = z.object({
  candidateId: hash,
  name: name,
  strategies: z.array(label),
  lacking: z.array(hash),
  isFocus: z.boolean(),
});

export const LeaderboardSchema: z.ZodType<types.Leaderboard> = z.object({
  evaluationId: recordId,
  runId: recordId,
  kind: label,
  cohortId: hash,
  metric: label,
  direction: z.enum(["maximise", "minimise", "towards_zero"]),
  unit: label,
  scenarios: z.int().min(0).max(9007199254740991),
  nSims: z.int().min(1).max(1099511627776).exactOptional(),
  seed: z.int().min(0).max(9007199254740991).exactOptional(),
  resultHash: hash,
  candidates: z.int().min(0).max(9007199254740991),
  entries: z.array(LeaderboardEntrySchema),
  unranked: z.array(UnrankedCandidateSchema),
});

export const CandidateResultSchema: z.ZodType<types.CandidateResult> = z.object({
  scenarioId: hash,
  candidateId: hash,
  metric: label,
  value: z.number().exactOptional(),
  standardError: z.number().exactOptional(),
  low: z.number().exactOptional(),
  high: z.number().exactOptional(),
  n: z.int().min(0).max(9007199254740991),
  place: z.int().min(0).max(9007199254740991).exactOptional(),
  digest: hash,
  evaluationId: recordId,
});

export const CandidateResultsSchema: z.ZodType<types.CandidateResults> = z.object({
  results: z.array(CandidateResultSchema),
});

export const EvaluationDocumentSchema: z.ZodType<types.EvaluationDocument> = z.object({
  scenarioId: hash,
  document: z.unknown(),
});

export const EvaluationDocumentsSchema: z.ZodType<types.EvaluationDocuments> = z.object({
  evaluationId: recordId,
  artifactId: recordId,
  names: z.array(text()),
  documents: z.array(EvaluationDocumentSchema),
});

export const EvaluatorSchema: z.ZodType<types.Evaluator> = z.object({
  kind: label,
  version: label,
});

export const TrialSettingSchema: z.ZodType<types.TrialSetting> = z.object({
  inputs: z.array(hash).max(10000),
  evaluator: EvaluatorSchema,
  cohort: label.exactOptional(),
});

export const MutationSchema: z.ZodType<types.Mutation> = z.object({
  type: label,
  baseConfigHash: hash,
  configDiff: z.array(parsedObject),
  mutatedConfigHash: hash,
});

export const JournalEntrySchema: z.ZodType<types.JournalEntry> = z.object({
  createdAt: instant,
  hypothesis: trace,
  mutationType: label,
  configDiff: parsedObject,
  results: parsedObject,
  championMetrics: parsedObject.exactOptional(),
  promotionDecision: z.enum(["pending", "promoted", "rejected"]),
  promotionReason: note.exactOptional(),
  disposition: z.enum(["evaluated", "errored", "timed_out", "skipped_duplicate", "cancelled"]),
  dispositionReason: note.exactOptional(),
  runId: label.exactOptional(),
  experimentId: recordId.exactOptional(),
  modelVersion: z.int().min(-9007199254740991).max(9007199254740991).exactOptional(),
  parentId: z.int().min(0).max(9007199254740991).exactOptional(),
  tags: z.array(label).max(1000),
  metadata: parsedObject.exactOptional(),
  config: parsedObject.exactOptional(),
  seed: z.int().min(-9007199254740991).max(9007199254740991).exactOptional(),
  trial: TrialSettingSchema.exactOptional(),
  idempotencyKey: label.exactOptional(),
  mutation: MutationSchema.exactOptional(),
  configHash: hash.exactOptional(),
  trialKey: hash.exactOptional(),
  redactions: z.array(RedactedPlaceSchema),
  entryId: z.int().min(0).max(9007199254740991),
  recordedAt: instant,
});

export const JournalPageSchema: z.ZodType<types.JournalPage> = z.object({
  items: z.array(JournalEntrySchema),
  nextCursor: z.int().min(0).max(9007199254740991).exactOptional(),
});

export const JournalCountSchema: z.ZodType<types.JournalCount> = z.object({
  count: z.int(),
});

export const DecidedEntrySchema: z.ZodType<types.DecidedEntry> = z.object({
  createdAt: instant,
  hypothesis: trace,
  mutationType: label,
  configDiff: parsedObject,
  results: parsedObject,
  championMetrics: parsedObject.exactOptional(),
  promotionDecision: z.enum(["pending", "promoted", "rejected"]),
  promotionReason: note.exactOptional(),
  disposition: z.enum(["evaluated", "errored", "timed_out", "skipped_duplicate", "cancelled"]),
  dispositionReason: note.exactOptional(),
  runId: label.exactOptional(),
  experimentId: recordId.exactOptional(),
  modelVersion: z.int().min(-9007199254740991).max(9007199254740991).exactOptional(),
  parentId: z.int().min(0).max(9007199254740991).exactOptional(),
  tags: z.array(label).max(1000),
  metadata: parsedObject.exactOptional(),
  config: parsedObject.exactOptional(),
  seed: z.int().min(-9007199254740991).max(9007199254740991).exactOptional(),
  trial: TrialSettingSchema.exactOptional(),
  idempotencyKey: label.exactOptional(),
  mutation: MutationSchema.exactOptional(),
  configHash: hash.exactOptional(),
  trialKey: hash.exactOptional(),
  redactions: z.array(RedactedPlaceSchema),
  entryId: z.int().min(0).max(9007199254740991),
  recordedAt: instant,
  changed: z.boolean(),
});

export const TrialRunSchema: z.ZodType<types.TrialRun> = z.object({
  runId: label,
  cohort: label,
  candidateId: hash.exactOptional(),
});

export const ComparisonSchema: z.ZodType<types.Comparison> = z.object({
  champion: z.union([TrialRunSchema, z.enum(["nobody"])]),
  challenger: TrialRunSchema,
});

export const DecisionSchema: z.ZodType<types.Decision> = z.object({
  decision: z.enum(["pending", "promoted", "rejected"]),
  reason: note.exactOptional(),
  actor: label.exactOptional(),
  comparison: ComparisonSchema.exactOptional(),
  seq: z.int().min(0).max(9007199254740991),
  at: instant,
});

export const FoundTrialSchema: z.ZodType<types.FoundTrial> = z.object({
  trialKey: hash,
  tried: z.boolean(),
  entries: z.array(JournalEntrySchema),
});

export const SimilarTrialViewSchema: z.ZodType<types.SimilarTrialView> = z.object({
  distance: z.number(),
  configDiff: z.array(parsedObject),
  entries: z.array(JournalEntrySchema),
});

export const ColumnSchema: z.ZodType<types.Column> = z.object({
  name: name,
  dtype: label,
});

export const ModelSignatureSchema: z.ZodType<types.ModelSignature> = z.object({
  inputs: z.array(ColumnSchema).max(100000),
  outputs: z.array(ColumnSchema).max(100000),
});

export const ModelVersionSchema: z.ZodType<types.ModelVersion> = z.object({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }),
  config: parsedObject,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])).exactOptional(),
  tags: recordOf(label, note, 1000).exactOptional(),
  flavour: label.exactOptional(),
  flavourDetails: parsedObject.exactOptional(),
  pickled: z.boolean(),
  signature: ModelSignatureSchema.exactOptional(),
  modelDigest: hash.exactOptional(),
  predictionDigest: hash.exactOptional(),
  requirements: z.array(name).max(5000),
  runId: label.exactOptional(),
  runName: name.exactOptional(),
  experimentId: recordId.exactOptional(),
  inputArtifacts: z.array(recordId).max(10000),
  fileName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/u }),
  createdAt: instant,
  configHash: hash,
  redactions: z.array(RedactedPlaceSchema).max(10000),
  version: z.int().min(1).max(9007199254740991),
  recordedAt: instant,
  fileHash: hash.exactOptional(),
  sizeBytes: z.int().min(0).max(9007199254740991).exactOptional(),
  storageUri: text({ minLength: 1, maxLength: 2048 }).exactOptional(),
});

export const VersionStandingSchema: z.ZodType<types.VersionStanding> = z.object({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }),
  config: parsedObject,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])).exactOptional(),
  tags: recordOf(label, note, 1000).exactOptional(),
  flavour: label.exactOptional(),
  flavourDetails: parsedObject.exactOptional(),
  pickled: z.boolean(),
  signature: ModelSignatureSchema.exactOptional(),
  modelDigest: hash.exactOptional(),
  predictionDigest: hash.exactOptional(),
  requirements: z.array(name).max(5000),
  runId: label.exactOptional(),
  runName: name.exactOptional(),
  experimentId: recordId.exactOptional(),
  inputArtifacts: z.array(recordId).max(10000),
  fileName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/u }),
  createdAt: instant,
  configHash: hash,
  redactions: z.array(RedactedPlaceSchema).max(10000),
  version: z.int().min(1).max(9007199254740991),
  recordedAt: instant,
  fileHash: hash.exactOptional(),
  sizeBytes: z.int().min(0).max(9007199254740991).exactOptional(),
  storageUri: text({ minLength: 1, maxLength: 2048 }).exactOptional(),
  state: z.enum(["candidate", "champion", "archived"]),
  quarantined: z.boolean(),
  aliases: z.array(text({ pattern: /^[a-z][a-z0-9_-]{0,63}$/u })),
});

export const VersionPageSchema: z.ZodType<types.VersionPage> = z.object({
  items: z.array(VersionStandingSchema),
  nextCursor: z.int().min(1).max(9007199254740991).exactOptional(),
});

export const VersionDifferenceSchema: z.ZodType<types.VersionDifference> = z.object({
  path: text(),
  a: z.unknown().exactOptional(),
  b: z.unknown().exactOptional(),
});

export const VersionComparisonSchema: z.ZodType<types.VersionComparison> = z.object({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }),
  a: z.int().min(1).max(9007199254740991),
  b: z.int().min(1).max(9007199254740991),
  config: z.array(VersionDifferenceSchema),
  metrics: z.array(VersionDifferenceSchema),
  tags: z.array(VersionDifferenceSchema),
});

export const PromotionEventSchema: z.ZodType<types.PromotionEvent> = z.object({
  actor: label.exactOptional(),
  reason: note.exactOptional(),
  evidence: parsedObject.exactOptional(),
  journalEntryId: z.int().min(0).max(9007199254740991).exactOptional(),
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }),
  kind: z.enum(["promoted", "rolled_back", "demoted", "archived", "quarantined", "released", "adopted"]),
  version: z.int().min(1).max(9007199254740991),
  champion: z.int().min(1).max(9007199254740991).exactOptional(),
  previousChampion: z.int().min(1).max(9007199254740991).exactOptional(),
  redactions: z.array(RedactedPlaceSchema).max(10000),
  seq: z.int().min(0).max(9007199254740991),
  at: instant,
});

export const AliasDriftSchema: z.ZodType<types.AliasDrift> = z.object({
  alias: text({ pattern: /^[a-z][a-z0-9_-]{0,63}$/u }),
  expected: z.int().min(1).max(9007199254740991).exactOptional(),
  found: z.int().min(1).max(9007199254740991).exactOptional(),
});

export const ChampionChangeSchema: z.ZodType<types.ChampionChange> = z.object({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }),
  changed: z.boolean(),
  event: PromotionEventSchema.exactOptional(),
  champion: z.int().min(1).max(9007199254740991).exactOptional(),
  inStep: z.boolean(),
  drift: z.array(AliasDriftSchema),
  problem: text().exactOptional(),
});

export const ChampionInfoSchema: z.ZodType<types.ChampionInfo> = z.object({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }),
  config: parsedObject,
  metrics: recordOf(name, z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])).exactOptional(),
  tags: recordOf(label, note, 1000).exactOptional(),
  flavour: label.exactOptional(),
  flavourDetails: parsedObject.exactOptional(),
  pickled: z.boolean(),
  signature: ModelSignatureSchema.exactOptional(),
  modelDigest: hash.exactOptional(),
  predictionDigest: hash.exactOptional(),
  requirements: z.array(name).max(5000),
  runId: label.exactOptional(),
  runName: name.exactOptional(),
  experimentId: recordId.exactOptional(),
  inputArtifacts: z.array(recordId).max(10000),
  fileName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/u }),
  createdAt: instant,
  configHash: hash,
  redactions: z.array(RedactedPlaceSchema).max(10000),
  version: z.int().min(1).max(9007199254740991),
  recordedAt: instant,
  fileHash: hash.exactOptional(),
  sizeBytes: z.int().min(0).max(9007199254740991).exactOptional(),
  storageUri: text({ minLength: 1, maxLength: 2048 }).exactOptional(),
  event: PromotionEventSchema,
  inStep: z.boolean(),
  drift: z.array(AliasDriftSchema),
});

export const ChampionThenSchema: z.ZodType<types.ChampionThen> = z.object({
  modelName: text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u }),
  instant: instant,
  champion: z.int().min(1).max(9007199254740991).exactOptional(),
  event: PromotionEventSchema.exactOptional(),
});

export const ChampionStorySchema: z.ZodType<types.ChampionStory> = z.object({
  version: ModelVersionSchema,
  event: PromotionEventSchema,
  promotion: PromotionEventSchema,
  journalEntry: JournalEntrySchema.exactOptional(),
  run: RunSchema.exactOptional(),
  experiment: ExperimentSchema.exactOptional(),
  lineages: z.array(LineageSchema),
  beaten: z.array(VersionStandingSchema),
  nBeaten: z.int().min(0).max(9007199254740991),
  inStep: z.boolean(),
  drift: z.array(AliasDriftSchema),
  gaps: z.array(text()),
});

export const FindingSchema: z.ZodType<types.Finding> = z.object({
  subject: z.enum(["store", "experiment", "artifact", "blob", "run", "journal", "model", "candidate", "scenario", "cohort", "evaluation"]),
  id: text(),
  problem: text(),
});

export const VerificationSchema: z.ZodType<types.Verification> = z.object({
  sound: z.boolean(),
  experiments: z.int(),
  artifacts: z.int(),
  blobs: z.int(),
  bytesRead: z.int(),
  findings: z.array(FindingSchema),
  truncated: z.boolean(),
});

export const SweepSchema: z.ZodType<types.Sweep> = z.object({
  dryRun: z.boolean(),
  orphans: z.array(text()),
  orphanBytes: z.int(),
  removed: z.int(),
  unfinished: z.int(),
  unfinishedRemoved: z.int(),
});

export const StoreDescriptionSchema: z.ZodType<types.StoreDescription> = z.object({
  engine: text(),
  location: text(),
  schemaVersion: z.int(),
  experiments: z.int(),
  artifacts: z.int(),
});
