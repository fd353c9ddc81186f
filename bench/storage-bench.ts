/** What is written to disk, beside what it is written with. */
import { createRequire } from "node:module";
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import KeyvSqlite from "@keyv/sqlite";
import KeyvNext from "keyv";

import type { Log, Turn } from "../src/contracts.ts";
import { createSessions } from "../src/sessions/sessions.ts";
import { loadStorages, openStorage } from "../src/sessions/storage.ts";
import { openSqliteJournal } from "../src/tasks/sqlite-journal.ts";
import { section } from "./report.ts";
import type { Row, Section } from "./report.ts";
import { median, pairedRatio } from "./statistics.ts";

const KEYS = 200;
const TURNS = 400;
const ACCEPTS = 200;
/** The Keyv of the bot; beside this file is the one that `@keyv/sqlite` asks for. */
const { Keyv } = createRequire(join(import.meta.dirname, "../package.json"))("keyv") as {
  readonly Keyv: typeof KeyvNext;
};
const LOG: Log = { debug() {}, info() {}, warn() {}, error() {} };

export async function measureStorage(
  repetitions: number,
): Promise<{ section: Section; goals: readonly Row[] }> {
  const folder = mkdtempSync(join(tmpdir(), "orchid-bench-"));
  const storages = await loadStorages();
  const storage = await openStorage(`sqlite:${join(folder, "sessions.sqlite")}`, storages);
  const cells = new Keyv({ store: storage.adapter("bench"), namespace: "bench", useKeyPrefix: false });
  const sessions = createSessions(storage);
  const map = new Keyv();
  const stock = new KeyvNext({ store: new KeyvSqlite(`sqlite://${join(folder, "stock.sqlite")}`) });
  const journal = await openSqliteJournal(join(folder, "journal.sqlite"), { log: LOG });
  const file = openSync(join(folder, "floor"), "a");
  const ways: Readonly<Record<string, (n: number) => Promise<unknown> | void>> = {
    map: (n) => getAndSet(map, n),
    cells: (n) => getAndSet(cells, n),
    stock: (n) => getAndSet(stock, n),
    sessions: async (n) => {
      const channelId = `channel-${n % KEYS}`;
      await sessions.load(channelId);
      await sessions.append(channelId, turn(String(n)));
    },
    accept: (n) => journal.accept(task(`${process.hrtime.bigint()}-${n}`, n), { platform: "bench" }),
    floor: (n) => {
      writeSync(file, JSON.stringify(task(String(n), n)));
      fdatasyncSync(file);
    },
  };
  const samples = new Map<string, number[]>();
  try {
    for (let repetition = 0; repetition <= repetitions; repetition += 1) {
      console.error(`storage ${repetition}/${repetitions}`);
      for (const [name, once] of Object.entries(ways)) {
        const times = name === "accept" || name === "floor" ? ACCEPTS : TURNS;
        const startedAt = performance.now();
        for (let n = 0; n < times; n += 1) await once(n);
        const us = ((performance.now() - startedAt) / times) * 1_000;
        // The first round warms up.
        if (repetition > 0) samples.set(name, [...(samples.get(name) ?? []), us]);
      }
    }
  } finally {
    closeSync(file);
    await journal.close();
    await storage.close();
    await stock.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
  const of = (name: string): readonly number[] => samples.get(name) ?? [];
  const row = (what: string, name: string, against: string): Row => [
    what,
    median(of(name)).toFixed(0),
    `${pairedRatio(of(name), of(against)).toFixed(2)}×`,
  ];
  const perTurn = pairedRatio(of("cells"), of("map"));
  const overStock = pairedRatio(of("stock"), of("cells"));
  const perAccept = pairedRatio(of("accept"), of("floor"));
  return {
    section: section(
      "Storage, one after the other",
      ["what", "µs", "ratio"],
      [
        row("get + set of a 6-message history, Keyv on a Map", "map", "map"),
        row("the same, Keyv on Orchid's SQLite storage", "cells", "map"),
        row("the same, @keyv/sqlite as it comes", "stock", "map"),
        row("a session: load, then append a turn (checked, in turn, with deadlines)", "sessions", "map"),
        row("append + fdatasync of one record", "floor", "floor"),
        row("durable accept of a task", "accept", "floor"),
      ],
    ),
    goals: [
      [
        "a session turn read and written against Keyv on a Map",
        "≤ 3.5×",
        `${perTurn.toFixed(2)}×`,
        perTurn <= 3.5 ? "yes" : "no",
      ],
      [
        "… against @keyv/sqlite as it comes",
        "20× faster",
        `${overStock.toFixed(1)}× faster`,
        overStock >= 20 ? "yes" : "no",
      ],
      [
        "durable accept of a task against append + fdatasync",
        "≤ 1.5×",
        `${perAccept.toFixed(2)}×`,
        perAccept <= 1.5 ? "yes" : "no",
      ],
    ],
  };
}

const SENTENCE = "A message of the size that people write when they ask a bot something in a channel. ";
const HISTORY = Array.from({ length: 6 }, (_, index) => ({
  role: "user",
  content: `${index} ${SENTENCE.repeat(3)}`,
}));

let turns = 0;

async function getAndSet(keyv: KeyvNext, n: number): Promise<void> {
  const key = `channel-${n % KEYS}`;
  await keyv.get(key);
  // SQLite writes nothing where nothing changes.
  turns += 1;
  await keyv.set(key, [...HISTORY.slice(1), { role: "user", content: `${turns} ${SENTENCE.repeat(3)}` }]);
}

function turn(taskId: string): Turn {
  const text = SENTENCE.repeat(3);
  return { taskId, at: 1, author: { id: "7", name: "Ada" }, user: text, assistant: text };
}

function task(id: string, n: number) {
  return {
    id,
    createdAt: 1,
    place: { kind: "channel" as const, channelId: `channel-${n}` },
    author: { id: "7", name: "Ada" },
    text: SENTENCE,
    attachments: [],
    quotes: [],
    respondWithFinal: true,
  };
}
