import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseInline } from "../../src/playground/page/markdown-inline.ts";
import type { Inline } from "../../src/playground/page/markdown-inline.ts";
import { parseMarkdown } from "../../src/playground/page/markdown.ts";
import type { Block } from "../../src/playground/page/markdown.ts";

/** A tree in one line: `strong(a emphasis(b))`. */
function draw(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      switch (node.type) {
        case "text":
          return node.text;
        case "code":
          return `code(${node.text})`;
        case "link":
          return `link(${draw(node.children)} ${node.url})`;
        case "mention":
          return `${node.kind}(${node.id})`;
        case "everyone":
          return `everyone(${node.text})`;
        case "command":
          return `command(${node.name})`;
        case "emoji":
          return `emoji(${node.name})`;
        case "time":
          return `time(${node.seconds} ${node.style})`;
        case "strong":
        case "emphasis":
        case "underline":
        case "strike":
        case "spoiler":
          return `${node.type}(${draw(node.children)})`;
      }
    })
    .join("");
}

function drawBlocks(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.type) {
        case "text":
          return draw(block.children);
        case "heading":
          return `h${block.level}(${draw(block.children)})`;
        case "subtext":
          return `small(${draw(block.children)})`;
        case "quote":
          return `quote(${drawBlocks(block.blocks)})`;
        case "list":
          return `list${block.start ?? ""}(${block.items.map((item) => drawBlocks(item)).join(" | ")})`;
        case "code":
          return `code[${block.language}](${block.text})`;
      }
    })
    .join(" / ");
}

const inlineCases: readonly (readonly [source: string, drawn: string])[] = [
  ["**bold** and *italic*", "strong(bold) and emphasis(italic)"],
  ["***both***", "strong(emphasis(both))"],
  ["__under__ _em_ ~~gone~~ ||secret||", "underline(under) emphasis(em) strike(gone) spoiler(secret)"],
  ["**a *b* c**", "strong(a emphasis(b) c)"],
  ["*a **b** c*", "emphasis(a strong(b) c)"],
  ["snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"],
  ["`**raw**` ``a ` b``", "code(**raw**) code(a ` b)"],
  [String.raw`\*not\* \_it\_`, "*not* _it_"],
  ['[a **b**](https://x.org/a_(b) "T")', "link(a strong(b) https://x.org/a_(b))"],
  ["see https://x.org/a_b_c?d=1.", "see link(https://x.org/a_b_c?d=1 https://x.org/a_b_c?d=1)."],
  ["<https://x.org>", "link(https://x.org https://x.org)"],
  ["[x](javascript:alert(1))", "[x](javascript:alert(1))"],
  [
    "<@1> <@!2> <@&3> <#4> @everyone </ask:5>",
    "user(1) user(2) role(3) channel(4) everyone(@everyone) command(ask)",
  ],
  ["<:orchid:12> <a:spin:13>", "emoji(orchid) emoji(spin)"],
  ["<t:1700000000:R> <t:1>", "time(1700000000 R) time(1 f)"],
  ["<t:9999999999999:R>", "<t:9999999999999:R>"],
  ["<b>html</b> <img src=x onerror=alert(1)>", "<b>html</b> <img src=x onerror=alert(1)>"],
  ["**open and *open", "**open and *open"],
];
for (const [source, drawn] of inlineCases) {
  test(`inline: ${source}`, () => assert.equal(draw(parseInline(source)), drawn));
}

const blockCases: readonly (readonly [source: string, drawn: string])[] = [
  ["# A\n## B\n### C\n#### D", "h1(A) / h2(B) / h3(C) / #### D"],
  ["#no heading", "#no heading"],
  ["-# small *print*", "small(small emphasis(print))"],
  ["a\nb\n\nc", "a\nb\n\nc"],
  ["> one\n> two\nthree", "quote(one\ntwo) / three"],
  [">>> all\nof it", "quote(all\nof it)"],
  ["- a\n  - b\n    - c\n- d", "list(a / list(b / list(c)) | d)"],
  ["3. a\n4. b", "list3(a | b)"],
  ["1. a\n   - b\n2. c", "list1(a / list(b) | c)"],
  ["- a\n1. b", "list(a) / list1(b)"],
  ["x\n```ts\nconst a = 1;\n```\ny", "x / code[ts](const a = 1;) / y"],
  ["```\n# no heading\n```", "code[](# no heading)"],
  ["```one line```", "code[](one line)"],
  ["```ts\nopen", "```ts\nopen"],
  ["> ```js\n> a\n> ```", "quote(code[js](a))"],
];
for (const [source, drawn] of blockCases) {
  test(`block: ${JSON.stringify(source)}`, () => assert.equal(drawBlocks(parseMarkdown(source)), drawn));
}

test("any text parses, quickly, and links are http or https alone", () => {
  const piece = fc.constantFrom(
    "*",
    "_",
    "~~",
    "||",
    "`",
    "```",
    "\n",
    "> ",
    "- ",
    "1. ",
    "[a](",
    "https://x.y",
    ")",
    "<",
    "@1>",
    "a",
    " ",
    "\\",
    "# ",
  );
  const noise = fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }).map((parts) => parts.join(""));
  const visit = (nodes: readonly Inline[]): void => {
    for (const node of nodes) {
      if (node.type === "link") assert.match(node.url, /^https?:\/\//);
      if ("children" in node) visit(node.children);
    }
  };
  fc.assert(
    fc.property(noise, (source) => {
      visit(parseInline(source));
      parseMarkdown(source);
    }),
    { numRuns: 500 },
  );
  const hostile = [
    "*".repeat(4000),
    "_a".repeat(2000),
    "> ".repeat(2000),
    "[".repeat(4000),
    "||".repeat(2000),
    "~~a".repeat(1300),
  ];
  for (const source of hostile) {
    const startedAt = performance.now();
    parseMarkdown(source);
    const durationMs = performance.now() - startedAt;
    assert.ok(durationMs < 500, `${source.slice(0, 6)}…: ${Math.round(durationMs)} ms`);
  }
});
