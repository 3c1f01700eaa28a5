/** A moving-average crossover: long while the fast average is above the slow one, else out. */
import type { Bar } from "./prices.js";

export interface Crossover {
  /** Days. */
  readonly fast: number;
  readonly slow: number;
  /** Of the traded value, at each entry and exit. */
  readonly fee: number;
}

export interface Trade {
  readonly entryDate: string;
  readonly entryPrice: number;
  readonly exitDate: string;
  readonly exitPrice: number;
  /** After fees. */
  readonly profit: number;
}

export interface Backtest {
  readonly trades: readonly Trade[];
  /** The account at each close, 1 at the start. */
  readonly equity: readonly number[];
  /** Days on which the account held the stock at the close. */
  readonly daysInvested: number;
}

/** The mean of the last `length` closes at each bar; undefined until there are that many. */
export function movingAverage(bars: readonly Bar[], length: number): (number | undefined)[] {
  let sum = 0;
  return bars.map((bar, index) => {
    sum += bar.close - (bars[index - length]?.close ?? 0);
    return index + 1 < length ? undefined : sum / length;
  });
}

/** The last trading day of each week: on these the entry signal is looked at. */
export function weekEnds(bars: readonly Bar[]): string[] {
  const weekOf = (date: string) => Math.floor((Date.parse(date) / 86_400_000 + 3) / 7);
  return bars
    .filter((bar, index) => {
      const next = bars[index + 1];
      return next !== undefined && weekOf(next.date) !== weekOf(bar.date);
    })
    .map((bar) => bar.date);
}

/**
 * Trades bar by bar. A signal at a close is acted on at the next open, so no decision knows a price
 * that was not there yet. Entries are looked for on the alert dates, exits on every day; what is held
 * at the end is sold at the last close.
 */
export function backtest(
  bars: readonly Bar[],
  alertDates: ReadonlySet<string>,
  { fast, slow, fee }: Crossover,
): Backtest {
  const [fastAverage, slowAverage] = [movingAverage(bars, fast), movingAverage(bars, slow)];
  const trades: Trade[] = [];
  const equity: number[] = [];
  let cash = 1;
  let entry: Bar | undefined;
  let daysInvested = 0;
  let order: "buy" | "sell" | undefined;
  const close = (held: Bar, bar: Bar, price: number) => {
    const growth = (price / held.open) * (1 - fee) ** 2;
    trades.push({
      entryDate: held.date,
      entryPrice: held.open,
      exitDate: bar.date,
      exitPrice: price,
      profit: growth - 1,
    });
    cash *= growth;
    entry = undefined;
  };
  for (const [index, bar] of bars.entries()) {
    if (order === "buy") entry = bar;
    if (order === "sell" && entry !== undefined) close(entry, bar, bar.open);
    const [fastNow, slowNow] = [fastAverage[index], slowAverage[index]];
    const isAbove = fastNow !== undefined && slowNow !== undefined && fastNow > slowNow;
    order = undefined;
    if (entry === undefined && isAbove && alertDates.has(bar.date)) order = "buy";
    if (entry !== undefined && !isAbove) order = "sell";
    if (index === bars.length - 1 && entry !== undefined) close(entry, bar, bar.close);
    if (entry !== undefined) daysInvested += 1;
    equity.push(entry === undefined ? cash : cash * (bar.close / entry.open) * (1 - fee));
  }
  return { trades, equity, daysInvested };
}
