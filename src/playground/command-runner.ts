import { fillOptions, resolveUser } from "./command-options.ts";
import type { Commands } from "./commands.ts";
import type {
  JsonObject,
  RegisteredCommand,
  RunCommand,
  RunContextCommand,
  VisibleInteraction,
} from "./contracts.ts";
import { contextOf } from "./interaction-json.ts";
import { isObject, textOf } from "./json.ts";
import type { Interactions } from "./interactions.ts";
import type { Kernel } from "./kernel.ts";
import { channelPermissions, has, hasAll } from "./permissions.ts";
import { messageJson } from "./message-json.ts";
import type { Channel, Message } from "./world.ts";

/** Component types by Discord's numbers. */
const LINK_STYLE = 5;
const BUTTON = 2;
const STRING_SELECT = 3;
const USER_SELECT = 5;

/** Runs commands and components for people: each becomes an INTERACTION_CREATE. */
export class CommandRunner {
  readonly #kernel: Kernel;
  readonly #interactions: Interactions;
  readonly #commands: Commands;

  constructor(kernel: Kernel, interactions: Interactions, commands: Commands) {
    this.#kernel = kernel;
    this.#interactions = interactions;
    this.#commands = commands;
  }

  /** @param focused Set for an autocomplete: the option that is being typed into. */
  run(run: RunCommand, channel: Channel, focused?: string): VisibleInteraction {
    const command = this.#command(1, run.name, run.userId, channel);
    const { options, resolved } = fillOptions(
      this.#kernel,
      channel,
      command,
      run.subcommand,
      run.options ?? {},
      focused,
    );
    const data = {
      id: command.id,
      name: command.name,
      type: 1,
      ...(options.length === 0 ? {} : { options }),
      ...(Object.keys(resolved).length === 0 ? {} : { resolved }),
      ...(command.guild_id === undefined ? {} : { guild_id: command.guild_id }),
    };
    return this.#open(focused === undefined ? 2 : 4, run, channel, data, 20);
  }

  runOnMessage(run: RunContextCommand, channel: Channel, target: Message): VisibleInteraction {
    const json = messageJson(this.#kernel, target, { hasContent: true, isTarget: true });
    return this.runOn(run, channel, 3, { messages: { [target.id]: json } });
  }

  runOn(run: RunContextCommand, channel: Channel, type: 2 | 3, resolved: JsonObject): VisibleInteraction {
    const command = this.#command(type, run.name, run.userId, channel);
    const data = { id: command.id, name: command.name, type, target_id: run.targetId, resolved };
    return this.#open(2, run, channel, data, 23);
  }

  useComponent(
    userId: string,
    channel: Channel,
    message: Message,
    customId: string,
    values?: readonly string[],
  ): VisibleInteraction {
    if (message.ephemeralTo !== undefined && message.ephemeralTo !== userId)
      throw new Error(`User ${userId} does not see message ${message.id}`);
    const component = findComponent(message.components, customId);
    if (component === undefined) throw new Error(`Message ${message.id} has no component ${customId}`);
    if (component["disabled"] === true) throw new Error(`The component ${customId} is disabled`);
    const type = Number(component["type"]);
    if ((type === BUTTON) !== (values === undefined)) throw new Error(`${customId} is no such component`);
    if (type === BUTTON && component["style"] === LINK_STYLE) throw new Error("A link goes nowhere here");
    const resolved = {};
    if (values !== undefined) {
      checkValues(component, values);
      if (type === USER_SELECT) for (const id of values) resolveUser(this.#kernel, channel, id, resolved);
    }
    const data = {
      custom_id: customId,
      component_type: type,
      id: component["id"],
      ...(values === undefined ? {} : { values }),
      ...(Object.keys(resolved).length === 0 ? {} : { resolved }),
    };
    const who = { userId, name: customId };
    return this.#open(3, who, channel, data, 19, message.id);
  }

  submitModal(
    userId: string,
    interactionId: string,
    values: Readonly<Record<string, string>>,
  ): VisibleInteraction {
    const opener = this.#interactions.get(interactionId);
    const modal = opener?.modal;
    if (opener === undefined || modal === undefined || opener.userId !== userId)
      throw new Error(`Interaction ${interactionId} opened no dialog for user ${userId}`);
    const channel = this.#kernel.world.channels.get(opener.channelId);
    if (channel === undefined) throw new Error(`There is no channel ${opener.channelId}`);
    const customId = String(modal["custom_id"]);
    const components = (modal["components"] as readonly JsonObject[]).map((row) => fillRow(row, values));
    const who = { userId, name: customId };
    return this.#open(5, who, channel, { custom_id: customId, components }, 19, opener.sourceId);
  }

  #open(
    type: 2 | 3 | 4 | 5,
    run: { readonly userId: string; readonly name: string; readonly locale?: string },
    channel: Channel,
    data: JsonObject,
    messageType: number,
    sourceId?: string,
  ): VisibleInteraction {
    const { world, identity } = this.#kernel;
    const guild = channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId);
    const isMember =
      guild === undefined ? contextOf(this.#kernel, channel) === 1 : guild.members.has(identity.botUserId);
    const locale = run.locale ?? world.users.get(run.userId)?.locale ?? "en-US";
    return this.#interactions.open(
      { type, userId: run.userId, name: run.name, messageType, isUserInstall: !isMember, sourceId },
      channel,
      locale,
      data,
    );
  }

