import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type EngineEvent, PersistentEngine, type ProvenlabError } from "../../src/index.js";
import { engineOver, linesOf, misbehaving, temporaryFolder } from "../fixtures/misbehaving.js";

describe("PersistentEngine", () => {
  it("gives each call its own reply when they come back in another order", async (context) => {
    const engine = engineOver(context, "answersBackwards");
    const calls = [1, 2, 3].map((n) => engine.run("any", { n }));
    assert.deepEqual(await Promise.all(calls), [{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it("passes the store and the lock's time-out beside the parameters", async (context) => {
    const engine = engineOver(context, "diesOverPoison");
    const reply = await engine.run("any", { a: 1 }, { dbPath: "x.db", lockTimeoutMs: 5 });
    assert.deepEqual(reply, { a: 1, dbPath: "x.db", lockTimeoutMs: 5 });
  });

  it("fails the call that got garbage, redacted, and carries the others on", async (context) => {
    const engine = engineOver(context, "writesGarbage");
    const bad = engine.run("any", { bad: true });
    const good = [1, 2, 3].map((n) => engine.run("any", { n }));
    await assert.rejects(bad, (error: ProvenlabError) => {
      assert.equal(error.code, "protocol_error");
      assert.match(String(error.details["excerpt"]), /Traceback \(most recent call\)/);
      assert.doesNotMatch(JSON.stringify(error), /hunter2/);
      return true;
    });
    assert.deepEqual(await Promise.all(good), [{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  for (const misdeed of ["answersStrangers", "forgetsTheResult", "neverEndsItsLine"]) {
    it(`fails a call when the process ${misdeed}`, async (context) => {
      const engine = engineOver(context, misdeed);
      await assert.rejects(engine.run("any", {}), { code: "protocol_error" });
    });
  }

  it("splits replies on line feeds only", async (context) => {
    const engine = engineOver(context, "usesManyLineEnds");
    assert.deepEqual(await engine.run("any", {}), { text: "a\u2028b\u2029c\u0085d\r\u000b" });
  });

  it("puts characters together that arrive byte by byte", async (context) => {
    const engine = engineOver(context, "writesByteByByte");
    assert.deepEqual(await engine.run("any", {}), { text: "é😀" });
  });

  it("fails the oldest call with the error of a frame that could not be read", async (context) => {
    const engine = engineOver(context, "cannotReadTheFrame");
    await assert.rejects(engine.run("any", {}), { code: "limit_exceeded", type: "LimitExceeded" });
  });

  it("says what a bridge lacks that cannot start", async (context) => {
    const engine = engineOver(context, "lacksPackages");
    await assert.rejects(engine.run("any", {}), { code: "missing_extra", message: "no pydantic" });
  });

  it("keeps a code it does not know", async (context) => {
    const engine = engineOver(context, "knowsNewErrors");
    await assert.rejects(engine.run("any", {}), (error: ProvenlabError) => {
      assert.deepEqual([error.code, error.type, error.retryable], ["unknown_error", "Later", true]);
      assert.deepEqual(error.details, { a: 1, code: "later" });
      return true;
    });
  });

  it("fails a call that kills the process each time, and none of the others", async (context) => {
    const journal = join(temporaryFolder(context), "journal");
    const events: EngineEvent[] = [];
    const onEvent = (event: EngineEvent) => events.push(event);
    const engine = engineOver(context, "diesOverPoison", { journal, onEvent });
    const before = engine.run("any", { n: 1 });
    const poison = engine.run("any", { poison: true });
    const after = engine.run("any", { n: 2 });
    await assert.rejects(poison, { code: "bridge_failed", retryable: true });
    assert.deepEqual(await Promise.all([before, after]), [{ n: 1 }, { n: 2 }]);
    assert.equal(linesOf(journal).filter((id) => id === "2").length, 3);
    const started = events.filter((event) => event.type === "started");
    assert.equal(new Set(started.map((event) => event.pid)).size, 4);
    const ended = events.filter((event) => event.type === "ended");
    assert.deepEqual(
      ended.map((event) => [event.signal, event.unanswered]),
      Array(3).fill(["SIGKILL", 2]),
    );
  });

  it("kills a process that hangs over a call nobody waits for, and repeats the rest", async (context) => {
    const engine = engineOver(context, "hangsOverPoison", { graceMs: 200 });
    const poison = engine.run("any", { poison: true }, { timeoutMs: 100 });
    const after = engine.run("any", { n: 2 });
    await assert.rejects(poison, { code: "timeout", retryable: true });
    assert.deepEqual(await after, { n: 2 });
  });

  it("gives up after a bounded number of starts and tells the last words", async (context) => {
    const journal = join(temporaryFolder(context), "journal");
    const engine = engineOver(context, "diesAtOnce", { journal, maxRestarts: 1 });
    await assert.rejects(engine.run("any", {}), (error: ProvenlabError) => {
      assert.equal(error.code, "bridge_failed");
      assert.match(error.message, /exit code 3 before it answered: ModuleNotFoundError/);
      return true;
    });
    assert.equal(linesOf(journal).length, 2);
  });

  it("says that there is no bridge", async (context) => {
    const engine = new PersistentEngine({ bridge: { program: "/no/such/bridge", args: [] } });
    context.after(() => engine.close());
    await assert.rejects(engine.run("any", {}), {
      code: "bridge_not_found",
      message: "the bridge /no/such/bridge cannot be started: ENOENT",
    });
  });

  it("carries on when a wrapper dies and leaves the bridge behind", async (context) => {
    const { program, args } = misbehaving("answersBackwards");
    const line = [program, ...args].map((each) => `'${each}'`).join(" ");
    const wrapper = { program: "/bin/sh", args: ["-c", `${line} --serve; true`] };
    const engine = new PersistentEngine({ bridge: wrapper });
    context.after(() => engine.close());
    const first = [1, 2].map((n) => engine.run("any", { n }));
    process.kill(engine.pid ?? 0, "SIGKILL");
    const third = engine.run("any", { n: 3 });
    assert.deepEqual(await Promise.all([...first, third]), [{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it("rejects an aborted call at once and ignores its late reply", async (context) => {
    const engine = engineOver(context, "answersBackwards");
    const controller = new AbortController();
    const first = engine.run("any", { n: 1 }, { signal: controller.signal });
    controller.abort(new Error("changed my mind"));
    await assert.rejects(first, (error: ProvenlabError) => {
      assert.equal(error.code, "aborted");
      assert.equal((error.cause as Error).message, "changed my mind");
      return true;
    });
    const others = [2, 3].map((n) => engine.run("any", { n }));
    assert.equal((await Promise.all(others)).length, 2);
  });

  it("aborts many calls with one signal, without a warning of too many listeners", async (context) => {
    const warnings: Error[] = [];
    const remember = (warning: Error) => warnings.push(warning);
    process.on("warning", remember);
    context.after(() => process.off("warning", remember));
    const engine = engineOver(context, "neverAnswers", { graceMs: 50 });
    const controller = new AbortController();
    const { signal } = controller;
    const calls = Array.from({ length: 50 }, () => engine.run("any", {}, { signal }));
    controller.abort();
    const outcomes = await Promise.allSettled(calls);
    const codes = outcomes.map((each) => each.status === "rejected" && each.reason.code);
    assert.deepEqual(new Set(codes), new Set(["aborted"]));
    await engine.close();
    assert.deepEqual(warnings, []);
  });

  it("sends nothing for a signal that is aborted already", async (context) => {
    const journal = join(temporaryFolder(context), "journal");
    const engine = engineOver(context, "diesOverPoison", { journal });
    const signal = AbortSignal.abort();
    await assert.rejects(engine.run("any", {}, { signal }), { code: "aborted" });
    await engine.run("any", {});
    assert.equal(linesOf(journal).length, 1);
  });

  it("refuses a request that the bridge would refuse for its size", async (context) => {
    const engine = engineOver(context, "diesOverPoison");
    const params = { text: "x".repeat(8 * 1024 * 1024) };
    await assert.rejects(engine.run("any", params), { code: "limit_exceeded" });
  });

  it("writes no more calls at once than it is allowed to", async (context) => {
    const engine = engineOver(context, "countsWhatItHolds", { maxInFlight: 3 });
    const calls = Array.from({ length: 20 }, () => engine.run("any", {}));
    assert.equal(Math.max(...((await Promise.all(calls)) as number[])), 3);
  });

  it("waits for calls under way when it is closed, and takes no more", async () => {
    const engine = new PersistentEngine({ bridge: misbehaving("countsWhatItHolds") });
    const calls = [1, 2, 3].map(() => engine.run("any", {}));
    const closing = engine.close();
    await assert.rejects(engine.run("any", {}), { code: "closed" });
    assert.equal((await Promise.all(calls)).length, 3);
    await closing;
    assert.equal(engine.pid, undefined);
  });
});
