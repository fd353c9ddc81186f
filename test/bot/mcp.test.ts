import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { startBot } from "../fakes/running-bot.ts";
import { streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const EVERYTHING = fileURLToPath(
  new URL("../../node_modules/@modelcontextprotocol/server-everything/dist/index.js", import.meta.url),
);

test("a tool of an MCP server is offered, asked for, used, and shown by /tools", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "orchid-mcp-bot-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "mcp.json");
  const every = { command: process.execPath, args: [EVERYTHING, "stdio"], allow: ["echo", "get-env"] };
  writeFileSync(path, JSON.stringify({ mcpServers: { every, dead: { command: "/no/such/program" } } }));
  const bot = await startBot(t, {
    environment: { MCP_FILE: path },
    script: [
      streamCalls([{ name: "every__echo", args: { message: "hi" } }]),
      streamCalls([{ name: "every__get-env", args: {} }]),
      streamText("It said hi."),
    ],
  });
  const { garden, people } = bot.standIn;
  await until(
    async () => {
      const options = { tool: "every__echo" };
      const run = people.runCommand({
        userId: garden.ada,
        channelId: garden.general,
        name: "tools",
        options,
      });
      const id = await until(() => {
        const { status, messageId } = bot.standIn.interaction(run.id) ?? {};
        return status === "answered" ? messageId : undefined;
      }, "/tools");
      return bot.standIn.message(garden.general, id)?.content.includes("asks first");
    },
    "the server's tool in /tools",
    20_000,
  );
  const asked = bot.mention("echo hi");
  const seen = new Set<string>();
  for (const name of ["every__echo", "every__get-env"]) {
    const open = await until(
      () =>
        bot
          .said(garden.general)
          .find((one) => !seen.has(one.id) && JSON.stringify(one.components).includes("approval-yes")),
      `the question for ${name}`,
    );
    seen.add(open.id);
    assert.ok(open.content.includes(name));
    const button = JSON.stringify(open.components).match(/approval-yes:[0-9a-f]+/)?.[0] ?? "none";
    people.press(garden.ada, garden.general, open.id, button);
  }
  await bot.answerTo(asked.id, /It said hi/);
  const results = (bot.endpoint.requests.at(-1)?.body.messages ?? []).filter(({ role }) => role === "tool");
  assert.equal(results[0]?.["content"], "Echo: hi");
  assert.equal(String(results[1]?.["content"]).includes(bot.standIn.botToken), false);
});
