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

/** Money that is either all in the stock or all out of it; 1 at the start. */
class Account {
  readonly trades: Trade[] = [];
  readonly #fee: number;
  #cash = 1;
  #entry: Bar | undefined;

  constructor(fee: number) {
    this.#fee = fee;
  }

  get isInvested(): boolean {
    return this.#entry !== undefined;
  }

  /** Buys at the open. */
  buy(bar: Bar): void {
    this.#entry = bar;
  }

  sell(bar: Bar, exitPrice: number): void {
    if (this.#entry === undefined) return;
    const { date: entryDate, open: entryPrice } = this.#entry;
    const growth = (exitPrice / entryPrice) * (1 - this.#fee) ** 2;
    this.trades.push({
      entryDate,
      entryPrice,
      exitDate: bar.date,
      exitPrice,
      profit: growth - 1,
    });
    this.#cash *= growth;
    this.#entry = undefined;
  }

  /** At the close; the fee of an exit still to come is not in it. */
  worthAt(bar: Bar): number {
    if (this.#entry === undefined) return this.#cash;
    return this.#cash * (bar.close / this.#entry.open) * (1 - this.#fee);
  }
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
  const [fastAverages, slowAverages] = [movingAverage(bars, fast), movingAverage(bars, slow)];
  const account = new Account(fee);
  const equity: number[] = [];
  let daysInvested = 0;
  let order: "buy" | "sell" | undefined;
  for (const [index, bar] of bars.entries()) {
    if (order === "buy") account.buy(bar);
    if (order === "sell") account.sell(bar, bar.open);
    const [fastAverage, slowAverage] = [fastAverages[index], slowAverages[index]];
    const isAbove =
      fastAverage !== undefined && slowAverage !== undefined && fastAverage > slowAverage;
    order = undefined;
    if (account.isInvested && !isAbove) order = "sell";
    if (!account.isInvested && isAbove && alertDates.has(bar.date)) order = "buy";
    if (index === bars.length - 1) account.sell(bar, bar.close);
    if (account.isInvested) daysInvested += 1;
    equity.push(account.worthAt(bar));
  }
  return { trades: account.trades, equity, daysInvested };
}
