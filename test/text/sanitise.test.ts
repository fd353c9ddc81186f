import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { sanitiseInput } from "../../src/text/sanitise.ts";
import { propertySettings } from "../discord/text/markdown-arbitrary.ts";

describe("sanitiseInput", () => {
  const kept = [
    ["a family", "👨‍👩‍👧‍👦"],
    ["a heart on fire and a rainbow flag", "❤️‍🔥🏳️‍🌈"],
    ["skin tones", "👩🏽‍🚀👍🏿"],
    ["flags, also that of England", "🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
    ["keycaps", "1️⃣#️⃣"],
    ["Persian with a non-joiner", "می‌خواهم"],
    ["Devanagari with a joiner", "क्‍ष"],
    ["combining marks", "e\u0301\u0323"],
    ["tabs and line ends", "a\tb\nc"],
    ["an ideograph with its variant", "葛\u{e0100}"],
  ] as const;
  for (const [name, text] of kept) {
    it(`keeps ${name}`, () => assert.equal(sanitiseInput(text), text));
  }

  const removed = [
    ["instructions in the tag block", "hi\u{e0069}\u{e0067}\u{e006e}", "hi"],
    ["tags behind a black flag that is no flag", "🏴\u{e0061}\u{e0062}\u{e007f}", "🏴"],
    ["zero-width characters", "a\u200bb\u2060c\ufeffd", "abcd"],
    ["a joiner between Latin letters", "a\u200db\u200cc", "abc"],
    ["all but one of many joiners", "👨\u200d\u200d\u200d", "👨"],
    ["direction controls", "\u202eabc\u202c\u2066d\u2069\u200f", "abcd"],
    ["runs of variation selectors", "😀\ufe01\ufe02\u{e0110}\u{e0111}", "😀"],
    ["terminal colours", "\u001b[31;1mred\u001b[0m \u001b]8;;http://x\u0007link", "red link"],
    ["control characters", "a\u0000b\u0007c\u009bd\u007f", "abcd"],
    ["fillers that look like nothing", "a\u3164\u115f\u00adb", "ab"],
    ["half surrogate pairs", "a\ud83d", "a\ufffd"],
    ["other line ends", "a\r\nb\rc\u2028d", "a\nb\nc\nd"],
  ] as const;
  for (const [name, text, expected] of removed) {
    it(`removes or rewrites ${name}`, () => assert.equal(sanitiseInput(text), expected));
  }

  it("leaves nothing hidden and changes nothing the second time", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "\u200d",
        "\u200c",
        "\ufe0f",
        "👨",
        "👩",
        "ب",
        "क",
        "a",
        "1",
        "\u001b",
        "[31m",
        "🏴",
        "葛",
        "\u{e0100}",
        "\u{e007f}",
        "\u202e",
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const clean = sanitiseInput(pieces.join(""));
        assert.equal(sanitiseInput(clean), clean);
        assert.ok(clean.isWellFormed());
        assert.doesNotMatch(clean, /[\u200b\u202a-\u202e\u2060-\u206f\ufeff]|(?![\n\t])\p{Cc}|\u200d\u200d/u);
      }),
      propertySettings(300),
    );
  });
});
