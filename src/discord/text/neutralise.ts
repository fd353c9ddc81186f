/**
 * Takes the danger out of what a model wrote, before it is cut into messages.
 *
 * A model repeats what pages, files and people put before it, so its text is not ours. An address that
 * nobody gave it may carry what it read to somebody else (`https://evil.example/?d=…`), a label may lie
 * about where it leads, and a line may look like the bot's own. So:
 *
 * - Hidden characters go, everywhere.
 * - Addresses not among `seenUrls` are never behind a label. Where the model read what others wrote they
 *   are shown as inline code that begins with `hxxp`: readable, not clickable. Where it only answered from
 *   what it knows (`unseen: "show"`) they stay links. Seen ones stay, unless their label names another host.
 * - Images become links: Discord shows none, and a preview would fetch the address.
 * - Schemes that act (`javascript:`, `data:`, `discord://`, …) and invites are broken with `[:]`, `[.]`.
 * - `-#` gets a backslash: small text is how the bot itself speaks, so a model cannot.
 * - Chat template tokens and markers of untrusted content go.
 *
 * Code blocks keep their text; they are written Discord's way first, so that what is spared here as
 * code is code there too. Linear in the length of the text.
 */
import { withoutHiddenCharacters } from "../../text/sanitise.ts";
import { readBlocks } from "./blocks.ts";
import type { Atom } from "./inlines.ts";
import { defanged, isSeen, linkTarget, namesOtherHost, unlinked } from "./links.ts";
import { standardFences } from "./standard-fences.ts";
import { Structure } from "./structure.ts";

export interface NeutraliseOptions {
  /** Addresses from the task, the session, attachments and tool results; see `urlsIn`. */
  readonly seenUrls: ReadonlySet<string>;
  /**
   * `defang` when the model read pages, files or other people's messages, one of which may have made it
   * write the address; `show` when it did not. Default `defang`.
   */
  readonly unseen?: "defang" | "show";
  /** Texts with which untrusted content is marked for the model; they are taken out. */
  readonly ownMarkers?: readonly string[];
}

/** A label in a label in a label is not written by people; deeper ones are shown as code. */
const MAX_DEPTH = 3;
/** `<|im_end|>`, `<｜tool▁calls▁begin｜>`, `[INST]`, `<<SYS>>`, `<start_of_turn>`, `<s>`. */
const TEMPLATE_TOKEN =
  /<[|｜][^<>|｜\n]{1,64}[|｜]>|\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]|<<\/?SYS>>|<\/?(?:start_of_turn|end_of_turn|s|bos|eos)>/g;
/** Marks such as `<untrusted …>`, `</untrusted-content>`, `[unverified]`. */
const UNTRUSTED_MARKER =
  /<\/?untrusted[\w-]{0,40}(?:\s[^<>\n]{0,200})?>|\[\/?(?:untrusted|unverified)[^[\]\n]{0,80}\]/gi;
const ACTING_SCHEME =
  /\b(?:javascript|vbscript|data):(?=\S)|\b(?:discord|file|intent|ms-[a-z-]{1,30}):(?=\/\/)/gi;
/** `data` is a word too: only with a media type behind it is it a scheme. */
const DATA_REST = /^[\w.+-]{0,40}(?:\/[\w.+-]{1,80})?(?:;[\w=-]{1,60})*[,;]/;
const INVITE = /\b(discord(?:app)?)\.(gg|io|me|com(?=\/{1,9}invite))/gi;
const SUBTEXT = /-#/g;

/** @returns `markdown` without what could deceive, leak or act. For the model's own text, once: not for its result. */
export function neutralise(markdown: string, options: NeutraliseOptions): string {
  const clean = withoutMarkers(withoutHiddenCharacters(markdown), options.ownMarkers ?? []);
  return rewriteText(
    standardFences(clean),
    { seenUrls: options.seenUrls, showsUnseen: options.unseen === "show" },
    0,
  );
}

/** Removing one token may join the halves of another, so it goes on for a few rounds. */
function withoutMarkers(text: string, ownMarkers: readonly string[]): string {
  let current = text;
  for (let pass = 0; pass < 4; pass++) {
    if (!hasMarker(current, ownMarkers)) break;
    let next = mapText(current, (piece) => piece.replace(TEMPLATE_TOKEN, "").replace(UNTRUSTED_MARKER, ""));
    for (const marker of ownMarkers) if (marker !== "") next = next.replaceAll(marker, "");
    if (next === current) break;
    current = next;
  }
  return current;
}

