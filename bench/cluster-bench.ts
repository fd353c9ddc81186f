/** Several processes on one PostgreSQL: what becomes of every message, how fast, and within which limits. */
import { type ClusterFigures, type ClusterOptions, runCluster } from "../test/chaos/cluster.ts";
import { withDatabase } from "../test/chaos/database.ts";
import { brokenPromises } from "../test/chaos/promises.ts";
import { withServer } from "../test/chaos/server.ts";
import type { Child } from "./children.ts";
import { startChild } from "./children.ts";
import type { Row, Section } from "./report.ts";
import { section } from "./report.ts";

/** How large a run is. */
export interface ClusterSize {
  readonly messages: number;
  readonly channels: number;
  /** How fast people ask; more than the machine can answer would measure nothing but the queue. */
  readonly messagesPerSecond: number;
  readonly kills: number;
  readonly zombies: number;
  readonly seed: number;
}

/** Discord's 50 requests a second, divided: 10 for each of two gateways and three workers. */
const DIVIDED = { gateway: 10, worker: 10 };
/** So few that this machine is fast enough to break them. */
const LOW_LIMIT = 10;
/**
 * What the proxy lets through: half. It counts in seconds of its own, so that Discord may see the end of one
 * and the beginning of the next in a single second; with 8 of 10, 3 of some 300 requests were refused.
 */
const HALF = LOW_LIMIT / 2;
const LOW = { globalPerSecond: LOW_LIMIT, perBucket: 5, windowMs: 5_000 };
/** A process that makes this many tasks its own at once may have to buy as many model calls again. */
const TASKS_AT_ONCE = 64;

type Run = Omit<ClusterOptions, "postgresUrl" | "onProgress">;

/** Two gateways and three workers, left alone and killed. */
export async function measureCluster(
  size: ClusterSize,
): Promise<{ section: Section; goals: readonly Row[] }> {
  const run: Run = { ...size, rateLimits: "real", requestsPerSecond: DIVIDED, settleMs: 900_000 };
  const calm = await measured("left alone", { ...run, kills: 0, zombies: 0 });
  const killed = await measured("killed", run);
  const rows = [calm, killed].map((figures) => [
    figures.kills === 0 ? "none" : `${figures.kills} kills, ${figures.zombies} stopped past the lease`,
    String(figures.asked),
    String(figures.answered),
    String(figures.notices),
    `${figures.lost.length + figures.incomplete.length} / ${figures.doubled.length} / ${figures.outOfOrder.length}`,
    `${figures.modelCalls} (${figures.repeatedModelCalls})`,
    figures.messagesPerSecond.toFixed(1),
    `${figures.addedMs.p50} / ${figures.addedMs.p95} ms`,
    `${figures.peakRequestsPerSecond} (${figures.refusedRequests})`,
  ]);
  const head = [
    "faults",
    "messages",
    "answers",
    "notices",
    "lost / doubled / out of order",
    "model calls (again)",
    "messages/s",
    "added p50 / p95",
    "most requests/s (429)",
  ];
  const title = `Two gateways and three workers on PostgreSQL, ${size.channels} channels, ${size.messagesPerSecond} messages/s asked, seed ${size.seed}`;
  const broken = brokenPromises(killed, TASKS_AT_ONCE);
  return {
    section: section(title, head, rows),
    goals: [
      [
        `${size.messages} messages while processes are killed`,
        "none lost, doubled or out of order",
        broken.length === 0 ? "none" : broken.join("; "),
        broken.length === 0 ? "yes" : "no",
      ],
    ],
  };
}

/** Who keeps Discord's limit for all processes together, tried with a limit of a few requests a second. */
export async function measureSharing(
  messages: number,
  seed: number,
): Promise<{ section: Section; goals: readonly Row[] }> {
  const asking = {
    messages,
    channels: 40,
    messagesPerSecond: 8,
    kills: 0,
    zombies: 0,
    seed,
    rateLimits: LOW,
  };
  const each = (perSecond: number): Run["requestsPerSecond"] => ({ gateway: perSecond, worker: perSecond });
  const nobody = await measured("each the whole limit", { ...asking, requestsPerSecond: each(LOW_LIMIT) });
  const divided = await measured("divided", { ...asking, requestsPerSecond: each(LOW_LIMIT / 5) });
  let proxy: Child | undefined;
  const proxied = await measured("proxy", {
    ...asking,
    requestsPerSecond: each(50),
    throughProxy: async (apiUrl) => {
      proxy = await startChild("rest-proxy.ts", [apiUrl, String(HALF)]);
      return `http://127.0.0.1:${(proxy.hello as { port: number }).port}/api`;
    },
  }).finally(() => proxy?.end());
  const row = (how: string, figures: ClusterFigures): Row => [
    how,
    `${figures.answered} of ${figures.asked}`,
    String(figures.peakRequestsPerSecond),
    String(figures.refusedRequests),
    figures.messagesPerSecond.toFixed(1),
    `${figures.addedMs.p50} / ${figures.addedMs.p95} ms`,
  ];
  const rows = [
    row("nobody: each process uses the whole limit", nobody),
    row(`divided: ${LOW_LIMIT / 5} for each of 5 processes`, divided),
    row(`@discordjs/proxy, which lets ${HALF} through`, proxied),
  ];
  const head = [
    "who keeps it",
    "answered",
    "most requests/s",
    "429 by Discord",
    "messages/s",
    "added p50 / p95",
  ];
  const isKept = proxied.refusedRequests === 0 && proxied.answered === messages;
  return {
    section: section(`A limit of ${LOW_LIMIT} requests a second for five processes`, head, rows),
    goals: [
      [
        "429 that reach Discord through the REST proxy",
        "0",
        `${proxied.refusedRequests} (without: ${nobody.refusedRequests})`,
        isKept ? "yes" : "no",
      ],
    ],
  };
}

async function measured(name: string, run: Run): Promise<ClusterFigures> {
  const onProgress = (line: string): void => console.error(`cluster, ${name}: ${line}`);
  const figures = await withServer((server) =>
    withDatabase(server, (postgresUrl) => runCluster({ ...run, postgresUrl, onProgress })),
  );
  console.error(`cluster, ${name}: ${JSON.stringify(figures)}`);
  return figures;
}
