import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ExperimentProvenance } from "provenlab";

const PACKAGE = fileURLToPath(new URL("../../../", import.meta.url));

function git(...args: readonly string[]): string | undefined {
  try {
    return execFileSync("git", args, {
      cwd: PACKAGE,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

/** The code that runs: the commit that last changed this package, and whether files differ from it. */
export function codeVersion(commit?: string): ExperimentProvenance {
  const { version } = JSON.parse(readFileSync(`${PACKAGE}package.json`, "utf8"));
  return {
    gitCommit: commit ?? (git("log", "-1", "--format=%h", "--", ".") || "unknown"),
    gitDirty: commit === undefined && git("status", "--porcelain", "--", ".") !== "",
    engineVersion: `sweep-example ${version}`,
    createdAt: new Date().toISOString(),
  };
}
