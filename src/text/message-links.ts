/** Where a link to a message of Discord leads. */
export interface MessageLink {
  /** Absent for direct messages, which such addresses call `@me`. */
  readonly guildId?: string;
  readonly channelId: string;
  readonly messageId: string;
}

const LINK =
  /https?:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/channels\/(@me|\d{15,20})\/(\d{15,20})\/(\d{15,20})/g;

/** The messages that a text links to, each once, in the order in which they stand there. */
export function messageLinks(text: string): readonly MessageLink[] {
  const links = [...text.matchAll(LINK)].map(
    ([, guildId = "", channelId = "", messageId = ""]): MessageLink =>
      guildId === "@me" ? { channelId, messageId } : { guildId, channelId, messageId },
  );
  return [...new Map(links.map((link) => [link.messageId, link])).values()];
}
