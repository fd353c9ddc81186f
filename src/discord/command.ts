import type {
  APIApplicationCommandOption,
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  Interaction,
  LocalizationMap,
  MessageComponentInteraction,
  MessageContextMenuCommandInteraction,
  PermissionResolvable,
} from "discord.js";

import type { Attachment, ModelRegistry, Sessions } from "../contracts.ts";
import type { Capabilities } from "../contracts/capabilities.ts";
import type { Journal } from "../contracts/journal.ts";
import type { Settings, TraceMode } from "../contracts/settings.ts";
import type { UsageLedger } from "../contracts/usage.ts";
import type { Grants, ToolSwitches } from "../contracts/approvals.ts";
import type { Facts } from "../contracts/facts.ts";
import type { Schedules } from "../contracts/schedules.ts";
import type { Forgotten } from "../contracts/storage.ts";
import type { ToolNotice } from "../contracts/tool-notices.ts";
import type { ApprovalDesk } from "./approvals.ts";
import type { Language } from "../words/words.ts";
import type { Decisions } from "./decisions.ts";
import type { Manners } from "./manners.ts";
import type { TracePublisher } from "./trace.ts";

/**
 * One command: a file in `commands/`, its name the file's name. It either answers at once (`execute`)
 * or becomes a task that the model answers (`toRequest`).
 */
export type Command = SlashCommand | MessageCommand;

interface CommandBase {
  /** Answers presses of the command's own buttons and menus, by the first word of their `custom_id`. */
  readonly components?: Readonly<Record<string, ComponentHandler>>;
  /** What a member needs in a server by default; checked again before the command runs. */
  readonly memberPermissions?: PermissionResolvable;
  /**
   * Also for people whom the bot does not answer: what somebody may do in any case, such as having their own
   * data forgotten. Its buttons too. Default false.
   */
  readonly isForEverybody?: boolean;
  /** Works in servers, in direct messages with the bot, or everywhere. Default: everywhere the bot is. */
  readonly contexts?: readonly ("server" | "direct" | "private")[];
}

/** `/name` */
export interface SlashCommand extends CommandBase {
  readonly type: "slash";
  /** At most 100 characters. */
  readonly description: string;
  readonly descriptionLocalizations?: LocalizationMap;
  readonly nameLocalizations?: LocalizationMap;
  readonly options?: readonly APIApplicationCommandOption[];
  readonly execute?: (interaction: ChatInputCommandInteraction, services: CommandServices) => Promise<void>;
  readonly toRequest?: (interaction: ChatInputCommandInteraction, words: Language) => TaskRequest;
  readonly autocomplete?: (interaction: AutocompleteInteraction, services: CommandServices) => Promise<void>;
}

/** An entry under Apps in a message's menu. */
export interface MessageCommand extends CommandBase {
  readonly type: "message";
  /** As people see it in the menu; a file name cannot hold it. At most 32 characters. */
  readonly label: string;
  readonly labelLocalizations?: LocalizationMap;
  readonly execute?: (
    interaction: MessageContextMenuCommandInteraction,
    services: CommandServices,
  ) => Promise<void>;
  readonly toRequest?: (interaction: MessageContextMenuCommandInteraction, words: Language) => TaskRequest;
}

/** @param id What follows the first colon of the `custom_id`. */
export type ComponentHandler = (
  interaction: MessageComponentInteraction,
  id: string,
  services: CommandServices,
) => Promise<void>;

/** What a command asks the model. */
export interface TaskRequest {
  readonly text: string;
  /** Files that came with it. Default none. */
  readonly attachments?: readonly Attachment[];
}

/** What commands may look at and change. */
export interface CommandServices {
  readonly sessions: Sessions;
  readonly settings: Settings;
  readonly tasks: Pick<Journal, "find" | "absorbedInto" | "queue" | "cancel" | "revise">;
  readonly trace: TracePublisher;
  readonly decisions: Decisions;
  readonly usage: Pick<UsageLedger, "report">;
  readonly models: ModelRegistry;
  /** What the models can do. */
  readonly capabilities: Capabilities;
  readonly personas: ReadonlyMap<string, { readonly name: string }>;
  /** The tools that there are in a server, or in direct messages, for `/tools`. */
  readonly tools: (guildId: string | null) => Promise<readonly ToolSummary[]>;
  readonly toolSwitches: ToolSwitches;
  readonly toolNotices: () => readonly ToolNotice[];
  readonly approvals: Pick<ApprovalDesk, "press">;
  readonly grants: Grants;
  /** Small facts that were remembered, for `/context` and `/forget`. */
  readonly facts: Facts;
  readonly schedules: Pick<Schedules, "list" | "cancel">;
  readonly status: () => Promise<Status>;
  /** Forgets a person wherever something is kept, and says what that was. */
  readonly forgetPerson: (personId: string) => Promise<readonly Forgotten[]>;
  readonly defaults: { readonly trace: TraceMode; readonly persona: string };
  /** One line per registered command, for `/help`. */
  readonly commandLines: (language: Language) => readonly string[];
  /** What the bot says, by the locale of the person it says it to. */
  readonly words: (locale: string | undefined) => Language;
  readonly manners: Manners;
}

/** A tool as people see it. */
export interface ToolSummary {
  readonly name: string;
  readonly description: string;
  /** True when it changes something outside. */
  readonly isActing: boolean;
  readonly usesNetwork: boolean;
  /** True when the asking person has to say yes to each call. */
  readonly needsApproval: boolean;
  /** What the asking person must hold, in Discord's names. */
  readonly permissions: readonly string[];
  /** False: moderators of this server switched it off. */
  readonly isOn: boolean;
}

/** How the bot is doing. */
export interface Status {
  readonly startedAt: number;
  readonly runningTasks: number;
  readonly waitingTasks: number;
  readonly guilds: number;
}

/** What a definition lacks, one phrase each: checked when commands are loaded. */
export function checkCommand(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return ["the default export is not a command"];
  const command = value as Partial<Record<keyof SlashCommand | keyof MessageCommand, unknown>>;
  const problems: string[] = [];
  if (command.type !== "slash" && command.type !== "message")
    problems.push('type is not "slash" or "message"');
  if (command.type === "slash" && !isText(command.description, 100)) problems.push("description is missing");
  if (command.type === "message" && !isText(command.label, 32)) problems.push("label is missing");
  if ((command.execute === undefined) === (command.toRequest === undefined)) {
    problems.push("exactly one of execute and toRequest is needed");
  }
  return problems;
}

function isText(value: unknown, maxLength: number): boolean {
  return typeof value === "string" && value.length > 0 && value.length <= maxLength;
}

/**
 * Whether somebody may change how the bot behaves for everybody in a channel. In direct messages that is
 * the person alone.
 */
export function mayModerate(interaction: Pick<Interaction, "guildId" | "memberPermissions">): boolean {
  return interaction.guildId === null || (interaction.memberPermissions?.has("ManageMessages") ?? false);
}
