// Generated from the operations of provenlab by `make contract`. Do not edit.
import { z } from "zod";
import type { CallOptions } from "../engine.js";
import * as schemas from "./schemas.js";
import type * as types from "./types.js";

export const CONTRACT_VERSION = 1;

/** What each operation takes and returns. */
export interface OperationTypes {
  readonly create_experiment: { readonly request: types.CreateExperiment; readonly response: types.CreatedExperiment };
  readonly get_experiment: { readonly request: types.GetExperiment; readonly response: types.Experiment };
  readonly get_experiment_history: { readonly request: types.GetExperiment; readonly response: readonly types.ExperimentEvent[] };
  readonly list_experiments: { readonly request: types.ListExperiments; readonly response: readonly types.Experiment[] };
  readonly count_experiments: { readonly request: types.CountExperiments; readonly response: types.ExperimentCount };
  readonly update_status: { readonly request: types.UpdateStatus; readonly response: types.Changed };
  readonly store_results: { readonly request: types.StoreResults; readonly response: types.Changed };
  readonly complete_experiment: { readonly request: types.CompleteExperiment; readonly response: types.Experiment };
  readonly index_experiment_metrics: { readonly request: types.IndexExperimentMetrics; readonly response: types.IndexedMetrics };
  readonly find_by_input_artifacts: { readonly request: types.FindByInputArtifacts; readonly response: readonly types.Experiment[] };
  readonly publish_artifact: { readonly request: types.PublishArtifact; readonly response: types.PublishedArtifact };
  readonly get_artifact: { readonly request: types.GetArtifact; readonly response: types.Artifact };
  readonly list_artifacts: { readonly request: types.ListArtifacts; readonly response: types.ArtifactPage };
  readonly get_artifact_history: { readonly request: types.GetArtifact; readonly response: readonly types.ArtifactEvent[] };
  readonly preview_artifact: { readonly request: types.PreviewArtifact; readonly response: types.ArtifactPreview };
  readonly supersede_artifact: { readonly request: types.SupersedeArtifact; readonly response: types.ChangedArtifact };
  readonly tombstone_artifact: { readonly request: types.TombstoneArtifact; readonly response: types.ChangedArtifact };
  readonly pin_artifact: { readonly request: types.PinArtifact; readonly response: types.ChangedPin };
  readonly unpin_artifact: { readonly request: types.PinArtifact; readonly response: types.ChangedPin };
  readonly list_pins: { readonly request: types.ListPins; readonly response: readonly types.PinEvent[] };
  readonly get_artifact_expiry: { readonly request: types.GetArtifactExpiry; readonly response: types.ArtifactExpiry };
  readonly collect_garbage: { readonly request: types.CollectGarbage; readonly response: types.CollectionReport };
  readonly get_lineage: { readonly request: types.GetLineage; readonly response: types.Lineage };
  readonly get_run_datasets: { readonly request: types.GetRunDatasets; readonly response: types.RunDatasets };
  readonly start_run: { readonly request: types.StartRun; readonly response: types.StartedRun };
  readonly get_run: { readonly request: types.GetRun; readonly response: types.Run };
  readonly list_runs: { readonly request: types.ListRuns; readonly response: types.RunPage };
  readonly finish_run: { readonly request: types.FinishRun; readonly response: types.EndedRun };
  readonly fail_run: { readonly request: types.FailRun; readonly response: types.EndedRun };
  readonly cancel_run: { readonly request: types.CancelRun; readonly response: types.EndedRun };
  readonly heartbeat: { readonly request: types.Heartbeat; readonly response: types.Run };
  readonly log_metrics: { readonly request: types.LogMetrics; readonly response: types.Appended };
  readonly get_metric_series: { readonly request: types.GetMetricSeries; readonly response: readonly types.MetricPoint[] };
  readonly log_artifact: { readonly request: types.LogArtifact; readonly response: types.PublishedArtifact };
  readonly report_progress: { readonly request: types.ReportProgress; readonly response: types.Appended };
  readonly get_progress: { readonly request: types.GetProgress; readonly response: readonly types.ProgressEvent[] };
  readonly reap_lost_runs: { readonly request: types.ReapLostRuns; readonly response: types.Reaped };
  readonly compare_runs: { readonly request: types.CompareRuns; readonly response: types.ComparisonView };
  readonly get_run_card: { readonly request: types.GetRunCard; readonly response: types.RenderedRunCard };
  readonly submit_job: { readonly request: types.SubmitJob; readonly response: types.SubmittedJob };
  readonly get_job: { readonly request: types.GetJob; readonly response: types.JobView };
  readonly list_jobs: { readonly request: types.ListJobs; readonly response: types.JobPage };
  readonly count_jobs: { readonly request: types.CountJobs; readonly response: types.JobCounts };
  readonly cancel_job: { readonly request: types.CancelJob; readonly response: types.ChangedJob };
  readonly requeue_job: { readonly request: types.RequeueJob; readonly response: types.ChangedJob };
  readonly reap_lost_jobs: { readonly request: types.ReapLostJobs; readonly response: types.ReapedJobs };
  readonly create_scenario: { readonly request: types.CreateScenario; readonly response: types.CreatedScenario };
  readonly get_scenario: { readonly request: types.GetScenario; readonly response: types.Scenario };
  readonly list_scenarios: { readonly request: types.ListScenarios; readonly response: types.ScenarioPage };
  readonly create_cohort: { readonly request: types.CreateCohort; readonly response: types.CreatedCohort };
  readonly get_cohort: { readonly request: types.GetCohort; readonly response: types.Cohort };
  readonly list_cohorts: { readonly request: types.ListCohorts; readonly response: types.CohortPage };
  readonly create_candidate: { readonly request: types.CreateCandidate; readonly response: types.CreatedCandidate };
  readonly get_candidate: { readonly request: types.GetCandidate; readonly response: types.Candidate };
  readonly list_candidates: { readonly request: types.ListCandidates; readonly response: types.CandidatePage };
  readonly attach_candidates: { readonly request: types.AttachCandidates; readonly response: types.Attached };
  readonly submit_evaluation: { readonly request: types.SubmitEvaluation; readonly response: types.SubmittedEvaluation };
  readonly get_evaluation: { readonly request: types.GetEvaluation; readonly response: types.EvaluationState };
  readonly list_evaluations: { readonly request: types.ListEvaluations; readonly response: types.EvaluationPage };
  readonly get_leaderboard: { readonly request: types.GetLeaderboard; readonly response: types.Leaderboard };
  readonly get_candidate_results: { readonly request: types.GetCandidateResults; readonly response: types.CandidateResults };
  readonly get_evaluation_documents: { readonly request: types.GetEvaluationDocuments; readonly response: types.EvaluationDocuments };
  readonly log_journal_entry: { readonly request: types.LogJournalEntry; readonly response: types.JournalEntry };
  readonly get_journal_entry: { readonly request: types.GetJournalEntry; readonly response: types.JournalEntry };
  readonly query_journal: { readonly request: types.QueryJournal; readonly response: types.JournalPage };
  readonly count_journal: { readonly request: types.CountJournal; readonly response: types.JournalCount };
  readonly record_decision: { readonly request: types.RecordDecision; readonly response: types.DecidedEntry };
  readonly get_journal_decisions: { readonly request: types.GetJournalEntry; readonly response: readonly types.Decision[] };
  readonly find_trial: { readonly request: types.FindTrial; readonly response: types.FoundTrial };
  readonly similar_trials: { readonly request: types.SimilarTrials; readonly response: readonly types.SimilarTrialView[] };
  readonly get_journal_thread: { readonly request: types.GetJournalEntry; readonly response: readonly types.JournalEntry[] };
  readonly log_model_version: { readonly request: types.LogModelVersion; readonly response: types.ModelVersion };
  readonly get_model_version: { readonly request: types.GetModelVersion; readonly response: types.VersionStanding };
  readonly list_models: { readonly request: types.ListModels; readonly response: readonly string[] };
  readonly list_versions: { readonly request: types.ListVersions; readonly response: types.VersionPage };
  readonly compare_versions: { readonly request: types.CompareVersions; readonly response: types.VersionComparison };
  readonly promote_to_champion: { readonly request: types.PromoteToChampion; readonly response: types.ChampionChange };
  readonly rollback: { readonly request: types.Rollback; readonly response: types.ChampionChange };
  readonly demote: { readonly request: types.Demote; readonly response: types.ChampionChange };
  readonly archive_version: { readonly request: types.ArchiveVersion; readonly response: types.ChampionChange };
  readonly quarantine: { readonly request: types.Quarantine; readonly response: types.ChampionChange };
  readonly release_version: { readonly request: types.ReleaseVersion; readonly response: types.ChampionChange };
  readonly reconcile_models: { readonly request: types.ReconcileModels; readonly response: types.ChampionChange };
  readonly get_champion_info: { readonly request: types.GetChampionInfo; readonly response: types.ChampionInfo };
  readonly champion_at: { readonly request: types.ChampionAt; readonly response: types.ChampionThen };
  readonly get_model_history: { readonly request: types.GetModelHistory; readonly response: readonly types.PromotionEvent[] };
  readonly why_champion: { readonly request: types.WhyChampion; readonly response: types.ChampionStory };
  readonly verify_store: { readonly request: types.VerifyStore; readonly response: types.Verification };
  readonly sweep_blobs: { readonly request: types.SweepBlobs; readonly response: types.Sweep };
  readonly init_store: { readonly request: types.InitStore; readonly response: types.StoreDescription };
  readonly describe_store: { readonly request: types.DescribeStore; readonly response: types.StoreDescription };
  readonly describe: { readonly request: types.Describe; readonly response: Readonly<Record<string, unknown>> };
}

