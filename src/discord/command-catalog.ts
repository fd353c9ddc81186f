import { createHash } from "node:crypto";

import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionsBitField,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
} from "discord.js";

import type { Log } from "../contracts.ts";
import type { Rest } from "./api.ts";
import type { Language } from "../words/words.ts";
import type { Command, ComponentHandler } from "./command.ts";
import { localised, type ByLocale } from "./command-names.ts";

/** The loaded commands, found by what Discord sends. */
export interface CommandCatalog {
  readonly commands: ReadonlyMap<string, Command>;
  /** Finds a command by the name that people see. */
  find(name: string): Command | undefined;
  /** Finds who answers a button or menu, by the first word of its `custom_id`. */
  component(prefix: string): ComponentHandler | undefined;
  /** True for a command, by its visible name, or a button, by its prefix, that nobody is turned away from. */
  isForEverybody(nameOrPrefix: string): boolean;
  /** As Discord registers them. */
  readonly bodies: readonly RESTPostAPIApplicationCommandsJSONBody[];
  /** `/name: description`, in a language. */
  lines(language: Language): readonly string[];
}

/**
 * @param commands By file name.
 * @param byLocale The languages that names and descriptions are shown in.
 */
export function createCommandCatalog(
  commands: ReadonlyMap<string, Command>,
  byLocale: ByLocale,
): CommandCatalog {
  const byVisibleName = new Map(
    [...commands].map(([name, command]) => [visibleName(name, command), command]),
  );
  const components = new Map(
    [...commands.values()].flatMap((command) => Object.entries(command.components ?? {})),
  );
  const forEverybody = new Set(
    [...commands]
      .filter(([, command]) => command.isForEverybody === true)
      .flatMap(([name, command]) => [visibleName(name, command), ...Object.keys(command.components ?? {})]),
  );
  return {
    commands,
    isForEverybody: (nameOrPrefix) => forEverybody.has(nameOrPrefix),
    find: (name) => byVisibleName.get(name),
    component: (prefix) => components.get(prefix),
    bodies: [...commands].map(([name, command]) => localised(toBody(name, command), name, byLocale)),
    lines: (language) => [...commands].map(([name, command]) => lineOf(name, command, language)),
  };
}

function lineOf(name: string, command: Command, language: Language): string {
  const text = language.commands?.[name];
  return command.type === "slash"
    ? `**/${text?.name ?? name}**: ${text?.description ?? command.description}`
    : `**${text?.name ?? command.label}**: ${language.replies.help.inMenu}`;
}

function visibleName(name: string, command: Command): string {
  return command.type === "slash" ? name : command.label;
}

const CONTEXTS = {
  server: InteractionContextType.Guild,
  direct: InteractionContextType.BotDM,
  private: InteractionContextType.PrivateChannel,
} as const;

function toBody(name: string, command: Command): RESTPostAPIApplicationCommandsJSONBody {
  const contexts = command.contexts ?? ["server", "direct"];
  const shared = {
    name: visibleName(name, command),
    contexts: contexts.map((context) => CONTEXTS[context]),
    integration_types: [
      ApplicationIntegrationType.GuildInstall,
      ...(contexts.includes("private") ? [ApplicationIntegrationType.UserInstall] : []),
    ],
    default_member_permissions:
      command.memberPermissions === undefined
        ? null
        : PermissionsBitField.resolve(command.memberPermissions).toString(),
  };
  if (command.type === "message") {
    return {
      ...shared,
      type: ApplicationCommandType.Message,
      ...(command.labelLocalizations === undefined ? {} : { name_localizations: command.labelLocalizations }),
    };
  }
  return {
    ...shared,
    type: ApplicationCommandType.ChatInput,
    description: command.description,
    options: [...(command.options ?? [])],
    ...(command.nameLocalizations === undefined ? {} : { name_localizations: command.nameLocalizations }),
    ...(command.descriptionLocalizations === undefined
      ? {}
      : { description_localizations: command.descriptionLocalizations }),
  };
}

/** Remembers what was registered last, so that a start does not register the same again. */
export interface RegistrationMemory {
  read(applicationId: string): Promise<string | undefined>;
  write(applicationId: string, fingerprint: string): Promise<void>;
}

/**
 * Registers the commands for every server, when they differ from what is registered: Discord allows 200
 * creations a day, and people see commands flicker when they are overwritten.
 */
export async function registerCommands(
  rest: Rest,
  applicationId: string,
  catalog: CommandCatalog,
  memory: RegistrationMemory,
  log: Log,
): Promise<void> {
  const fingerprint = createHash("sha256").update(JSON.stringify(catalog.bodies)).digest("hex");
  if ((await memory.read(applicationId)) === fingerprint) {
    const registered = (await rest.get(Routes.applicationCommands(applicationId))) as { name: string }[];
    const names = new Set(registered.map((command) => command.name));
    const isSame =
      names.size === catalog.bodies.length && catalog.bodies.every((body) => names.has(body.name));
    if (isSame) return;
  }
  await rest.put(Routes.applicationCommands(applicationId), { body: catalog.bodies });
  await memory.write(applicationId, fingerprint);
  log.info("commands-registered", { count: catalog.bodies.length });
}
