import type { Client } from "discord.js";

import type { Attachment, Quote, Task } from "../contracts.ts";
import { type MessageLink, messageLinks } from "../text/message-links.ts";
import { toAttachments, toQuote } from "./facts.ts";
import { createAccess } from "./open-room.ts";

/** What came of the links in a question. */
export interface LinkedMessages {
  readonly quotes: readonly Quote[];
  /** Sentences for the person: what was not read, and why. */
  readonly notices: readonly string[];
}

/** Messages of one question that are read; each costs some requests. */
const MAX_LINKS = 3;

/** One sentence for all that is gone, hidden or private: what somebody may not see does not exist for them. */
const NOT_READ_NOTICE =
  "A linked message was not read: it is gone, or not everybody who reads this place and I may see it.";
const ELSEWHERE_NOTICE = "A linked message was not read: I read only those of the place where I am asked.";
const TOO_MANY_NOTICE = `Only the first ${MAX_LINKS} linked messages were read.`;

/**
 * Reads the messages that a question links to: those of the same server that the asking person, the bot and
 * everybody who will read the answer may see, and in a direct message those of the same conversation.
 *
 * @returns A function that never rejects.
 */
export function createLinkReader(client: Client): (task: Task) => Promise<LinkedMessages> {
  const access = createAccess(client);

  const read = async (task: Task, link: MessageLink): Promise<Quote | string> => {
    const { place } = task;
    if (link.guildId !== place.guildId) return ELSEWHERE_NOTICE;
    try {
      const channel = await (link.guildId === undefined
        ? directChannel(client, task, link)
        : openChannel(task, link));
      if (channel === undefined) return ELSEWHERE_NOTICE;
      const message = await channel.messages.fetch({ message: link.messageId, force: true });
      return { ...toQuote(message, client.user?.id ?? ""), isLinked: true };
    } catch {
      return NOT_READ_NOTICE;
    }
  };

  const openChannel = async (task: Task, link: MessageLink) => {
    const asker = { person: task.author, place: task.place };
    const room = await access.open(asker, link.channelId, ["ReadMessageHistory"]);
    await access.requireAudience(asker, room);
    return room.channel;
  };

  return async (task) => {
    const known = new Set(task.quotes.map(({ messageId }) => messageId));
    const links = messageLinks(task.text).filter(({ messageId }) => !known.has(messageId));
    const found = await Promise.all(links.slice(0, MAX_LINKS).map((link) => read(task, link)));
    const notices = found.filter((one) => typeof one === "string");
    return {
      quotes: found.filter((one) => typeof one !== "string"),
      notices: [...new Set(links.length > MAX_LINKS ? [...notices, TOO_MANY_NOTICE] : notices)],
    };
  };
}

async function directChannel(client: Client, { place }: Task, link: MessageLink) {
  if (place.kind !== "direct" || link.channelId !== place.channelId) return undefined;
  const channel = await client.channels.fetch(link.channelId, { cache: false });
  return channel?.isDMBased() === true && channel.isTextBased() ? channel : undefined;
}

/**
 * Reads a message again for the addresses of its files, which expire after a day or so.
 *
 * @returns A function that gives the files as they are now; none when the message is gone or hidden.
 */
export function createAttachmentRefresh(
  client: Client,
): (channelId: string, messageId: string) => Promise<readonly Attachment[]> {
  return async (channelId, messageId) => {
    try {
      // A process that does not hear of the server reads the message all the same.
      const channel = await client.channels.fetch(channelId, { allowUnknownGuild: true });
      if (channel?.isTextBased() !== true) return [];
      return toAttachments(await channel.messages.fetch({ message: messageId, force: true }));
    } catch {
      return [];
    }
  };
}
