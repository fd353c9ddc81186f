import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cutMarkdown, rejoin, splitMarkdown } from "../../../src/discord/text/split.ts";
import type { SplitMarkdown } from "../../../src/discord/text/split.ts";
import { ATOMS, propertySettings, tameMarkdown, wildMarkdown } from "./markdown-arbitrary.ts";

const maxLengths = fc.constantFrom(200, 257, 500, 2000);
const OPENED = /^(?:>>> )?(?:[*_~|]*\n?)?(?:(?: {0,3}> ?)*[`~]{3,10}[\w+\-.#]*\n)?[>\s]*[*_~|]*`*$/;
const CLOSED = /^(?:\n[>\s]*[`~]{3,10})?`*\n?[*_~|]*$/;

/** Written apart from the splitter: whether a code block is open at the end of a message. */
function endsInsideFence(message: string): boolean {
  let open: string | undefined;
  let isQuoted = false;
  const lines = message.split(/\r?\n/);
  for (const [index, raw] of lines.entries()) {
    if (open !== undefined && isQuoted && !/^ {0,3}>/.test(raw)) open = undefined;
    const startsQuoted = /^ {0,3}>/.test(raw);
    let line = raw;
    if (open === undefined || isQuoted) line = raw.replace(/^(?: {0,3}> ?){0,4}/, "");
    if (open !== undefined) {
      const run = /^\s*(`+|~+)\s*$/.exec(line)?.[1];
      if (run !== undefined && run[0] === open[0] && run.length >= open.length) open = undefined;
      continue;
    }
    const match = /^\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,16})?(`{3,10}(?!`)|~{3,10}(?!~))([^\n]*)$/.exec(line);
    const isInline = match?.[1]?.startsWith("`") && match[2]?.includes("`");
    const behindText = /^[^`]*(`{3,10})(?:[a-z][\w+\-.#]*)?\s*$/i.exec(line)?.[1];
    if (match !== null && !isInline) open = match[1];
    else if (behindText !== undefined && lines.slice(index + 1).some((l) => l.includes(behindText)))
      open = behindText;
    else continue;
    isQuoted = startsQuoted;
  }
  return open !== undefined;
}

function cutOffsets(split: SplitMarkdown): number[] {
  const offsets: number[] = [];
  let at = split.lead.length;
  for (const part of split.parts) {
    offsets.push(at);
    at += part.text.length - part.opened.length - part.closed.length;
    offsets.push(at);
    at += part.separator.length;
  }
  return offsets;
}

function occurrences(text: string, piece: string): number {
  return text.split(piece).length - 1;
}

describe("splitMarkdown, on random markdown", () => {
  it("fits, is never blank, and gives the source back", () => {
    fc.assert(
      fc.property(wildMarkdown, maxLengths, (source, maxLength) => {
        const split = cutMarkdown(source, { maxLength });
        assert.equal(rejoin(split), source);
        for (const part of split.parts) {
          assert.ok(part.text.length <= maxLength, `${part.text.length} > ${maxLength}`);
          assert.match(part.text, /\S/);
          assert.ok(part.text.startsWith(part.opened) && part.text.endsWith(part.closed));
          assert.match(part.opened, OPENED);
          assert.match(part.closed, CLOSED);
          assert.match(part.separator, /^(?:[\s>]|[ \t>]*[`~]{3,})*$/);
        }
      }),
      propertySettings(200),
    );
  });

  it("leaves no code block open", () => {
    fc.assert(
      fc.property(wildMarkdown, maxLengths, (wild, maxLength) => {
        // What `>>> ` means depends on what was before; the table of examples has it.
        const source = wild.replaceAll(">>>", ">>");
        for (const part of splitMarkdown(source, { maxLength }))
          assert.equal(endsInsideFence(part), false, part);
      }),
      propertySettings(150),
    );
  });

  it("cuts no character a person sees as one", () => {
    const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    fc.assert(
      fc.property(wildMarkdown, maxLengths, (source, maxLength) => {
        const starts = new Set([source.length, ...Array.from(segmenter.segment(source), (s) => s.index)]);
        for (const at of cutOffsets(cutMarkdown(source, { maxLength }))) {
          assert.ok(starts.has(at), JSON.stringify(source.slice(Math.max(0, at - 10), at + 10)));
        }
      }),
      propertySettings(100),
    );
  });

  it("keeps links, addresses, mentions and inline code whole", () => {
    fc.assert(
      fc.property(tameMarkdown, maxLengths, (source, maxLength) => {
        const parts = splitMarkdown(source, { maxLength });
        for (const atom of ATOMS) {
          const kept = parts.reduce((sum, part) => sum + occurrences(part, atom), 0);
          assert.equal(kept, occurrences(source, atom), atom);
        }
      }),
      propertySettings(150),
    );
  });

  it("splits what it made into itself", () => {
    fc.assert(
      fc.property(tameMarkdown, maxLengths, (source, maxLength) => {
        for (const part of splitMarkdown(source, { maxLength })) {
          assert.deepEqual(splitMarkdown(part, { maxLength }), [part.trimEnd()]);
        }
      }),
      propertySettings(150),
    );
  });
});
