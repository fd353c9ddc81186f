import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";

import { startStandIn } from "../../src/playground/stand-in.ts";
import { spawnBot, startBotProcess } from "../fakes/bot-process.ts";
import { hang, listen, type Step, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

async function setScene(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "orchid-deploy-"));
  const standIn = await startStandIn();
  const endpoint = await listen();
  t.after(async () => {
    await endpoint.close();
    await standIn.close();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(standIn.violations, []);
  });
  const { garden, people, botUserId } = standIn;
  const own = () => standIn.messages(garden.general).filter(({ author }) => author.id === botUserId);
  return {
    standIn,
    endpoint,
    own,
    environment: {
      DISCORD_TOKEN: standIn.botToken,
      DISCORD_API_URL: standIn.apiUrl,
      OPENAI_BASE_URL: endpoint.url,
      OPENAI_MODEL: "scripted",
      DATABASE_URL: `sqlite:${join(folder, "orchid.sqlite")}`,
    },
    ask: (text: string) =>
      people.say({ authorId: garden.ada, channelId: garden.general, content: `<@${botUserId}> ${text}` }).id,
    answersTo: (id: string) => own().filter(({ replyToId }) => replyToId === id),
  };
}

const slowly =
  (text: string, delayMs: number): Step =>
  async (request, response) => {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await streamText(text)(request, response);
  };

describe("a deploy", () => {
  test("a new version that starts while the old one drains waits for it; nothing is lost or doubled", async (t) => {
    const { endpoint, environment, ask, answersTo, own } = await setScene(t);
    endpoint.script(slowly("From the old one.", 1_500));
    endpoint.otherwise(streamText("From the new one."));
    const old = await startBotProcess(environment);
    const first = ask("one");
    await until(() => endpoint.requests.length === 1, "the old one at work");
    const ended = old.end("SIGTERM");
    const starting = startBotProcess(environment);
    const second = ask("two");
    assert.equal(await ended, 0);
    const fresh = await starting;
    await until(() => answersTo(second).length > 0, "the new one's answer", 20_000);
    assert.match(answersTo(first)[0]?.content ?? "", /^From the old one\./);
    assert.match(answersTo(second)[0]?.content ?? "", /^From the new one\./);
    assert.equal(await fresh.end("SIGTERM"), 0);
    assert.equal(own().length, 2);
  });

  test("a second SIGTERM leaves at once, and the next start answers what was begun", async (t) => {
    const { endpoint, environment, ask, answersTo } = await setScene(t);
    endpoint.script(hang);
    endpoint.otherwise(streamText("After all."));
    const bot = spawnBot({ ...environment, DRAIN_MS: "60000" });
    await until(() => bot.output().includes('"working"'), "the start", 20_000);
    const question = ask("one");
    await until(() => endpoint.requests.length === 1, "the model to be asked");
    bot.child.kill("SIGTERM");
    await until(() => bot.output().includes("stopping"), "the drain");
    const before = performance.now();
    assert.equal(await bot.end("SIGTERM"), 1);
    assert.ok(performance.now() - before < 20_000, "it did not wait for the drain");
    const next = await startBotProcess(environment);
    await until(() => answersTo(question)[0]?.content.startsWith("After all."), "the answer", 20_000);
    await next.end("SIGTERM");
    assert.equal(answersTo(question).length, 1);
  });

  test("killed between accepting a command and acknowledging it: it is still answered once", async (t) => {
    const { standIn, endpoint, environment, own } = await setScene(t);
    endpoint.otherwise(streamText("In spite of it all."));
    const bot = await startBotProcess(environment);
    await until(() => standIn.commands().length > 0, "the commands");
    // The acknowledgement gets lost on its way, and the process with it.
    standIn.faults.onRequest(
      { method: "POST", path: /^\/interactions\/\d+\/[^/]+\/callback$/, times: Infinity },
      { kind: "disconnect" },
    );
    const { garden, people } = standIn;
    people.runCommand({
      userId: garden.ada,
      channelId: garden.general,
      name: "ask",
      options: { prompt: "well?" },
    });
    await until(() => endpoint.requests.length > 0, "the task to be accepted", 10_000);
    await bot.end("SIGKILL");
    standIn.faults.clear();
    const next = await startBotProcess(environment);
    await until(() => own().some(({ content }) => content.startsWith("In spite")), "the answer", 20_000);
    await next.end("SIGTERM");
    assert.equal(own().length, 1);
  });
});
