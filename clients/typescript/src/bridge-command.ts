import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { ProvenlabError } from "./errors.js";

/** How the bridge is started: a program and its first arguments. */
export interface BridgeCommand {
  readonly program: string;
  readonly args: readonly string[];
}

const INSTALLED = "experiment-tracker-ops";
const SCRIPT = join("tools", "experiment_tracker_ops.py");

/**
 * Finds the bridge: the environment's `PROVENLAB_BRIDGE` (a program, with arguments after blanks), else
 * `experiment-tracker-ops` on the PATH, else the script of the checkout this file lies in.
 */
export function findBridge(env: Readonly<NodeJS.ProcessEnv> = process.env): BridgeCommand {
  const named = env["PROVENLAB_BRIDGE"]?.trim();
  if (named) return commandOf(named);
  const installed = onPath(INSTALLED, env["PATH"] ?? "");
  if (installed !== undefined) return { program: installed, args: [] };
  const checkout = checkoutAbove(dirname(fileURLToPath(import.meta.url)));
  if (checkout !== undefined) return checkoutCommand(checkout);
  throw new ProvenlabError({
    code: "bridge_not_found",
    message: `no ${INSTALLED} on the PATH: install provenlab for Python, or name it in PROVENLAB_BRIDGE`,
  });
}

/** A text that names an existing file is a program even when there are blanks in it. */
function commandOf(text: string): BridgeCommand {
  if (existsSync(text)) return { program: text, args: [] };
  const [program = text, ...args] = text.split(/\s+/u);
  return { program, args };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function onPath(name: string, path: string): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function checkoutAbove(start: string): string | undefined {
  const top = parse(start).root;
  for (let folder = start; folder !== top; folder = dirname(folder)) {
    if (existsSync(join(folder, SCRIPT))) return folder;
  }
  return undefined;
}

function checkoutCommand(checkout: string): BridgeCommand {
  const python = join(checkout, ".venv", "bin", "python");
  return { program: isExecutable(python) ? python : "python3", args: [join(checkout, SCRIPT)] };
}
