/** What a backtest came to. */
import type { Bar } from "./prices.js";
import type { Backtest } from "./strategy.js";

export interface Metrics {
  readonly totalReturn: number;
  /** Of buying at the first close and holding to the last, without fees. */
  readonly buyAndHold: number;
  /** Mean over standard deviation of daily returns, times the root of 252; 0 when nothing moved. */
  readonly sharpe: number;
  /** The deepest fall from a peak, as a fraction of it. */
  readonly maxDrawdown: number;
  readonly trades: number;
  readonly winRate: number;
  /** The fraction of days with the stock in the account. */
  readonly exposure: number;
}

const TRADING_DAYS = 252;

/** Figures to six digits behind the point. */
export function metricsOf(
  bars: readonly Bar[],
  { equity, trades, daysInvested }: Backtest,
): Metrics {
  const [first, last] = [bars[0], bars[bars.length - 1]];
  const wins = trades.filter((trade) => trade.profit > 0).length;
  return {
    totalReturn: rounded((equity[equity.length - 1] ?? 1) - 1),
    buyAndHold: rounded(first && last ? last.close / first.close - 1 : 0),
    sharpe: rounded(sharpeOf(equity)),
    maxDrawdown: rounded(maxDrawdownOf(equity)),
    trades: trades.length,
    winRate: rounded(trades.length === 0 ? 0 : wins / trades.length),
    exposure: rounded(daysInvested / bars.length),
  };
}

export function rounded(value: number): number {
  return Number(value.toFixed(6));
}

function sharpeOf(equity: readonly number[]): number {
  const returns = equity.slice(1).map((value, index) => value / (equity[index] ?? value) - 1);
  const mean = returns.reduce((sum, each) => sum + each, 0) / returns.length;
  const squares = returns.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (returns.length - 1));
  return deviation > 0 ? (mean / deviation) * Math.sqrt(TRADING_DAYS) : 0;
}

function maxDrawdownOf(equity: readonly number[]): number {
  let peak = 0;
  let deepest = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    deepest = Math.max(deepest, 1 - value / peak);
  }
  return deepest;
}
