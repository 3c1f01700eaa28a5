/** What the store says about the sweep, as text. Nothing here was kept from running it. */
import type { contract, Experiment, ExperimentTrackerAdapter } from "provenlab";
import type { Metrics } from "./metrics.js";
import { type PublishedSlice, sliceName } from "./plan.js";

/** An experiment with the metrics it produced. */
export interface Result {
  readonly experiment: Experiment;
  readonly metrics: Metrics;
}

/** The completed experiments that read a slice, the best Sharpe ratio first. */
export async function resultsOn(
  tracker: ExperimentTrackerAdapter,
  sliceId: string,
): Promise<Result[]> {
  const experiments = await tracker.findByInputArtifacts([sliceId]);
  const results = experiments
    .filter((experiment) => experiment.status === "completed")
    .map(async (experiment) => {
      const artifactId = experiment.outputs?.metrics ?? "";
      const { summary } = await tracker.client.getArtifact({ artifactId });
      return { experiment, metrics: summary as unknown as Metrics };
    });
  const order = (a: Result, b: Result) =>
    b.metrics.sharpe - a.metrics.sharpe || (a.experiment.name < b.experiment.name ? -1 : 1);
  return (await Promise.all(results)).sort(order);
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** The best config on each slice, beside holding the stock. */
export function bestTable(bestOf: readonly (readonly [PublishedSlice, Result])[]): string {
  const header = [
    "slice",
    "fast/slow",
    "return",
    "hold",
    "Sharpe",
    "drawdown",
    "trades",
    "invested",
  ];
  const rows = bestOf.map(([source, { experiment, metrics }]) => [
    sliceName(source.slice),
    `${experiment.config.params["fast"]}/${experiment.config.params["slow"]}`,
    percent(metrics.totalReturn),
    percent(metrics.buyAndHold),
    metrics.sharpe.toFixed(2),
    percent(metrics.maxDrawdown),
    String(metrics.trades),
    percent(metrics.exposure),
  ]);
  return table([header, ...rows]);
}

/** Columns of text, the first to the left, the others to the right; a line below the header. */
export function table(rows: readonly (readonly string[])[]): string {
  const [header = [], ...body] = rows;
  const widths = header.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? "";
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ");
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [line(header), rule, ...body.map(line)].join("\n");
}

/** Where a node came from, indented; what was told above is not told again. */
export function lineageTree(lineage: contract.Lineage): string {
  const labels = new Map(
    lineage.nodes.map((node) => [
      keyOf(node.kind, node.id),
      `${node.kind} ${node.label ?? node.id}`,
    ]),
  );
  const told = new Set<string>();
  const lines: string[] = [];
  const tell = (key: string, role: string, depth: number): void => {
    const known = told.has(key);
    told.add(key);
    const label = labels.get(key) ?? key;
    lines.push(`${"  ".repeat(depth)}${role && `${role}: `}${label}${known ? " (above)" : ""}`);
    if (known) return;
    for (const edge of lineage.edges) {
      if (keyOf(edge.targetKind, edge.targetId) !== key) continue;
      tell(keyOf(edge.sourceKind, edge.sourceId), edge.role, depth + 1);
    }
  };
  tell(keyOf(lineage.startKind, lineage.startId), "", 0);
  return lines.join("\n");
}

function keyOf(kind: string, id: string): string {
  return `${kind}:${id}`;
}
