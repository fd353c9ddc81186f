/**
 * Runs in a thread of its own: parsers meet files made to break them here, where time and memory are
 * capped and the bot does not wait. See `reader.ts` for the side that starts it.
 */
import { parentPort, workerData } from "node:worker_threads";

import { htmlToText, TooDeepError } from "./html-text.ts";
import type { ReadJob, ReadOutcome } from "./reader.ts";

/** Largest page whose main part is looked for, in elements and pieces of text; long articles have 20,000. */
const MAX_ARTICLE_NODES = 50_000;

/** Fewer characters than this are rarely the page's main part. */
const MIN_ARTICLE_CHARACTERS = 250;

const MAX_PDF_PAGES = 200;

parentPort?.postMessage(await read(workerData as ReadJob));
parentPort?.close();

async function read(job: ReadJob): Promise<ReadOutcome> {
  try {
    const found = job.kind === "html" ? await readHtml(job) : await readPdf(job);
    const isCut = found.text.length > job.maxCharacters || found.isCut;
    return { title: found.title.slice(0, 300), text: found.text.slice(0, job.maxCharacters), isCut };
  } catch (error) {
    if (error instanceof TooDeepError) return { problem: "it is nested too deep" };
    return {
      problem: job.kind === "html" ? "it could not be read" : "it is damaged, or protected by a password",
    };
  }
}

interface Found {
  readonly title: string;
  readonly text: string;
  readonly isCut: boolean;
}

async function readHtml(job: ReadJob): Promise<Found> {
  const html = decodeHtml(job.bytes, job.charset);
  const page = htmlToText(html, job.url, job.maxCharacters);
  const isCut = page.text.length >= job.maxCharacters;
  const isShort = page.text.length < MIN_ARTICLE_CHARACTERS;
  if (isShort || page.nodes > MAX_ARTICLE_NODES) return { ...page, isCut };
  // Finding the main part may take more than there is; then this is what was read.
  parentPort?.postMessage({ ...page, isCut } satisfies ReadOutcome);
  const article = await readArticle(html, job);
  return article === undefined
    ? { ...page, isCut }
    : { title: article.title || page.title, text: article.text, isCut };
}

/** The page without its menus and margins; `undefined` when there is no such part. */
async function readArticle(
  html: string,
  job: ReadJob,
): Promise<{ readonly title: string; readonly text: string } | undefined> {
  const [{ parseHTML }, { Readability }] = await Promise.all([
    import("linkedom"),
    import("@mozilla/readability"),
  ]);
  try {
    // This parser does not add the elements that HTML lets authors leave out, and finds no text without them.
    const hasBody = /<body[\s>]/i.test(html);
    const { document } = parseHTML(hasBody ? html : `<html><body>${html}</body></html>`);
    const article = new Readability(document).parse();
    const content = article?.content ?? "";
    const { text } = htmlToText(content, job.url, job.maxCharacters);
    return text.length < MIN_ARTICLE_CHARACTERS ? undefined : { title: article?.title ?? "", text };
  } catch {
    // The whole text of the page is there already.
    return undefined;
  }
}

function decodeHtml(bytes: Uint8Array, charset: string): string {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1_024));
  const named = charset || /<meta[^>]{0,200}charset=["']?([\w-]{1,40})/i.exec(head)?.[1] || "utf-8";
  try {
    return new TextDecoder(named).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

async function readPdf(job: ReadJob): Promise<Found> {
  const { getDocumentProxy } = await import("unpdf");
  const document = await getDocumentProxy(new Uint8Array(job.bytes));
  const { info } = await document.getMetadata();
  const title = "Title" in info && typeof info.Title === "string" ? info.Title : "";
  const pages = Math.min(document.numPages, MAX_PDF_PAGES);
  let text = "";
  let page = 1;
  for (; page <= pages && text.length <= job.maxCharacters; page += 1) {
    const { items } = await (await document.getPage(page)).getTextContent();
    for (const item of items) if ("str" in item) text += item.hasEOL ? `${item.str}\n` : item.str;
    text += "\n\n";
  }
  return { title, text: text.trim(), isCut: page <= document.numPages };
}
