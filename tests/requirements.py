"""What the tracker was asked to do, line by line; a test bears the id of each line it proves.

`PROVEN_ELSEWHERE` names lines whose proof is no Python test: the file that holds it must exist.
"""

REQUIREMENTS: dict[str, str] = {
    "TRACKER-01": "A typed experiment tracker port with its definition, experiment, filter and results types",
    "TRACKER-02": "Definitions carry id, name, description, inputs by role, config and provenance",
    "TRACKER-03": "An experiment adds status, outputs by slot and execution times, duration and error",
    "TRACKER-04": "create_experiment takes a definition and returns the experiment",
    "TRACKER-05": "get_experiment takes an experiment id and returns the experiment",
    "TRACKER-06": "list_experiments takes a filter and returns experiments",
    "TRACKER-07": "update_status takes an experiment id and a status and returns success",
    "TRACKER-08": "store_results takes an experiment id and results and returns success",
    "TRACKER-09": "find_by_input_artifacts takes artifact ids and returns experiments",
    "TRACKER-10": "Filters: status, artifact type, git commit, earliest and latest creation, limit",
    "TRACKER-11": "Results name trades, metrics, curves and diagnostics artifacts",
    "TRACKER-12": "Statuses are pending, running, completed, failed and cancelled",
    "TRACKER-13": "Experiments are stored in DuckDB under the path the host gives",
    "TRACKER-14": "Artifact lineage can be asked in both directions",
    "TRACKER-15": "The bridge reads JSON on standard input and writes JSON on standard output",
    "TRACKER-16": "The bridge initialises the schema of a store that does not exist yet",
    "TRACKER-17": "The bridge answers faults with a coded error instead of a traceback",
    "TRACKER-18": "Indexes serve look-ups by status, by creation time and by commit",
    "TRACKER-19": "EXPERIMENT_DB names the store when a request names none",
    "TRACKER-20": "Lifecycle: pending, running, completed after results, or failed on error",
    "TRACKER-21": "JSON is encoded consistently: what goes in comes out, whichever language wrote it",
    "TRACKER-22": "Artifact ids are validated before an experiment is stored",
    "TRACKER-23": "Concurrent updates go through transactions and none is lost",
    "TRACKER-24": "Unit: a created experiment has its id and is pending",
    "TRACKER-25": "Unit: an experiment is found by an artifact it reads",
    "TRACKER-26": "Unit: a status that was updated is read back",
    "TRACKER-27": "Integration: create, start, store results, complete, read back with its outputs",
    "TRACKER-28": "A TypeScript adapter implements the port over the bridge, with Zod schemas",
    "TRACKER-29": "The adapter has unit tests with a stand-in for the engine",
    "TRACKER-30": "The adapter has integration tests against a real DuckDB file",
    "TRACKER-31": "A host builds its tracker from a path or from the environment",
    "TRACKER-32": "An ended experiment takes no further change",
}

PROVEN_ELSEWHERE: dict[str, str] = {
    "TRACKER-28": "clients/typescript/src/experiment-tracker-adapter.ts",
    "TRACKER-29": "clients/typescript/test/unit/experiment-tracker-adapter.test.ts",
    "TRACKER-30": "clients/typescript/test/integration/experiment-tracker-adapter.test.ts",
    "TRACKER-31": "clients/typescript/test/unit/seed-port.test.ts",
}
