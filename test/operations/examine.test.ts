import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";

import { examine } from "../../src/operations/examine.ts";
import { type Finding, toLine } from "../../src/operations/finding.ts";
import { type StandIn, startStandIn } from "../../src/playground/stand-in.ts";
import { openSqliteJournal } from "../../src/tasks/sqlite-journal.ts";
import { listen, whole } from "../fakes/scripted-endpoint.ts";
import { NO_LOG, ORIGIN, sampleTask } from "../tasks/sample-task.ts";

interface Scene {
  readonly standIn: StandIn;
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function setScene(t: TestContext): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "orchid-doctor-"));
  const standIn = await startStandIn();
  const endpoint = await listen();
  endpoint.otherwise(whole({ object: "list", data: [{ id: "scripted" }] }));
  t.after(async () => {
    await endpoint.close();
    await standIn.close();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(standIn.violations, []);
  });
  const path = join(folder, "orchid.sqlite");
  return {
    path,
    standIn,
    environment: {
      DISCORD_TOKEN: standIn.botToken,
      DISCORD_API_URL: standIn.apiUrl,
      OPENAI_BASE_URL: endpoint.url,
      OPENAI_API_KEY: "sk-very-secret-key",
      OPENAI_MODEL: "scripted",
      DATABASE_URL: `sqlite:${path}`,
    },
  };
}

const brokenOnes = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ verdict }) => verdict === "broken").map(({ what }) => what);

describe("the doctor", () => {
  test("finds nothing wrong with a bot that could work, and changes nothing", async (t) => {
    const { environment, path } = await setScene(t);
    const journal = await openSqliteJournal(path, { log: NO_LOG });
    await journal.accept(sampleTask("1"), ORIGIN);
    const findings = await examine(environment);
    assert.deepEqual(brokenOnes(findings), []);
    const lines = findings.map(toLine).join("\n");
    assert.match(lines, /database: .*orchid\.sqlite is sound .*schema \d+/);
    assert.match(lines, new RegExp(`process: .*in use by another Orchid \\(process ${process.pid} on `));
    assert.match(lines, /tasks: 1 unfinished/);
    assert.match(lines, /discord: accepts the token of .* in 1 servers \(1 shard recommended\)/);
    assert.match(lines, /model .*lists "scripted"/);
    assert.equal((await journal.find("1"))?.state, "accepted");
    await journal.close();
    assert.match((await examine(environment)).map(toLine).join("\n"), /process: no bot is running/);
  });

  test("names a wrong token, a wrong setting, a damaged file and an endpoint that is away", async (t) => {
    const { environment, path } = await setScene(t);
    writeFileSync(path, "not a database, but long enough to be read as one ".repeat(50));
    const findings = await examine({
      ...environment,
      DISCORD_TOKEN: "wrong-token",
      TASK_TIMEOUT_MS: "soon",
      OPENAI_BASE_URL: "http://127.0.0.1:1/v1",
    });
    const names = brokenOnes(findings);
    for (const what of ["TASK_TIMEOUT_MS", "database", "discord"]) assert.ok(names.includes(what), what);
    assert.ok(names.some((what) => what.startsWith("model ")));
    const lines = findings.map(toLine).join("\n");
    assert.doesNotMatch(lines, /very-secret|wrong-token/);
    for (const finding of findings.filter(({ verdict }) => verdict === "broken")) {
      assert.ok((finding.advice ?? "").length > 10, `${finding.what} says what to do`);
    }
  });

  test("names the permissions that an invitation forgot, and those alone", async (t) => {
    const { environment, standIn } = await setScene(t);
    const { world, garden } = standIn;
    const serverLines = async (): Promise<readonly string[]> =>
      (await examine(environment)).filter(({ what }) => what.startsWith("server ")).map(toLine);
    assert.deepEqual(await serverLines(), []);
    const some = ["VIEW_CHANNEL", "SEND_MESSAGES", "SEND_MESSAGES_IN_THREADS", "CREATE_PUBLIC_THREADS"];
    world.setRolePermissions(garden.guildId, garden.botRoleId, some);
    // What everybody in the server may, the bot may too.
    world.setRolePermissions(garden.guildId, garden.guildId, ["VIEW_CHANNEL", "ATTACH_FILES"]);
    const [line, ...more] = await serverLines();
    assert.match(line ?? "", /server Orchid Garden: the bot lacks ReadMessageHistory\./);
    assert.deepEqual(more, []);
    world.setRolePermissions(garden.guildId, garden.botRoleId, ["ADMINISTRATOR"]);
    assert.deepEqual(await serverLines(), []);
  });

  test("sees that an intent is asked for and not switched on", async (t) => {
    const { environment } = await setScene(t);
    const findings = await examine({ ...environment, DISCORD_MESSAGE_CONTENT: "true" });
    assert.deepEqual(brokenOnes(findings), ["intents"]);
  });
});
