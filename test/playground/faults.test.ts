import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { DiscordAPIError, HTTPError, REST } from "discord.js";

import { startStandIn } from "../../src/playground/stand-in.ts";
import type { StandIn } from "../../src/playground/stand-in.ts";
import { startWorld } from "../fakes/world.ts";
import { until } from "../fakes/until.ts";

function restOf(standIn: StandIn, timeout = 15_000): REST {
  return new REST({ api: standIn.apiUrl, timeout }).setToken(standIn.botToken);
}

const BODY = { content: "x", allowed_mentions: { parse: [] } };

test("a 500 before or after the message was created: the client tries 4 times with the same body", async (t) => {
  const standIn = await startWorld(t);
  const { general } = standIn.garden;
  const path = `/channels/${general}/messages` as const;
  const post = () => restOf(standIn).post(path, { body: { ...BODY, nonce: "n1", enforce_nonce: true } });
  const untouched = standIn.faults.onRequest({ path, times: Infinity }, { kind: "status", status: 500 });
  await assert.rejects(post(), HTTPError);
  assert.equal(untouched(), 4);
  assert.equal(standIn.messages(general).length, 0);
  standIn.faults.onRequest({ path, times: 2 }, { kind: "status", status: 502, applied: true });
  await post();
  assert.equal(standIn.messages(general).length, 1, "the nonce makes the retries harmless");
  assert.deepEqual(standIn.violations, []);
});

test("a socket that is cut after the message was created leaves one message and an unknown outcome", async (t) => {
  const standIn = await startWorld(t);
  const { general } = standIn.garden;
  const path = `/channels/${general}/messages` as const;
  standIn.faults.onRequest({ method: "POST", path }, { kind: "disconnect", applied: true });
  await assert.rejects(restOf(standIn).post(path, { body: BODY }));
  assert.equal(standIn.messages(general).length, 1);
  assert.deepEqual(
    standIn.requests.map(({ status, isApplied }) => [status, isApplied]),
    [[0, true]],
  );
});

test("a request can hang, be late, or be matched by number and by body", async (t) => {
  const standIn = await startWorld(t);
  const { general } = standIn.garden;
  const path = `/channels/${general}/messages` as const;
  const hangs = standIn.faults.onRequest({ path, times: Infinity }, { kind: "hang" });
  await assert.rejects(restOf(standIn, 20).post(path, { body: BODY }), { name: "AbortError" });
  assert.equal(hangs(), 4);
  standIn.faults.onRequest({ path, skip: 1 }, { kind: "status", status: 400 });
  standIn.faults.onRequest(
    { path, when: ({ body }) => (body as { content: string }).content === "slow" },
    { kind: "latency", latencyMs: 5 },
  );
  await restOf(standIn).post(path, { body: { ...BODY, content: "slow" } });
  await assert.rejects(restOf(standIn).post(path, { body: BODY }), { status: 400 });
});

test("429 is waited for and retried; it counts as invalid unless it is shared", async (t) => {
  const standIn = await startWorld(t);
  const { general } = standIn.garden;
  const path = `/channels/${general}/messages` as const;
  for (const scope of ["user", "global", "shared"] as const) {
    standIn.faults.onRequest({ path }, { kind: "rate-limit", retryAfterMs: 5, scope });
    await restOf(standIn).post(path, { body: BODY });
  }
  assert.equal(standIn.messages(general).length, 3);
  assert.equal(standIn.invalidRequestCount(), 2);
});

test("buckets: headers on every answer, 429 with retry_after beyond the limit", async (t) => {
  const standIn = await startWorld(t, {
    rateLimits: { globalPerSecond: 1_000, perBucket: 2, windowMs: 60_000 },
  });
  const { general, lab } = standIn.garden;
  const get = (channelId: string) =>
    fetch(`${standIn.apiUrl}/v10/channels/${channelId}/messages`, {
      headers: { authorization: `Bot ${standIn.botToken}`, "user-agent": "DiscordBot (test, 1)" },
    });
  const first = await get(general);
  assert.equal(first.headers.get("x-ratelimit-limit"), "2");
  assert.equal(first.headers.get("x-ratelimit-remaining"), "1");
  await get(general);
  const third = await get(general);
  assert.equal(third.status, 429);
  const body = (await third.json()) as { retry_after: number; global: boolean };
  assert.ok(body.retry_after > 0 && body.retry_after <= 60);
  assert.equal(body.global, false);
  assert.equal((await get(lab)).status, 200, "another channel is another bucket");
});

test("401 for a wrong token, 404 and a violation for an unknown route", async (t) => {
  const standIn = await startWorld(t);
  const wrong = new REST({ api: standIn.apiUrl }).setToken("wrong");
  await assert.rejects(wrong.get("/users/@me"), { status: 401 });
  await assert.rejects(restOf(standIn).get("/no/such/route"), { status: 404 });
  assert.equal(standIn.violations.length, 1);
});

test("a kept world comes back after the process ended without closing: channels, messages, nonces, files, commands", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "stand-in-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const persistTo = join(folder, "world.sqlite");
  const first = await startWorld(t, { persistTo });
  const { general, ada, guildId } = first.garden;
  const command = { name: "ask", description: "x", type: 1 };
  await restOf(first).put(`/applications/${first.applicationId}/commands`, { body: [command] });
  const path = `/channels/${general}/messages` as const;
  const nonced = { ...BODY, nonce: "n1", enforce_nonce: true };
  const sent = (await restOf(first).post(path, { body: nonced })) as { id: string };
  first.people.say({
    authorId: ada,
    channelId: general,
    content: "hi",
    files: [{ name: "a", content: "A" }],
  });
  const run = first.people.runCommand({ userId: ada, channelId: general, name: "ask" });

  // A second one opens the file while the first has not closed it, as after kill -9.
  const second = await startStandIn({ persistTo });
  t.after(() => second.close());
  const bare = (standIn: StandIn) => standIn.messages(general).map(({ id, content }) => [id, content]);
  assert.deepEqual(bare(second), bare(first));
  assert.deepEqual(second.garden, first.garden);
  assert.equal(second.guilds().find(({ id }) => id === guildId)?.memberIds.length, 4);
  assert.equal(second.commands()[0]?.name, "ask");
  assert.equal(second.interaction(run.id)?.status, "waiting");
  const again = (await restOf(second).post(path, { body: nonced })) as { id: string };
  assert.equal(again.id, sent.id);
  const url = second.messages(general)[1]?.files[0]?.url ?? "";
  assert.equal(await (await fetch(url)).text(), "A");
});

test("people's screens hear of everything that happens", async (t) => {
  const standIn = await startWorld(t);
  const { general } = standIn.garden;
  const heard: string[] = [];
  const end = standIn.subscribe(({ type }) => void heard.push(type));
  const path = `/channels/${general}/messages` as const;
  const { id } = (await restOf(standIn).post(path, { body: BODY })) as { id: string };
  await restOf(standIn).patch(`${path}/${id}`, { body: { ...BODY, content: "y" } });
  await restOf(standIn).delete(`${path}/${id}`);
  await until(() => heard.length === 6, "all events");
  end();
  assert.deepEqual(heard, [
    "message-create",
    "request",
    "message-update",
    "request",
    "message-delete",
    "request",
  ]);
  await assert.rejects(restOf(standIn).get(`${path}/${id}`), DiscordAPIError);
});