  /** @throws {Error} When the person does not find the command there or may not use it. */
  #command(type: number, name: string, userId: string, channel: Channel): RegisteredCommand {
    const command = this.#commands.find(type, name, channel.guildId);
    if (command === undefined) throw new Error(`There is no command ${name}`);
    const context = contextOf(this.#kernel, channel);
    const contexts = command["contexts"];
    if (Array.isArray(contexts) && !contexts.includes(context))
      throw new Error(`The command ${name} is not for context ${context}`);
    if (context === 2 && !(command["integration_types"] as number[] | undefined)?.includes(1))
      throw new Error(`The command ${name} cannot be installed by a user`);
    if (channel.guildId === undefined) return command;
    const bits = channelPermissions(this.#kernel.world, channel, userId);
    const wanted = BigInt(textOf(command["default_member_permissions"]) || 0);
    if (!has(bits, "USE_APPLICATION_COMMANDS") || !hasAll(bits, wanted))
      throw new Error(`User ${userId} may not use ${name}`);
    return command;
  }
}

function findComponent(components: readonly JsonObject[], customId: string): JsonObject | undefined {
  for (const component of components) {
    if (component["custom_id"] === customId) return component;
    const children = [component["components"], component["accessory"]].flat().filter(isObject);
    const found = findComponent(children, customId);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkValues(component: JsonObject, values: readonly string[]): void {
  const least = Number(component["min_values"] ?? 1);
  const most = Number(component["max_values"] ?? 1);
  if (values.length < least || values.length > most)
    throw new Error(`Between ${least} and ${most} values may be selected`);
  if (component["type"] !== STRING_SELECT) return;
  const options = (component["options"] as readonly JsonObject[]).map((option) => option["value"]);
  for (const value of values) if (!options.includes(value)) throw new Error(`${value} is no option`);
}

/** An action row or a label of a dialog with what was typed. */
function fillRow(row: JsonObject, values: Readonly<Record<string, string>>): JsonObject {
  const fill = (input: JsonObject): JsonObject => {
    const customId = String(input["custom_id"]);
    const value = values[customId] ?? textOf(input["value"]);
    if (input["required"] !== false && value === "") throw new Error(`The field ${customId} is required`);
    if (value.length > Number(input["max_length"] ?? 4000)) throw new Error(`Too long for ${customId}`);
    return { type: input["type"], custom_id: customId, id: input["id"] ?? 1, value };
  };
  const id = row["id"] ?? 1;
  if (isObject(row["component"])) return { type: row["type"], id, component: fill(row["component"]) };
  return { type: row["type"], id, components: (row["components"] as readonly JsonObject[]).map(fill) };
}
