/** Daily prices of real stocks, as the Python package bokeh_sampledata carries them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";

/** One day, adjusted for splits and dividends. */
export interface Bar {
  readonly date: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The bars of one symbol from the first day of a year to the last day of another. */
export interface Slice {
  readonly symbol: string;
  readonly years: readonly [number, number];
  readonly bars: readonly Bar[];
}

const PACKAGE = "bokeh_sampledata";
const COLUMNS = ["Ticker", "Date", "Open", "High", "Low", "Close", "Volume", "Adj Close"];

/** The file inside the package that the `python3` on the PATH has. */
export function findPriceFile(): string {
  const script = `import importlib.util as u; s = u.find_spec("${PACKAGE}"); print(s.origin if s else "")`;
  const origin = execFileSync("python3", ["-c", script], { encoding: "utf8" }).trim();
  if (origin === "") {
    throw new Error(`python3 has no ${PACKAGE}: run make setup, or name a file with --prices`);
  }
  return join(dirname(origin), "_data", "stocks.csv.gz");
}

/** All bars by symbol, oldest first. */
export function readPrices(file: string): Map<string, Bar[]> {
  const [header, ...rows] = gunzipSync(readFileSync(file))
    .toString("utf8")
    .trimEnd()
    .split(/\r?\n/u);
  if (header !== COLUMNS.join(",")) throw new Error(`${file} has other columns than ${COLUMNS}`);
  const prices = new Map<string, Bar[]>();
  for (const row of rows) {
    const [symbol = "", date = "", ...numbers] = row.split(",");
    const bars = prices.get(symbol) ?? [];
    prices.set(symbol, bars);
    bars.push(adjustedBar(date, numbers.map(Number)));
  }
  for (const bars of prices.values()) bars.sort((a, b) => (a.date < b.date ? -1 : 1));
  return prices;
}

/** A split halves the raw price overnight; the adjusted close tells by how much all four are off. */
function adjustedBar(date: string, numbers: readonly number[]): Bar {
  const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN, adjustedClose = NaN] =
    numbers;
  const adjusted = (price: number) => Number(((price * adjustedClose) / close).toFixed(4));
  return {
    date,
    open: adjusted(open),
    high: adjusted(high),
    low: adjusted(low),
    close: adjusted(close),
    volume,
  };
}

/** The slices with at least so many bars; a symbol that was not traded yet has none. */
export function slicesOf(
  prices: ReadonlyMap<string, readonly Bar[]>,
  symbols: readonly string[],
  ranges: readonly (readonly [number, number])[],
  minimumBars: number,
): Slice[] {
  const slices = symbols.flatMap((symbol) =>
    ranges.map((years) => {
      const [from, to] = [`${years[0]}-01-01`, `${years[1]}-12-31`];
      const bars = (prices.get(symbol) ?? []).filter(({ date }) => from <= date && date <= to);
      return { symbol, years, bars };
    }),
  );
  return slices.filter((slice) => slice.bars.length >= minimumBars);
}
