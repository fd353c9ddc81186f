import type { CommandOptions, VisibleInteraction, VisibleMessage } from "../../src/playground/contracts.ts";
import type { RunningBot } from "./running-bot.ts";
import { until } from "./until.ts";

export interface CommandRun {
  /** Default Ada. */
  readonly userId?: string;
  /** Default the person's own. */
  readonly locale?: string;
  readonly options?: CommandOptions;
  /** Default the channel "general". */
  readonly channelId?: string;
}

/** Runs a command and gives back what the person is shown. */
export async function runCommand(
  bot: RunningBot,
  name: string,
  { userId, locale, options, channelId }: CommandRun = {},
): Promise<VisibleMessage> {
  const { garden, people } = bot.standIn;
  const asked = people.runCommand({
    userId: userId ?? garden.ada,
    channelId: channelId ?? garden.general,
    name,
    ...(options === undefined ? {} : { options }),
    ...(locale === undefined ? {} : { locale }),
  });
  return await answerTo(bot, asked, `/${name}`);
}

/** Waits for the message that answers a command or a press; a press may be answered by an edit instead. */
export async function answerTo(
  bot: RunningBot,
  asked: VisibleInteraction,
  what: string,
): Promise<VisibleMessage> {
  return await until((): VisibleMessage | undefined => {
    const { status, messageId, channelId } = bot.standIn.interaction(asked.id) ?? {};
    if (status !== "answered" || messageId === undefined || channelId === undefined) return undefined;
    return bot.standIn.message(channelId, messageId);
  }, `the answer to ${what}`);
}
