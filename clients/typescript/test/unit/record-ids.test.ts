import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newRecordId } from "../../src/index.js";

describe("record ids", () => {
  it("differ, and sort by the time they were made", () => {
    const ids = [3, 1, 2].map((now) => newRecordId(1_700_000_000_000 + now));
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual([...ids].sort(), [ids[1], ids[2], ids[0]]);
    assert.ok(ids[0]?.startsWith("018bcfe5-68"));
  });
});
