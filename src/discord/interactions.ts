import { randomBytes } from "node:crypto";

import {
  type APIInteractionResponse,
  type ChatInputCommandInteraction,
  type Interaction,
  InteractionContextType,
  InteractionResponseType,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  PermissionFlagsBits,
  Routes,
} from "discord.js";

import type { Log, Place, Quote, Task } from "../contracts.ts";
import { failureSentence } from "../words/failure-sentence.ts";
import type { Language } from "../words/words.ts";
import { faultOf, type Rest } from "./api.ts";
import type { Command, CommandServices, TaskRequest } from "./command.ts";
import { requestsBefore } from "./queue-place.ts";
import type { CommandCatalog } from "./command-catalog.ts";
import type { Door } from "./door.ts";
import { toQuote } from "./facts.ts";
import type { Intake } from "./intake.ts";
import type { InteractionOrigin } from "./origin.ts";

export interface InteractionParts {
  readonly rest: Rest;
  readonly catalog: CommandCatalog;
  readonly intake: Intake;
  readonly door: Pick<Door, "refusalOf">;
  readonly services: CommandServices;
  readonly log: Log;
}

type CommandInteraction = ChatInputCommandInteraction | MessageContextMenuCommandInteraction;

/** Answers commands, presses and completions. Never rejects. */
export async function handleInteraction(interaction: Interaction, parts: InteractionParts): Promise<void> {
  try {
    if (!isForEverybody(interaction, parts.catalog)) {
      if (await isTurnedAway(interaction, parts)) return;
      void parts.services.manners.noteLocale(interaction.user.id, interaction.locale);
    }
    if (interaction.isChatInputCommand() || interaction.isMessageContextMenuCommand()) {
      await handleCommand(interaction, parts);
    } else if (interaction.isMessageComponent()) {
      const prefix = prefixOf(interaction.customId);
      const id = interaction.customId.slice(prefix.length + 1);
      await parts.catalog.component(prefix)?.(interaction, id, parts.services);
    } else if (interaction.isAutocomplete()) {
      const command = parts.catalog.find(interaction.commandName);
      if (command?.type === "slash") await command.autocomplete?.(interaction, parts.services);
    }
  } catch (error) {
    await reportFailure(interaction, parts, error);
  }
}

/** What nobody is turned away from, and of which nothing is noted down. */
function isForEverybody(interaction: Interaction, catalog: CommandCatalog): boolean {
  if (interaction.isCommand()) return catalog.isForEverybody(interaction.commandName);
  return interaction.isMessageComponent() && catalog.isForEverybody(prefixOf(interaction.customId));
}

/** Whoever may not talk to the bot may not use its commands and buttons either, and is told so. */
async function isTurnedAway(
  interaction: Interaction,
  { door, services }: InteractionParts,
): Promise<boolean> {
  const refusal = await door.refusalOf(interaction);
  if (refusal === undefined) return false;
  if (interaction.isAutocomplete()) await interaction.respond([]);
  else {
    const content = services.words(interaction.locale).access[refusal];
    await interaction.reply({ content, flags: MessageFlags.Ephemeral });
  }
  return true;
}

/** The first word of a `custom_id`, which names who answers. */
function prefixOf(customId: string): string {
  return customId.split(":", 1)[0] ?? "";
}

async function handleCommand(interaction: CommandInteraction, parts: InteractionParts): Promise<void> {
  const command = parts.catalog.find(interaction.commandName);
  if (command === undefined) {
    await interaction.reply({
      content: parts.services.words(interaction.locale).interactions.oldCommand,
      flags: MessageFlags.Ephemeral,
    });
    return;
  }
  if (!isAllowed(interaction, command)) {
    await interaction.reply({
      content: parts.services.words(interaction.locale).interactions.notPermitted,
      flags: MessageFlags.Ephemeral,
    });
    return;
  }
  const request = requestOf(interaction, command, parts.services.words(interaction.locale));
  if (request !== undefined) await acceptAsTask(interaction, request, parts);
  else if (command.type === "slash" && interaction.isChatInputCommand()) {
    await command.execute?.(interaction, parts.services);
  } else if (command.type === "message" && interaction.isMessageContextMenuCommand()) {
    await command.execute?.(interaction, parts.services);
  }
}

/** Server owners may loosen what Discord asks for; what changes things is checked here again. */
function isAllowed(interaction: CommandInteraction, command: Command): boolean {
  if (command.memberPermissions === undefined || interaction.guildId === null) return true;
  return interaction.memberPermissions?.has(command.memberPermissions) ?? false;
}

function requestOf(
  interaction: CommandInteraction,
  command: Command,
  words: Language,
): TaskRequest | undefined {
  if (command.type === "slash" && interaction.isChatInputCommand())
    return command.toRequest?.(interaction, words);
  if (command.type === "message" && interaction.isMessageContextMenuCommand()) {
    return command.toRequest?.(interaction, words);
  }
  return undefined;
}

