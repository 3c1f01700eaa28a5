/** Publishing under ids that follow from the content, so that a second run finds the first. */
import { createHash } from "node:crypto";
import type { contract, ProvenlabClient } from "provenlab";

/** How many records a run asked for, and how many of them were new. */
export class Tally {
  asked = 0;
  created = 0;

  count(created: boolean): void {
    this.asked += 1;
    if (created) this.created += 1;
  }

  toString(): string {
    const before = this.asked - this.created;
    return `${this.asked} (${this.created} new, ${before} there before)`;
  }
}

/** A readable prefix and what stands for the content. */
export function idFor(prefix: string, content: unknown): string {
  const digest = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  return `${prefix}-${digest.slice(0, 16)}`;
}

export function csvOf(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [columns, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

type Publication = Omit<contract.PublishArtifact, "artifactId"> & { readonly artifactId: string };

/** Publishes artifacts and counts them. */
export class Publisher {
  readonly tally = new Tally();
  readonly #client: ProvenlabClient;

  constructor(client: ProvenlabClient) {
    this.#client = client;
  }

  async publish(publication: Publication): Promise<string> {
    const { artifactId, created } = await this.#client.publishArtifact(publication);
    this.tally.count(created);
    return artifactId;
  }
}
