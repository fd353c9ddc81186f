/** Addresses in markdown: which were seen before, where a masked link leads, how to show one unclickable. */

const URL = /https?:\/\/[^\s<>"'`\\^{}|]+/gi;
/** Punctuation that ends a sentence, or brackets around an address. */
const TRAILING = /[.,:;!?'"*_~|)\]}]+$/;

/** Every address in a text, for `seenUrls`. Both with and without trailing punctuation. Linear. */
export function urlsIn(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [url] of text.matchAll(URL)) {
    found.add(url);
    found.add(withoutTrailing(url));
    // `(https://…)` and `[label](https://…)`: what is in front of the bracket that closes too much.
    const bracket = url.indexOf(")");
    if (bracket !== -1 && !url.slice(0, bracket).includes("(")) found.add(url.slice(0, bracket));
  }
  return [...found];
}

/** True when the address was in the input; the case of scheme and host and a last slash do not count. */
export function isSeen(url: string, seenUrls: ReadonlySet<string>): boolean {
  if (seenUrls.has(url)) return true;
  const wanted = comparable(url);
  return wanted !== undefined && comparableSet(seenUrls).has(wanted);
}

const comparableSets = new WeakMap<
  ReadonlySet<string>,
  { readonly size: number; readonly urls: ReadonlySet<string> }
>();

/** Kept for each set, so that asking stays cheap however many addresses a text has. */
function comparableSet(seenUrls: ReadonlySet<string>): ReadonlySet<string> {
  const kept = comparableSets.get(seenUrls);
  if (kept !== undefined && kept.size === seenUrls.size) return kept.urls;
  const urls = new Set<string>();
  for (const url of seenUrls) {
    const form = comparable(url);
    if (form !== undefined) urls.add(form);
  }
  comparableSets.set(seenUrls, { size: seenUrls.size, urls });
  return urls;
}

/** A fragment counts: it stays in the browser, but the page's script reads it. */
function comparable(url: string): string | undefined {
  const parsed = globalThis.URL.parse(url);
  if (parsed === null || parsed.username !== "" || parsed.password !== "") return undefined;
  return parsed.href.replace(/\/$/, "");
}

function withoutTrailing(url: string): string {
  const tail = url.slice(-64);
  return url.slice(0, url.length - (TRAILING.exec(tail)?.[0].length ?? 0));
}

/** Label and address of `[label](address "title")` or `![label](address)`. */
export function linkTarget(raw: string): { readonly label: string; readonly url: string } {
  const labelStart = raw.indexOf("[") + 1;
  // The address is the last group of brackets; a label may hold `](` of its own.
  const split = targetStart(raw);
  const inner = raw.slice(split + 2, -1).trim();
  const withoutTitle = inner.replace(/\s+"[^"]{0,200}"$/, "");
  return { label: raw.slice(labelStart, split), url: withoutTitle.replace(/^<|>$/g, "") };
}

function targetStart(raw: string): number {
  let at = raw.lastIndexOf("](");
  // An address may hold `](` itself when it stands in angle brackets.
  const angle = raw.lastIndexOf("](<");
  if (angle !== -1 && raw.endsWith(">)")) at = angle;
  return at;
}

/** True when a label looks like an address of another host than the one it leads to. */
export function namesOtherHost(label: string, url: string): boolean {
  const host = globalThis.URL.parse(url)?.hostname.replace(/^www\./, "");
  if (host === undefined) return true;
  const named = label
    .normalize("NFKC")
    .toLowerCase()
    .matchAll(/(?<![\w@])(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\w.(])/gu);
  for (const [name] of named) {
    const bare = name.replace(/^www\./, "");
    if (bare !== host && !isFileName(bare) && !host.endsWith(`.${bare}`)) return true;
  }
  return false;
}

/** `config.ts` in a label is a file, not a host. */
function isFileName(name: string): boolean {
  return /\.(?:ts|js|mjs|cjs|json|md|py|rs|go|java|c|h|cpp|cs|rb|sh|txt|html|css|yml|yaml|toml|xml|csv|pdf|png|jpg|svg)$/.test(
    name,
  );
}

/** Without anything that Discord makes a link of, also where the address holds another one. */
export function unlinked(url: string): string {
  return url.replace(/http(?=s?:\/\/)/gi, "hxxp");
}

/** An address shown in full that nobody can click: inline code that begins with `hxxp`. */
export function defanged(url: string): string {
  const shown = unlinked(url).replaceAll("`", "%60").replace(/\s+/g, " ").trim();
  return shown === "" ? "" : `\`${shown}\``;
}
