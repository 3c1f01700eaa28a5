import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { PersistentEngine, ProvenlabError } from "../../src/index.js";
import { definition } from "../fixtures/definitions.js";
import { openLab, storeKinds } from "../fixtures/stores.js";

const HOST = fileURLToPath(new URL("../fixtures/host.js", import.meta.url));

/** Kills whatever process serves, at random moments, until it is told to stop. */
async function killRepeatedly(engine: PersistentEngine, times: number): Promise<number> {
  const killed = new Set<number>();
  while (killed.size < times) {
    await delay(20 + Math.random() * 250);
    const { pid } = engine;
    if (pid === undefined || killed.has(pid)) continue;
    process.kill(pid, "SIGKILL");
    killed.add(pid);
  }
  return killed.size;
}

function isAlive(pid: number): boolean {
  try {
    // A process that ended but was not waited for is dead as well.
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(20);
}

for (const kind of storeKinds)
  describe(`a bridge on ${kind.name} that is killed`, () => {
    it("loses and doubles nothing of 200 calls in flight", async (context) => {
      const { adapter, engine } = openLab(context, kind);
      await adapter.client.initStore();
      const killing = killRepeatedly(engine, 2);
      const declared = Array.from({ length: 200 }, () => definition());
      const created = await Promise.all(declared.map((each) => adapter.createExperiment(each)));
      assert.ok(created.every((each) => each.status === "pending"));
      // Calls go on until the last kill has had a process to hit.
      const [last] = created;
      let kills: number | undefined;
      killing.then((count) => (kills = count));
      while (kills === undefined) await adapter.updateStatus(last?.experimentId ?? "", "running");
      const stored = await adapter.listExperiments({ limit: 1_000 });
      assert.deepEqual(
        stored.map((each) => each.experimentId).sort(),
        declared.map((each) => each.experimentId).sort(),
      );
      const history = await adapter.client.getExperimentHistory({
        experimentId: last?.experimentId ?? "",
      });
      assert.equal(history.filter((event) => event.status === "running").length, 1);
      assert.equal((await adapter.client.verifyStore()).sound, true);
    });
  });

const [duckdb = { name: "", path: () => "" }] = storeKinds;

describe("a host", () => {
  it("gives up a call in time without harm to the others", async (context) => {
    const { adapter } = openLab(context, duckdb);
    const late = adapter.createExperiment(definition(), { timeoutMs: 1 });
    const good = adapter.createExperiment(definition());
    await assert.rejects(late, { code: "timeout" });
    assert.equal((await good).created, true);
  });

  it("aborts a call and repeats it safely", async (context) => {
    const { adapter } = openLab(context, duckdb);
    const controller = new AbortController();
    const declared = definition();
    const first = adapter.createExperiment(declared, { signal: controller.signal });
    controller.abort();
    await assert.rejects(first, (error: ProvenlabError) => error.is("aborted"));
    await adapter.createExperiment(declared);
    assert.equal((await adapter.listExperiments()).length, 1);
  });

  it("leaves no process behind when it is killed", async (context) => {
    const { path, env } = openLab(context, duckdb);
    const host = spawn(process.execPath, [HOST, path], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [chunk] = await once(host.stdout, "data");
    const pid = Number(String(chunk));
    assert.ok(isAlive(pid));
    host.kill("SIGKILL");
    await until(() => !isAlive(pid));
  });

  it("ends by itself when its calls are answered, though it closed nothing", async (context) => {
    const { path, env } = openLab(context, duckdb);
    const args = [HOST, path, "leave"];
    const host = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    const [chunk] = await once(host.stdout, "data");
    const [code] = await once(host, "exit");
    assert.equal(code, 0);
    await until(() => !isAlive(Number(String(chunk))));
  });

  it("leaves no open files behind when it closes", async (context) => {
    const { adapter, engine } = openLab(context, duckdb);
    const before = readdirSync("/proc/self/fd").length;
    await adapter.createExperiment(definition());
    await engine.close();
    assert.ok(readdirSync("/proc/self/fd").length <= before);
  });
});
