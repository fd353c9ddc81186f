/** A poll in Discord's shape: its question and what can be answered. Votes are not counted here. */
import type { JsonObject } from "../contracts.ts";
import { h } from "./dom.ts";
import { asList, asObject, asText } from "./json.ts";

export function renderPoll(poll: JsonObject): HTMLElement {
  const answers = asList(poll["answers"]).map((answer) =>
    asText(asObject(asObject(answer)["poll_media"])["text"]),
  );
  const isMultiple = poll["allow_multiselect"] === true;
  return h(
    "div",
    { class: "embed", role: "group", "aria-label": "Poll" },
    h("div", { class: "embed-title" }, asText(asObject(poll["question"])["text"])),
    h(
      "div",
      { class: "embed-author" },
      isMultiple ? "Poll: several answers possible" : "Poll: one answer possible",
    ),
    h("ul", {}, ...answers.map((answer) => h("li", {}, answer))),
  );
}
