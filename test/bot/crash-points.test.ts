/**
 * The whole program, killed at the points of the crash matrix that can be seen from outside: when a request
 * of it arrives. Each process of a chain first brings to its end what the one before it left. What lies
 * between two writes of the journal is killed in `test/tasks/kill.test.ts`.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";

import type { RequestFault, RequestMatcher } from "../../src/playground/contracts.ts";
import { type StandIn, startStandIn } from "../../src/playground/stand-in.ts";
import { spawnBot } from "../fakes/bot-process.ts";
import {
  listen,
  type ScriptedEndpoint,
  type Step,
  streamCalls,
  streamText,
} from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const START_MS = 40_000;
const CREATE = /^\/channels\/\d+\/messages$/;
const LOST: RequestFault = { kind: "disconnect" };
const APPLIED: RequestFault = { kind: "disconnect", applied: true };

/** Where the process dies. Each begins with its name in the matrix, where it has one. */
interface Point {
  readonly name: string;
  /** What is asked: `tool` uses one and leaves a trace, `long` takes several messages. */
  readonly ask: "plain" | "tool" | "long";
  /** Dies when this request arrives, before or after it was carried out. */
  readonly at?: RequestMatcher & { readonly fault: RequestFault };
  /** Dies when the model is asked for the n-th time. */
  readonly atModelCall?: number;
  readonly atToolCall?: true;
  /** Dies this long after the answer's first message was made. */
  readonly afterCreateMs?: number;
  /** Dies in the same moment in which the question is asked. */
  readonly atOnce?: true;
  /** Dies while it drains. */
  readonly whileDraining?: true;
}

const nonce = (end: string) => ({
  method: "POST",
  path: CREATE,
  when: ({ body }: { readonly body: unknown }) =>
    String((body as { readonly nonce?: unknown }).nonce).endsWith(end),
});
const THREAD = { method: "POST", path: /^\/channels\/\d+\/messages\/\d+\/threads$/ };

/** Two chains side by side. */
const CHAINS: readonly (readonly Point[])[] = [
  [
    { name: "K01 before the message is accepted", ask: "plain", atOnce: true },
    { name: "K04 while the model is asked", ask: "plain", atModelCall: 1 },
    { name: "K06 after the first step was written", ask: "tool", atModelCall: 2 },
    { name: "K10 before the first message is made", ask: "plain", at: { ...nonce(":0"), fault: LOST } },
    {
      name: "K11 after it was made, before that is known",
      ask: "plain",
      at: { ...nonce(":0"), fault: APPLIED },
    },
    { name: "K12 just after that is known", ask: "plain", afterCreateMs: 3 },
    { name: "K20 while it drains", ask: "plain", whileDraining: true },
  ],
  [
    { name: "K07 in a tool that only reads", ask: "tool", atToolCall: true },
    { name: "K10 before the second message is made", ask: "long", at: { ...nonce(":1"), fault: LOST } },
    { name: "K11 after the second was made", ask: "long", at: { ...nonce(":1"), fault: APPLIED } },
    { name: "K14 before the trace's thread is made", ask: "tool", at: { ...THREAD, fault: LOST } },
    { name: "K15 after it was made", ask: "tool", at: { ...THREAD, fault: APPLIED } },
    { name: "K16 before a message of the trace", ask: "tool", at: { ...nonce("t0"), fault: LOST } },
    { name: "K16 after a message of the trace", ask: "tool", at: { ...nonce("t0"), fault: APPLIED } },
  ],
];

const LONG = Array.from({ length: 60 }, (_, index) => `Line ${index} of a long answer, word by word.`).join(
  "\n\n",
);

interface Scene {
  readonly standIn: StandIn;
  readonly endpoint: ScriptedEndpoint;
  readonly environment: Readonly<Record<string, string>>;
  /** Called when the tool's page is read, and at each model call. */
  onPage: () => void;
  onModel: () => void;
}

async function setScene(t: TestContext): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "orchid-points-"));
  const standIn = await startStandIn();
  const endpoint = await listen();
  const page: Server = createServer((_request, response) => {
    scene.onPage();
    response.setHeader("content-type", "text/plain").end("a page");
  });
  await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(page.address() as AddressInfo).port}`;
  t.after(async () => {
    page.closeAllConnections();
    page.close();
    await endpoint.close();
    await standIn.close();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(standIn.violations, []);
  });
  const answer: Step = async (request, response) => {
    scene.onModel();
    const asked = request.body.messages.findLast(({ role }) => role === "user");
    const text = JSON.stringify(asked?.["content"]);
    const isAnswering = request.body.messages.at(-1)?.["role"] === "tool" || !text.includes("tool?");
    if (!isAnswering)
      return streamCalls([{ name: "fetch_url", args: { url: `http://${host}/` } }])(request, response);
    return streamText(text.includes("long?") ? LONG : "Here.")(request, response);
  };
  endpoint.otherwise(answer);
  const scene: Scene = {
    standIn,
    endpoint,
    environment: {
      DISCORD_TOKEN: standIn.botToken,
      DISCORD_API_URL: standIn.apiUrl,
      OPENAI_BASE_URL: endpoint.url,
      OPENAI_MODEL: "scripted",
      DATABASE_URL: `sqlite:${join(folder, "orchid.sqlite")}`,
      FETCH_ALLOW_HOSTS: host,
      TRACE: "thread",
    },
    onPage: () => {},
    onModel: () => {},
  };
  return scene;
}

