/** The sweep: which slices, which configs, which inputs. */
import type { ExperimentConfig, ExperimentDefinition, ExperimentProvenance } from "provenlab";
import type { Slice } from "./prices.js";
import { csvOf, idFor, type Publisher } from "./publishing.js";
import { type Crossover, weekEnds } from "./strategy.js";

export const SYMBOLS = ["AAPL", "FB", "GOOG", "IBM", "MSFT"] as const;
export const YEAR_RANGES = [
  [2005, 2008],
  [2009, 2012],
] as const;
const FAST = [10, 20] as const;
const SLOW = [50, 75, 100] as const;
const FEE = 0.001;
/** A slice must be long enough for the slowest average to mean something. */
export const MINIMUM_BARS = 150;

/** A slice with the artifacts that stand for it in the store. */
export interface PublishedSlice {
  readonly slice: Slice;
  readonly sliceId: string;
  readonly alertsId: string;
  readonly alertDates: ReadonlySet<string>;
}

/** An experiment to be declared and executed. */
export interface PlannedExperiment {
  readonly source: PublishedSlice;
  readonly crossover: Crossover;
  readonly definition: ExperimentDefinition;
}

export function sliceName({ symbol, years }: Slice): string {
  return `${symbol} ${years[0]}-${years[1]}`;
}

export async function publishSlice(publisher: Publisher, slice: Slice): Promise<PublishedSlice> {
  const name = sliceName(slice);
  const rows = slice.bars.map((bar) => Object.values(bar));
  const textContent = csvOf(["date", "open", "high", "low", "close", "volume"], rows);
  const sliceId = await publisher.publish({
    artifactId: idFor("ohlcv", textContent),
    kind: "ohlcv",
    name: `${name} daily bars, adjusted`,
    format: "csv",
    logicalKey: `ohlcv/${slice.symbol}/${slice.years.join("-")}`,
    textContent,
  });
  const dates = weekEnds(slice.bars);
  const alertsId = await publisher.publish({
    artifactId: idFor("alerts", [sliceId, dates]),
    kind: "alerts",
    name: `${name} week ends`,
    logicalKey: `alerts/${slice.symbol}/${slice.years.join("-")}`,
    jsonContent: { symbol: slice.symbol, rule: "last trading day of the week", dates },
    parents: [{ artifactId: sliceId, role: "ohlcv" }],
  });
  return { slice, sliceId, alertsId, alertDates: new Set(dates) };
}

export function publishStrategy(publisher: Publisher): Promise<string> {
  const jsonContent = {
    name: "moving-average crossover",
    entry: "at the next open after an alert date whose fast average is above the slow one",
    exit: "at the next open after a close whose fast average is not above the slow one",
    position: "long or out, the whole account",
    feePerSide: FEE,
  };
  const artifactId = idFor("strategy", jsonContent);
  const name = jsonContent.name;
  return publisher.publish({ artifactId, kind: "strategy", name, jsonContent });
}

/** Every pair of averages on every slice. */
export function planSweep(
  sources: readonly PublishedSlice[],
  strategyId: string,
  provenance: ExperimentProvenance,
): PlannedExperiment[] {
  return sources.flatMap((source) =>
    FAST.flatMap((fast) =>
      SLOW.map((slow) => {
        const crossover = { fast, slow, fee: FEE };
        const definition = definitionOf(source, strategyId, crossover, provenance);
        return { source, crossover, definition };
      }),
    ),
  );
}

function definitionOf(
  { slice, sliceId, alertsId }: PublishedSlice,
  strategyId: string,
  crossover: Crossover,
  provenance: ExperimentProvenance,
): ExperimentDefinition {
  const inputs = { alerts: [alertsId], ohlcv: [sliceId], strategies: [strategyId] };
  const config: ExperimentConfig = {
    strategy: { name: "moving-average crossover", symbol: slice.symbol },
    dateRange: { from: `${slice.years[0]}-01-01`, to: `${slice.years[1]}-12-31` },
    params: { ...crossover },
  };
  const { createdAt: _, ...code } = provenance;
  return {
    experimentId: idFor("crossover", [config, inputs, code]),
    name: `${sliceName(slice)} ${crossover.fast}/${crossover.slow}`,
    inputs,
    config,
    provenance,
  };
}
