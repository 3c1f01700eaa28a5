import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProvenlabError } from "../../src/index.js";
import { collectPages } from "../../src/paging.js";

const STORED = Array.from({ length: 2_500 }, (_, index) => `id-${index}`);

/** A listing that refuses pages above a size, as the bridge does with replies that grow too large. */
function listing(largestPage: number): {
  limits: number[];
  fetchPage: (limit: number, cursor: string | undefined) => Promise<string[]>;
} {
  const limits: number[] = [];
  const fetchPage = async (limit: number, cursor: string | undefined) => {
    limits.push(limit);
    if (limit > largestPage) {
      const details = { field: "reply" };
      throw new ProvenlabError({ code: "limit_exceeded", message: "too large", details });
    }
    const start = cursor === undefined ? 0 : STORED.indexOf(cursor) + 1;
    return STORED.slice(start, start + limit);
  };
  return { limits, fetchPage };
}

const itself = (id: string): string => id;

describe("pages", () => {
  it("are fetched until there are no more", async () => {
    const { limits, fetchPage } = listing(1_000);
    assert.deepEqual(await collectPages(Number.POSITIVE_INFINITY, itself, fetchPage), STORED);
    assert.deepEqual(limits, [1_000, 1_000, 1_000]);
  });

  it("are fetched until there are as many items as wanted", async () => {
    const { limits, fetchPage } = listing(1_000);
    assert.deepEqual(await collectPages(1_200, itself, fetchPage), STORED.slice(0, 1_200));
    assert.deepEqual(limits, [1_000, 200]);
    assert.deepEqual(await collectPages(0, itself, fetchPage), []);
  });

  it("become smaller when a reply would be too large", async () => {
    const { limits, fetchPage } = listing(300);
    assert.deepEqual(await collectPages(600, itself, fetchPage), STORED.slice(0, 600));
    assert.deepEqual(limits, [600, 150, 150, 150, 150]);
  });

  it("fail when a single item is too large", async () => {
    const { fetchPage } = listing(0);
    await assert.rejects(collectPages(8, itself, fetchPage), { code: "limit_exceeded" });
  });
});
