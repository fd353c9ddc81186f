import { lookAtDiscord } from "../discord/check.ts";
import { broken, type Finding, fine, look, messageOf } from "./finding.ts";

/** Below this many logins left a crash loop would soon lock the bot out for the day. */
const FEW_LOGINS = 20;
const WHAT = "discord";

export async function checkDiscord(settings: {
  readonly apiUrl: string;
  readonly token: string;
  readonly wantsMessageContent: boolean;
}): Promise<readonly Finding[]> {
  const report = await lookAtDiscord(settings);
  if (report.kind === "refused") {
    return [
      broken(
        WHAT,
        "does not accept the token.",
        "Copy it anew from the developer portal into DISCORD_TOKEN.",
      ),
    ];
  }
  if (report.kind === "unreachable") {
    return [
      broken(
        WHAT,
        `cannot be reached: ${messageOf(report.error)}.`,
        "Look at the network and DISCORD_API_URL.",
      ),
    ];
  }
  const { name, guilds, loginsLeft, recommendedShards, lacksMessageContent } = report;
  const shards = `${recommendedShards} ${recommendedShards === 1 ? "shard" : "shards"} recommended`;
  return [
    fine(WHAT, `accepts the token of ${name}, which is in ${guilds.length} servers (${shards}).`),
    ...(loginsLeft < FEW_LOGINS
      ? [look("logins", `${loginsLeft} left today.`, "Find out what starts the bot again and again.")]
      : []),
    ...(lacksMessageContent
      ? [
          broken(
            "intents",
            "message content is asked for and not switched on.",
            "Switch it on in the developer portal, or remove DISCORD_MESSAGE_CONTENT.",
          ),
        ]
      : []),
    ...guilds
      .filter(({ missing }) => missing.length > 0)
      .map((guild) =>
        look(
          `server ${guild.name}`,
          `the bot lacks ${guild.missing.join(", ")}.`,
          "Add them to its role, or invite it again.",
        ),
      ),
  ];
}
