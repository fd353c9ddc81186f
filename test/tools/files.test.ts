import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { link, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";

import listFiles from "../../src/tools/list_files.ts";
import readFile from "../../src/tools/read_file.ts";
import searchFiles from "../../src/tools/search_files.ts";
import { createToolbox } from "../../src/toolkit/toolbox.ts";
import { pdfOf, toolContext, toolServices } from "../toolkit/fakes.ts";

const TOOLS = new Map([
  ["list_files", listFiles],
  ["read_file", readFile],
  ["search_files", searchFiles],
]);

const CANARY = "canary-do-not-read";

/** A folder `notes` that may be read, beside things that may not, each of which holds the canary. */
async function setUp(t: TestContext) {
  const base = await mkdtemp(join(tmpdir(), "tool-files-"));
  t.after(() => rm(base, { recursive: true, force: true }));
  const notes = join(base, "notes");
  const secret = join(base, "secret");
  await mkdir(join(notes, "2026"), { recursive: true });
  await mkdir(join(notes, ".git"));
  await mkdir(secret);
  await Promise.all([
    writeFile(join(notes, "plan.md"), "# Plan\nwater the orchids\n"),
    writeFile(join(notes, "2026", "data.csv"), "name,count\nVanda,3\n"),
    writeFile(join(notes, ".env"), CANARY),
    writeFile(join(notes, ".git", "config"), CANARY),
    writeFile(join(secret, "key.txt"), CANARY),
    writeFile(join(base, ".env"), CANARY),
  ]);
  const box = createToolbox(TOOLS, { services: toolServices({ folders: [notes] }) });
  const call = async (name: string, args: object) =>
    (await box.call({ id: "c", name, args: JSON.stringify(args) }, toolContext())).text;
  return { base, notes, secret, call };
}

test("without folders the tools are off", () => {
  assert.deepEqual(createToolbox(TOOLS, { services: toolServices() }).schemas, []);
});

test("files are listed, read and searched", async (t) => {
  const { call } = await setUp(t);
  assert.equal(await call("list_files", {}), "notes/");
  assert.equal(await call("list_files", { path: "notes" }), "2026/\nplan.md");
  assert.equal(await call("list_files", { path: "notes/2026/" }), "data.csv");
  assert.equal(await call("read_file", { path: "notes/plan.md" }), "# Plan\nwater the orchids\n");
  assert.equal(await call("search_files", { text: "ORCHIDS" }), "notes/plan.md:2: water the orchids");
  assert.equal(await call("search_files", { text: "data" }), "notes/2026/data.csv");
  assert.equal(
    await call("search_files", { text: "vanda", path: "notes/2026" }),
    "notes/2026/data.csv:2: Vanda,3",
  );
  assert.equal(await call("search_files", { text: CANARY }), "[nothing found]");
});

test("a PDF is read, a binary file is not, a long one in parts", async (t) => {
  const { notes, call } = await setUp(t);
  await writeFile(join(notes, "a.pdf"), pdfOf("BT /F1 24 Tf 100 700 Td (Hello) Tj ET"));
  await writeFile(join(notes, "a.bin"), Buffer.from([1, 0, 2]));
  await writeFile(join(notes, "long.txt"), "0123456789".repeat(3_000));
  await writeFile(join(notes, "empty.txt"), "");
  assert.equal(await call("read_file", { path: "notes/a.pdf" }), "Hello");
  assert.match(await call("read_file", { path: "notes/a.bin" }), /cannot be read as text/);
  assert.match(await call("read_file", { path: "notes/long.txt" }), /go on with offset 20000\]$/);
  assert.equal((await call("read_file", { path: "notes/long.txt", offset: 20_000 })).length, 10_000);
  assert.match(
    await call("read_file", { path: "notes/long.txt", offset: 99_999 }),
    /the text has 30000 characters/,
  );
  assert.equal(await call("read_file", { path: "notes/empty.txt" }), "[the file is empty]");
});

