import assert from "node:assert/strict";
import { test } from "node:test";

import { Routes } from "discord.js";
import { Agent, setGlobalDispatcher } from "undici";

import { createMessage } from "../../src/discord/api.ts";
import { createClient } from "../../src/discord/client.ts";
import { startWorld } from "../fakes/world.ts";

test("files are sent whichever undici was loaded first", async (t) => {
  const standIn = await startWorld(t);
  setGlobalDispatcher(new Agent());
  const client = createClient({ apiUrl: standIn.apiUrl, hasMessageContent: false, requestsPerSecond: 50 });
  client.rest.setToken(standIn.botToken);
  const { general } = standIn.garden;
  const created = await createMessage(
    client.rest,
    general,
    { content: "with a file", files: [{ name: "answer.md", text: "whole — 漢字" }], components: [] },
    { nonce: "1:0" },
  );
  const [file] = standIn.message(general, created.id)?.files ?? [];
  assert.equal(file?.name, "answer.md");
  const response = await fetch(file?.url ?? "");
  assert.equal(await response.text(), "whole — 漢字");
  await client.rest.delete(Routes.channelMessage(general, created.id));
  await client.destroy();
});
