import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";

import { createDiskSync } from "../src/disk-sync.ts";
import { StorageError } from "../src/errors.ts";

/** A disk whose waits the test ends. */
function slowDisk() {
  const waits: { done(): void; fail(error: Error): void }[] = [];
  const disk = createDiskSync("log", {
    open: async () => 7,
    close: async () => {},
    fdatasync: () => new Promise((done, fail) => void waits.push({ done, fail })),
  });
  return { disk, waits };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function newFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "orchid-disk-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "log");
  writeFileSync(path, "something");
  return path;
}

describe("waiting for the disk", () => {
  test("what is written in one turn shares one wait", async () => {
    const { disk, waits } = slowDisk();
    const all = Promise.all([disk.synced(), disk.synced(), disk.synced()]);
    await turns(2);
    assert.equal(waits.length, 1);
    waits[0]?.done();
    await all;
  });

  test("what is written while it waits needs another wait, and all of it shares that", async () => {
    const { disk, waits } = slowDisk();
    const first = disk.synced();
    await turns(2);
    let hasSecond = false;
    const second = Promise.all([disk.synced(), disk.synced()]).finally(() => (hasSecond = true));
    await turns(2);
    assert.equal(waits.length, 1, "one at a time");
    waits[0]?.done();
    await first;
    await turns(2);
    assert.equal(hasSecond, false, "the first wait began before it was written");
    assert.equal(waits.length, 2);
    waits[1]?.done();
    await second;
  });

  test("a disk that refused once is not believed again", async () => {
    const { disk, waits } = slowDisk();
    const failed = assert.rejects(disk.synced(), (error: unknown) => {
      assert.ok(error instanceof StorageError);
      assert.match(error.message, /log: EIO/);
      return true;
    });
    await turns(2);
    const behind = assert.rejects(disk.synced(), StorageError);
    waits[0]?.fail(new Error("EIO: i/o error, fdatasync"));
    await failed;
    await behind;
    await assert.rejects(disk.synced(), StorageError);
    assert.equal(waits.length, 1);
    await disk.close();
  });

  test("works on a file, and tells of one that is not there", async (t) => {
    const path = newFile(t);
    const disk = createDiskSync(path);
    await disk.synced();
    await disk.synced();
    await disk.close();
    const missing = createDiskSync(`${path}.missing`);
    await assert.rejects(missing.synced(), StorageError);
    await missing.close();
  });
});
