import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";

import { readConfig } from "../src/config.ts";
import type { Environment } from "../src/config/reader.ts";
import { ConfigError } from "../src/errors.ts";

const ENDPOINT = { OPENAI_BASE_URL: "http://localhost:11434/v1", OPENAI_MODEL: "m" };

function problemsOf(env: Environment): readonly string[] {
  return readConfig(env).problems.map(({ variable }) => variable);
}

describe("configuration", () => {
  test("an empty environment is the playground with the demo model", () => {
    const { config, problems } = readConfig({});
    assert.deepEqual(problems, []);
    assert.equal(config.discordToken, undefined);
    assert.equal(config.models.isGiven, false);
    assert.equal(config.databaseUrl, "sqlite:data/orchid.sqlite");
    assert.equal(config.sessionStoreUrl, config.databaseUrl);
    assert.equal(config.maxRounds, 10);
    assert.equal(config.taskTimeoutMs, 180_000);
    assert.equal(config.trace, "button");
    assert.equal(config.discordApiUrl, "https://discord.com/api");
    assert.equal(config.hasMessageContent, false);
  });

  test("in production a missing token is an error", () => {
    assert.deepEqual(problemsOf({ NODE_ENV: "production", ...ENDPOINT }), ["DISCORD_TOKEN"]);
  });

  test("with a token a model is needed", () => {
    assert.deepEqual(problemsOf({ DISCORD_TOKEN: "t" }), ["OPENAI_MODEL", "OPENAI_BASE_URL"]);
    assert.deepEqual(problemsOf({ DISCORD_TOKEN: "t", OPENAI_API_KEY: "k", OPENAI_MODEL: "m" }), []);
  });

  test("who may is told by ids; a name is refused", () => {
    const { config, problems } = readConfig({
      ALLOW_GUILDS: "112233445566778899, 998877665544332211",
      DENY_USERS: "112233445566778800",
    });
    assert.deepEqual(problems, []);
    assert.deepEqual([...config.access.allowGuilds], ["112233445566778899", "998877665544332211"]);
    assert.deepEqual([...config.access.denyUsers], ["112233445566778800"]);
    assert.equal(config.access.allowRoles.size, 0);
    const lists = ["GUILDS", "CHANNELS", "ROLES", "USERS"].flatMap((what) => [
      `ALLOW_${what}`,
      `DENY_${what}`,
    ]);
    for (const variable of lists) {
      assert.deepEqual(problemsOf({ [variable]: "112233445566778899,Moderators" }), [variable]);
    }
  });

  test("every problem is named at once", () => {
    const problems = problemsOf({
      DISCORD_TOKEN: "Bot abc",
      DISCORD_API_URL: "discord.com",
      OPENAI_BASE_URL: "http://localhost:1/v1/v1",
      OPENAI_MODEL: "m",
      DATABASE_URL: "mongodb://x",
      ORCHESTRATOR_MAX_ROUNDS: "-1",
      TASK_TIMEOUT_MS: "NaN",
      TRACE: "sometimes",
      FETCH_ALLOW_HOSTS: "nas.local",
      LOG_LEVEL: "loud",
      DISCORD_MESSAGE_CONTENT: "maybe",
    });
    assert.deepEqual([...problems].sort(), [
      "DATABASE_URL",
      "DISCORD_API_URL",
      "DISCORD_MESSAGE_CONTENT",
      "DISCORD_TOKEN",
      "FETCH_ALLOW_HOSTS",
      "LOG_LEVEL",
      "OPENAI_BASE_URL",
      "ORCHESTRATOR_MAX_ROUNDS",
      "TASK_TIMEOUT_MS",
      "TRACE",
    ]);
  });

  test("usage caps are off by default, may be fractions of a dollar, and are never zero", () => {
    const { config } = readConfig({});
    assert.deepEqual(config.usageCaps, { person: {}, channel: {}, guild: {}, everything: {} });
    const given = readConfig({
      USAGE_CAP_USER_TOKENS_PER_DAY: "200000",
      USAGE_CAP_CHANNEL_USD_PER_DAY: "0.5",
      USAGE_CAP_GUILD_TOKENS_PER_DAY: "1e6",
      USAGE_CAP_TOTAL_USD_PER_DAY: "20",
      USAGE_CAP_TOTAL_TOKENS_PER_DAY: "3",
    });
    assert.deepEqual(given.problems, []);
    assert.deepEqual(given.config.usageCaps, {
      person: { tokensPerDay: 200_000 },
      channel: { usdPerDay: 0.5 },
      guild: { tokensPerDay: 1_000_000 },
      everything: { tokensPerDay: 3, usdPerDay: 20 },
    });
    const wrong = ["USAGE_CAP_USER_USD_PER_DAY", "USAGE_CAP_GUILD_TOKENS_PER_DAY", "MAX_QUEUED_PER_PERSON"];
    for (const value of ["0", "-1", "many"]) {
      assert.deepEqual(
        [...problemsOf(Object.fromEntries(wrong.map((name) => [name, value])))].sort(),
        [...wrong].sort(),
      );
    }
  });

  test("values may be quoted, padded and end in a carriage return", () => {
    const { config, problems } = readConfig({
      DISCORD_TOKEN: ' "abc"\r',
      OPENAI_BASE_URL: "'http://localhost:11434/v1/'",
      OPENAI_MODEL: "m ",
      ORCHESTRATOR_MAX_ROUNDS: "5\r",
    });
    assert.deepEqual(problems, []);
    assert.equal(config.discordToken, "abc");
    assert.deepEqual(config.models.env, { baseUrl: "http://localhost:11434/v1", model: "m" });
    assert.equal(config.maxRounds, 5);
  });

  test("a models file that cannot be read or parsed is a problem, and its text is not shown", () => {
    const folder = mkdtempSync(join(tmpdir(), "orchid-config-"));
    const path = join(folder, "models.json");
    writeFileSync(path, '{"apiKey": "sk-secret-in-a-file",');
    const { problems } = readConfig({ MODELS_FILE: path });
    assert.equal(problems.length, 1);
    assert.doesNotMatch(new ConfigError(problems).message, /sk-secret/);
    assert.deepEqual(problemsOf({ MODELS_FILE: join(folder, "none.json") }), ["MODELS_FILE"]);
  });

  test("secrets are found by name and inside addresses, and no problem shows one", () => {
    const { config, problems } = readConfig({
      DISCORD_TOKEN: "secret token with spaces",
      OPENAI_API_KEY: "key-123456",
      DATABASE_URL: "mysql://user:hunter2hunter2@host/db",
    });
    assert.ok(config.secrets.includes("key-123456"));
    assert.ok(config.secrets.includes("hunter2hunter2"));
    const message = new ConfigError(problems).message;
    for (const secret of config.secrets) assert.ok(!message.includes(secret), message);
  });

  test("the program ends at once with every problem and without a secret", () => {
    const startedAt = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, ["src/start.js"], {
      env: {
        PATH: process.env["PATH"],
        DISCORD_TOKEN: "Bot very-secret-token",
        TASK_TIMEOUT_MS: "0",
        DATABASE_URL: "x",
      },
      encoding: "utf8",
    });
    const printed = stdout + stderr;
    assert.notEqual(status, 0);
    for (const name of ["DISCORD_TOKEN", "OPENAI_MODEL", "TASK_TIMEOUT_MS", "DATABASE_URL"]) {
      assert.match(printed, new RegExp(name));
    }
    assert.doesNotMatch(printed, /very-secret-token/);
    assert.doesNotMatch(printed, /at file:/);
    // The promise is two seconds; the rest is for a busy machine.
    assert.ok(performance.now() - startedAt < 10_000);
  });
});
