import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import type { Answer, Task } from "../../../src/contracts.ts";
import { createLayOut } from "../../../src/discord/lay-out.ts";
import type { DiscordOrigin } from "../../../src/discord/origin.ts";
import { beginningOf } from "../../../src/discord/text/lay-out.ts";
import { neutralise } from "../../../src/discord/text/neutralise.ts";
import { piecesOf } from "../../../src/discord/text/pieces.ts";
import { cutMarkdown } from "../../../src/discord/text/split.ts";
import english from "../../../src/words/languages/en.ts";
import { propertySettings, tameMarkdown, wildMarkdown } from "./markdown-arbitrary.ts";

const PAGE =
  "The **orchid** answers. See [docs](https://example.org/a_b) and `code`, _really_.\n\n" +
  "- item one\n- item two\n```js\nconst x = 1;\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n\n";

const layOut = createLayOut(
  (text) => text,
  () => Promise.resolve("off"),
  () => english,
);
const origin: DiscordOrigin = { platform: "discord", kind: "message", channelId: "20", messageId: "30" };
const task: Task = {
  id: "30",
  createdAt: 0,
  place: { kind: "direct", channelId: "20" },
  author: { id: "40", name: "Ada" },
  text: "Tell me everything.",
  attachments: [],
  quotes: [],
  respondWithFinal: true,
};

function answer(text: string): Answer {
  const usage = { inputTokens: 1, outputTokens: 1, isEstimated: false };
  const rounds = [{ round: 1, model: "m", durationMs: 1, usage, toolCalls: [] }];
  const receipt = { taskId: "30", startedAt: 0, durationMs: 1, backend: "m", usage, notices: [], rounds };
  return { kind: "answer", text, receipt };
}

/** Lays out, and counts how often others got their turn meanwhile. */
async function turnsWhile(text: string) {
  let isDone = false;
  const laidOut = layOut(task, origin, answer(text)).finally(() => (isDone = true));
  let turns = 0;
  for (; !isDone; turns++) await turn();
  return { turns, parts: await laidOut };
}

describe("an answer of a megabyte", () => {
  const texts: readonly (readonly [string, string])[] = [
    ["prose", PAGE.repeat(5_000)],
    ["one line", "word ".repeat(200_000)],
    ["one word", "x".repeat(1_000_000)],
    ["backticks", "`".repeat(1_000_000)],
    ["quoted to the end", `>>> ${"a *b* `c`\n".repeat(100_000)}`],
  ];
  for (const [name, text] of texts) {
    it(`lets others get their turn: ${name}`, async () => {
      const { turns, parts } = await turnsWhile(text);
      // A turn for every 64 KiB, at least.
      assert.ok(turns >= 15, `${turns} turns`);
      assert.equal(parts.length, 3);
      assert.ok(parts.every(({ content }) => content.length <= 2000));
      assert.equal(parts.at(-1)?.files[0]?.name, "answer.md");
    });
  }

  it("has all of it in the file, made safe", async () => {
    const { parts } = await turnsWhile(`${PAGE.repeat(1_000)}![x](javascript:x) \u200bend`);
    const text = parts.at(-1)?.files[0]?.text ?? "";
    const expected = neutralise(PAGE, { seenUrls: new Set(), unseen: "show" });
    assert.equal(text, `${expected.repeat(1_000)}x (\`javascript[:]x\`) end`);
  });

  it("cuts no more of it than what its messages can hold", () => {
    const beginning = beginningOf(PAGE.repeat(5_000)) ?? "";
    assert.ok(beginning.length <= 24_000 && beginning.length > 20_000);
    assert.ok(beginning.endsWith("\n"));
    assert.equal(cutMarkdown(PAGE.repeat(200), { maxParts: 3 }).parts.length, 3);
    assert.equal(beginningOf(PAGE), undefined);
  });
});

describe("piecesOf, on random markdown", () => {
  const sizes = fc.constantFrom(400, 700, 2_000);

  it("loses nothing", () => {
    fc.assert(
      fc.property(wildMarkdown, sizes, (source, size) => {
        const texts = Array.from(piecesOf(source, size), (piece) => piece.text);
        assert.equal(texts.join(""), source);
      }),
      propertySettings(150),
    );
  });

  it("reads each piece as the whole reads it", () => {
    const seenUrls = new Set(["https://example.org/p.png"]);
    fc.assert(
      fc.property(tameMarkdown, sizes, fc.boolean(), (tame, size, isQuoted) => {
        const source = isQuoted ? `>>> ${tame}` : tame;
        // A link in a line that no piece can hold may be cut.
        const longest = Math.max(...source.split("\n").map((line) => line.length));
        const made = Array.from(piecesOf(source, Math.max(size, longest)), ({ lead, text }) =>
          neutralise(lead + text, { seenUrls }).slice(lead.length),
        );
        assert.equal(made.join(""), neutralise(source, { seenUrls }));
      }),
      propertySettings(150),
    );
  });

  it("gives back what stands in front of a piece as it was", () => {
    fc.assert(
      fc.property(wildMarkdown, sizes, (source, size) => {
        for (const { lead, text } of piecesOf(source, size)) {
          const safe = neutralise(lead + text, { seenUrls: new Set() });
          assert.ok(safe.startsWith(lead), JSON.stringify(safe.slice(0, 20)));
        }
      }),
      propertySettings(100),
    );
  });
});