export type OperationName = keyof OperationTypes;
export type RequestOf<Name extends OperationName> = OperationTypes[Name]["request"];
export type ResponseOf<Name extends OperationName> = OperationTypes[Name]["response"];

/** How one operation is called. */
export interface OperationEntry<Request, Response> {
  readonly effect: "read" | "write";
  readonly request: z.ZodType<Request>;
  readonly response: z.ZodType<Response>;
}

/** Every operation with its schemas. */
export const operations: {
  readonly [Name in OperationName]: OperationEntry<RequestOf<Name>, ResponseOf<Name>>;
} = {
  create_experiment: { effect: "write", request: schemas.CreateExperimentSchema, response: schemas.CreatedExperimentSchema },
  get_experiment: { effect: "read", request: schemas.GetExperimentSchema, response: schemas.ExperimentSchema },
  get_experiment_history: { effect: "read", request: schemas.GetExperimentSchema, response: z.array(schemas.ExperimentEventSchema) },
  list_experiments: { effect: "read", request: schemas.ListExperimentsSchema, response: z.array(schemas.ExperimentSchema) },
  count_experiments: { effect: "read", request: schemas.CountExperimentsSchema, response: schemas.ExperimentCountSchema },
  update_status: { effect: "write", request: schemas.UpdateStatusSchema, response: schemas.ChangedSchema },
  store_results: { effect: "write", request: schemas.StoreResultsSchema, response: schemas.ChangedSchema },
  complete_experiment: { effect: "write", request: schemas.CompleteExperimentSchema, response: schemas.ExperimentSchema },
  index_experiment_metrics: { effect: "write", request: schemas.IndexExperimentMetricsSchema, response: schemas.IndexedMetricsSchema },
  find_by_input_artifacts: { effect: "read", request: schemas.FindByInputArtifactsSchema, response: z.array(schemas.ExperimentSchema) },
  publish_artifact: { effect: "write", request: schemas.PublishArtifactSchema, response: schemas.PublishedArtifactSchema },
  get_artifact: { effect: "read", request: schemas.GetArtifactSchema, response: schemas.ArtifactSchema },
  list_artifacts: { effect: "read", request: schemas.ListArtifactsSchema, response: schemas.ArtifactPageSchema },
  get_artifact_history: { effect: "read", request: schemas.GetArtifactSchema, response: z.array(schemas.ArtifactEventSchema) },
  preview_artifact: { effect: "read", request: schemas.PreviewArtifactSchema, response: schemas.ArtifactPreviewSchema },
  supersede_artifact: { effect: "write", request: schemas.SupersedeArtifactSchema, response: schemas.ChangedArtifactSchema },
  tombstone_artifact: { effect: "write", request: schemas.TombstoneArtifactSchema, response: schemas.ChangedArtifactSchema },
  pin_artifact: { effect: "write", request: schemas.PinArtifactSchema, response: schemas.ChangedPinSchema },
  unpin_artifact: { effect: "write", request: schemas.PinArtifactSchema, response: schemas.ChangedPinSchema },
  list_pins: { effect: "read", request: schemas.ListPinsSchema, response: z.array(schemas.PinEventSchema) },
  get_artifact_expiry: { effect: "read", request: schemas.GetArtifactExpirySchema, response: schemas.ArtifactExpirySchema },
  collect_garbage: { effect: "write", request: schemas.CollectGarbageSchema, response: schemas.CollectionReportSchema },
  get_lineage: { effect: "read", request: schemas.GetLineageSchema, response: schemas.LineageSchema },
  get_run_datasets: { effect: "read", request: schemas.GetRunDatasetsSchema, response: schemas.RunDatasetsSchema },
  start_run: { effect: "write", request: schemas.StartRunSchema, response: schemas.StartedRunSchema },
  get_run: { effect: "read", request: schemas.GetRunSchema, response: schemas.RunSchema },
  list_runs: { effect: "read", request: schemas.ListRunsSchema, response: schemas.RunPageSchema },
  finish_run: { effect: "write", request: schemas.FinishRunSchema, response: schemas.EndedRunSchema },
  fail_run: { effect: "write", request: schemas.FailRunSchema, response: schemas.EndedRunSchema },
  cancel_run: { effect: "write", request: schemas.CancelRunSchema, response: schemas.EndedRunSchema },
  heartbeat: { effect: "write", request: schemas.HeartbeatSchema, response: schemas.RunSchema },
  log_metrics: { effect: "write", request: schemas.LogMetricsSchema, response: schemas.AppendedSchema },
  get_metric_series: { effect: "read", request: schemas.GetMetricSeriesSchema, response: z.array(schemas.MetricPointSchema) },
  log_artifact: { effect: "write", request: schemas.LogArtifactSchema, response: schemas.PublishedArtifactSchema },
  report_progress: { effect: "write", request: schemas.ReportProgressSchema, response: schemas.AppendedSchema },
  get_progress: { effect: "read", request: schemas.GetProgressSchema, response: z.array(schemas.ProgressEventSchema) },
  reap_lost_runs: { effect: "write", request: schemas.ReapLostRunsSchema, response: schemas.ReapedSchema },
  compare_runs: { effect: "read", request: schemas.CompareRunsSchema, response: schemas.ComparisonViewSchema },
  get_run_card: { effect: "read", request: schemas.GetRunCardSchema, response: schemas.RenderedRunCardSchema },
  submit_job: { effect: "write", request: schemas.SubmitJobSchema, response: schemas.SubmittedJobSchema },
  get_job: { effect: "read", request: schemas.GetJobSchema, response: schemas.JobViewSchema },
  list_jobs: { effect: "read", request: schemas.ListJobsSchema, response: schemas.JobPageSchema },
  count_jobs: { effect: "read", request: schemas.CountJobsSchema, response: schemas.JobCountsSchema },
  cancel_job: { effect: "write", request: schemas.CancelJobSchema, response: schemas.ChangedJobSchema },
  requeue_job: { effect: "write", request: schemas.RequeueJobSchema, response: schemas.ChangedJobSchema },
  reap_lost_jobs: { effect: "write", request: schemas.ReapLostJobsSchema, response: schemas.ReapedJobsSchema },
  create_scenario: { effect: "write", request: schemas.CreateScenarioSchema, response: schemas.CreatedScenarioSchema },
  get_scenario: { effect: "read", request: schemas.GetScenarioSchema, response: schemas.ScenarioSchema },
  list_scenarios: { effect: "read", request: schemas.ListScenariosSchema, response: schemas.ScenarioPageSchema },
  create_cohort: { effect: "write", request: schemas.CreateCohortSchema, response: schemas.CreatedCohortSchema },
  get_cohort: { effect: "read", request: schemas.GetCohortSchema, response: schemas.CohortSchema },
  list_cohorts: { effect: "read", request: schemas.ListCohortsSchema, response: schemas.CohortPageSchema },
  create_candidate: { effect: "write", request: schemas.CreateCandidateSchema, response: schemas.CreatedCandidateSchema },
  get_candidate: { effect: "read", request: schemas.GetCandidateSchema, response: schemas.CandidateSchema },
  list_candidates: { effect: "read", request: schemas.ListCandidatesSchema, response: schemas.CandidatePageSchema },
  attach_candidates: { effect: "write", request: schemas.AttachCandidatesSchema, response: schemas.AttachedSchema },
  submit_evaluation: { effect: "write", request: schemas.SubmitEvaluationSchema, response: schemas.SubmittedEvaluationSchema },
  get_evaluation: { effect: "read", request: schemas.GetEvaluationSchema, response: schemas.EvaluationStateSchema },
  list_evaluations: { effect: "read", request: schemas.ListEvaluationsSchema, response: schemas.EvaluationPageSchema },
  get_leaderboard: { effect: "read", request: schemas.GetLeaderboardSchema, response: schemas.LeaderboardSchema },
  get_candidate_results: { effect: "read", request: schemas.GetCandidateResultsSchema, response: schemas.CandidateResultsSchema },
  get_evaluation_documents: { effect: "read", request: schemas.GetEvaluationDocumentsSchema, response: schemas.EvaluationDocumentsSchema },
  log_journal_entry: { effect: "write", request: schemas.LogJournalEntrySchema, response: schemas.JournalEntrySchema },
  get_journal_entry: { effect: "read", request: schemas.GetJournalEntrySchema, response: schemas.JournalEntrySchema },
  query_journal: { effect: "read", request: schemas.QueryJournalSchema, response: schemas.JournalPageSchema },
  count_journal: { effect: "read", request: schemas.CountJournalSchema, response: schemas.JournalCountSchema },
  record_decision: { effect: "write", request: schemas.RecordDecisionSchema, response: schemas.DecidedEntrySchema },
  get_journal_decisions: { effect: "read", request: schemas.GetJournalEntrySchema, response: z.array(schemas.DecisionSchema) },
  find_trial: { effect: "read", request: schemas.FindTrialSchema, response: schemas.FoundTrialSchema },
  similar_trials: { effect: "read", request: schemas.SimilarTrialsSchema, response: z.array(schemas.SimilarTrialViewSchema) },
  get_journal_thread: { effect: "read", request: schemas.GetJournalEntrySchema, response: z.array(schemas.JournalEntrySchema) },
  log_model_version: { effect: "write", request: schemas.LogModelVersionSchema, response: schemas.ModelVersionSchema },
  get_model_version: { effect: "read", request: schemas.GetModelVersionSchema, response: schemas.VersionStandingSchema },
  list_models: { effect: "read", request: schemas.ListModelsSchema, response: z.array(z.string()) },
  list_versions: { effect: "read", request: schemas.ListVersionsSchema, response: schemas.VersionPageSchema },
  compare_versions: { effect: "read", request: schemas.CompareVersionsSchema, response: schemas.VersionComparisonSchema },
  promote_to_champion: { effect: "write", request: schemas.PromoteToChampionSchema, response: schemas.ChampionChangeSchema },
  rollback: { effect: "write", request: schemas.RollbackSchema, response: schemas.ChampionChangeSchema },
  demote: { effect: "write", request: schemas.DemoteSchema, response: schemas.ChampionChangeSchema },
  archive_version: { effect: "write", request: schemas.ArchiveVersionSchema, response: schemas.ChampionChangeSchema },
  quarantine: { effect: "write", request: schemas.QuarantineSchema, response: schemas.ChampionChangeSchema },
  release_version: { effect: "write", request: schemas.ReleaseVersionSchema, response: schemas.ChampionChangeSchema },
  reconcile_models: { effect: "write", request: schemas.ReconcileModelsSchema, response: schemas.ChampionChangeSchema },
  get_champion_info: { effect: "read", request: schemas.GetChampionInfoSchema, response: schemas.ChampionInfoSchema },
  champion_at: { effect: "read", request: schemas.ChampionAtSchema, response: schemas.ChampionThenSchema },
  get_model_history: { effect: "read", request: schemas.GetModelHistorySchema, response: z.array(schemas.PromotionEventSchema) },
  why_champion: { effect: "read", request: schemas.WhyChampionSchema, response: schemas.ChampionStorySchema },
  verify_store: { effect: "read", request: schemas.VerifyStoreSchema, response: schemas.VerificationSchema },
  sweep_blobs: { effect: "write", request: schemas.SweepBlobsSchema, response: schemas.SweepSchema },
  init_store: { effect: "write", request: schemas.InitStoreSchema, response: schemas.StoreDescriptionSchema },
  describe_store: { effect: "read", request: schemas.DescribeStoreSchema, response: schemas.StoreDescriptionSchema },
  describe: { effect: "read", request: schemas.DescribeSchema, response: z.record(z.string(), z.unknown()) },
};

