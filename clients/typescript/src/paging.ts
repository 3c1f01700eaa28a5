import { ProvenlabError } from "./errors.js";

/** Fetches at most `limit` items after the one with the id `cursor`. */
export type FetchPage<Item> = (
  limit: number,
  cursor: string | undefined,
) => Promise<readonly Item[]>;

const LARGEST_PAGE = 1_000;

/**
 * Up to `wanted` items in pages of a size that the bridge's replies can hold. Cursors name items, so
 * what is added meanwhile neither repeats nor hides others.
 */
export async function collectPages<Item>(
  wanted: number,
  idOf: (item: Item) => string,
  fetchPage: FetchPage<Item>,
): Promise<Item[]> {
  const items: Item[] = [];
  let pageSize = LARGEST_PAGE;
  for (;;) {
    const limit = Math.min(pageSize, wanted - items.length);
    const last = items[items.length - 1];
    const page = await fetchPage(limit, last && idOf(last)).catch((error: unknown) => {
      if (limit > 1 && isReplyTooLarge(error)) return undefined;
      throw error;
    });
    if (page === undefined) pageSize = Math.ceil(limit / 4);
    else {
      items.push(...page);
      if (page.length < limit || items.length >= wanted) return items;
    }
  }
}

function isReplyTooLarge(error: unknown): boolean {
  return (
    error instanceof ProvenlabError &&
    error.is("limit_exceeded") &&
    error.details["field"] === "reply"
  );
}
