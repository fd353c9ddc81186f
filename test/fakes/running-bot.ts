import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

import { type App, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { VisibleMessage } from "../../src/playground/contracts.ts";
import { type StandIn, type StandInOptions, startStandIn } from "../../src/playground/stand-in.ts";
import { listen, type ScriptedEndpoint, type Step } from "./scripted-endpoint.ts";
import { until } from "./until.ts";

/** The whole bot against the stand-in for Discord and a scripted model endpoint, all over real sockets. */
export interface RunningBot {
  readonly standIn: StandIn;
  readonly endpoint: ScriptedEndpoint;
  /** Ids of the people and channels of the default world. */
  readonly garden: StandIn["garden"];
  /** Says something with the bot mentioned in front. */
  mention(text: string, where?: { readonly channelId?: string; readonly authorId?: string }): VisibleMessage;
  /** Waits for the bot's reply to a message, and until it says `text` when that is given. */
  answerTo(messageId: string, text?: RegExp): Promise<VisibleMessage>;
  /** What the bot wrote in a channel for everybody to see, oldest first. */
  said(channelId: string): readonly VisibleMessage[];
  /** Ends the bot as SIGTERM would and starts it again on the same files. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

export interface RunningBotOptions {
  /** Added to the environment of the bot; a function is given the world and the model's address. */
  readonly environment?: Environment | ((standIn: StandIn, modelUrl: string) => Environment);
  readonly standIn?: StandInOptions;
  /** Answers of the model, in order. */
  readonly script?: readonly Step[];
  /** Answers every request that the script has no step for. */
  readonly otherwise?: Step;
  /** Violations that a test provokes on purpose are its own business. Default true: any violation fails. */
  readonly isStrict?: boolean;
}

/** Starts everything; all of it ends with the test, and a request that breaks Discord's rules fails it. */
export async function startBot(t: TestContext, options: RunningBotOptions = {}): Promise<RunningBot> {
  const folder = mkdtempSync(join(tmpdir(), "orchid-"));
  const standIn = await startStandIn(options.standIn ?? {});
  const endpoint = await listen();
  endpoint.script(...(options.script ?? []));
  if (options.otherwise !== undefined) endpoint.otherwise(options.otherwise);
  const { config, problems } = readConfig({
    DISCORD_TOKEN: standIn.botToken,
    DISCORD_API_URL: standIn.apiUrl,
    DISCORD_CDN_URL: standIn.cdnUrl,
    OPENAI_BASE_URL: endpoint.url,
    OPENAI_MODEL: "scripted",
    DATABASE_URL: `sqlite:${join(folder, "orchid.sqlite")}`,
    MCP_FILE: join(folder, "mcp.json"),
    LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent",
    ...(typeof options.environment === "function"
      ? options.environment(standIn, endpoint.url)
      : options.environment),
  });
  assert.deepEqual(problems, []);
  const fatal: Error[] = [];
  const launch = async (): Promise<App> => {
    const app = await createApp(config, (error) => fatal.push(error));
    await app.start();
    return app;
  };
  let app = await launch();
  await until(() => standIn.commands().length > 0, "the commands");
  let isRunning = true;
  const stop = async (): Promise<void> => {
    if (isRunning) await app.stop();
    isRunning = false;
  };
  t.after(async () => {
    await stop();
    await endpoint.close();
    await standIn.close();
    rmSync(folder, { recursive: true, force: true });
    endpoint.verify();
    assert.deepEqual(fatal, []);
    if (options.isStrict ?? true) assert.deepEqual(standIn.violations, []);
  });
  const { garden, people } = standIn;
  const said = (channelId: string): readonly VisibleMessage[] =>
    standIn
      .messages(channelId)
      .filter(({ author, visibleOnlyTo }) => author.id === standIn.botUserId && visibleOnlyTo === undefined);
  return {
    standIn,
    endpoint,
    garden,
    said,
    mention: (text, where = {}) =>
      people.say({
        authorId: where.authorId ?? garden.ada,
        channelId: where.channelId ?? garden.general,
        content: `<@${standIn.botUserId}> ${text}`,
      }),
    answerTo: (messageId, text = /[^]/) =>
      until(
        () =>
          standIn
            .channels()
            .flatMap(({ id }) => said(id))
            .find((message) => message.replyToId === messageId && text.test(message.content)),
        `an answer to ${messageId} like ${text}`,
      ),
    async restart() {
      await stop();
      app = await launch();
      isRunning = true;
    },
    stop,
  };
}