/** Each error code with its parents, nearest first, and whether a retry may help. */
export const errorCodes: Readonly<Record<types.ErrorCode, { readonly type: string; readonly parents: readonly types.ErrorCode[]; readonly retryable: boolean }>> = {
  blob_missing: { type: "BlobMissing", parents: [], retryable: false },
  compute_lost: { type: "ComputeLost", parents: [], retryable: false },
  conflict: { type: "Conflict", parents: [], retryable: false },
  digest_mismatch: { type: "DigestMismatch", parents: [], retryable: false },
  drift: { type: "Drift", parents: ["conflict"], retryable: false },
  expired: { type: "Expired", parents: ["blob_missing"], retryable: false },
  forbidden: { type: "Forbidden", parents: [], retryable: false },
  foreign_store: { type: "ForeignStore", parents: ["store_error"], retryable: false },
  immutable: { type: "Immutable", parents: ["conflict"], retryable: false },
  internal_error: { type: "InternalError", parents: [], retryable: false },
  interrupted: { type: "Interrupted", parents: [], retryable: true },
  invalid_json: { type: "InvalidJson", parents: ["invalid_request"], retryable: false },
  invalid_request: { type: "InvalidRequest", parents: [], retryable: false },
  invalid_transition: { type: "InvalidTransition", parents: ["conflict"], retryable: false },
  lease_lost: { type: "LeaseLost", parents: ["conflict"], retryable: false },
  limit_exceeded: { type: "LimitExceeded", parents: [], retryable: false },
  missing_extra: { type: "MissingExtra", parents: [], retryable: false },
  no_champion: { type: "NoChampion", parents: ["not_found"], retryable: false },
  no_rollback_target: { type: "NoRollbackTarget", parents: ["conflict"], retryable: false },
  not_found: { type: "NotFound", parents: [], retryable: false },
  not_initialised: { type: "NotInitialised", parents: ["store_error"], retryable: false },
  schema_newer: { type: "SchemaNewer", parents: ["store_error"], retryable: false },
  schema_outdated: { type: "SchemaOutdated", parents: ["store_error"], retryable: false },
  store_corrupt: { type: "StoreCorrupt", parents: ["store_error"], retryable: false },
  store_error: { type: "StoreError", parents: [], retryable: false },
  store_full: { type: "StoreFull", parents: ["store_error"], retryable: true },
  store_locked: { type: "StoreLocked", parents: ["store_error"], retryable: true },
  store_read_only: { type: "StoreReadOnly", parents: ["store_error"], retryable: false },
  store_unavailable: { type: "StoreUnavailable", parents: ["store_error"], retryable: true },
  timed_out: { type: "TimedOut", parents: [], retryable: true },
  unauthenticated: { type: "Unauthenticated", parents: [], retryable: false },
  unknown_operation: { type: "UnknownOperation", parents: ["invalid_request"], retryable: false },
  unreadable_content: { type: "UnreadableContent", parents: [], retryable: false },
  unusable_model: { type: "UnusableModel", parents: [], retryable: false },
  uri_refused: { type: "UriRefused", parents: [], retryable: false },
  validation_failed: { type: "ValidationFailed", parents: ["invalid_request"], retryable: false },
};

