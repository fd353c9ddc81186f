import {
  ApplicationCommandOptionType,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  MessageFlags,
} from "discord.js";

import type { ToolNotice } from "../src/contracts/tool-notices.ts";
import { approvalComponents } from "../src/discord/approval-buttons.ts";
import { type Command, type CommandServices, mayModerate, type ToolSummary } from "../src/discord/command.ts";
import type { Language } from "../src/words/words.ts";

type ToolWords = Language["replies"]["tools"];
/** What the command says, and what it calls the tools. */
type Sayings = Pick<Language, "tools"> & { readonly replies: Pick<Language["replies"], "tools"> };

/** So that a tool stays one line on a wide screen. */
const MAX_DESCRIPTION_LENGTH = 70;
/** Discord's limit of a message, and of suggestions. */
const MAX_CONTENT = 2_000;
const MAX_CHOICES = 25;

const SILENT = MessageFlags.Ephemeral | MessageFlags.SuppressEmbeds;

export default {
  type: "slash",
  description: "See which tools I may use, what they may do, and who may use them",
  options: [
    {
      name: "tool",
      description: "One tool: shows everything about it",
      type: ApplicationCommandOptionType.String,
      autocomplete: true,
    },
    {
      name: "action",
      description: "Switch the tool on or off in this server (moderators), or take back your “Always here”",
      type: ApplicationCommandOptionType.String,
      choices: [
        { name: "on", value: "on" },
        { name: "off", value: "off" },
        { name: "revoke", value: "revoke" },
      ],
    },
  ],
  async execute(interaction, services) {
    const name = interaction.options.getString("tool");
    const action = interaction.options.getString("action");
    const tools = await services.tools(interaction.guildId);
    if (name === null) return await showAll(interaction, services, tools, action);
    const tool = tools.find((one) => one.name === name);
    const words = services.words(interaction.locale);
    const say = (content: string) =>
      interaction.reply({ content: content.slice(0, MAX_CONTENT), flags: SILENT });
    if (action === "revoke") await say(await revoke(interaction, services, name));
    else if (tool === undefined) await say(words.replies.tools.unknown);
    else if (action === null) await say(describe(tool, words));
    else await say(await switchTool(interaction, services, tool, action === "on"));
  },
  async autocomplete(interaction: AutocompleteInteraction, services) {
    const typed = interaction.options.getFocused().toLowerCase();
    const tools = await services.tools(interaction.guildId);
    const names = tools.map(({ name }) => name).filter((name) => name.toLowerCase().includes(typed));
    await interaction.respond(names.slice(0, MAX_CHOICES).map((name) => ({ name, value: name })));
  },
  components: approvalComponents,
} satisfies Command;

async function showAll(
  interaction: ChatInputCommandInteraction,
  { grants, toolNotices, words }: CommandServices,
  tools: readonly ToolSummary[],
  action: string | null,
): Promise<void> {
  const language = words(interaction.locale);
  const replies = language.replies.tools;
  const own = await grants.list(interaction.user.id);
  const lines = [
    ...(action === null ? [] : [replies.nameOne]),
    ...(tools.length === 0 ? [replies.none] : tools.map((tool) => lineOf(tool, language))),
    ...own.map(({ tool, channelId }) => replies.alwaysAllowed(tool, `<#${channelId}>`)),
    ...toolNotices().map((notice) => replies.heldBack(noticeOf(notice, replies))),
  ];
  const [first = "", ...more] = pages(lines);
  await interaction.reply({ content: first, flags: SILENT });
  for (const content of more) await interaction.followUp({ content, flags: SILENT });
}

function noticeOf(notice: ToolNotice, words: ToolWords): string {
  if (notice.kind === "changed") return words.changed(notice.tool, notice.entry);
  return notice.kind === "unusable" ? words.unusable(notice.tool) : notice.text;
}

function lineOf(tool: ToolSummary, { tools, replies }: Sayings): string {
  const does = tools[tool.name] ?? shorten(tool.description);
  return `- **${tool.name}** (${traitsOf(tool, replies.tools).join(", ")}): ${does}`;
}

function traitsOf(
  { isOn, isActing, usesNetwork, needsApproval }: ToolSummary,
  words: ToolWords,
): readonly string[] {
  return [
    ...(isOn ? [] : [words.offHere]),
    isActing ? words.acts : words.reads,
    ...(usesNetwork ? [words.network] : []),
    ...(needsApproval ? [words.asksFirst] : []),
  ];
}

function describe(tool: ToolSummary, { tools, replies }: Sayings): string {
  const words = replies.tools;
  return [
    `**${tool.name}**: ${traitsOf(tool, words).join(", ")}`,
    tools[tool.name] ?? tool.description,
    tool.permissions.length === 0 ? words.forEverybody : words.needs(tool.permissions),
    ...(tool.needsApproval ? [words.waitsForApproval] : []),
  ].join("\n");
}

async function switchTool(
  interaction: ChatInputCommandInteraction,
  { toolSwitches, words }: CommandServices,
  { name }: ToolSummary,
  isOn: boolean,
): Promise<string> {
  const { guildId } = interaction;
  const { interactions, replies } = words(interaction.locale);
  if (guildId === null) return replies.tools.serversOnly;
  if (!mayModerate(interaction)) return interactions.moderatorsOnly;
  await toolSwitches.set(guildId, name, isOn);
  return replies.tools.switched(name, isOn);
}

async function revoke(
  { user, channelId, locale }: ChatInputCommandInteraction,
  { grants, words }: CommandServices,
  tool: string,
): Promise<string> {
  const isGone = await grants.revoke({ personId: user.id, channelId, tool });
  const replies = words(locale).replies.tools;
  return isGone ? replies.willAsk(tool) : replies.neverAlways(tool);
}

function shorten(text: string): string {
  const sentence = text.split(/(?<=\.)\s/, 1)[0] ?? text;
  return sentence.length > MAX_DESCRIPTION_LENGTH
    ? `${sentence.slice(0, MAX_DESCRIPTION_LENGTH - 1)}…`
    : sentence;
}

/** Lines as messages that Discord takes. */
function pages(lines: readonly string[]): readonly string[] {
  const all: string[] = [];
  let page = "";
  for (const line of lines.map((one) => one.slice(0, MAX_CONTENT))) {
    if (page.length + line.length + 1 > MAX_CONTENT) {
      all.push(page);
      page = line;
    } else page = page === "" ? line : `${page}\n${line}`;
  }
  return [...all, page];
}
