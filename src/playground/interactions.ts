import { ApiError } from "./api-error.ts";
import type { JsonObject, VisibleInteraction } from "./contracts.ts";
import { describe, toChange } from "./interaction-body.ts";
import { interactionJson } from "./interaction-json.ts";
import { textOf } from "./json.ts";
import type { Kernel } from "./kernel.ts";
import { createMessage, deleteMessage, editMessage } from "./messages.ts";
import type { Draft, NewFile } from "./messages.ts";
import { channelPermissions, has } from "./permissions.ts";
import { messageJson } from "./message-json.ts";
import { FLAG_EPHEMERAL, FLAG_LOADING } from "./world.ts";
import type { Channel, Message } from "./world.ts";

/** Follow-ups of an application that only its user installed. */
const MAX_USER_FOLLOW_UPS = 5;

/** Timers may fire a little before the clock says so. */
const TIMER_SLACK_MS = 5;

/** Discord's interaction types: 2 command, 3 component, 4 autocomplete, 5 modal. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: 2 | 3 | 4 | 5;
  readonly userId: string;
  readonly channelId: string;
  readonly name: string;
  /** Type of the message that answers it: 20 slash command, 23 context menu, 19 component, 0 modal. */
  readonly messageType: number;
  readonly createdAt: number;
  /** The bot is no member where this happens: the token is all it has. */
  readonly isUserInstall: boolean;
  /** The message that a component sits on. */
  readonly sourceId?: string | undefined;
  status: VisibleInteraction["status"];
  originalId?: string | undefined;
  modal?: JsonObject | undefined;
  choices?: readonly JsonObject[] | undefined;
  followUpIds: string[];
}

export interface InteractionTimes {
  readonly deadlineMs: number;
  readonly tokenMs: number;
}

const KINDS = { 2: "command", 3: "component", 4: "autocomplete", 5: "modal" } as const;