/** A method for each operation; how it is called is the subclass's matter. */
export abstract class Operations {
  abstract call<Name extends OperationName>(
    operation: Name,
    request: RequestOf<Name>,
    options?: CallOptions,
  ): Promise<ResponseOf<Name>>;

  /**
   * Declares an experiment over frozen input artifacts.
   *
   * Idempotent by `experimentId`: the same definition again returns the stored experiment with
   * `created: false`; another definition under the same id is a `conflict`. Inputs must be published
   * artifacts once the lab has any; superseded ones give a warning.
   */
  createExperiment(request: RequestOf<"create_experiment">, options?: CallOptions): Promise<ResponseOf<"create_experiment">> {
    return this.call("create_experiment", request, options);
  }

  /** Returns one experiment with its definition, status, outputs, execution and metrics. */
  getExperiment(request: RequestOf<"get_experiment">, options?: CallOptions): Promise<ResponseOf<"get_experiment">> {
    return this.call("get_experiment", request, options);
  }

  /** Lists the changes of one experiment, oldest first: when, to which status, by whom and why. */
  getExperimentHistory(request: RequestOf<"get_experiment_history">, options?: CallOptions): Promise<ResponseOf<"get_experiment_history">> {
    return this.call("get_experiment_history", request, options);
  }

  /**
   * Lists experiments, newest first by `provenance.createdAt`, ties by id, or by a metric.
   *
   * By a metric, experiments whose metric is missing or NaN come last, ties newest first.
   * To go on, send the `experimentId` of the last one as `filter.cursor`: what is added meanwhile
   * neither repeats nor hides others.
   */
  listExperiments(request: RequestOf<"list_experiments"> = {}, options?: CallOptions): Promise<ResponseOf<"list_experiments">> {
    return this.call("list_experiments", request, options);
  }

  /** Counts experiments, in all and by status. */
  countExperiments(request: RequestOf<"count_experiments"> = {}, options?: CallOptions): Promise<ResponseOf<"count_experiments">> {
    return this.call("count_experiments", request, options);
  }

  /**
   * Takes an experiment to another status.
   *
   * pending -> running, failed, cancelled; running -> completed, failed, cancelled; the rest is
   * final. The same status again changes nothing. `completed` needs every required output.
   */
  updateStatus(request: RequestOf<"update_status">, options?: CallOptions): Promise<ResponseOf<"update_status">> {
    return this.call("update_status", request, options);
  }

  /**
   * Records the output artifacts of a running experiment.
   *
   * Each slot is written once: the same artifact again changes nothing, another one is a `conflict`. The
   * numbers of a JSON object in the slot `metrics` become the metrics that the experiment is found by.
   */
  storeResults(request: RequestOf<"store_results">, options?: CallOptions): Promise<ResponseOf<"store_results">> {
    return this.call("store_results", request, options);
  }

