/** Declaring, executing and completing the experiments of a sweep. */
import type { contract, ExperimentTrackerAdapter } from "provenlab";
import { metricsOf, rounded } from "./metrics.js";
import type { PlannedExperiment } from "./plan.js";
import { csvOf, type Publisher, Tally } from "./publishing.js";
import { backtest } from "./strategy.js";

/** Declares all experiments, and executes those that have not ended yet; counts the declared ones. */
export async function runSweep(
  tracker: ExperimentTrackerAdapter,
  publisher: Publisher,
  plan: readonly PlannedExperiment[],
  onProgress: (done: number) => void,
): Promise<Tally> {
  const declared = new Tally();
  let done = 0;
  await inTurns(plan, 8, async (planned) => {
    const { created, status } = await tracker.createExperiment(planned.definition);
    declared.count(created);
    if (status === "pending" || status === "running") await execute(tracker, publisher, planned);
    done += 1;
    onProgress(done);
  });
  return declared;
}

/** So many at a time; the first failure ends the run once those under way have ended. */
async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** A failed computation ends the experiment; a failed call leaves it running, to be taken up again. */
async function execute(
  tracker: ExperimentTrackerAdapter,
  publisher: Publisher,
  planned: PlannedExperiment,
): Promise<void> {
  const { experimentId } = planned.definition;
  await tracker.updateStatus(experimentId, "running");
  let outputs: Outputs;
  try {
    outputs = outputsOf(planned);
  } catch (error) {
    await tracker.updateStatus(experimentId, "failed", { error: String(error) });
    throw error;
  }
  const results = await publishOutputs(publisher, planned, outputs);
  await tracker.client.completeExperiment({ experimentId, results });
}

type Content = Pick<contract.PublishArtifact, "format" | "textContent" | "jsonContent" | "summary">;
type Outputs = Readonly<Record<"trades" | "metrics" | "curves", Content>>;

/** The backtest's trades, metrics and curve of the account. */
function outputsOf({ source, crossover }: PlannedExperiment): Outputs {
  const { bars } = source.slice;
  const outcome = backtest(bars, source.alertDates, crossover);
  const metrics = metricsOf(bars, outcome);
  const trades = outcome.trades.map((trade) => [
    trade.entryDate,
    trade.entryPrice,
    trade.exitDate,
    trade.exitPrice,
    rounded(trade.profit),
  ]);
  const tradeColumns = ["entry_date", "entry_price", "exit_date", "exit_price", "profit"];
  const curve = bars.map((bar, index) => [bar.date, rounded(outcome.equity[index] ?? 1)]);
  return {
    trades: { format: "csv", textContent: csvOf(tradeColumns, trades) },
    metrics: { jsonContent: metrics, summary: { ...metrics } },
    curves: { format: "csv", textContent: csvOf(["date", "equity"], curve) },
  };
}

async function publishOutputs(
  publisher: Publisher,
  { definition }: PlannedExperiment,
  outputs: Outputs,
): Promise<contract.ExperimentResults> {
  const parents = Object.entries(definition.inputs).flatMap(([role, ids]) =>
    ids.map((artifactId) => ({ artifactId, role })),
  );
  const publish = (kind: keyof Outputs): Promise<string> =>
    publisher.publish({
      artifactId: `${kind}-of-${definition.experimentId}`,
      kind,
      name: `${kind} of ${definition.name}`,
      producer: { kind: "experiment", id: definition.experimentId },
      parents,
      ...outputs[kind],
    });
  const [tradesArtifactId, metricsArtifactId, curvesArtifactId] = await Promise.all([
    publish("trades"),
    publish("metrics"),
    publish("curves"),
  ]);
  return { tradesArtifactId, metricsArtifactId, curvesArtifactId };
}
