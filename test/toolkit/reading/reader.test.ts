import assert from "node:assert/strict";
import { test } from "node:test";
import { constants, deflateSync } from "node:zlib";

import { createReader, type ReaderLimits, type ReadJob } from "../../../src/toolkit/reading/reader.ts";
import { pdfOf } from "../fakes.ts";

function readWith(job: Partial<ReadJob> & Pick<ReadJob, "bytes">, limits: Partial<ReaderLimits> = {}) {
  const read = createReader(limits);
  const whole: ReadJob = {
    kind: "html",
    charset: "",
    url: "https://example.com/a/b",
    maxCharacters: 100_000,
    ...job,
  };
  return read(whole, new AbortController().signal);
}

const html = (text: string, charset = "") => readWith({ bytes: Buffer.from(text), charset });

test("a page gives its title, its main part, and links with whole addresses", async () => {
  const sentence =
    "Orchids are <a href='../family'>flowering plants</a>, and people grow them everywhere, &amp; gladly. ";
  const { title, text } = await html(
    `<!doctype html><title>All about
     orchids</title><nav><a href="/login">Log in</a></nav>
     <main><article><h1>Care</h1><p>${sentence.repeat(6)}</p><ul><li>Water<li>Light</ul>
     <pre>a\n  b</pre><script>track()</script><p hidden>x</p></article></main><footer>Imprint</footer>`,
  );
  assert.equal(title, "All about orchids");
  assert.match(
    text,
    /\[flowering plants\]\(https:\/\/example\.com\/family\), and people grow them everywhere, & gladly/,
  );
  assert.match(text, /- Water\n- Light/);
  assert.doesNotMatch(text, /Log in|track|Imprint/);
});

test("a page without a main part gives all of its text", async () => {
  const { text } = await html(
    "<title>T</title><h2>Prices</h2><table><tr><td>Tea<td>2</tr></table><style>a{}</style>",
  );
  assert.equal(text, "## Prices\nTea | 2");
});

test("only web addresses are written out", async () => {
  const { text } = await html(
    "<a href='javascript:x()'>one</a> <a href='#b'>two</a> <a href='data:,x'>three</a>",
  );
  assert.equal(text, "one two three");
});

test("the character set of the server counts, then that of the page", async () => {
  const latin = Buffer.from("<meta charset='iso-8859-1'><p>\u00FC", "latin1");
  assert.equal((await readWith({ bytes: latin })).text, "ü");
  const served = Buffer.from("<p>\u00FC", "latin1");
  assert.equal((await readWith({ bytes: served, charset: "windows-1252" })).text, "ü");
  assert.equal((await readWith({ bytes: Buffer.from("<p>ü"), charset: "no-such-set" })).text, "ü");
});

for (const [name, page] of [
  ["nested 100,000 deep", "<div>".repeat(100_000)],
  ["a mix nested 100,000 deep", "<b><p><i>".repeat(33_000)],
] as const) {
  test(`a page that is ${name} is refused in bounded time`, async () => {
    const startedAt = performance.now();
    await assert.rejects(html(page), /nested too deep/);
    assert.ok(performance.now() - startedAt < 20_000);
  });
}

for (const [name, page] of [
  ["one line of a megabyte", `<p class="${"a ".repeat(250_000)}">${"a,".repeat(250_000)}`],
  ["attributes without end", `<p ${"a=b ".repeat(100_000)}>x`],
  ["unclosed tags", "<".repeat(500_000)],
  ["nested links and lists", "<li><a href=x>y".repeat(300)],
] as const) {
  test(`a page of ${name} is read in bounded time`, async () => {
    const startedAt = performance.now();
    await html(page);
    assert.ok(performance.now() - startedAt < 20_000);
  });
}

test("entities that grow are not grown", async () => {
  const laughs = `<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><p>&b;</p>`;
  assert.ok((await html(laughs)).text.length < 100);
});

test("a page longer than what is kept is cut there", async () => {
  const { text, isCut } = await readWith({
    bytes: Buffer.from("<p>word</p>".repeat(100_000)),
    maxCharacters: 1_000,
  });
  assert.equal(text.length, 1_000);
  assert.equal(isCut, true);
});

test("time is capped: the thread is ended", async () => {
  const bytes = Buffer.from("<p>some words, more words</p>".repeat(40_000));
  const startedAt = performance.now();
  await assert.rejects(readWith({ bytes }, { timeoutMs: 60 }), /takes too long/);
  assert.ok(performance.now() - startedAt < 20_000);
});

test("memory is capped: the thread is ended and the bot lives on", async () => {
  const bytes = Buffer.from("some words, more words ".repeat(200_000));
  await assert.rejects(readWith({ bytes, maxCharacters: 10_000_000 }, { heapMb: 4 }), /too much memory/);
});

test("when the main part takes too much to find, the whole text is what was read", async () => {
  const bytes = Buffer.from(`<nav>Menu</nav>${"<p>some words, more words</p>".repeat(20_000)}`);
  const { text } = await readWith({ bytes }, { heapMb: 16 });
  assert.match(text, /^Menu\nsome words/);
});

test("a PDF gives its text", async () => {
  const { text } = await readWith({
    kind: "pdf",
    bytes: pdfOf("BT /F1 24 Tf 100 700 Td (Hello Orchid) Tj ET"),
  });
  assert.equal(text, "Hello Orchid");
});

test("a damaged PDF is an error", async () => {
  await assert.rejects(readWith({ kind: "pdf", bytes: Buffer.from("%PDF-1.4 nothing") }), /damaged/);
});

test("a PDF bomb of 256 MB is ended by the memory that it takes", async () => {
  // Twice packed, it is two kilobytes.
  const level = constants.Z_BEST_COMPRESSION;
  const packed = deflateSync(deflateSync(Buffer.alloc(256 << 20, " "), { level: 1 }), { level });
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 10);
  const bomb = pdfOf(packed, "/Filter [/FlateDecode /FlateDecode]");
  await assert.rejects(readWith({ kind: "pdf", bytes: bomb }), /too much memory/);
  clearInterval(watch);
  assert.ok(peak - before < 450e6, `${Math.round((peak - before) / 1e6)} MB more`);
});

test("stopping the task ends the thread, and a waiting one never starts", async () => {
  const read = createReader();
  const stop = new AbortController();
  const bytes = Buffer.from("<p>some words, more words</p>".repeat(40_000));
  const job: ReadJob = { kind: "html", bytes, charset: "", url: "https://example.com", maxCharacters: 1_000 };
  const runs = [1, 2, 3, 4].map(() => read(job, stop.signal));
  stop.abort();
  const results = await Promise.allSettled(runs);
  assert.ok(results.every(({ status }) => status === "rejected"));
  // The slots are free again.
  const { text } = await read({ ...job, bytes: Buffer.from("<p>fine") }, new AbortController().signal);
  assert.equal(text, "fine");
});

test("more documents than threads are read one after the other", async () => {
  const read = createReader();
  const { signal } = new AbortController();
  const texts = await Promise.all(
    [1, 2, 3, 4, 5].map(async (number) => {
      const bytes = Buffer.from(`<p>page ${number}`);
      const { text } = await read(
        { kind: "html", bytes, charset: "", url: "https://example.com", maxCharacters: 99 },
        signal,
      );
      return text;
    }),
  );
  assert.deepEqual(texts, ["page 1", "page 2", "page 3", "page 4", "page 5"]);
});