  /**
   * Records results and completes a running experiment as one change, and returns it.
   *
   * Again with the same results: returns it unchanged.
   */
  completeExperiment(request: RequestOf<"complete_experiment">, options?: CallOptions): Promise<ResponseOf<"complete_experiment">> {
    return this.call("complete_experiment", request, options);
  }

  /**
   * Reads the metrics of experiments that got their results before the store kept such.
   *
   * Reads the `metrics` artifact of each experiment that has one and no metrics; changes nothing else, and
   * nothing when repeated. An artifact that cannot be read, or holds no numbers, is passed over.
   */
  indexExperimentMetrics(request: RequestOf<"index_experiment_metrics"> = {}, options?: CallOptions): Promise<ResponseOf<"index_experiment_metrics">> {
    return this.call("index_experiment_metrics", request, options);
  }

  /**
   * Lists experiments that read any (`match: all`: all) of these artifacts, newest first.
   *
   * `role` looks at inputs in that role only. `transitive` also counts what was made from an
   * artifact, through artifacts and experiments. An empty list of artifacts gives an empty list.
   */
  findByInputArtifacts(request: RequestOf<"find_by_input_artifacts">, options?: CallOptions): Promise<ResponseOf<"find_by_input_artifacts">> {
    return this.call("find_by_input_artifacts", request, options);
  }

  /**
   * Stores bytes and registers an immutable record of them, with what they were made from.
   *
   * Idempotent by `artifactId`: the same bytes and description return the stored record with
   * `created: false`, others are a `conflict`. `format` json, csv or parquet is checked, gives a
   * `contentHash` that does not depend on how the file was written, and a small summary.
   */
  publishArtifact(request: RequestOf<"publish_artifact">, options?: CallOptions): Promise<ResponseOf<"publish_artifact">> {
    return this.call("publish_artifact", request, options);
  }

  /** Returns one artifact record, also when it is superseded or tombstoned. */
  getArtifact(request: RequestOf<"get_artifact">, options?: CallOptions): Promise<ResponseOf<"get_artifact">> {
    return this.call("get_artifact", request, options);
  }

  /** Lists artifact records, newest first by `createdAt`, ties by id. */
  listArtifacts(request: RequestOf<"list_artifacts"> = {}, options?: CallOptions): Promise<ResponseOf<"list_artifacts">> {
    return this.call("list_artifacts", request, options);
  }

  /** Lists the changes of an artifact's status, oldest first: when, by whom and why. */
  getArtifactHistory(request: RequestOf<"get_artifact_history">, options?: CallOptions): Promise<ResponseOf<"get_artifact_history">> {
    return this.call("get_artifact_history", request, options);
  }

  /**
   * Shows rows or lines of an artifact: at most `limit` behind the first `offset`, 256 KiB in all.
   *
   * Parquet, CSV, JSON lists and JSON Lines are tables with `columns` and `rows`, other JSON and text come
   * as `lines`; send `nextOffset` as `offset` to go on. What is no text is `unreadable_content`. The digest
   * is not compared: `verify_store` does that.
   */
  previewArtifact(request: RequestOf<"preview_artifact">, options?: CallOptions): Promise<ResponseOf<"preview_artifact">> {
    return this.call("preview_artifact", request, options);
  }

  /** Marks an artifact as superseded by another one; using it gives a warning from then on. */
  supersedeArtifact(request: RequestOf<"supersede_artifact">, options?: CallOptions): Promise<ResponseOf<"supersede_artifact">> {
    return this.call("supersede_artifact", request, options);
  }

  /** Marks an artifact as not to be used any more; its record and lineage stay. This is final. */
  tombstoneArtifact(request: RequestOf<"tombstone_artifact">, options?: CallOptions): Promise<ResponseOf<"tombstone_artifact">> {
    return this.call("tombstone_artifact", request, options);
  }

  /** Pins an artifact: no policy lets its bytes go, nor those of what it was made from. */
  pinArtifact(request: RequestOf<"pin_artifact">, options?: CallOptions): Promise<ResponseOf<"pin_artifact">> {
    return this.call("pin_artifact", request, options);
  }

  /** Lets a pinned artifact go, so that policies decide about it again. */
  unpinArtifact(request: RequestOf<"unpin_artifact">, options?: CallOptions): Promise<ResponseOf<"unpin_artifact">> {
    return this.call("unpin_artifact", request, options);
  }

  /** Lists what is pinned, by artifact: since when, by whom and why. */
  listPins(request: RequestOf<"list_pins"> = {}, options?: CallOptions): Promise<ResponseOf<"list_pins">> {
    return this.call("list_pins", request, options);
  }

  /** Tells when, by whom and under which policy the bytes of an artifact were let go. */
  getArtifactExpiry(request: RequestOf<"get_artifact_expiry">, options?: CallOptions): Promise<ResponseOf<"get_artifact_expiry">> {
    return this.call("get_artifact_expiry", request, options);
  }

  /**
   * Tells which artifacts a policy does not keep, and lets their bytes go with `dryRun: false`.
   *
   * Records, digests and lineage stay; reading the bytes is `expired` from then on. What is pinned, in use,
   * among the last, a model's, named by the journal or an input of such never goes. Can be repeated after
   * an interruption at any point.
   */
  collectGarbage(request: RequestOf<"collect_garbage"> = {}, options?: CallOptions): Promise<ResponseOf<"collect_garbage">> {
    return this.call("collect_garbage", request, options);
  }

  /**
   * Returns the graph of artifacts and experiments that is reachable from one of them.
   *
   * `maxDepth` counts edges. Nodes carry their least depth; ids that nobody registered have
   * `known: false`; `truncated` tells that a limit cut the graph off.
   */
  getLineage(request: RequestOf<"get_lineage">, options?: CallOptions): Promise<ResponseOf<"get_lineage">> {
    return this.call("get_lineage", request, options);
  }

  /**
   * Tells over which datasets a run went, however far upstream, and through which artifacts and runs.
   *
   * Followed are what the run says it read, the pinned inputs and the candidates of an evaluation, its
   * experiment, the artifacts that its outputs were made from, and in turn those who produced them.
   */
  getRunDatasets(request: RequestOf<"get_run_datasets">, options?: CallOptions): Promise<ResponseOf<"get_run_datasets">> {
    return this.call("get_run_datasets", request, options);
  }

  /**
   * Records a run as running, with secrets taken out.
   *
   * Idempotent by `runId`. What looks secret in config, argv, remote, tags or names is replaced, and
   * `redactions` says where and by which rule. The run must be ended, or its lease renewed.
   */
  startRun(request: RequestOf<"start_run">, options?: CallOptions): Promise<ResponseOf<"start_run">> {
    return this.call("start_run", request, options);
  }

