import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { findBridge } from "../../src/index.js";
import { temporaryFolder } from "../fixtures/misbehaving.js";

function executable(folder: string, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, 0o755);
  return path;
}

describe("finding the bridge", () => {
  it("takes the command of the environment first", (context) => {
    const folder = temporaryFolder(context);
    executable(folder, "experiment-tracker-ops");
    const env = { PROVENLAB_BRIDGE: "python3  -m  somewhere", PATH: folder };
    assert.deepEqual(findBridge(env), { program: "python3", args: ["-m", "somewhere"] });
  });

  it("takes a file with blanks in its name as it is", (context) => {
    const program = executable(temporaryFolder(context), "my bridge");
    assert.deepEqual(findBridge({ PROVENLAB_BRIDGE: program }), { program, args: [] });
  });

  it("takes the installed program next", (context) => {
    const folder = temporaryFolder(context);
    const program = executable(folder, "experiment-tracker-ops");
    assert.deepEqual(findBridge({ PATH: `/nowhere:${folder}` }), { program, args: [] });
  });

  it("takes the script of its checkout last", () => {
    const { program, args } = findBridge({ PATH: "" });
    assert.match(program, /python/);
    assert.match(String(args[0]), /tools.experiment_tracker_ops\.py$/);
  });
});
