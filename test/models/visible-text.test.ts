import assert from "node:assert/strict";
import { describe, test } from "node:test";

import fc from "fast-check";

import { VisibleText, visibleText } from "../../src/models/visible-text.ts";

/** What a person who watches has seen, at any time and at the end. */
function watch(pieces: readonly string[]): {
  readonly ever: string;
  readonly shown: string;
  readonly text: string;
} {
  let ever = "";
  let shown = "";
  const visible = new VisibleText({
    onText(text) {
      ever += text;
      shown += text;
    },
    onDiscard() {
      shown = "";
    },
  });
  for (const piece of pieces) visible.push(piece);
  visible.end();
  return { ever, shown, text: visible.text };
}

const piece = fc.constantFrom(
  "<think>SECRET</think>",
  "<think>\nSECRET < 3\n</think>\n\n",
  "[THINK]SECRET[/THINK]",
  "◁think▷SECRET◁/think▷",
  "<|channel|>analysis<|message|>SECRET<|end|>",
  "<tool_call>SECRET</tool_call>",
  "<|im_end|>",
  "hello ",
  "a < b and c > d ",
  "[link](http://x) ",
  "x[0] ",
  "`<think>` ",
  "\n```\n<b>code</b>\n```\n",
  "👩‍👩‍👧 ",
  "<b>bold</b> ",
);
const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 40 });

function split(text: string, sizes: readonly number[]): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0, n = 0; at < text.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1;
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

describe("visible text", () => {
  test("however a text is split, nothing secret is ever shown, and the end is the same", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), cuts, (parts, sizes) => {
        const text = parts.join("");
        const { ever, shown, text: end } = watch(split(text, sizes));
        assert.ok(!ever.includes("SEC"), ever);
        assert.ok(!ever.includes("<|im_end|>"));
        assert.equal(shown, end);
        assert.equal(end, visibleText(text).text);
      }),
      { numRuns: 500, verbose: true },
    );
  });

  test("any text without markup comes through as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), cuts, (raw, sizes) => {
        const text = raw.replaceAll(/[<[◁`]/g, "");
        assert.equal(watch(split(text, sizes)).text, text.trimStart());
      }),
    );
  });

  test("an end without a beginning takes back what was shown", () => {
    const { ever, shown } = watch(["secret", "</think>", "hi"]);
    assert.equal(ever, "secrethi");
    assert.equal(shown, "hi");
    let held = "";
    const visible = new VisibleText(
      { onText: (text) => (held += text), onDiscard: () => undefined },
      { holdBack: true },
    );
    for (const part of ["secret", "</think>", "hi"]) visible.push(part);
    visible.end();
    assert.equal(held, "hi");
  });

  test("what is held back is shown once the reasoning is over, or known to be elsewhere", () => {
    const shownAfter = (pieces: readonly string[], isReleased: boolean): string => {
      let shown = "";
      const visible = new VisibleText(
        { onText: (text) => (shown += text), onDiscard: () => undefined },
        { holdBack: true },
      );
      if (isReleased) visible.release();
      for (const part of pieces) visible.push(part);
      return shown;
    };
    assert.equal(shownAfter(["not yet"], false), "");
    assert.equal(shownAfter(["secret</think>", "hi"], false), "hi");
    assert.equal(shownAfter(["<think>secret</think>", "hi"], false), "hi");
    assert.equal(shownAfter(["hi"], true), "hi");
  });

  test("a hundred thousand brackets take no time", () => {
    const startedAt = performance.now();
    watch(split("<a [b ".repeat(50_000), [4096]));
    assert.ok(performance.now() - startedAt < 20_000);
  });
});