  /** Returns one run with its definition, status, metrics and error. */
  getRun(request: RequestOf<"get_run">, options?: CallOptions): Promise<ResponseOf<"get_run">> {
    return this.call("get_run", request, options);
  }

  /**
   * Lists runs, newest first or by a final metric.
   *
   * By a metric, runs whose metric is missing or NaN come last. Every criterion must hold; a run must
   * have all the tags.
   */
  listRuns(request: RequestOf<"list_runs"> = {}, options?: CallOptions): Promise<ResponseOf<"list_runs">> {
    return this.call("list_runs", request, options);
  }

  /**
   * Completes a run; its metrics become its one `metrics` artifact.
   *
   * Numbers that JSON has not are `"NaN"`, `"Infinity"` and `"-Infinity"`. Again with the same metrics:
   * returns it unchanged.
   */
  finishRun(request: RequestOf<"finish_run">, options?: CallOptions): Promise<ResponseOf<"finish_run">> {
    return this.call("finish_run", request, options);
  }

  /** Ends a run as failed; message and traceback are redacted. */
  failRun(request: RequestOf<"fail_run">, options?: CallOptions): Promise<ResponseOf<"fail_run">> {
    return this.call("fail_run", request, options);
  }

  /** Ends a run as cancelled. */
  cancelRun(request: RequestOf<"cancel_run">, options?: CallOptions): Promise<ResponseOf<"cancel_run">> {
    return this.call("cancel_run", request, options);
  }

  /** Says that a run is alive; `lease_lost` when it was given up meanwhile. */
  heartbeat(request: RequestOf<"heartbeat">, options?: CallOptions): Promise<ResponseOf<"heartbeat">> {
    return this.call("heartbeat", request, options);
  }

  /** Appends points to the metric series of a running run; repeating it changes nothing. */
  logMetrics(request: RequestOf<"log_metrics">, options?: CallOptions): Promise<ResponseOf<"log_metrics">> {
    return this.call("log_metrics", request, options);
  }

  /** Lists the points of a run by ascending `seq`; go on with the last one as `afterSeq`. */
  getMetricSeries(request: RequestOf<"get_metric_series">, options?: CallOptions): Promise<ResponseOf<"get_metric_series">> {
    return this.call("get_metric_series", request, options);
  }

  /** Publishes what a running run produced, as `publish_artifact` does; repeating it changes nothing. */
  logArtifact(request: RequestOf<"log_artifact">, options?: CallOptions): Promise<ResponseOf<"log_artifact">> {
    return this.call("log_artifact", request, options);
  }

  /** Appends events to the timeline of a running run; percent never falls within an attempt. */
  reportProgress(request: RequestOf<"report_progress">, options?: CallOptions): Promise<ResponseOf<"report_progress">> {
    return this.call("report_progress", request, options);
  }

  /** Lists the timeline of a run after a sequence number, oldest first. */
  getProgress(request: RequestOf<"get_progress">, options?: CallOptions): Promise<ResponseOf<"get_progress">> {
    return this.call("get_progress", request, options);
  }

  /** Fails running runs whose lease has expired, with error kind `lost`. */
  reapLostRuns(request: RequestOf<"reap_lost_runs"> = {}, options?: CallOptions): Promise<ResponseOf<"reap_lost_runs">> {
    return this.call("reap_lost_runs", request, options);
  }

  /** Returns what differs between runs in config and final metrics, as data. */
  compareRuns(request: RequestOf<"compare_runs">, options?: CallOptions): Promise<ResponseOf<"compare_runs">> {
    return this.call("compare_runs", request, options);
  }

  /**
   * Renders a run with its metrics, curves, config, artifacts, timeline and error.
   *
   * The same stored state gives the same text. HTML is one document without scripts or outside resources.
   */
  getRunCard(request: RequestOf<"get_run_card">, options?: CallOptions): Promise<ResponseOf<"get_run_card">> {
    return this.call("get_run_card", request, options);
  }

  /**
   * Enqueues a job with its run, which a worker will execute.
   *
   * Idempotent by `jobId`. While a job with the same `dedupKey` waits or runs, that one is returned.
   * Secrets are taken out of the definition as in `start_run`.
   */
  submitJob(request: RequestOf<"submit_job">, options?: CallOptions): Promise<ResponseOf<"submit_job">> {
    return this.call("submit_job", request, options);
  }

  /** Returns a job, every attempt with its error, and what it waits for or why it is dead. */
  getJob(request: RequestOf<"get_job">, options?: CallOptions): Promise<ResponseOf<"get_job">> {
    return this.call("get_job", request, options);
  }

  /** Lists jobs, the last enqueued first; every criterion must hold. */
  listJobs(request: RequestOf<"list_jobs"> = {}, options?: CallOptions): Promise<ResponseOf<"list_jobs">> {
    return this.call("list_jobs", request, options);
  }

  /** Counts jobs by status and by kind. */
  countJobs(request: RequestOf<"count_jobs"> = {}, options?: CallOptions): Promise<ResponseOf<"count_jobs">> {
    return this.call("count_jobs", request, options);
  }

  /** Cancels a waiting job with its run; a running one is asked to stop and shows `cancelRequested`. */
  cancelJob(request: RequestOf<"cancel_job">, options?: CallOptions): Promise<ResponseOf<"cancel_job">> {
    return this.call("cancel_job", request, options);
  }

  /** Queues a dead job again over a new run of the same definition; the failed run stays as it is. */
  requeueJob(request: RequestOf<"requeue_job">, options?: CallOptions): Promise<ResponseOf<"requeue_job">> {
    return this.call("requeue_job", request, options);
  }

  /** Settles attempts whose lease has expired, as every claim does: to be retried, or dead. */
  reapLostJobs(request: RequestOf<"reap_lost_jobs"> = {}, options?: CallOptions): Promise<ResponseOf<"reap_lost_jobs">> {
    return this.call("reap_lost_jobs", request, options);
  }

  /**
   * Keeps a world to evaluate in; the same content again is the same scenario.
   *
   * Faults name the path within the world. What is pinned has the bytes that the world names, or the scenario
   * is refused with the role.
   */
  createScenario(request: RequestOf<"create_scenario">, options?: CallOptions): Promise<ResponseOf<"create_scenario">> {
    return this.call("create_scenario", request, options);
  }

  /** Returns a scenario with its world. */
  getScenario(request: RequestOf<"get_scenario">, options?: CallOptions): Promise<ResponseOf<"get_scenario">> {
    return this.call("get_scenario", request, options);
  }

  /** Lists scenarios without their worlds, the last added first; every criterion must hold. */
  listScenarios(request: RequestOf<"list_scenarios"> = {}, options?: CallOptions): Promise<ResponseOf<"list_scenarios">> {
    return this.call("list_scenarios", request, options);
  }

