import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cutMarkdown, rejoin, splitMarkdown } from "../../../src/discord/text/split.ts";

const lines = (count: number, line = "x = 1;"): string =>
  Array.from({ length: count }, (_, i) => `${line} // ${i}`).join("\n");

function fenceOf(part: string): { readonly first: string; readonly last: string } {
  const all = part.split("\n");
  return { first: all[0] ?? "", last: all.at(-1) ?? "" };
}

describe("splitMarkdown, sizes", () => {
  for (const [length, count] of [
    [1, 1],
    [2000, 1],
    [2001, 2],
    [4000, 2],
    [100_000, 50],
  ] as const) {
    it(`makes ${count} of ${length} characters in one word`, () => {
      const source = "x".repeat(length);
      const parts = splitMarkdown(source);
      assert.equal(parts.length, count);
      assert.equal(parts.join(""), source);
    });
  }

  it("makes nothing of nothing", () => {
    for (const blank of ["", " ", "\n\n \t\n", "\n".repeat(200_000)])
      assert.deepEqual(splitMarkdown(blank), []);
  });

  it("refuses limits that leave no room", () =>
    assert.throws(() => splitMarkdown("x", { maxLength: 199 }), RangeError));

  it("counts UTF-16 units and never cuts a surrogate pair", () => {
    const parts = splitMarkdown(`${"a".repeat(1999)}😀`);
    assert.deepEqual(
      parts.map((part) => part.length),
      [1999, 2],
    );
  });
});

