import { hash } from "node:crypto";

import type { Log, ModelEntry, ModelRegistry, Wire } from "../contracts.ts";
import type { Capabilities, EntryCapabilities, ProbeResult } from "../contracts/capabilities.ts";
import { probeModel } from "./probe.ts";

/** Where results outlive the process. Keys are short texts. */
export interface ProbeMemory {
  read(key: string): Promise<ProbeResult | undefined>;
  write(key: string, result: ProbeResult): Promise<void>;
}

export interface CapabilityParts {
  readonly models: ModelRegistry;
  readonly wire: Wire;
  readonly memory: ProbeMemory;
  readonly log: Log;
  now(): number;
}

/** Models behind a name change, but seldom. */
const MAX_AGE_MS = 7 * 24 * 60 * 60_000;
/** An endpoint that did not answer may be back soon. */
const MAX_SILENT_AGE_MS = 10 * 60_000;
/** However often somebody wants it, an entry is not asked again sooner: it costs the operator's money. */
const MIN_AGE_MS = 60_000;

/** What the registry's entries can do, found out by asking them. */
export function createCapabilities(parts: CapabilityParts): Capabilities & { close(): Promise<void> } {
  const { models, memory, log, now } = parts;
  const stopping = new AbortController();
  const asking = new Set<string>();
  // One after the other: a local server loads each model that it is asked for.
  let queue: Promise<void> = Promise.resolve();

  const ask = (entry: ModelEntry): void => {
    if (asking.has(entry.label) || stopping.signal.aborted) return;
    asking.add(entry.label);
    queue = queue.then(async () => {
      try {
        if (stopping.signal.aborted) return;
        const found = await probeModel(entry, { wire: parts.wire, signal: stopping.signal, now });
        if (stopping.signal.aborted) return;
        await memory.write(keyOf(entry), found);
        log.info("model-probed", { ...found });
      } catch (error) {
        log.warn("probe-not-kept", { label: entry.label, error });
      } finally {
        asking.delete(entry.label);
      }
    });
  };

  const recall = async (entry: ModelEntry): Promise<ProbeResult | undefined> => {
    try {
      return await memory.read(keyOf(entry));
    } catch (error) {
      log.warn("probe-unreadable", { label: entry.label, error });
      return undefined;
    }
  };

  return {
    look: (refresh = false) =>
      Promise.all(
        entriesOf(models).map(async (entry): Promise<EntryCapabilities> => {
          const found = await recall(entry);
          if (isDue(found, refresh, now())) ask(entry);
          const isAsking = asking.has(entry.label);
          return { label: entry.label, isAsking, ...(found === undefined ? {} : { found }) };
        }),
      ),
    settled: () => queue,
    /** Ends what is under way. */
    async close() {
      stopping.abort();
      await queue;
    },
  };
}

function isDue(found: ProbeResult | undefined, refresh: boolean, now: number): boolean {
  if (found === undefined) return true;
  const maxAgeMs = refresh ? MIN_AGE_MS : found.answers ? MAX_AGE_MS : MAX_SILENT_AGE_MS;
  return now - found.probedAt >= maxAgeMs;
}

function entriesOf(models: ModelRegistry): readonly ModelEntry[] {
  return models.labels().flatMap((label) => models.byLabel(label) ?? []);
}

/** Another model, address or setting under an old label is somebody new. An address may hold a password. */
function keyOf({ label, type, apiUrl, modelName, extraBody, capabilities }: ModelEntry): string {
  return hash("sha256", JSON.stringify([label, type, apiUrl, modelName, extraBody, capabilities]));
}