  /**
   * Freezes an ordered list of scenarios; the same list again is the same cohort.
   *
   * Refused are scenarios of different kinds, and two of one world, whatever is pinned for them: their draws
   * are the same, and would count as two scenarios where there is one.
   */
  createCohort(request: RequestOf<"create_cohort">, options?: CallOptions): Promise<ResponseOf<"create_cohort">> {
    return this.call("create_cohort", request, options);
  }

  /** Returns a cohort with its scenario ids. */
  getCohort(request: RequestOf<"get_cohort">, options?: CallOptions): Promise<ResponseOf<"get_cohort">> {
    return this.call("get_cohort", request, options);
  }

  /** Lists cohorts, the last added first; every criterion must hold. */
  listCohorts(request: RequestOf<"list_cohorts"> = {}, options?: CallOptions): Promise<ResponseOf<"list_cohorts">> {
    return this.call("list_cohorts", request, options);
  }

  /**
   * Keeps what is to be evaluated; the same content again is the same candidate.
   *
   * It is read in the world of a scenario; faults name the path within the payload. Nothing is edited:
   * another content is another candidate, which may say from which one it was derived.
   */
  createCandidate(request: RequestOf<"create_candidate">, options?: CallOptions): Promise<ResponseOf<"create_candidate">> {
    return this.call("create_candidate", request, options);
  }

  /** Returns a candidate with all its sources. */
  getCandidate(request: RequestOf<"get_candidate">, options?: CallOptions): Promise<ResponseOf<"get_candidate">> {
    return this.call("get_candidate", request, options);
  }

  /** Lists candidates, the last added first; every criterion must hold, those of a source for one. */
  listCandidates(request: RequestOf<"list_candidates"> = {}, options?: CallOptions): Promise<ResponseOf<"list_candidates">> {
    return this.call("list_candidates", request, options);
  }

  /**
   * Lets candidates take part in further scenarios, without a copy of either.
   *
   * Each is checked against each world first, and nothing is attached when one does not fit.
   */
  attachCandidates(request: RequestOf<"attach_candidates">, options?: CallOptions): Promise<ResponseOf<"attach_candidates">> {
    return this.call("attach_candidates", request, options);
  }

  /**
   * Queues the evaluation of candidates over a cohort, which a worker will compute.
   *
   * Everything is checked before: each candidate in each scenario, and that pinned artifacts are there.
   * The run, its job and the evaluation are one transaction. The same plan again is the same evaluation.
   */
  submitEvaluation(request: RequestOf<"submit_evaluation">, options?: CallOptions): Promise<ResponseOf<"submit_evaluation">> {
    return this.call("submit_evaluation", request, options);
  }

  /** Returns what was submitted, and what became of it. */
  getEvaluation(request: RequestOf<"get_evaluation"> = {}, options?: CallOptions): Promise<ResponseOf<"get_evaluation">> {
    return this.call("get_evaluation", request, options);
  }

  /** Lists evaluations, the last submitted first; every criterion must hold. */
  listEvaluations(request: RequestOf<"list_evaluations"> = {}, options?: CallOptions): Promise<ResponseOf<"list_evaluations">> {
    return this.call("list_evaluations", request, options);
  }

  /**
   * Orders the candidates of a completed evaluation by a metric, with both standard errors.
   *
   * A projection of the recorded results: nothing is computed again, and no plug-in is needed. Candidates for
   * which the metric is not defined in some scenario come after the others, without a place.
   */
  getLeaderboard(request: RequestOf<"get_leaderboard">, options?: CallOptions): Promise<ResponseOf<"get_leaderboard">> {
    return this.call("get_leaderboard", request, options);
  }

  /** Returns what a candidate reached in every scenario it was evaluated in. */
  getCandidateResults(request: RequestOf<"get_candidate_results">, options?: CallOptions): Promise<ResponseOf<"get_candidate_results">> {
    return this.call("get_candidate_results", request, options);
  }

  /**
   * Returns a small document of the kind for every scenario, such as `ranks` of `calcutta`.
   *
   * Read from the recorded results; nothing is computed again. An answer of more than 4 MiB is
   * `limit_exceeded`: name a scenario, or candidates. Documents that are tables are artifacts of their own.
   */
  getEvaluationDocuments(request: RequestOf<"get_evaluation_documents">, options?: CallOptions): Promise<ResponseOf<"get_evaluation_documents">> {
    return this.call("get_evaluation_documents", request, options);
  }

  /**
   * Appends what was tried to the journal, with secrets taken out, and returns the numbered entry.
   *
   * A `parentId` must be an entry. A trial that was not `evaluated` stays `pending`: a crash is no
   * rejection. A mutation that changes nothing is refused. Repeated with the same `idempotencyKey`, which
   * is unique in the store, the note is kept once; another note under that key is `conflict`.
   */
  logJournalEntry(request: RequestOf<"log_journal_entry">, options?: CallOptions): Promise<ResponseOf<"log_journal_entry">> {
    return this.call("log_journal_entry", request, options);
  }

  /** Returns one entry. */
  getJournalEntry(request: RequestOf<"get_journal_entry">, options?: CallOptions): Promise<ResponseOf<"get_journal_entry">> {
    return this.call("get_journal_entry", request, options);
  }

  /**
   * Lists entries that meet every criterion, newest first by `createdAt` unless asked otherwise.
   *
   * By a number of the results, entries without it come last.
   */
  queryJournal(request: RequestOf<"query_journal"> = {}, options?: CallOptions): Promise<ResponseOf<"query_journal">> {
    return this.call("query_journal", request, options);
  }

  /** Counts the entries that meet every criterion, up to `atMost` where that is given. */
  countJournal(request: RequestOf<"count_journal"> = {}, options?: CallOptions): Promise<ResponseOf<"count_journal">> {
    return this.call("count_journal", request, options);
  }

  /**
   * Decides on a pending entry; its history keeps every decision.
   *
   * pending -> promoted, rejected, of an evaluated trial. The same decision again changes nothing. A
   * promotion of an entry that was tried on a cohort names in `comparison` the entry's own run as challenger
   * and the champion's, both on that cohort, or `nobody` as champion: runs of this store, once it has any, and
   * on a cohort that the journal knows them on, where it does. Two candidates of one run have a `candidateId`.
   */
  recordDecision(request: RequestOf<"record_decision">, options?: CallOptions): Promise<ResponseOf<"record_decision">> {
    return this.call("record_decision", request, options);
  }

  /** Lists the decisions on an entry, oldest first, from the one it was logged with. */
  getJournalDecisions(request: RequestOf<"get_journal_decisions">, options?: CallOptions): Promise<ResponseOf<"get_journal_decisions">> {
    return this.call("get_journal_decisions", request, options);
  }

  /** Says whether this was tried before, over all history, with what came of it and why. */
  findTrial(request: RequestOf<"find_trial"> = {}, options?: CallOptions): Promise<ResponseOf<"find_trial">> {
    return this.call("find_trial", request, options);
  }

