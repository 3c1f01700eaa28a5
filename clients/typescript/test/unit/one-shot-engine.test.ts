import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OneShotEngine } from "../../src/index.js";

/** A bridge of one shell script. */
function shell(script: string): OneShotEngine {
  return new OneShotEngine({
    bridge: { program: "/bin/sh", args: ["-c", script] },
    maxProcesses: 2,
  });
}

const FAILURE = `{"error":"none","type":"NotFound","code":"not_found","details":{"a":1},"retryable":false}`;

describe("OneShotEngine", () => {
  it("sends the operation, the store and the parameters, and returns the reply", async () => {
    const request = await shell("cat").run("any", { a: 1 }, { dbPath: "x.db" });
    assert.deepEqual(request, { operation: "any", params: { a: 1, dbPath: "x.db" } });
  });

  it("rejects with the error of the reply", async () => {
    const engine = shell(`cat >/dev/null; echo '${FAILURE}'; exit 1`);
    await assert.rejects(engine.run("any", {}), { code: "not_found", details: { a: 1 } });
  });

  it("does not believe a result with a failing exit code", async () => {
    const engine = shell(`cat >/dev/null; echo '{"fine":true}'; exit 1`);
    await assert.rejects(engine.run("any", {}), { code: "protocol_error" });
  });

  it("does not believe what is not JSON", async () => {
    const engine = shell("cat >/dev/null; echo hello; exit 0");
    await assert.rejects(engine.run("any", {}), { code: "protocol_error" });
  });

  it("tells the last words of a process that said nothing else", async () => {
    const engine = shell("echo 'cannot import numpy' >&2; exit 4");
    await assert.rejects(engine.run("any", {}), {
      code: "bridge_failed",
      message: "the bridge ended with exit code 4 before it answered: cannot import numpy",
    });
  });

  it("gives up on a process that is killed each time", async () => {
    await assert.rejects(shell("kill -9 $$").run("any", {}), { code: "bridge_failed" });
  });

  it("ends the process of a call that timed out", async () => {
    const engine = shell("trap 'exit 1' TERM; while :; do sleep 0.05; done");
    await assert.rejects(engine.run("any", {}, { timeoutMs: 50 }), { code: "timeout" });
    await engine.close();
  });

  it("lets further calls wait for their turn, also when it is closed meanwhile", async () => {
    const engine = shell("cat");
    const calls = [1, 2, 3, 4, 5].map((n) => engine.run("any", { n }));
    await engine.close();
    assert.equal((await Promise.all(calls)).length, 5);
    await assert.rejects(engine.run("any", {}), { code: "closed" });
  });

  it("survives a process that reads nothing", async () => {
    const engine = shell("exec 0<&-; echo '{}'");
    const params = { text: "x".repeat(1_000_000) };
    assert.deepEqual(await engine.run("any", params), {});
  });
});