/** What people started with the bot, and the bot's answers to it. */
export class Interactions {
  readonly #kernel: Kernel;
  readonly #times: InteractionTimes;
  readonly #byId = new Map<string, Interaction>();
  readonly #byToken = new Map<string, Interaction>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(kernel: Kernel, times: InteractionTimes) {
    this.#kernel = kernel;
    this.#times = times;
    for (const interaction of kernel.store.read("interaction") as Interaction[]) this.#index(interaction);
  }

  get(id: string): Interaction | undefined {
    return this.#byId.get(id);
  }

  view(interaction: Interaction): VisibleInteraction {
    const { id, userId, channelId, name, createdAt, status, originalId, modal, choices } = interaction;
    return {
      id,
      kind: KINDS[interaction.type],
      userId,
      channelId,
      name,
      createdAt,
      status,
      ...(originalId === undefined ? {} : { messageId: originalId }),
      ...(modal === undefined ? {} : { modal }),
      ...(choices === undefined ? {} : { choices }),
      followUpIds: [...interaction.followUpIds],
    };
  }

  /** Starts one and tells the bot. */
  open(
    what: Pick<Interaction, "type" | "userId" | "name" | "messageType" | "isUserInstall" | "sourceId">,
    channel: Channel,
    locale: string,
    data: JsonObject,
  ): VisibleInteraction {
    const kernel = this.#kernel;
    const id = kernel.ids.next();
    const interaction: Interaction = {
      ...what,
      id,
      // Discord's tokens are long and start with `interaction:<id>` in base 64.
      token: Buffer.from(`interaction:${id}:${kernel.random().toString(36).slice(2)}`).toString("base64url"),
      channelId: channel.id,
      createdAt: kernel.clock(),
      status: "waiting",
      followUpIds: [],
    };
    this.#index(interaction);
    this.#keep(interaction);
    const source = what.sourceId === undefined ? undefined : kernel.world.message(channel.id, what.sourceId);
    const message =
      source === undefined ? undefined : messageJson(kernel, source, { hasContent: true, isTarget: true });
    kernel.dispatch({
      event: "INTERACTION_CREATE",
      guildId: channel.guildId,
      intents: 0,
      render: () => interactionJson(kernel, interaction, channel, locale, data, message),
    });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#expireAnswer(interaction);
    }, this.#times.deadlineMs + TIMER_SLACK_MS).unref();
    this.#timers.add(timer);
    return this.view(interaction);
  }

  /**
   * The first answer.
   *
   * @returns what `with_response` asks for.
   * @throws {ApiError} 10062 after the deadline, 40060 the second time.
   */
  answer(id: string, token: string, body: JsonObject, files: readonly NewFile[]): JsonObject {
    const interaction = this.#byId.get(id);
    if (interaction === undefined || interaction.token !== token) throw new ApiError("unknownInteraction");
    if (interaction.status !== "waiting" && interaction.status !== "failed")
      throw new ApiError("alreadyAcknowledged");
    this.#expireAnswer(interaction);
    if (interaction.status === "failed") throw new ApiError("unknownInteraction");
    const data = (body["data"] ?? {}) as JsonObject;
    const message = this.#apply(interaction, Number(body["type"]), data, files);
    this.#keep(interaction);
    return {
      interaction: {
        id,
        type: interaction.type,
        ...(message === undefined ? {} : { response_message_id: message.id }),
        response_message_loading: message !== undefined && (message.flags & FLAG_LOADING) !== 0,
        response_message_ephemeral: message?.ephemeralTo !== undefined,
      },
      resource: {
        type: body["type"],
        ...(message === undefined ? {} : { message: this.json(message) }),
      },
    };
  }

  #apply(
    interaction: Interaction,
    type: number,
    data: JsonObject,
    files: readonly NewFile[],
  ): Message | undefined {
    const source = this.#source(interaction);
    switch (type) {
      case 4:
      case 5: {
        const message = createMessage(this.#kernel, this.draft(interaction, data, files, type === 5));
        interaction.originalId = message.id;
        interaction.status = type === 5 ? "deferred" : "answered";
        return message;
      }
      case 6:
      case 7:
        if (source === undefined) throw new ApiError("unknownMessage");
        interaction.originalId = source.id;
        interaction.status = type === 6 ? "deferred" : "answered";
        if (type === 7) editMessage(this.#kernel, source, toChange(data, files));
        return source;
      case 8:
        interaction.choices = (data["choices"] ?? []) as readonly JsonObject[];
        interaction.status = "answered";
        return undefined;
      case 9:
        interaction.modal = data;
        interaction.status = "answered";
        return undefined;
      default:
        throw new ApiError("invalidFormBody");
    }
  }

  /** A message of the bot through an interaction; ephemeral when its flags say so. */
  draft(interaction: Interaction, data: JsonObject, files: readonly NewFile[], isLoading: boolean): Draft {
    const { world, identity } = this.#kernel;
    const channel = world.channels.get(interaction.channelId);
    if (channel === undefined) throw new ApiError("unknownChannel");
    const flags = Number(data["flags"] ?? 0);
    const isEphemeral = (flags & FLAG_EPHEMERAL) !== 0 || this.#mustWhisper(interaction, channel);
    const source = this.#source(interaction);
    return {
      channel,
      authorId: identity.botUserId,
      content: textOf(data["content"]),
      allowed: (data["allowed_mentions"] ?? undefined) as JsonObject | undefined,
      defaultParse: "users",
      type: interaction.messageType === 19 && source === undefined ? 0 : interaction.messageType,
      tts: data["tts"] === true,
      flags: (flags & ~FLAG_EPHEMERAL) | (isLoading ? FLAG_LOADING : 0),
      embeds: (data["embeds"] ?? []) as readonly JsonObject[],
      components: (data["components"] ?? []) as readonly JsonObject[],
      poll: (data["poll"] ?? undefined) as JsonObject | undefined,
      files: describe(files, data),
      interaction: {
        id: interaction.id,
        userId: interaction.userId,
        type: interaction.type,
        name: interaction.type === 2 ? interaction.name : undefined,
      },
      ...(source === undefined ? {} : { reference: { channelId: channel.id, messageId: source.id } }),
      ephemeralTo: isEphemeral ? interaction.userId : undefined,
    };
  }

  /** Without USE_EXTERNAL_APPS, a user-installed application answers only its user. */
  #mustWhisper(interaction: Interaction, channel: Channel): boolean {
    if (!interaction.isUserInstall || channel.guildId === undefined) return false;
    const bits = channelPermissions(this.#kernel.world, channel, interaction.userId);
    return !has(bits, "USE_EXTERNAL_APPS");
  }

  /** @throws {ApiError} 10015 for no such token or none acknowledged yet, 50027 after its life. */
  byToken(token: string): Interaction {
    const interaction = this.#byToken.get(token);
    if (interaction === undefined) throw new ApiError("unknownWebhook");
    if (this.#kernel.clock() - interaction.createdAt >= this.#times.tokenMs)
      throw new ApiError("invalidWebhookToken");
    if (interaction.status === "waiting" || interaction.status === "failed")
      throw new ApiError("unknownWebhook");
    return interaction;
  }

  /** A message of the interaction. @throws {ApiError} 10008. */
  message(interaction: Interaction, messageId: string): Message {
    const id = messageId === "@original" ? interaction.originalId : messageId;
    const isOwn = id === interaction.originalId || interaction.followUpIds.includes(id ?? "");
    const message = isOwn ? this.#kernel.world.message(interaction.channelId, id ?? "") : undefined;
    if (message === undefined) throw new ApiError("unknownMessage");
    return message;
  }

  edit(interaction: Interaction, message: Message, body: JsonObject, files: readonly NewFile[]): void {
    const change = toChange(body, files);
    const flags = (change.flags ?? message.flags) | (message.ephemeralTo === undefined ? 0 : FLAG_EPHEMERAL);
    editMessage(this.#kernel, message, { ...change, flags: flags & ~FLAG_LOADING });
    if (message.id !== interaction.originalId || interaction.status === "answered") return;
    interaction.status = "answered";
    this.#keep(interaction);
  }

  /**
   * A further message. While the deferred answer is still open, the first one becomes that answer,
   * as Discord does for old clients.
   */
  followUp(interaction: Interaction, body: JsonObject, files: readonly NewFile[]): Message {
    const original = this.#kernel.world.message(interaction.channelId, interaction.originalId ?? "");
    if (original !== undefined && (original.flags & FLAG_LOADING) !== 0) {
      this.edit(interaction, original, body, files);
      return original;
    }
    if (interaction.isUserInstall && interaction.followUpIds.length >= MAX_USER_FOLLOW_UPS)
      throw new ApiError("maxFollowUps");
    const draft = this.draft(interaction, body, files, false);
    const reference =
      interaction.originalId === undefined
        ? {}
        : { type: 19, reference: { channelId: interaction.channelId, messageId: interaction.originalId } };
    const message = createMessage(this.#kernel, { ...draft, type: 0, ...reference });
    interaction.followUpIds.push(message.id);
    this.#keep(interaction);
    return message;
  }

  delete(message: Message): void {
    deleteMessage(this.#kernel, message);
  }

  json(message: Message): JsonObject {
    return messageJson(this.#kernel, message, { hasContent: true });
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #source(interaction: Interaction): Message | undefined {
    return interaction.sourceId === undefined
      ? undefined
      : this.#kernel.world.message(interaction.channelId, interaction.sourceId);
  }

  #expireAnswer(interaction: Interaction): void {
    if (interaction.status !== "waiting") return;
    if (this.#kernel.clock() - interaction.createdAt < this.#times.deadlineMs) return;
    interaction.status = "failed";
    this.#keep(interaction);
  }

  #index(interaction: Interaction): void {
    this.#byId.set(interaction.id, interaction);
    this.#byToken.set(interaction.token, interaction);
  }

  #keep(interaction: Interaction): void {
    this.#kernel.store.put("interaction", interaction.id, interaction);
    this.#kernel.show({ type: "interaction", interaction: this.view(interaction) });
  }
}
