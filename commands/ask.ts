import { ApplicationCommandOptionType, type MessageComponentInteraction, MessageFlags } from "discord.js";

import { BUTTONS } from "../src/discord/buttons.ts";
import { toAttachment } from "../src/discord/facts.ts";
import { type Command, type CommandServices, mayModerate } from "../src/discord/command.ts";
import { requestsBefore } from "../src/discord/queue-place.ts";

/** Discord's own limit for a text option: https://docs.discord.com/developers/interactions/application-commands */
const MAX_PROMPT_LENGTH = 6_000;

export default {
  type: "slash",
  description: "Ask Orchid something",
  contexts: ["server", "direct", "private"],
  options: [
    {
      name: "prompt",
      description: "What you want to know or have done",
      type: ApplicationCommandOptionType.String,
      required: true,
      max_length: MAX_PROMPT_LENGTH,
    },
    {
      name: "file",
      description: "A file that belongs to the question",
      type: ApplicationCommandOptionType.Attachment,
    },
  ],
  toRequest({ options }) {
    const file = options.getAttachment("file");
    return {
      text: options.getString("prompt", true),
      attachments: file === null ? [] : [toAttachment(file)],
    };
  },
  components: { [BUTTONS.regenerate]: askAgain },
} satisfies Command;

/** Asks the same once more; the new answer takes the place of the old one. */
async function askAgain(
  interaction: MessageComponentInteraction,
  taskId: string,
  { tasks, words }: CommandServices,
): Promise<void> {
  const { regenerate, why } = words(interaction.locale).replies;
  const record = await tasks.find(taskId);
  const say = (content: string) => interaction.reply({ content, flags: MessageFlags.Ephemeral });
  if (record === undefined) return void (await say(regenerate.gone));
  if (record.task.author.id !== interaction.user.id && !mayModerate(interaction)) {
    return void (await say(regenerate.notYours(record.task.author.name)));
  }
  await interaction.deferUpdate();
  await tasks.revise(taskId, record.next ?? record.task);
  // The old answer stays until the new one is there, so without a word nothing would seem to happen.
  const queue = await tasks.queue(record.task.place.channelId);
  const before = requestsBefore(queue, record);
  if (before === 0) return;
  await interaction.followUp({ content: why.waiting(before), flags: MessageFlags.Ephemeral });
}
