import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { makePack } from "../../src/loading/make-pack.ts";
import { type Pack, PACK_LIST, PROJECT_DIR, readPack } from "../../src/loading/pack.ts";

/** What makes the pack is an optional package: where it does not exist, a start takes longer. */
const skip = await import("rolldown").then(
  () => false,
  () => "rolldown is not installed here",
);

/** CommonJS and ES modules, one with a name that is a keyword, one that is imported for what it does. */
const NAMES = ["discord.js", "dotenv/config", "keyv", "undici", "zod"];

const folder = mkdtempSync(join(tmpdir(), "orchid-pack-"));
const packDir = join(folder, "pack");

/** Runs a module that is loaded as `npm start` loads the bot, from the project's folder. */
function run(text: string, pack = packDir): string {
  const file = join(PROJECT_DIR, "src/loading");
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { readPack } from ${JSON.stringify(pathToFileURL(join(file, "pack.ts")).href)};
       import { quickenImports } from ${JSON.stringify(pathToFileURL(join(file, "quick-imports.ts")).href)};
       import { registerHooks } from "node:module";
       const loaded = [];
       registerHooks({ load(url, context, nextLoad) { loaded.push(url); return nextLoad(url, context); } });
       quickenImports(readPack(${JSON.stringify(pack)}));
       ${text}`,
    ],
    { cwd: PROJECT_DIR, encoding: "utf8" },
  );
  assert.equal(status, 0, stderr);
  return stdout;
}

/** A copy of the pack, to be spoilt. */
function copy(): string {
  const dir = mkdtempSync(join(folder, "copy-"));
  cpSync(packDir, dir, { recursive: true });
  return dir;
}

const NAMES_OF_ALL = `
  const names = {};
  for (const name of ${JSON.stringify(NAMES)}) names[name] = Object.keys(await import(name));
  const plain = loaded.filter((url) => /node_modules\\/(?!\\.cache)/.test(url));
  console.log(JSON.stringify({ names, plain }));`;

describe("the pack of a start", { skip }, () => {
  before(() => makePack(NAMES, packDir));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("a pack gives each import the very names that the package gives, and nothing of it is loaded beside", async () => {
    const { names, plain } = JSON.parse(run(NAMES_OF_ALL)) as {
      readonly names: Readonly<Record<string, readonly string[]>>;
      readonly plain: readonly string[];
    };
    for (const name of NAMES)
      assert.deepEqual(names[name], Object.keys((await import(name)) as object), name);
    assert.ok(names["discord.js"]?.includes("GatewayIntentBits"));
    assert.deepEqual(plain, []);
  });

  test("what asks for a package by require gets the instance that import gives", () => {
    const text = `
    const { createRequire } = await import("node:module");
    const require = createRequire(${JSON.stringify(join(PROJECT_DIR, "package.json"))});
    const { Client } = await import("discord.js");
    console.log(require("discord.js").Client === Client, require("undici").Agent === (await import("undici")).Agent);`;
    assert.equal(run(text).trim(), "true true");
  });

  test("a version that is installed at two places is loaded once", () => {
    const { packages } = JSON.parse(readFileSync(join(packDir, PACK_LIST), "utf8")) as Pack;
    const undici = Object.entries(packages).filter(([at]) => at.endsWith("node_modules/undici"));
    const versions = new Set(undici.map(([, version]) => version));
    assert.ok(
      versions.size < undici.length,
      "No package of the pack is installed twice; this test needs another",
    );
    const texts = readdirSync(packDir)
      .filter((file) => file.endsWith(".mjs"))
      .map((file) => readFileSync(join(packDir, file), "utf8"));
    const files = texts.join("").match(/^\/\/ node_modules\/(?:.*\/)?undici\/lib\/dispatcher\/agent\.js$/gm);
    assert.equal(files?.length, versions.size);
  });

  test("text beyond ASCII is what it was, and the file has none", () => {
    for (const file of readdirSync(packDir).filter((name) => name.endsWith(".mjs")))
      assert.equal(/\P{ASCII}/u.test(readFileSync(join(packDir, file), "utf8")), false, file);
    const text = `const { z } = await import("zod"); const { ja } = z.locales;
    console.log(ja().localeError({ code: "invalid_type", expected: "string", input: 1 }));`;
    assert.match(run(text), /[\u3040-\u30ff]/);
  });

  test("a pack of another version is not used", () => {
    const spoilt = copy();
    const list = JSON.parse(readFileSync(join(spoilt, PACK_LIST), "utf8")) as Pack;
    const packages = { ...list.packages, "node_modules/keyv": "0.0.1" };
    writeFileSync(join(spoilt, PACK_LIST), JSON.stringify({ ...list, packages }));
    assert.notEqual(readPack(packDir), undefined);
    assert.equal(readPack(spoilt), undefined);
    const gone = { ...list.packages, "node_modules/no-such-package": "1.0.0" };
    writeFileSync(join(spoilt, PACK_LIST), JSON.stringify({ ...list, packages: gone }));
    assert.equal(readPack(spoilt), undefined);
  });

  test("a damaged pack is not used, and the packages are loaded as always", () => {
    const cut = copy();
    appendFileSync(join(cut, "keyv.mjs"), "}");
    const without = copy();
    rmSync(join(without, "keyv.mjs"));
    const unreadable = copy();
    writeFileSync(join(unreadable, PACK_LIST), "{");
    const empty = copy();
    writeFileSync(join(empty, PACK_LIST), "{}");
    for (const spoilt of [cut, without, unreadable, empty, join(folder, "no-such-folder")])
      assert.equal(readPack(spoilt), undefined, spoilt);
    const { names, plain } = JSON.parse(run(NAMES_OF_ALL, cut)) as {
      readonly names: Readonly<Record<string, readonly string[]>>;
      readonly plain: readonly string[];
    };
    assert.ok(names["discord.js"]?.includes("Client"));
    assert.ok(plain.length > 500, String(plain.length));
  });

  test("a pack that cannot be made leaves the earlier one in its place, and nothing beside it", async () => {
    const before = readFileSync(join(packDir, PACK_LIST), "utf8");
    await assert.rejects(makePack(["keyv", "no-such-package"], packDir));
    assert.equal(readFileSync(join(packDir, PACK_LIST), "utf8"), before);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith("pack-")),
      [],
    );
  });

  test("an error of Orchid's own code names its real line, and a missing file who asked for it", () => {
    const lines = readFileSync(join(PROJECT_DIR, "src/text/sanitise.ts"), "utf8").split("\n");
    const text = `
    const { sanitiseInput } = await import(${JSON.stringify(pathToFileURL(join(PROJECT_DIR, "src/text/sanitise.ts")).href)});
    try { sanitiseInput(undefined); } catch (error) { console.log(error.stack); }`;
    const [, line = "0"] = /src\/text\/sanitise\.ts:(\d+):/.exec(run(text)) ?? [];
    assert.match(lines[Number(line) - 1] ?? "", /text/);
    const asks = join(folder, "asks.ts");
    writeFileSync(asks, 'import "./is-missing.ts";');
    const missing = run(
      `await import(${JSON.stringify(pathToFileURL(asks).href)}).catch(({ message }) => console.log(message));`,
    );
    assert.match(missing, /is-missing\.ts' imported from .*asks\.ts/);
  });
});
