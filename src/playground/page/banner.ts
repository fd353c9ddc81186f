/** Lines above the messages: which model answers, that the bot or the playground is away. */
import { h, icon, iconButton, showRows } from "./dom.ts";
import type { Row, View } from "./dom.ts";
import { ICONS } from "./icons.ts";
import { personName } from "./seen.ts";
import type { State } from "./state.ts";

export function createBanner(state: State): View {
  const element = h("div", { class: "banners", role: "status" });
  let isNoticeClosed = false;
  const line = (key: string, kind: string, text: string, onClose?: () => void): Row => ({
    key,
    look: text,
    create: () =>
      h(
        "div",
        { class: `banner banner-${kind}` },
        icon(kind === "warning" ? ICONS.warning : ICONS.orchid),
        h("span", {}, text),
        onClose !== undefined && iconButton("Close", ICONS.close, onClose),
      ),
  });
  const update = () => {
    const rows: Row[] = [];
    if (state.connection === "lost") {
      rows.push(line("lost", "warning", "The connection to the playground is lost. Trying again…"));
    } else if (state.connection === "open" && !state.bot.isOnline) {
      const name = personName(state, state.botUserId);
      rows.push(
        line("offline", "warning", `${name} is offline: it is not connected. It may still be starting.`),
      );
    }
    if (state.notice !== undefined && !isNoticeClosed) {
      const close = () => {
        isNoticeClosed = true;
        update();
      };
      rows.push(line("notice", "info", state.notice, close));
    }
    showRows(element, rows);
  };
  return { element, update };
}