  /** Lists the nearest configs that were tried, by Gower distance, with results and decisions. */
  similarTrials(request: RequestOf<"similar_trials">, options?: CallOptions): Promise<ResponseOf<"similar_trials">> {
    return this.call("similar_trials", request, options);
  }

  /** Lists an entry and all that descends from it, by number. */
  getJournalThread(request: RequestOf<"get_journal_thread">, options?: CallOptions): Promise<ResponseOf<"get_journal_thread">> {
    return this.call("get_journal_thread", request, options);
  }

  /**
   * Adds a candidate with its whole config, metrics and links, secrets taken out; the numbered version.
   *
   * With `path`, the file becomes an artifact of kind `model`, made from the input artifacts that are
   * known and not tombstoned. Metrics may be `NaN`, `Infinity` and `-Infinity`.
   */
  logModelVersion(request: RequestOf<"log_model_version">, options?: CallOptions): Promise<ResponseOf<"log_model_version">> {
    return this.call("log_model_version", request, options);
  }

  /** Returns one version, with its state by the history and the aliases that point to it. */
  getModelVersion(request: RequestOf<"get_model_version">, options?: CallOptions): Promise<ResponseOf<"get_model_version">> {
    return this.call("get_model_version", request, options);
  }

  /** Lists the names of the models that have versions, sorted. */
  listModels(request: RequestOf<"list_models"> = {}, options?: CallOptions): Promise<ResponseOf<"list_models">> {
    return this.call("list_models", request, options);
  }

  /** Lists the versions of a model, newest first, each with its state and aliases. */
  listVersions(request: RequestOf<"list_versions"> = {}, options?: CallOptions): Promise<ResponseOf<"list_versions">> {
    return this.call("list_versions", request, options);
  }

  /** Returns what differs between two versions in config, metrics and tags. */
  compareVersions(request: RequestOf<"compare_versions">, options?: CallOptions): Promise<ResponseOf<"compare_versions">> {
    return this.call("compare_versions", request, options);
  }

  /**
   * Makes a version the champion; the one before is archived. The champion again changes nothing.
   *
   * Appended to the model's history first, then the aliases follow. With `journalEntryId`, that entry's
   * pending decision becomes `promoted` in the same transaction, under the rules of `record_decision`; an
   * entry that was tried on a cohort needs the `comparison`, unless the model had no champion and the entry
   * names its run. A quarantined version is refused.
   */
  promoteToChampion(request: RequestOf<"promote_to_champion">, options?: CallOptions): Promise<ResponseOf<"promote_to_champion">> {
    return this.call("promote_to_champion", request, options);
  }

  /** Goes back to the last earlier champion that was neither rolled back, nor demoted, nor quarantined. */
  rollback(request: RequestOf<"rollback"> = {}, options?: CallOptions): Promise<ResponseOf<"rollback">> {
    return this.call("rollback", request, options);
  }

  /** Archives the champion and puts nobody in its place. */
  demote(request: RequestOf<"demote"> = {}, options?: CallOptions): Promise<ResponseOf<"demote">> {
    return this.call("demote", request, options);
  }

  /** Archives a candidate that is not to be considered; it may still be promoted. Not the champion. */
  archiveVersion(request: RequestOf<"archive_version">, options?: CallOptions): Promise<ResponseOf<"archive_version">> {
    return this.call("archive_version", request, options);
  }

  /**
   * Bars a version from being champion, until it is released.
   *
   * If it is champion, the version that a rollback leads to takes over at once, or nobody.
   */
  quarantine(request: RequestOf<"quarantine">, options?: CallOptions): Promise<ResponseOf<"quarantine">> {
    return this.call("quarantine", request, options);
  }

  /** Takes a quarantine back; the version can be promoted again. */
  releaseVersion(request: RequestOf<"release_version">, options?: CallOptions): Promise<ResponseOf<"release_version">> {
    return this.call("release_version", request, options);
  }

  /**
   * Lets the registry's aliases catch up with the history of a model.
   *
   * `drift` when somebody else moved one, unless `accept` is `history`, which moves it back, or
   * `aliases`, which records the version it points to as champion.
   */
  reconcileModels(request: RequestOf<"reconcile_models"> = {}, options?: CallOptions): Promise<ResponseOf<"reconcile_models">> {
    return this.call("reconcile_models", request, options);
  }

  /** Returns the champion by the history, whatever the aliases say. */
  getChampionInfo(request: RequestOf<"get_champion_info"> = {}, options?: CallOptions): Promise<ResponseOf<"get_champion_info">> {
    return this.call("get_champion_info", request, options);
  }

  /** Returns who was champion at an instant. */
  championAt(request: RequestOf<"champion_at">, options?: CallOptions): Promise<ResponseOf<"champion_at">> {
    return this.call("champion_at", request, options);
  }

  /** Lists every change of a model's champion, oldest first: who, why, on which evidence. */
  getModelHistory(request: RequestOf<"get_model_history"> = {}, options?: CallOptions): Promise<ResponseOf<"get_model_history">> {
    return this.call("get_model_history", request, options);
  }

  /** Returns why the champion is champion: decision, evidence, run, experiment, inputs, and whom it beat. */
  whyChampion(request: RequestOf<"why_champion"> = {}, options?: CallOptions): Promise<ResponseOf<"why_champion">> {
    return this.call("why_champion", request, options);
  }

  /**
   * Proves that the store holds what was recorded: digests, edges, histories, indexes, bytes.
   *
   * What is wrong comes back as findings, each with its record; nothing is repaired.
   */
  verifyStore(request: RequestOf<"verify_store"> = {}, options?: CallOptions): Promise<ResponseOf<"verify_store">> {
    return this.call("verify_store", request, options);
  }

  /** Lists blobs that no artifact needs, counts what was left unfinished; `dryRun: false` removes both. */
  sweepBlobs(request: RequestOf<"sweep_blobs"> = {}, options?: CallOptions): Promise<ResponseOf<"sweep_blobs">> {
    return this.call("sweep_blobs", request, options);
  }

  /** Creates the store when it is missing, brings an older schema up to date, and describes it. */
  initStore(request: RequestOf<"init_store"> = {}, options?: CallOptions): Promise<ResponseOf<"init_store">> {
    return this.call("init_store", request, options);
  }

  /** Returns which store it is, its schema version and how much it holds; creates nothing. */
  describeStore(request: RequestOf<"describe_store"> = {}, options?: CallOptions): Promise<ResponseOf<"describe_store">> {
    return this.call("describe_store", request, options);
  }

  /** Returns the contract: operations, their request and response schemas, errors. Needs no store. */
  describe(request: RequestOf<"describe"> = {}, options?: CallOptions): Promise<ResponseOf<"describe">> {
    return this.call("describe", request, options);
  }
}
