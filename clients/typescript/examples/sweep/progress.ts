const WIDTH = 30;

/** A bar that fills up in place; nothing where output is no terminal. */
export function progressBar(total: number): (done: number) => void {
  const { stdout } = process;
  if (!stdout.isTTY) return () => {};
  return (done) => {
    const filled = Math.round((WIDTH * done) / total);
    const bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
    stdout.write(`\r[${bar}] ${done}/${total}${done === total ? "\n" : ""}`);
  };
}
