/**
 * Between what a person types and what is sent: `@Grace` and `<@id>`, `#general` and `<#id>`.
 * Pure; code is left alone.
 */
import { guildChannels } from "./seen.ts";
import type { State } from "./state.ts";

export function toSendable(text: string, state: State): string {
  const people = [...state.people.values()].sort((a, b) => b.name.length - a.name.length);
  const channels = namedChannels(state).sort((a, b) => b.name.length - a.name.length);
  return outsideCode(text, (part) => {
    let sent = part;
    for (const { name, id } of people) sent = replaceName(sent, "@", name, `<@${id}>`);
    for (const { name, id } of channels) sent = replaceName(sent, "#", name, `<#${id}>`);
    return sent;
  });
}

export function toEditable(text: string, state: State): string {
  return outsideCode(text, (part) =>
    part
      .replaceAll(/<@!?(\d+)>/g, (mark, id: string) => {
        const name = state.people.get(id)?.name;
        return name === undefined ? mark : `@${name}`;
      })
      .replaceAll(/<#(\d+)>/g, (mark, id: string) => {
        const name = state.channels.get(id)?.name;
        return name === undefined ? mark : `#${name}`;
      }),
  );
}

/** Channels of the open guild that a `#` can name. */
export function namedChannels(state: State): { readonly id: string; readonly name: string }[] {
  const guildId = state.channels.get(state.channelId)?.guildId;
  return guildId === undefined ? [] : guildChannels(state, guildId);
}

function replaceName(text: string, sign: string, name: string, mark: string): string {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replaceAll(new RegExp(`(?<![\\w<])${sign}${escaped}(?![\\p{L}\\p{N}_-])`, "giu"), mark);
}

function outsideCode(text: string, change: (part: string) => string): string {
  return text
    .split(/(```[\s\S]*?```|`[^`\n]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join("");
}
