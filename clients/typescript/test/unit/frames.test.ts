import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LineSplitter } from "../../src/frames.js";

describe("LineSplitter", () => {
  it("gives the same lines however the stream is cut", () => {
    const stream = Buffer.from("one\ntwo é😀\u2028still two\n\nfour\n");
    const whole = new LineSplitter(100).push(stream);
    assert.deepEqual(whole, ["one", "two é😀\u2028still two", "", "four"]);
    for (let cut = 1; cut < stream.length; cut++) {
      const splitter = new LineSplitter(100);
      const parts = [stream.subarray(0, cut), stream.subarray(cut)];
      assert.deepEqual(
        parts.flatMap((part) => splitter.push(part) ?? assert.fail("too long")),
        whole,
      );
    }
  });

  it("takes a line of the limit and refuses a longer one, ended or not", () => {
    assert.deepEqual(new LineSplitter(3).push(Buffer.from("abc\n")), ["abc"]);
    assert.equal(new LineSplitter(3).push(Buffer.from("abcd\n")), undefined);
    assert.equal(new LineSplitter(3).push(Buffer.from("abcd")), undefined);
  });
});