for (const path of [
  "notes/../.env",
  "notes/../secret/key.txt",
  "../.env",
  "notes/2026/../../secret/key.txt",
  "/etc/passwd",
  "/proc/self/environ",
  "C:\\windows\\win.ini",
  "notes\\..\\.env",
  "notes/%2e%2e/.env",
  "notes/..%2f.env",
  "notes/.env",
  "notes/.ENV",
  "notes/./.env",
  "notes//.env",
  "notes/.git/config",
  "notes/\u2024env",
  "notes/.env\u0000.md",
  "notes/plan.md\u0000",
  "notes/plan.md:stream",
  "notes/link.txt",
  "notes/linked/key.txt",
  "notes/loop",
  "notes/hard.txt",
  "notes/pipe",
  "notes/2026",
  "notes/missing",
  "secret/key.txt",
  "__proto__/x",
  "",
]) {
  test(`${JSON.stringify(path)} is refused`, async (t) => {
    const { notes, secret, call } = await setUp(t);
    // Harmless names here, but another file system takes them for `.env` and for a part of `plan.md`.
    await writeFile(join(notes, "\u2024env"), CANARY);
    await writeFile(join(notes, "plan.md:stream"), CANARY);
    await symlink(join(secret, "key.txt"), join(notes, "link.txt"));
    await symlink(secret, join(notes, "linked"));
    await symlink("loop", join(notes, "loop"));
    await link(join(secret, "key.txt"), join(notes, "hard.txt"));
    execFileSync("mkfifo", [join(notes, "pipe")]);
    for (const name of ["read_file", "list_files"]) {
      const text = await call(name, { path });
      assert.doesNotMatch(text, new RegExp(CANARY), name);
      assert.doesNotMatch(text, /root:|PATH=/, name);
      if (name === "read_file") assert.match(text, /^Tool error: /);
    }
    const found = await call("search_files", { text: "do-not-read", path });
    assert.doesNotMatch(found, new RegExp(CANARY));
  });
}

test("links and hidden files are in no list, and searching passes them by", async (t) => {
  const { notes, secret, call } = await setUp(t);
  await symlink(secret, join(notes, "linked"));
  await link(join(secret, "key.txt"), join(notes, "hard.txt"));
  assert.equal(await call("list_files", { path: "notes" }), "2026/\nhard.txt\nplan.md");
  assert.equal(await call("search_files", { text: CANARY }), "[nothing found]");
});

test("a folder swapped for a link while it is read gives nothing from outside", async (t) => {
  const { base, notes, secret, call } = await setUp(t);
  await mkdir(join(notes, "swap"));
  await writeFile(join(notes, "swap", "key.txt"), "harmless");
  await symlink(secret, join(base, "link"));
  let isOver = false;
  const swapping = (async () => {
    while (!isOver) {
      await rename(join(notes, "swap"), join(base, "parked"));
      await rename(join(base, "link"), join(notes, "swap"));
      await rename(join(notes, "swap"), join(base, "link"));
      await rename(join(base, "parked"), join(notes, "swap"));
    }
  })();
  const seen = new Map<string, number>();
  try {
    for (let round = 0; round < 400; round += 1) {
      const texts = [
        await call("read_file", { path: "notes/swap/key.txt" }),
        await call("search_files", { text: "canary", path: "notes/swap" }),
      ];
      for (const text of texts) {
        assert.doesNotMatch(text, new RegExp(CANARY));
        seen.set(text, (seen.get(text) ?? 0) + 1);
      }
    }
  } finally {
    isOver = true;
    await swapping;
  }
  assert.ok(seen.size > 1, "the folder was never seen swapped");
});

test("two folders of one name stay apart", async (t) => {
  const { base, notes } = await setUp(t);
  await mkdir(join(base, "other", "notes"), { recursive: true });
  await writeFile(join(base, "other", "notes", "b.txt"), "second");
  const folders = [notes, join(base, "other", "notes")];
  const box = createToolbox(TOOLS, { services: toolServices({ folders }) });
  const call = (name: string, args: object) =>
    box.call({ id: "c", name, args: JSON.stringify(args) }, toolContext());
  assert.equal((await call("list_files", {})).text, "notes/\nnotes-2/");
  assert.equal((await call("read_file", { path: "notes-2/b.txt" })).text, "second");
  assert.equal((await call("search_files", { text: "second" })).text, "notes-2/b.txt:1: second");
});
