import { Parser } from "htmlparser2";

/** Elements whose text nobody reads. */
const SILENT: ReadonlySet<string> = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "svg",
  "iframe",
  "object",
  "select",
  "title",
]);

const BLOCKS: ReadonlySet<string> = new Set(
  (
    "address article aside blockquote dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 " +
    "h6 header hr li main nav ol p pre section summary table tbody thead tfoot tr ul br"
  ).split(" "),
);

/** Deepest nesting that is read; pages made by people stay below a hundred. */
const MAX_DEPTH = 1_000;

/** A page is nested deeper than any reader of it could follow. */
export class TooDeepError extends Error {}

export interface HtmlText {
  readonly title: string;
  readonly text: string;
  /** How many elements and pieces of text a tree of the page would have. */
  readonly nodes: number;
}

/**
 * Writes the text of a page: one line per block, `#` before headings, `-` before list items, links with
 * their addresses. Reads in one pass without building a tree.
 *
 * @param maxCharacters What is longer is left out.
 * @throws {TooDeepError} When elements are nested deeper than 1000.
 */
export function htmlToText(html: string, baseUrl: string, maxCharacters: number): HtmlText {
  const writer = new TextWriter(baseUrl, maxCharacters);
  const parser = new Parser(
    {
      onopentag: (name, attributes) => writer.open(name, attributes),
      ontext: (text) => writer.write(text),
      onclosetag: (name) => writer.close(name),
    },
    { decodeEntities: true },
  );
  parser.write(html);
  parser.end();
  return { title: writer.title.replaceAll(/\s+/g, " ").trim(), text: writer.text(), nodes: writer.nodes };
}

class TextWriter {
  title = "";
  nodes = 0;
  readonly #baseUrl: string;
  readonly #maxCharacters: number;
  readonly #lines: string[] = [];
  readonly #links: (string | undefined)[] = [];
  #line = "";
  #length = 0;
  #depth = 0;
  #silentDepth = 0;
  #preDepth = 0;
  #isInTitle = false;

  constructor(baseUrl: string, maxCharacters: number) {
    this.#baseUrl = baseUrl;
    this.#maxCharacters = maxCharacters;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.nodes += 1;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new TooDeepError();
    if (SILENT.has(name)) this.#silentDepth += 1;
    if (name === "title" && this.title === "") this.#isInTitle = true;
    if (name === "pre") this.#preDepth += 1;
    if (BLOCKS.has(name)) this.#breakLine();
    if (name === "li") this.#line = "- ";
    if (/^h[1-6]$/.test(name)) this.#line = `${"#".repeat(Number(name[1]))} `;
    if (name === "td" || name === "th") this.#line += this.#line === "" ? "" : " | ";
    if (name === "a") this.#openLink(attributes["href"]);
  }

  write(text: string): void {
    this.nodes += 1;
    if (this.#isInTitle) this.title += text.slice(0, 500);
    if (this.#silentDepth > 0 || this.#length > this.#maxCharacters) return;
    this.#length += text.length;
    if (this.#preDepth > 0) this.#line += text;
    else this.#line += text.replaceAll(/\s+/g, " ");
  }

  close(name: string): void {
    this.#depth -= 1;
    if (SILENT.has(name)) this.#silentDepth -= 1;
    if (name === "title") this.#isInTitle = false;
    if (name === "a") this.#closeLink();
    if (BLOCKS.has(name)) this.#breakLine();
    if (name === "pre") this.#preDepth -= 1;
  }

  text(): string {
    this.#breakLine();
    return this.#lines.join("\n");
  }

  #openLink(href: string | undefined): void {
    const isShown = href !== undefined && !href.startsWith("#") && URL.canParse(href, this.#baseUrl);
    const url = isShown ? new URL(href, this.#baseUrl) : undefined;
    const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
    this.#links.push(isWeb && this.#silentDepth === 0 ? url.href : undefined);
    if (this.#links.at(-1) !== undefined) this.#line += "[";
  }

  #closeLink(): void {
    const url = this.#links.pop();
    if (url === undefined) return;
    this.#length += url.length;
    // A link around nothing but a picture says nothing.
    this.#line = this.#line.endsWith("[") ? this.#line.slice(0, -1) : `${this.#line}](${url})`;
  }

  #breakLine(): void {
    const isPlain = this.#preDepth === 0;
    const line = isPlain ? this.#line.replaceAll(/ +/g, " ").trim() : this.#line.trimEnd();
    this.#line = "";
    if (line.trim() !== "" && line !== "-") this.#lines.push(line);
  }
}
