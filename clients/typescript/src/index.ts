/** Client for provenlab: experiments over frozen inputs, artifacts and their lineage. */
export { type BridgeCommand, findBridge } from "./bridge-command.js";
export { type ClientOptions, ProvenlabClient } from "./client.js";
export type { CallOptions, EngineOptions, PythonEngine } from "./engine.js";
export { type ClientErrorCode, ProvenlabError, type ProvenlabErrorCode } from "./errors.js";
export {
  type DeclaredExperiment,
  ExperimentTrackerAdapter,
  type StatusRemark,
} from "./experiment-tracker-adapter.js";
export {
  CONTRACT_VERSION,
  type OperationEntry,
  type OperationName,
  type OperationTypes,
  operations,
  type RequestOf,
  type ResponseOf,
} from "./generated/operations.js";
export * as schemas from "./generated/schemas.js";
export type * as contract from "./generated/types.js";
export type { ErrorCode } from "./generated/types.js";
export { OneShotEngine, type OneShotEngineOptions } from "./one-shot-engine.js";
export {
  type EngineEvent,
  PersistentEngine,
  type PersistentEngineOptions,
} from "./persistent-engine.js";
export type {
  Experiment,
  ExperimentConfig,
  ExperimentDefinition,
  ExperimentExecution,
  ExperimentFilter,
  ExperimentInputs,
  ExperimentOutputs,
  ExperimentProvenance,
  ExperimentRecord,
  ExperimentResults,
  ExperimentStatus,
  ExperimentTrackerPort,
} from "./port.js";
export { newRecordId } from "./record-ids.js";
