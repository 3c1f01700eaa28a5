/**
 * A parameter sweep over real prices, driven from TypeScript and recorded through the Python bridge.
 *
 * Publishes slices of daily bars, declares an experiment for each pair of moving averages, executes
 * them here, publishes what came out, and then asks the store. Running it again finds everything there.
 */
import { mkdirSync } from "node:fs";
import { dirname, relative } from "node:path";
import { parseArgs } from "node:util";
import { ExperimentTrackerAdapter, PersistentEngine, ProvenlabError } from "provenlab";
import { codeVersion } from "./code-version.js";
import { runSweep } from "./execution.js";
import {
  MINIMUM_BARS,
  planSweep,
  type PublishedSlice,
  publishSlice,
  publishStrategy,
  sliceName,
  SYMBOLS,
  YEAR_RANGES,
} from "./plan.js";
import { findPriceFile, readPrices, slicesOf } from "./prices.js";
import { progressBar } from "./progress.js";
import { Publisher } from "./publishing.js";
import { bestTable, lineageTree, type Result, resultsOn } from "./report.js";

const USAGE = `usage: main.js --store PATH [--prices stocks.csv.gz] [--commit TEXT]
`;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function sweep(
  tracker: ExperimentTrackerAdapter,
  prices: string,
  commit: string | undefined,
): Promise<PublishedSlice[]> {
  const publisher = new Publisher(tracker.client);
  const slices = slicesOf(readPrices(prices), SYMBOLS, YEAR_RANGES, MINIMUM_BARS);
  const strategyId = await publishStrategy(publisher);
  const sources = await Promise.all(slices.map((slice) => publishSlice(publisher, slice)));
  const plan = planSweep(sources, strategyId, codeVersion(commit));
  const declared = await runSweep(tracker, publisher, plan, progressBar(plan.length));
  say(`slices:      ${sources.length} of ${SYMBOLS.length} symbols`);
  say(`experiments: ${declared}`);
  say(`artifacts:   ${publisher.tally}`);
  if (declared.created === 0)
    say("All of it was there before: nothing was executed or stored twice.");
  return sources;
}

async function report(
  tracker: ExperimentTrackerAdapter,
  sources: readonly PublishedSlice[],
): Promise<void> {
  const results = await Promise.all(sources.map(({ sliceId }) => resultsOn(tracker, sliceId)));
  const bestOf = sources.flatMap((source, index): [PublishedSlice, Result][] => {
    const best = results[index]?.[0];
    return best === undefined ? [] : [[source, best]];
  });
  say(`\nThe best of each slice by Sharpe ratio. Chosen after the fact, so no forecast:\n`);
  say(bestTable(bestOf));
  const [source, best] = bestOf[0] ?? [];
  if (source === undefined || best === undefined) return;
  const { experiment } = best;
  const { sliceId } = source;
  const came = await tracker.client.getLineage({ artifactId: sliceId, direction: "downstream" });
  const artifacts = came.nodes.filter((node) => node.kind === "artifact" && node.depth > 0);
  say(`\n${results[0]?.length} experiments read ${sliceName(source.slice)} (${sliceId}),`);
  say(`and ${artifacts.length} artifacts were made from it.`);
  say(`\nWhere the metrics of ${experiment.name} come from:\n`);
  const lineage = await tracker.client.getLineage({
    artifactId: experiment.outputs?.metrics ?? "",
    direction: "upstream",
  });
  say(lineageTree(lineage));
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { store: text, prices: text, commit: text } });
  if (values.store === undefined) throw new Error(USAGE);
  mkdirSync(dirname(values.store), { recursive: true });
  const started = performance.now();
  const engine = new PersistentEngine();
  const tracker = new ExperimentTrackerAdapter(values.store, engine);
  try {
    const sources = await sweep(tracker, values.prices ?? findPriceFile(), values.commit);
    await report(tracker, sources);
  } finally {
    await engine.close();
  }
  const place = relative(process.env["INIT_CWD"] ?? ".", values.store);
  say(`\nStored in ${place} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

main().catch((error: unknown) => {
  const code = error instanceof ProvenlabError ? ` (${error.code})` : "";
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${code}\n`);
  process.exitCode = 1;
});
