/** Embeds in Discord's shape. Pictures from elsewhere are links: the page loads nothing from outside. */
import type { JsonObject } from "../contracts.ts";
import { h } from "./dom.ts";
import type { Child } from "./dom.ts";
import { asList, asObject, asText } from "./json.ts";
import { renderInline, renderMarkdown } from "./markdown-view.ts";
import type { Names } from "./markdown-view.ts";
import { formatStamp } from "./time.ts";

export function renderEmbed(embed: JsonObject, names: Names): HTMLElement {
  const color =
    typeof embed["color"] === "number" ? `#${embed["color"].toString(16).padStart(6, "0")}` : undefined;
  const author = asText(asObject(embed["author"])["name"]);
  const title = asText(embed["title"]);
  const description = asText(embed["description"]);
  const fields = asList(embed["fields"]);
  return h(
    "div",
    { class: "embed", ...(color === undefined ? {} : { vars: { "--embed-color": color } }) },
    author !== "" && h("div", { class: "embed-author" }, author),
    title !== "" && h("div", { class: "embed-title" }, ...linked(title, asText(embed["url"]), names)),
    description !== "" && renderMarkdown(description, names),
    fields.length > 0 &&
      h("div", { class: "embed-fields" }, ...fields.map((field) => renderField(field, names))),
    ...["image", "thumbnail"].map((kind) => renderPicture(asText(asObject(embed[kind])["url"]))),
    renderFooter(embed),
  );
}

function linked(title: string, url: string, names: Names): Child[] {
  const children = renderInline(title, names);
  if (!/^https?:\/\//.test(url)) return children;
  return [h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children)];
}

function renderField(field: JsonObject, names: Names): HTMLElement {
  return h(
    "div",
    { class: `embed-field${field["inline"] === true ? " is-inline" : ""}` },
    h("div", { class: "embed-field-name" }, ...renderInline(asText(field["name"]), names)),
    renderMarkdown(asText(field["value"]), names),
  );
}

function renderPicture(url: string): Child {
  if (!/^https?:\/\//.test(url)) return undefined;
  return h(
    "a",
    { href: url, target: "_blank", rel: "noopener noreferrer", class: "embed-picture" },
    `Picture: ${url}`,
  );
}

function renderFooter(embed: JsonObject): Child {
  const text = asText(asObject(embed["footer"])["text"]);
  const time = Date.parse(asText(embed["timestamp"]));
  const words = [text, Number.isNaN(time) ? "" : formatStamp(time, Date.now())].filter((word) => word !== "");
  return words.length > 0 && h("div", { class: "embed-footer" }, words.join(" · "));
}