describe("splitMarkdown, characters", () => {
  for (const character of ["👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "e\u0301\u0323", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "क्ष"]) {
    it(`never cuts ${character}`, () => {
      for (let shift = 0; shift < 12; shift++) {
        const parts = splitMarkdown("x".repeat(shift) + character.repeat(1500));
        assert.ok(parts.length > 1);
        for (const part of parts) assert.equal(part.replaceAll(character, "").replace(/^x+/, ""), "");
      }
    });
  }
});

describe("splitMarkdown, code blocks", () => {
  for (const [name, opener, closer] of [
    ["backticks with a language", "```js", "```"],
    ["tildes", "~~~", "~~~"],
    ["longer fences around shorter ones", "````md", "````"],
    ["a closing line with white space behind it", "```js", "``` \t"],
    ["a quote", "> ```js", "> ```"],
  ] as const) {
    it(`closes and opens again: ${name}`, () => {
      const quote = opener.startsWith("> ") ? "> " : "";
      const body = lines(300).replace(/^/gm, quote);
      const parts = splitMarkdown(`${opener}\n${body}\n${closer}`);
      assert.ok(parts.length > 2);
      for (const part of parts) {
        assert.equal(fenceOf(part).first, opener);
        assert.equal(fenceOf(part).last.trimEnd(), closer.trimEnd());
      }
    });
  }

  it("does not end a long fence at a short one inside it", () => {
    const parts = splitMarkdown(`\`\`\`\`md\n\`\`\`js\n${lines(150)}\n\`\`\`\n\`\`\`\``);
    for (const part of parts) assert.deepEqual(fenceOf(part), { first: "````md", last: "````" });
  });

  it("does not take a line with words behind backticks for the end", () => {
    const parts = splitMarkdown(`\`\`\`\n\`\`\`not the end\n${lines(150)}\n\`\`\``);
    for (const part of parts) assert.deepEqual(fenceOf(part), { first: "```", last: "```" });
  });

  it("closes one that the text leaves open", () =>
    assert.deepEqual(splitMarkdown("a\n```js\nx"), ["a\n```js\nx\n```"]));

  it("opens one in a list again", () => {
    const parts = splitMarkdown(`- step\n  \`\`\`sh\n${lines(300, "  run")}\n  \`\`\`\n- next`);
    for (const part of parts.slice(1)) assert.equal(fenceOf(part).first, "```sh");
    assert.match(parts.at(-1) ?? "", /- next$/);
  });

  it("knows Discord's block behind text", () => {
    const parts = splitMarkdown(`Here: \`\`\`js\n${lines(200)}\n\`\`\`\nand **more**`);
    assert.equal(fenceOf(parts[1] ?? "").first, "```js");
    assert.match(parts.at(-1) ?? "", /```\nand \*\*more\*\*$/);
  });

  it("repeats no info string that would fill the message", () => {
    const source = `\`\`\`js ${"meta ".repeat(700)}\n${lines(300)}\n\`\`\``;
    const split = cutMarkdown(source);
    assert.equal(rejoin(split), source);
    for (const part of split.parts) assert.ok(part.text.length <= 2000 && part.opened.length < 40);
  });

  it("moves a block that fits to the next message instead of cutting it", () => {
    const block = `\`\`\`js\n${lines(80)}\n\`\`\``;
    assert.equal(splitMarkdown(`${"Some words. ".repeat(110)}\n\n${block}`).at(-1), block);
  });
});

describe("splitMarkdown, text", () => {
  it("prefers paragraphs to lines to sentences to words", () => {
    assert.deepEqual(
      splitMarkdown(`${"a b. ".repeat(300).trim()}\n\n${"c d. ".repeat(300).trim()}`).map((p) => p[0]),
      ["a", "c"],
    );
    assert.ok(splitMarkdown(lines(400, "words")).every((part) => part.startsWith("words")));
    assert.ok(splitMarkdown("One two three four. ".repeat(300)).every((part) => part.startsWith("One")));
    assert.ok(splitMarkdown("word ".repeat(1000)).every((part) => !/^ord|wor$/.test(part)));
    assert.ok(
      splitMarkdown("漢字仮名交じりの文章です。".repeat(400)).every(
        (part) => part.startsWith("漢字") && part.endsWith("。"),
      ),
    );
  });

  for (const marker of ["**", "*", "_", "__", "~~", "||", "***"]) {
    it(`closes ${marker} and opens it again`, () => {
      const parts = splitMarkdown(marker + "word ".repeat(1000).trim() + marker);
      assert.equal(parts.length, 3);
      for (const part of parts)
        assert.ok(part.startsWith(`${marker}w`) && part.endsWith(`d${marker}`), part.slice(0, 20));
    });
  }

  it("keeps a short bold stretch whole", () => {
    const source = `${"word ".repeat(395)}**a few bold words here** ${"word ".repeat(300)}`;
    assert.ok(splitMarkdown(source).some((part) => part.includes("**a few bold words here**")));
  });

  it("closes a spoiler over paragraphs, so that nothing is given away", () => {
    const parts = splitMarkdown(`||${"secret words here.\n\n".repeat(200)}end||`);
    for (const part of parts) assert.equal((part.match(/\|\|/g) ?? []).length, 2);
  });

  it("opens inline code longer than a message again", () => {
    for (const part of splitMarkdown(`\`${"code ".repeat(900)}\``)) assert.match(part, /^`[^`]+`$/);
  });

  it("repeats the quote marker where a quoted line is cut", () => {
    for (const part of splitMarkdown(`> ${"word ".repeat(1000)}`)) assert.match(part, /^> w/);
  });

  it("goes on with a quote of everything that follows", () => {
    for (const part of splitMarkdown(`>>> ${"word word.\n".repeat(500)}`)) assert.match(part, /^>>> w/);
  });

  it("keeps list items whole and their indentation", () => {
    const item = `    - ${"word ".repeat(30).trim()}`;
    const parts = splitMarkdown(Array.from({ length: 60 }, () => `- top\n${item}`).join("\n"));
    for (const part of parts) {
      for (const line of part.split("\n")) assert.ok(line === "- top" || line === item, line);
      assert.ok(part.startsWith("- top"));
    }
  });

  it("makes no list or heading of words that a cut moves to the start", () => {
    for (const sign of ["-", "1.", "#", ">", "-#", "```"]) {
      for (let length = 1980; length < 2000; length++) {
        const source = `${"x".repeat(length - 5)} y ${sign} z ${"w ".repeat(100)}`;
        for (const part of splitMarkdown(source).slice(1))
          assert.ok(!part.startsWith(sign), part.slice(0, 20));
      }
    }
  });

  it("leaves a heading with what it heads", () => {
    const source = `${"word ".repeat(380)}\n\n## Heading\n${"more ".repeat(100)}`;
    assert.match(splitMarkdown(source).at(-1) ?? "", /^## Heading\nmore/);
  });
});

describe("splitMarkdown, time", () => {
  const hostile: Readonly<Record<string, string>> = {
    brackets: "[".repeat(25e4),
    "half links": "](a".repeat(75e3),
    "half targets": "[x](".repeat(6e4),
    quotes: ">".repeat(25e4),
    backticks: Array.from({ length: 8_000 }, (_, i) => `${"`".repeat((i % 60) + 1)}a`).join(" "),
    emphasis: "*a **b _c ".repeat(25e3),
    newlines: `a${"\n".repeat(25e4)}b`,
    combining: `e${"\u0301".repeat(25e4)}`,
    flags: "🇩🇪".repeat(6e4),
    spaces: `-${" ".repeat(25e4)}b`,
    fences: "```a\n".repeat(5e4),
  };
  for (const [name, source] of Object.entries(hostile)) {
    it(`cuts a quarter of a megabyte of ${name}`, () => {
      const startedAt = performance.now();
      const split = cutMarkdown(source);
      // A megabyte was measured at 30 to 900 ms; quadratic work would take minutes.
      assert.ok(performance.now() - startedAt < 10_000);
      // Not `equal`: its difference of two megabytes would take minutes.
      assert.ok(rejoin(split) === source);
      for (const part of split.parts) assert.ok(part.text.length <= 2000 && /\S/.test(part.text));
    });
  }
});
