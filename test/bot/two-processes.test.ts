import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { startStandIn } from "../../src/playground/stand-in.ts";
import { withDatabase } from "../chaos/database.ts";
import { spawnBot } from "../fakes/bot-process.ts";
import { listen, streamCalls, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const server = process.env["POSTGRES_TEST_URL"];
const skip = server === undefined && "set POSTGRES_TEST_URL to try it on a real server";
const EVERYTHING = fileURLToPath(
  new URL("../../node_modules/@modelcontextprotocol/server-everything/dist/index.js", import.meta.url),
);
const START_MS = 40_000;

test(
  "an approval that is pressed in one process lets the other go on, long before its time is over",
  { skip },
  async (t) => {
    await withDatabase(server ?? "", async (databaseUrl) => {
      const folder = mkdtempSync(join(tmpdir(), "orchid-two-"));
      const standIn = await startStandIn();
      const endpoint = await listen();
      const path = join(folder, "mcp.json");
      const every = { command: process.execPath, args: [EVERYTHING, "stdio"], allow: ["echo"] };
      writeFileSync(path, JSON.stringify({ mcpServers: { every } }));
      const environment = {
        DISCORD_TOKEN: standIn.botToken,
        DISCORD_API_URL: standIn.apiUrl,
        OPENAI_BASE_URL: endpoint.url,
        OPENAI_MODEL: "scripted",
        DATABASE_URL: databaseUrl,
        MCP_FILE: path,
      };
      const bots = ["gateway", "worker"].map((role) => spawnBot({ ...environment, PROCESS_ROLE: role }));
      t.after(async () => {
        await Promise.all(bots.map((bot) => bot.end("SIGKILL")));
        await endpoint.close();
        await standIn.close();
        rmSync(folder, { recursive: true, force: true });
      });
      const { garden, people, botUserId } = standIn;
      const said = () => standIn.messages(garden.general).filter(({ author }) => author.id === botUserId);
      const [gateway, worker] = bots;
      await until(() => gateway?.output().includes("discord-ready"), "the gateway's start", START_MS);
      await until(() => worker?.output().includes("mcp-server-ready"), "the worker's tools", START_MS);

      endpoint.script(streamCalls([{ name: "every__echo", args: { message: "hi" } }]));
      endpoint.otherwise(streamText("It said hi."));
      people.say({ authorId: garden.ada, channelId: garden.general, content: `<@${botUserId}> echo hi` });
      const asked = await until(
        () => said().find(({ components }) => JSON.stringify(components).includes("approval-yes")),
        "the question for approval",
        START_MS,
      );
      // The press reaches the gateway, and the worker waits for it.
      const button = JSON.stringify(asked.components).match(/approval-yes:[0-9a-f]+/)?.[0];
      people.press(garden.ada, garden.general, asked.id, button ?? "no such button");
      await until(
        () => said().some(({ content }) => content.startsWith("It said hi.")),
        "the answer",
        10_000,
      );
      const told = endpoint.requests.at(-1)?.body.messages.find(({ role }) => role === "tool");
      assert.match(String(told?.["content"]), /hi/);
      assert.deepEqual(standIn.violations, []);
    });
  },
);
