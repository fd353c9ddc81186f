import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { defaultDeserialize, defaultSerialize } from "@keyv/serialize";
import fc from "fast-check";

import { propertySettings } from "../discord/text/markdown-arbitrary.ts";
import { fromKeyvText, toKeyvText } from "../../src/sessions/keyv-text.ts";

/** Texts that lean towards what is special: colons, quotes, commas, brackets, bytes. */
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(":", '"', ",", "[", "\\", "a", " ", "{") }),
  fc.constantFrom(":", ":base64:aGk=", "::", '":', ',":', "Buffer"),
  fc.string({ unit: "grapheme" }),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    texts,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(texts, tie("value"), { maxKeys: 4 }),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    fc.date({ noInvalidDate: true }),
  ),
})).value;

describe("the text of a stored value", () => {
  test("is the very text that Keyv writes", () => {
    fc.assert(
      fc.property(values, (value) => {
        assert.equal(toKeyvText({ value }), defaultSerialize({ value }));
      }),
      propertySettings(1_000),
    );
  });

  test("is read as Keyv reads it", () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = defaultSerialize({ value });
        assert.deepEqual(fromKeyvText(text), defaultDeserialize(text));
      }),
      propertySettings(1_000),
    );
  });
});
