/**
 * PostgreSQL goes away while the whole bot works, and comes back. `OUTAGE_MS=30000` makes it long; by default
 * it is longer than the ten seconds after which a silent worker loses its tasks.
 */
import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { test, type TestContext } from "node:test";

import { withDatabase } from "../chaos/database.ts";
import { startBot } from "../fakes/running-bot.ts";
import { type Step, streamText } from "../fakes/scripted-endpoint.ts";
import { until } from "../fakes/until.ts";

const OUTAGE_MS = Number(process.env["OUTAGE_MS"] ?? 12_000);
const server = process.env["POSTGRES_TEST_URL"];
const skip = server === undefined && "set POSTGRES_TEST_URL to try it on a real server";

interface Way {
  readonly url: string;
  cut(): void;
  restore(): void;
  close(): void;
}

/** The way to a server that can be taken away, and given back at the same address. */
async function openWay(target: URL): Promise<Way> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const way = createServer((near) => {
    near.on("error", () => {});
    if (isCut) return void near.destroy();
    const far = connect(Number(target.port || 5_432), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket
        .on("error", () => {})
        .on("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  const port = String((way.address() as AddressInfo).port);
  return {
    url: Object.assign(new URL(target), { hostname: "127.0.0.1", port }).href,
    cut,
    restore: () => void (isCut = false),
    close() {
      cut();
      way.close();
    },
  };
}

test(
  "PostgreSQL away for a while: nothing accepted is lost or doubled, and what was not is found later",
  {
    skip,
  },
  async (t) => {
    await withDatabase(server ?? "", async (url) => {
      const way = await openWay(new URL(url));
      t.after(() => way.close());
      // The bot ends before its database does.
      await t.test("the whole bot", async (inner) => askThroughAnOutage(inner, way));
    });
  },
);

async function askThroughAnOutage(t: TestContext, way: Way): Promise<void> {
  const { promise: answering, resolve: answer } = Promise.withResolvers<void>();
  const held: Step = async (request, response) => {
    await answering;
    await streamText("Here.")(request, response);
  };
  const bot = await startBot(t, {
    script: [streamText("Here."), streamText("Here."), held],
    otherwise: streamText("Here."),
    environment: { DATABASE_URL: way.url, CATCH_UP_INTERVAL_MS: "500" },
  });
  const { general, lab } = bot.garden;
  for (const channelId of [general, lab]) {
    await bot.answerTo(bot.mention("before", { channelId }).id);
  }
  const underWay = bot.mention("under way", { channelId: general });
  await until(() => bot.endpoint.requests.length === 3, "the model to be asked");

  way.cut();
  const behind = bot.mention("behind it", { channelId: general });
  const missed = bot.mention("missed", { channelId: lab });
  answer();
  await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
  const shown = (): readonly (readonly (string | undefined)[])[] =>
    [general, lab].map((channelId) =>
      bot
        .said(channelId)
        .map(({ replyToId }) => replyToId)
        .slice(1),
    );
  assert.deepEqual(shown(), [[], []], "nothing is sent that is not written down");

  way.restore();
  const expected = [[underWay.id, behind.id], [missed.id]];
  await until(() => shown().flat().length >= 3, "all answers", 60_000);
  assert.deepEqual(shown(), expected);
  await bot.answerTo(bot.mention("after", { channelId: general }).id, /^Here\./);
  assert.equal(shown().flat().length, 4);
  // What the model said while it could not be written down is asked for again, once.
  assert.ok(bot.endpoint.requests.length <= 7, `${bot.endpoint.requests.length} model calls`);
}
