/** Markdown trees to elements. Links open elsewhere and only ever with http or https. */
import { h } from "./dom.ts";
import type { Child } from "./dom.ts";
import type { Inline } from "./markdown-inline.ts";
import { parseInline } from "./markdown-inline.ts";
import { parseMarkdown } from "./markdown.ts";
import type { Block } from "./markdown.ts";
import { formatFull, formatMark } from "./time.ts";

/** What mentions need to know. */
export interface Names {
  user(id: string): string | undefined;
  role(id: string): string | undefined;
  channel(id: string): string | undefined;
  openChannel(id: string): void;
}

export function renderMarkdown(source: string, names: Names): HTMLElement {
  const blocks = parseMarkdown(source);
  const isJumbo = isOnlyEmoji(source);
  return h(
    "div",
    { class: `markdown${isJumbo ? " jumbo" : ""}` },
    ...blocks.map((block) => renderBlock(block, names)),
  );
}

/** For embed titles, footers and labels. */
export function renderInline(source: string, names: Names): Child[] {
  return parseInline(source).map((node) => inline(node, names));
}

function renderBlock(block: Block, names: Names): HTMLElement {
  const children = "children" in block ? block.children.map((node) => inline(node, names)) : [];
  switch (block.type) {
    case "text":
      return h("div", { class: "text" }, ...children);
    case "heading":
      // Within a message, level 1 would stand above the page's own headings.
      return h(
        "div",
        { class: `heading heading-${block.level}`, role: "heading", "aria-level": block.level + 2 },
        ...children,
      );
    case "subtext":
      return h("small", { class: "subtext" }, ...children);
    case "quote":
      return h("blockquote", {}, ...block.blocks.map((one) => renderBlock(one, names)));
    case "list": {
      const items = block.items.map((item) => h("li", {}, ...item.map((one) => renderBlock(one, names))));
      return block.start === undefined ? h("ul", {}, ...items) : h("ol", { start: block.start }, ...items);
    }
    case "code":
      return h(
        "pre",
        { tabindex: 0, "aria-label": block.language === "" ? "Code" : `Code, ${block.language}` },
        block.language !== "" && h("span", { class: "code-language", "aria-hidden": "true" }, block.language),
        h("code", {}, block.text),
      );
  }
}

function inline(node: Inline, names: Names): Child {
  const children = "children" in node ? node.children.map((one) => inline(one, names)) : [];
  switch (node.type) {
    case "text":
      return node.text;
    case "strong":
      return h("strong", {}, ...children);
    case "emphasis":
      return h("em", {}, ...children);
    case "underline":
      return h("u", {}, ...children);
    case "strike":
      return h("s", {}, ...children);
    case "spoiler":
      return spoiler(children);
    case "code":
      return h("code", { class: "inline-code" }, node.text);
    case "link":
      return h(
        "a",
        { href: node.url, title: node.title || node.url, target: "_blank", rel: "noopener noreferrer" },
        ...children,
      );
    case "mention":
      return mention(node, names);
    case "everyone":
      return h("span", { class: "mention" }, node.text);
    case "command":
      return h("span", { class: "mention" }, `/${node.name}`);
    case "emoji":
      return h("span", { class: "custom-emoji" }, `:${node.name}:`);
    case "time": {
      const at = node.seconds * 1000;
      const text = formatMark(node.seconds, node.style, Date.now());
      return h(
        "time",
        { class: "time-mark", datetime: new Date(at).toISOString(), title: formatFull(at) },
        text,
      );
    }
  }
}

function mention(node: Extract<Inline, { type: "mention" }>, names: Names): HTMLElement {
  const name = names[node.kind](node.id);
  if (node.kind !== "channel") return h("span", { class: "mention" }, `@${name ?? `unknown-${node.kind}`}`);
  if (name === undefined) return h("span", { class: "mention" }, "#unknown");
  const open = () => names.openChannel(node.id);
  return h("button", { type: "button", class: "mention", on: { click: open } }, `#${name}`);
}

function spoiler(children: readonly Child[]): HTMLElement {
  const content = h("span", { class: "spoiler-content", "aria-hidden": "true" }, ...children);
  const toggle = () => {
    const isShown = element.classList.toggle("is-shown");
    element.setAttribute("aria-expanded", String(isShown));
    content.setAttribute("aria-hidden", String(!isShown));
  };
  const element = h(
    "span",
    {
      class: "spoiler",
      role: "button",
      tabindex: 0,
      "aria-expanded": "false",
      "aria-label": "Spoiler",
      on: {
        click: toggle,
        keydown: (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          toggle();
        },
      },
    },
    content,
  );
  return element;
}

/** Up to 30 emoji and nothing else are shown large, as in Discord. */
function isOnlyEmoji(source: string): boolean {
  const text = source.replaceAll(/\s/g, "");
  return text !== "" && text.length < 200 && /^(?:\p{RGI_Emoji})+$/v.test(text);
}
