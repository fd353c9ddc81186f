import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { ModelError } from "../src/errors.ts";
import { createLog } from "../src/log.ts";
import { createRedact } from "../src/text/redact.ts";

function logTo(lines: string[], isReadable: boolean) {
  return createLog({ level: "info", redact: createRedact(["s3cr3t-value"]), isReadable }, (line) =>
    lines.push(line),
  );
}

describe("log", () => {
  test("is one JSON line per record, whatever a text contains", () => {
    const lines: string[] = [];
    logTo(lines, false).warn("task-failed", { name: 'x\n{"event":"forged"}\u001b[31m' });
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.trimEnd().includes("\n"), false);
    assert.equal(lines[0]?.includes("\u001b"), false);
    const record = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    assert.equal(record["event"], "task-failed");
    assert.equal(record["level"], "warn");
  });

  test("masks secrets in fields, errors and causes", () => {
    const lines: string[] = [];
    const error = new ModelError("network", "no answer", {
      hint: "wait",
      detail: "GET https://u:s3cr3t-value@host",
      cause: new Error("Bearer abcdefghijklmnop1234"),
    });
    logTo(lines, false).error("x", { error, url: "http://h/?key=s3cr3t-value" });
    assert.doesNotMatch(lines.join(""), /s3cr3t-value|abcdefghijklmnop/);
    assert.match(lines.join(""), /"code":"model-network"/);
  });

  test("on a terminal it is one readable line", () => {
    const lines: string[] = [];
    logTo(lines, true).info("discord-ready", { guilds: 2, user: "a\nb" });
    assert.match(lines[0] ?? "", /^\d\d:\d\d:\d\d info discord-ready guilds=2 user="a\\nb"\n$/);
  });

  test("below its level nothing is written", () => {
    const lines: string[] = [];
    logTo(lines, false).debug("x");
    assert.deepEqual(lines, []);
  });
});
