import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test, type TestContext } from "node:test";

import pg from "pg";

import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { startStandIn } from "../../src/playground/stand-in.ts";
import { hang, openEndpoint, type Step, streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const url = process.env["POSTGRES_TEST_URL"];
const skip = url === undefined && "set POSTGRES_TEST_URL to try it on a real server";

/** One process that listens and one that works, on a database of their own. */
async function startBoth(t: TestContext, ...script: readonly Step[]) {
  const name = `orchid_${randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const standIn = await startStandIn({});
  const endpoint = await openEndpoint(t, ...script);
  const launch = async (role: string) => {
    const { config, problems } = readConfig({
      DISCORD_TOKEN: standIn.botToken,
      DISCORD_API_URL: standIn.apiUrl,
      DISCORD_CDN_URL: standIn.cdnUrl,
      OPENAI_BASE_URL: endpoint.url,
      OPENAI_MODEL: "scripted",
      DATABASE_URL: Object.assign(new URL(url ?? ""), { pathname: `/${name}` }).href,
      PROCESS_ROLE: role,
      MCP_FILE: "/nowhere/mcp.json",
      LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent",
    });
    assert.deepEqual(problems, []);
    const app = await createApp(config, (error) => assert.fail(error));
    await app.start();
    return app;
  };
  const apps = [await launch("gateway"), await launch("worker")];
  await until(() => standIn.commands().length > 0, "the commands");
  t.after(async () => {
    for (const app of apps) await app.stop();
    await standIn.close();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
    assert.deepEqual(standIn.violations, []);
  });
  const said = (channelId: string) =>
    standIn.messages(channelId).filter(({ author }) => author.id === standIn.botUserId);
  /** What the journal knows of a task. */
  const kept = async (taskId: string): Promise<string> => {
    const client = new pg.Client(Object.assign(new URL(url ?? ""), { pathname: `/${name}` }).href);
    await client.connect();
    const { rows } = await client.query("SELECT * FROM orchid_task WHERE id = $1", [taskId]);
    await client.end();
    return JSON.stringify(rows);
  };
  return { standIn, endpoint, said, kept };
}

test("a press that reaches the process that listens counts for the one that works", { skip }, async (t) => {
  const args = { text: "count the seeds", when: "in 3 hours" };
  const calls = streamCalls([{ name: "schedule_task", args }]);
  const { standIn, endpoint, said } = await startBoth(t, calls, streamText("Done."));
  const { garden, people, botUserId } = standIn;
  const content = `<@${botUserId}> go on`;
  const asked = people.say({ authorId: garden.ada, channelId: garden.general, content });
  const open = await until(
    () => said(garden.general).find(({ components }) => JSON.stringify(components).includes("approval-yes")),
    "the question",
    15_000,
  );
  const button = JSON.stringify(open.components).match(/approval-yes:[0-9a-f]+/)?.[0] ?? "none";
  people.press(garden.ada, garden.general, open.id, button);
  await until(
    () => said(garden.general).find((one) => one.replyToId === asked.id && one.content.startsWith("Done")),
    "the answer",
    10_000,
  );
  const last = endpoint.requests.at(-1)?.body.messages.at(-1);
  assert.match(String(last?.["content"]), /^Planned as/);
});

test("the one that works looks into Discord for its tools, though it never connects", { skip }, async (t) => {
  const calls = streamCalls([
    { name: "list_channels", args: {} },
    { name: "read_channel", args: { channel: "lab" } },
    { name: "search_messages", args: { channel: "secret", text: "compost" } },
    { name: "who_is", args: { name: "Ada" } },
  ]);
  const { standIn, endpoint, said } = await startBoth(t, calls, streamText("Seen."));
  const { garden, people, world, botUserId } = standIn;
  const forModerators = { roleId: garden.moderatorRoleId, allow: ["VIEW_CHANNEL", "READ_MESSAGE_HISTORY"] };
  const overwrites = [{ deny: ["VIEW_CHANNEL"] }, forModerators];
  const secret = world.addChannel(garden.guildId, { name: "secret", overwrites });
  people.say({ authorId: garden.grace, channelId: secret, content: "the compost" });
  const asked = people.say({
    authorId: garden.linus,
    channelId: garden.general,
    content: `<@${botUserId}> look`,
  });
  await until(() => said(garden.general).some((one) => one.replyToId === asked.id), "the answer", 15_000);
  const told = endpoint.requests.at(-1)?.body.messages.filter(({ role }) => role === "tool") ?? [];
  const [channels, lab, hidden, ada] = told.map(({ content }) => String(content));
  assert.match(channels ?? "", /#general/);
  assert.doesNotMatch(channels ?? "", /secret/);
  assert.match(lab ?? "", /^channel #lab/);
  assert.match(hidden ?? "", /^Tool error: cannot find a channel "secret"/);
  assert.match(ada ?? "", /Ada/);
});

test("a question that is deleted while the other process works on it leaves nothing", { skip }, async (t) => {
  const { standIn, endpoint, said, kept } = await startBoth(t, hang);
  const { garden, people, botUserId } = standIn;
  const content = `<@${botUserId}> the violet 4711`;
  const asked = people.say({ authorId: garden.ada, channelId: garden.general, content });
  await until(() => endpoint.requests.length === 1, "the model call", 15_000);
  assert.match(await kept(asked.id), /violet 4711/);
  people.delete(garden.general, asked.id);
  await until(async () => !(await kept(asked.id)).includes("violet 4711"), "its text to be gone", 15_000);
  assert.match(await kept(asked.id), new RegExp(asked.id), "the bare id stays");
  assert.deepEqual(said(garden.general), []);
});
