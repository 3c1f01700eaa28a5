const LINE_END = 0x0a;

/**
 * Cuts a stream of bytes into lines. Only the byte of a line feed ends a line: text may hold other
 * characters that count as line ends elsewhere.
 */
export class LineSplitter {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #length = 0;

  /** `limit`: the bytes of the longest line, without its end. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that a chunk completes; `undefined` once a line is longer than the limit. */
  push(chunk: Buffer): string[] | undefined {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, start)) {
      this.#add(chunk.subarray(start, end));
      if (this.#length > this.#limit) return undefined;
      lines.push(this.#take());
      start = end + 1;
    }
    this.#add(chunk.subarray(start));
    return this.#length > this.#limit ? undefined : lines;
  }

  #add(part: Buffer): void {
    if (part.length > 0) this.#parts.push(part);
    this.#length += part.length;
  }

  #take(): string {
    const line = Buffer.concat(this.#parts, this.#length).toString("utf8");
    this.#parts = [];
    this.#length = 0;
    return line;
  }
}
