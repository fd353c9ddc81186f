import type { CommandOptions, JsonObject, OutgoingFile, RegisteredCommand } from "./contracts.ts";
import type { Kernel } from "./kernel.ts";
import { channelPermissions } from "./permissions.ts";
import { channelJson, fileJson, memberJson, roleJson, userJson } from "./wire.ts";
import type { Channel, StoredFile } from "./world.ts";

/** Option types by Discord's numbers. */
const TYPE = { user: 6, channel: 7, role: 8, mentionable: 9, attachment: 11 } as const;

/** What a person filled in, as an interaction carries it. */
export interface FilledOptions {
  readonly options: readonly JsonObject[];
  readonly resolved: JsonObject;
}

type Resolved = Record<string, Record<string, JsonObject>>;

/**
 * Fills in a command's options.
 *
 * @throws {Error} When an option does not exist, is missing, or does not take the value: Discord's
 * client would not send the command.
 */
export function fillOptions(
  kernel: Kernel,
  channel: Channel,
  command: RegisteredCommand,
  subcommand: string | undefined,
  given: CommandOptions,
  focused?: string,
): FilledOptions {
  const resolved: Resolved = {};
  const fill = (definitions: readonly JsonObject[]): readonly JsonObject[] => {
    for (const name of Object.keys(given))
      if (!definitions.some((definition) => definition["name"] === name))
        throw new Error(`/${command.name} has no option ${name}`);
    return definitions.flatMap((definition) => {
      const name = String(definition["name"]);
      const value = given[name];
      if (value === undefined) {
        if (definition["required"] === true && focused === undefined)
          throw new Error(`/${command.name} needs the option ${name}`);
        return [];
      }
      const sent = toValue(kernel, channel, definition, value, resolved);
      return [
        { name, type: definition["type"], value: sent, ...(name === focused ? { focused: true } : {}) },
      ];
    });
  };
  const path = subcommand?.split(" ") ?? [];
  return { options: descend(command.name, listOf(command["options"]), path, fill), resolved };
}

function descend(
  commandName: string,
  definitions: readonly JsonObject[],
  path: readonly string[],
  fill: (definitions: readonly JsonObject[]) => readonly JsonObject[],
): readonly JsonObject[] {
  const [name, ...rest] = path;
  if (name === undefined) return fill(definitions);
  const found = definitions.find((definition) => definition["name"] === name);
  if (found === undefined) throw new Error(`/${commandName} has no subcommand ${name}`);
  return [{ name, type: found["type"], options: descend(commandName, listOf(found["options"]), rest, fill) }];
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

function toValue(
  kernel: Kernel,
  channel: Channel,
  definition: JsonObject,
  value: string | number | boolean | OutgoingFile,
  resolved: Resolved,
): string | number | boolean {
  const name = String(definition["name"]);
  if (typeof value === "object") {
    if (definition["type"] !== TYPE.attachment) throw new Error(`The option ${name} takes no file`);
    const file = keepFile(kernel, value);
    (resolved["attachments"] ??= {})[file.id] = fileJson(kernel, channel.id, file);
    return file.id;
  }
  checkRange(definition, value, name);
  const id = String(value);
  switch (definition["type"]) {
    case TYPE.user:
    case TYPE.mentionable:
      resolveUser(kernel, channel, id, resolved);
      return id;
    case TYPE.channel:
      resolveChannel(kernel, id, resolved);
      return id;
    case TYPE.role:
      resolveRole(kernel, channel, id, resolved);
      return id;
    default:
      return value;
  }
}

function checkRange(definition: JsonObject, value: string | number | boolean, name: string): void {
  const choices = listOf(definition["choices"]);
  if (choices.length > 0 && !choices.some((choice) => choice["value"] === value))
    throw new Error(`${JSON.stringify(value)} is no choice of the option ${name}`);
  const size = typeof value === "string" ? value.length : Number(value);
  const [least, most] =
    typeof value === "string"
      ? [definition["min_length"], definition["max_length"] ?? 6000]
      : [definition["min_value"], definition["max_value"]];
  if ((typeof least === "number" && size < least) || (typeof most === "number" && size > most))
    throw new Error(`The option ${name} does not take ${JSON.stringify(value).slice(0, 40)}`);
}

/** Puts a user, and the member if there is one, into `resolved`. */
export function resolveUser(kernel: Kernel, channel: Channel, id: string, resolved: Resolved): void {
  const user = kernel.world.users.get(id);
  if (user === undefined) throw new Error(`There is no user ${id}`);
  (resolved["users"] ??= {})[id] = userJson(user);
  const member = kernel.world.guilds.get(channel.guildId ?? "")?.members.get(id);
  if (member === undefined) return;
  const permissions = channelPermissions(kernel.world, channel, id).toString();
  (resolved["members"] ??= {})[id] = { ...memberJson(member), permissions };
}

function resolveChannel(kernel: Kernel, id: string, resolved: Resolved): void {
  const channel = kernel.world.channels.get(id);
  if (channel === undefined) throw new Error(`There is no channel ${id}`);
  (resolved["channels"] ??= {})[id] = { ...channelJson(kernel, channel), permissions: "0" };
}

function resolveRole(kernel: Kernel, channel: Channel, id: string, resolved: Resolved): void {
  const guild = kernel.world.guilds.get(channel.guildId ?? "");
  const role = guild?.roles.get(id);
  if (guild === undefined || role === undefined) throw new Error(`There is no role ${id}`);
  (resolved["roles"] ??= {})[id] = roleJson(guild, role);
}

function keepFile(kernel: Kernel, file: OutgoingFile): StoredFile {
  const bytes = toBytes(file);
  const id = kernel.ids.next();
  kernel.world.files.set(id, bytes);
  kernel.store.putFile(id, bytes);
  return { id, name: file.name, contentType: contentTypeOf(file), sizeBytes: bytes.byteLength };
}

export function toBytes(file: OutgoingFile): Uint8Array {
  return typeof file.content === "string" ? new TextEncoder().encode(file.content) : file.content;
}

export function contentTypeOf(file: OutgoingFile): string {
  return file.contentType ?? (typeof file.content === "string" ? "text/plain; charset=utf-8" : "");
}
