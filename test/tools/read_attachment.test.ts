import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";

import type { Attachment } from "../../src/contracts.ts";
import tool from "../../src/tools/read_attachment.ts";
import { createToolbox } from "../../src/toolkit/toolbox.ts";
import { createGuardedFetch } from "../../src/toolkit/web/guarded-fetch.ts";
import { canary, pdfOf, toolContext, toolServices, webServer } from "../toolkit/fakes.ts";

const FILES: Readonly<Record<string, Buffer>> = {
  "message.txt": Buffer.from("a long message"),
  "data.csv": Buffer.from("a;b\n1;2\n"),
  "code.rs": Buffer.from("fn main() {}"),
  "page.html": Buffer.from("<title>T</title><p>Hello <a href='x'>there</a></p>"),
  "doc.pdf": pdfOf("BT /F1 24 Tf 100 700 Td (Hello PDF) Tj ET"),
  "wide.txt": Buffer.from("\uFEFFwide", "utf16le"),
  "photo.png": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]),
};

async function setUp(
  t: TestContext,
  given: Partial<Attachment> & { readonly name: string },
  args: object = {},
) {
  const server = await webServer(t, (request, response) => {
    const file = FILES[request.url?.split("/").at(-1)?.split("?")[0] ?? ""];
    if (file === undefined) response.writeHead(404);
    response.end(file);
  });
  const fetchAttachment = createGuardedFetch({ onlyBelow: [server.url] });
  const box = createToolbox(new Map([["read_attachment", tool]]), {
    services: toolServices({ fetchAttachment }),
  });
  const url = `${server.url}/attachments/1/2/${given.name}?ex=1&hm=signature`;
  const attachment: Attachment = { id: "9", sizeBytes: 10, url, ...given };
  const other: Attachment = { id: "8", name: "other.txt", sizeBytes: 1, url: `${server.url}/gone` };
  return async (attachments = [attachment, other], earlierAttachments: readonly Attachment[] = []) =>
    (
      await box.call(
        { id: "c", name: "read_attachment", args: JSON.stringify({ name: given.name, ...args }) },
        toolContext({ attachments, earlierAttachments }),
      )
    ).text;
}

for (const [name, contentType, expected] of [
  ["message.txt", undefined, "a long message"],
  ["message.txt", "text/plain; charset=utf-8", "a long message"],
  ["data.csv", undefined, "a;b\n1;2\n"],
  ["code.rs", "application/octet-stream", "fn main() {}"],
  ["page.html", undefined, "Hello [there](https://attachment.invalid/x)"],
  ["doc.pdf", undefined, "Hello PDF"],
  ["doc.pdf", "application/pdf", "Hello PDF"],
  ["wide.txt", undefined, "\uFEFFwide".slice(1)],
] as const) {
  test(`${name} of type ${contentType ?? "none"} is read`, async (t) => {
    const call = await setUp(t, { name, ...(contentType === undefined ? {} : { contentType }) });
    assert.equal(await call(), expected);
  });
}

test("a picture is no text", async (t) => {
  assert.match(
    await (
      await setUp(t, { name: "photo.png", contentType: "image/png" })
    )(),
    /image\/png cannot be read/,
  );
});

test("an attachment is found by its id, and alone without a name", async (t) => {
  assert.equal(await (await setUp(t, { name: "message.txt" }, { name: "9" }))(), "a long message");
  const call = await setUp(t, { name: "message.txt" }, { name: undefined });
  assert.equal(await call(), "Tool error: say which one: message.txt, other.txt");
});

test("what is not there is said", async (t) => {
  assert.match(await (await setUp(t, { name: "a.txt" }, { name: "b.txt" }))(), /there are: a.txt, other.txt/);
  assert.match(await (await setUp(t, { name: "a.txt" }))([]), /no file came with this message/);
  assert.match(await (await setUp(t, { name: "gone.txt" }))(), /gone, or its address has expired/);
  assert.match(await (await setUp(t, { name: "message.txt", sizeBytes: 20_000_000 }))(), /larger than 10 MB/);
});

test("an address elsewhere is not downloaded from, wherever it came from", async (t) => {
  const watched = await canary(t);
  const call = await setUp(t, {
    name: "message.txt",
    url: `http://127.0.0.1:${watched.port}/attachments/1/2/x.txt`,
  });
  assert.match(await call(), /not one that files are downloaded from/);
  assert.equal(watched.connections(), 0);
});

test("files of earlier messages are found too; without a name, those of this one go first", async (t) => {
  const earlier: Attachment = { id: "7", name: "notes.md", sizeBytes: 1, url: "https://elsewhere.invalid/" };
  const named = await setUp(t, { name: "message.txt" });
  assert.equal(
    await named([], [earlier, { ...earlier, id: "6" }]),
    "Tool error: there is no such attachment; there are: notes.md, notes.md",
  );
  const call = await setUp(t, { name: "message.txt" }, { name: undefined });
  assert.match(await call([], [earlier]), /^Tool error: (?!no file came)/);
  assert.equal(await call([], []), "Tool error: no file came with this message");
});