async function startWorking(scene: Scene) {
  const bot = spawnBot(scene.environment);
  await until(() => bot.output().includes('"working"') || bot.hasEnded(), "a start", START_MS);
  assert.ok(!bot.hasEnded(), bot.output());
  return bot;
}

/** Arms a point for a process. @returns what takes it away again. */
function arm(scene: Scene, point: Point, kill: () => void): () => void {
  const { standIn } = scene;
  const undo: (() => unknown)[] = [];
  if (point.at !== undefined) {
    const { fault, when, ...matcher } = point.at;
    const isHere = when ?? (() => true);
    const dies: RequestMatcher["when"] = (request) => {
      if (!isHere(request)) return false;
      kill();
      return true;
    };
    undo.push(standIn.faults.onRequest({ ...matcher, when: dies }, fault));
  }
  let calls = 0;
  scene.onModel = () => {
    calls += 1;
    if (calls === point.atModelCall) kill();
  };
  scene.onPage = () => {
    if (point.atToolCall === true) kill();
  };
  if (point.afterCreateMs !== undefined) {
    const { afterCreateMs } = point;
    let isMade = false;
    undo.push(
      standIn.subscribe(() => {
        const made = standIn.messages(standIn.garden.general).at(-1)?.author.id === standIn.botUserId;
        if (made && !isMade) setTimeout(kill, afterCreateMs);
        isMade ||= made;
      }),
    );
  }
  return () => {
    for (const one of undo) one();
    scene.onModel = () => {};
    scene.onPage = () => {};
  };
}

describe("the whole program, killed at each point of the crash matrix", { concurrency: 2 }, () => {
  for (const chain of CHAINS) {
    test(chain.map(({ name }) => name).join("; "), async (t) => {
      const scene = await setScene(t);
      const { standIn, endpoint } = scene;
      const { general, ada } = standIn.garden;
      const own = (channelId: string) =>
        standIn.messages(channelId).filter(({ author }) => author.id === standIn.botUserId);
      const ask = (what: string): string =>
        standIn.people.say({ authorId: ada, channelId: general, content: `<@${standIn.botUserId}> ${what}?` })
          .id;
      const isWhole = (id: string, what: string): boolean => {
        const shown = own(general).filter(({ nonce: known }) => known?.startsWith(`${id}:`) === true);
        const text = shown.map(({ content }) => content).join("\n");
        return what === "long" ? text.includes("Line 59 ") : text.includes("Here.");
      };
      const asked: { readonly id: string; readonly ask: string }[] = [];
      // A bot that was never there answers nothing old.
      await (await startWorking(scene)).end("SIGTERM");
      for (const point of chain) {
        const bot = await startWorking(scene);
        const left = asked.at(-1);
        if (left !== undefined) {
          await until(
            () => isWhole(left.id, left.ask),
            `the end of what was left, before ${point.name}`,
            START_MS,
          );
        }
        const disarm = arm(scene, point, () => void bot.child.kill("SIGKILL"));
        const ended = once(bot.child, "exit");
        asked.push({ id: ask(point.ask), ask: point.ask });
        if (point.atOnce === true) bot.child.kill("SIGKILL");
        if (point.whileDraining === true) {
          scene.onModel = () => void bot.child.kill("SIGTERM");
          await until(() => bot.output().includes("stopping"), "the drain", START_MS);
          bot.child.kill("SIGKILL");
        }
        await until(() => bot.hasEnded(), `a death at ${point.name}`, START_MS);
        await ended;
        assert.equal(bot.child.signalCode, "SIGKILL", point.name);
        disarm();
      }
      const last = await startWorking(scene);
      const after = ask("plain");
      await until(() => isWhole(after, "plain"), "the last answer", START_MS);
      assert.equal(await last.end("SIGTERM"), 0);

      const shown = own(general);
      const nonces = shown.map(({ nonce: known }) => known);
      assert.equal(new Set(nonces).size, nonces.length, "no message is there twice");
      const replies = shown.flatMap(({ replyToId }) => replyToId ?? []);
      assert.deepEqual(replies, [...asked.map(({ id }) => id), after], "one answer each, in order");
      for (const { id, ask: what } of asked) assert.ok(isWhole(id, what), `${id} is whole`);
      // A trace hangs on an answer, once, and nothing in it is there twice.
      const threads = standIn.threads(general);
      assert.ok(threads.length <= asked.length + 1);
      for (const { id } of threads) {
        assert.ok(
          shown.some((message) => message.id === id),
          "a thread without its answer",
        );
        const texts = own(id).map(({ content }) => content);
        assert.equal(new Set(texts).size, texts.length);
      }
      const needed = asked.reduce((sum, { ask: what }) => sum + (what === "tool" ? 2 : 1), 1);
      assert.ok(
        endpoint.requests.length <= needed + chain.length,
        `${endpoint.requests.length} model calls for ${needed} and ${chain.length} deaths`,
      );
    });
  }
});