/**
 * On disk first, then acknowledged: a crash in between leaves a task that is answered, while the other
 * order would leave a command that says it is thinking for ever.
 */
async function acceptAsTask(
  interaction: CommandInteraction,
  request: TaskRequest,
  parts: InteractionParts,
): Promise<void> {
  const outcome = await parts.intake.admitCommand(toTask(interaction, request), toOrigin(interaction));
  if (outcome === "duplicate") return;
  if (outcome !== "accepted") {
    await interaction.reply({ content: outcome.refusal, flags: MessageFlags.Ephemeral });
    return;
  }
  try {
    await parts.rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
      body: await firstResponse(interaction, parts),
      auth: false,
    });
  } catch (error) {
    // The answer finds another way: by editing the response if there is one, else as a message.
    parts.log.warn("acknowledgement-failed", { taskId: interaction.id, fault: faultOf(error), error });
  }
}

/**
 * That the bot is thinking; when others in the channel are answered first, how many. Said in the very first
 * response, which the answer takes the place of: a later edit could come after the answer, since nobody holds
 * a task that waits. Who wants no edits is told that it is being thought about.
 */
async function firstResponse(
  interaction: CommandInteraction,
  { services, log }: InteractionParts,
): Promise<APIInteractionResponse> {
  const queue = await services.tasks.queue(interaction.channelId).catch((error: unknown) => {
    log.warn("queue-not-read", { channelId: interaction.channelId, error });
    return [];
  });
  const own = queue.find(({ task }) => task.id === interaction.id);
  const before = own === undefined ? 0 : requestsBefore(queue, own);
  if (before === 0 || own?.task.isPlain === true)
    return { type: InteractionResponseType.DeferredChannelMessageWithSource };
  const { why } = services.words(interaction.locale).replies;
  return {
    type: InteractionResponseType.ChannelMessageWithSource,
    data: { content: `-# ${why.waiting(before)}`, allowed_mentions: { parse: [] } },
  };
}

function toTask(interaction: CommandInteraction, request: TaskRequest): Task {
  return {
    id: interaction.id,
    createdAt: interaction.createdTimestamp,
    place: placeOf(interaction),
    author: { id: interaction.user.id, name: nameOf(interaction), locale: interaction.locale },
    text: request.text,
    attachments: request.attachments ?? [],
    quotes: quotesOf(interaction),
    respondWithFinal: true,
  };
}

function nameOf(interaction: CommandInteraction): string {
  return interaction.inCachedGuild() ? interaction.member.displayName : interaction.user.displayName;
}

function quotesOf(interaction: CommandInteraction): readonly Quote[] {
  if (!interaction.isMessageContextMenuCommand()) return [];
  return [toQuote(interaction.targetMessage, interaction.client.user.id)];
}

/** Where a command was used. */
export function placeOf(interaction: CommandInteraction): Place {
  const { channel, channelId, guildId, guild } = interaction;
  if (guildId === null) return { kind: "direct", channelId };
  const isThread = channel?.isThread() ?? false;
  const parentId = channel?.isThread() === true ? channel.parentId : null;
  return {
    kind: isThread ? "thread" : "channel",
    channelId,
    guildId,
    ...(guild === null ? {} : { guildName: guild.name }),
    ...(channel !== null && "name" in channel && channel.name !== null ? { channelName: channel.name } : {}),
    ...(parentId === null ? {} : { parentChannelId: parentId }),
  };
}

function toOrigin(interaction: CommandInteraction): InteractionOrigin {
  return {
    platform: "discord",
    kind: "interaction",
    channelId: interaction.channelId,
    applicationId: interaction.applicationId,
    interactionId: interaction.id,
    token: interaction.token,
    canPost: canPost(interaction),
  };
}

/** In a private channel, or in a server that did not install the bot, only the command's token works. */
function canPost(interaction: CommandInteraction): boolean {
  if (interaction.context === InteractionContextType.PrivateChannel) return false;
  if (interaction.guildId === null) return true;
  const isThread = interaction.channel?.isThread() ?? false;
  return (
    interaction.guild !== null &&
    interaction.appPermissions.has(
      isThread ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages,
    )
  );
}

async function reportFailure(
  interaction: Interaction,
  parts: InteractionParts,
  error: unknown,
): Promise<void> {
  const errorId = randomBytes(4).toString("hex");
  parts.log.error("interaction-failed", { interactionId: interaction.id, errorId, error });
  if (!interaction.isRepliable()) return;
  const answer = {
    content: failureSentence(error, errorId, parts.services.words(interaction.locale).failure, "command"),
    flags: MessageFlags.Ephemeral,
  } as const;
  try {
    if (interaction.replied || interaction.deferred) await interaction.followUp(answer);
    else await interaction.reply(answer);
  } catch (followUpError) {
    parts.log.debug("failure-not-shown", { errorId, error: followUpError });
  }
}