/** Nearly no text has one, and the structure need not be read to know. */
function hasMarker(text: string, ownMarkers: readonly string[]): boolean {
  if (text.search(TEMPLATE_TOKEN) !== -1 || text.search(UNTRUSTED_MARKER) !== -1) return true;
  return ownMarkers.some((marker) => marker !== "" && text.includes(marker));
}

/** Applies `change` to everything outside code blocks. */
function mapText(markdown: string, change: (text: string) => string): string {
  const { lines } = readBlocks(markdown);
  let result = "";
  let from = 0;
  for (const line of lines) {
    if (line.fence === undefined) continue;
    result += change(markdown.slice(from, line.start)) + markdown.slice(line.start, line.next);
    from = line.next;
  }
  return result + change(markdown.slice(from));
}

/** Which addresses may be clicked, and which of them may have a label. */
interface Links {
  readonly seenUrls: ReadonlySet<string>;
  readonly showsUnseen: boolean;
}

function mayClick(url: string, links: Links): boolean {
  return links.showsUnseen || isSeen(url, links.seenUrls);
}

function rewriteText(markdown: string, links: Links, depth: number): string {
  const text = new Structure(markdown);
  let result = "";
  let from = 0;
  const copyTo = (end: number): void => {
    if (end > from) result += plain(markdown.slice(from, end));
    from = Math.max(from, end);
  };
  let atomIndex = 0;
  for (const line of text.lines) {
    if (line.fence !== undefined) {
      copyTo(line.start);
      result += markdown.slice(Math.max(from, line.start), line.next);
      from = line.next;
      continue;
    }
    for (
      let atom = text.atoms[atomIndex];
      atom !== undefined && atom.start < line.next;
      atom = text.atoms[++atomIndex]
    ) {
      copyTo(atom.start);
      result += rewriteAtom(markdown.slice(atom.start, atom.end), atom, links, depth);
      from = atom.end;
    }
  }
  copyTo(markdown.length);
  return result;
}

function plain(text: string): string {
  return breakSchemes(text).replace(SUBTEXT, "\\-#");
}

function breakSchemes(text: string): string {
  return text
    .replace(ACTING_SCHEME, (found, offset: number) => {
      const rest = text.slice(offset + found.length, offset + found.length + 300);
      return found.toLowerCase() === "data:" && !DATA_REST.test(rest) ? found : `${found.slice(0, -1)}[:]`;
    })
    .replace(INVITE, "$1[.]$2");
}

function rewriteAtom(raw: string, atom: Atom, links: Links, depth: number): string {
  switch (atom.kind) {
    case "escape":
      return raw;
    case "code":
      // Discord pairs backticks a little differently, so an address is not safe in inline code.
      return breakSchemes(raw).replace(/https?:\/\/[^\s`<>]+/gi, (url) =>
        mayClick(url, links) ? url : unlinked(url),
      );
    case "token":
      return /^<https?:/i.test(raw) ? address(raw.slice(1, -1), links, true) : breakSchemes(raw);
    case "url":
      return address(raw, links, false);
    case "link":
    case "image":
      return link(raw, links, depth);
  }
}

function address(url: string, links: Links, isQuiet: boolean): string {
  if (!mayClick(url, links) || url.search(INVITE) !== -1) return defanged(breakSchemes(url));
  return isQuiet ? `<${url}>` : url;
}

function link(raw: string, links: Links, depth: number): string {
  const { label, url } = linkTarget(raw);
  const shownLabel =
    depth >= MAX_DEPTH ? plain(label.replace(/[[\]()`<>]/g, " ")) : rewriteText(label, links, depth + 1);
  const isWeb = /^https?:\/\//i.test(url);
  const isInvite = url.search(INVITE) !== -1;
  const isHonest = isWeb && isSeen(url, links.seenUrls) && !isInvite && !namesOtherHost(label, url);
  if (isHonest && shownLabel.trim() === "") return `<${url}>`;
  if (isHonest && !/https?:\/\/|[[\]]/i.test(shownLabel)) return `[${shownLabel}](<${url}>)`;
  const isShown = isHonest || (links.showsUnseen && isWeb && !isInvite);
  const shownUrl = isShown ? `<${url}>` : defanged(breakSchemes(url));
  return shownLabel.trim() === "" ? shownUrl : `${shownLabel} (${shownUrl})`;
}
