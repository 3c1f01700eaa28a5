import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { redactedExcerpt } from "../../src/errors.js";
import { ProvenlabError } from "../../src/index.js";

describe("ProvenlabError", () => {
  it("is its own code and those above it", () => {
    const error = new ProvenlabError({ code: "invalid_transition", message: "no" });
    assert.ok(error.is("invalid_transition"));
    assert.ok(error.is("conflict"));
    assert.ok(!error.is("not_found"));
  });

  it("narrows by its code", () => {
    const error: ProvenlabError = new ProvenlabError({ code: "timeout", message: "late" });
    switch (error.code) {
      case "timeout":
        return;
      default:
        assert.fail("another code");
    }
  });
});

describe("an excerpt", () => {
  it("keeps words and hides values", () => {
    const line = `Error: token=abc url: postgres://u:p@h/db "s3cret" it's key 'x' AKIAIOSFODNN7EXAMPLE`;
    const excerpt = redactedExcerpt(line);
    for (const secret of ["abc", "postgres", "s3cret", "AKIA"]) {
      assert.ok(!excerpt.includes(secret), excerpt);
    }
    assert.match(excerpt, /^Error/);
  });

  it("is short and of one line", () => {
    const excerpt = redactedExcerpt("word ".repeat(1_000).replace("word", "\n\u001b[31m"));
    assert.ok(excerpt.length < 170);
    assert.ok(!excerpt.includes("\n") && !excerpt.includes("\u001b"));
  });
});
