import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { metricsOf } from "../../examples/sweep/metrics.js";
import type { Bar } from "../../examples/sweep/prices.js";
import { backtest, movingAverage, type Trade, weekEnds } from "../../examples/sweep/strategy.js";

/** Bars on successive days that open where the day before closed. */
function barsOf(closes: readonly number[]): Bar[] {
  return closes.map((close, index) => {
    const open = closes[index - 1] ?? close;
    const date = new Date(Date.UTC(2025, 0, 6 + index)).toISOString().slice(0, 10);
    return {
      date,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 1,
    };
  });
}

function everyDate(bars: readonly Bar[]): Set<string> {
  return new Set(bars.map((bar) => bar.date));
}

const WAVES = Array.from({ length: 120 }, (_, day) => 100 + 10 * Math.sin(day / 7) + day / 10);
const CROSSOVER = { fast: 3, slow: 8, fee: 0.001 };

describe("the crossover", () => {
  it("averages the last closes once there are enough", () => {
    assert.deepEqual(movingAverage(barsOf([1, 2, 3, 4]), 2), [undefined, 1.5, 2.5, 3.5]);
  });

  it("knows no price that was not there yet", () => {
    const bars = barsOf(WAVES);
    const whole = backtest(bars, everyDate(bars), CROSSOVER);
    assert.ok(whole.trades.length > 2);
    for (let now = 20; now < bars.length - 1; now++) {
      // At the open of this day, neither its close nor anything later is known.
      const other = bars.map((bar, index) => {
        if (index < now) return bar;
        return index === now ? { ...bar, close: 1 } : { ...bar, open: 1, close: 1 };
      });
      const today = bars[now]?.date ?? "";
      const ended = (trade: Trade) => trade.exitDate <= today;
      const { trades } = backtest(other, everyDate(other), CROSSOVER);
      assert.deepEqual(trades.filter(ended), whole.trades.filter(ended));
    }
  });

  it("enters at the open after an alert date only", () => {
    const bars = barsOf(WAVES);
    const alerts = new Set(weekEnds(bars));
    for (const { entryDate } of backtest(bars, alerts, CROSSOVER).trades) {
      const before = bars[bars.findIndex((bar) => bar.date === entryDate) - 1];
      assert.ok(alerts.has(before?.date ?? ""));
    }
    assert.deepEqual(backtest(bars, new Set(), CROSSOVER).trades, []);
  });

  it("pays the fee at entry and exit", () => {
    const bars = barsOf(WAVES);
    for (const trade of backtest(bars, everyDate(bars), CROSSOVER).trades) {
      const growth = (trade.exitPrice / trade.entryPrice) * 0.999 ** 2;
      assert.ok(Math.abs(trade.profit - (growth - 1)) < 1e-12);
    }
  });

  it("ends with what its trades earned", () => {
    const bars = barsOf(WAVES);
    const { equity, trades } = backtest(bars, everyDate(bars), CROSSOVER);
    const earned = trades.reduce((account, trade) => account * (1 + trade.profit), 1);
    assert.ok(Math.abs((equity[equity.length - 1] ?? 0) - earned) < 1e-12);
    assert.equal(equity.length, bars.length);
  });

  it("looks at entries on the last trading day of each week", () => {
    // From a Monday on, every day: Sundays end weeks.
    assert.deepEqual(weekEnds(barsOf(WAVES.slice(0, 16))), ["2025-01-12", "2025-01-19"]);
  });
});

describe("metrics", () => {
  it("are those of a known curve", () => {
    const bars = barsOf([100, 110, 99, 118.8]);
    const equity = [1, 1.1, 0.99, 1.188];
    const metrics = metricsOf(bars, { equity, trades: [], daysInvested: 3 });
    assert.equal(metrics.totalReturn, 0.188);
    assert.equal(metrics.buyAndHold, 0.188);
    assert.equal(metrics.maxDrawdown, 0.1);
    assert.equal(metrics.exposure, 0.75);
    // Returns 0.1, -0.1, 0.2: mean 0.0667, standard deviation 0.1528.
    assert.equal(metrics.sharpe.toFixed(3), "6.928");
  });

  it("of an account that never moved have no Sharpe ratio", () => {
    const metrics = metricsOf(barsOf([1, 1]), { equity: [1, 1], trades: [], daysInvested: 0 });
    assert.deepEqual([metrics.sharpe, metrics.winRate, metrics.maxDrawdown], [0, 0, 0]);
  });
});
