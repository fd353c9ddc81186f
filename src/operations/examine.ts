import { readConfig } from "../config.ts";
import type { Environment } from "../config/reader.ts";
import { loadProviders } from "../models/provider.ts";
import { createRegistry } from "../models/registry.ts";
import { createRedact } from "../text/redact.ts";
import { checkDatabase } from "./check-database.ts";
import { checkDiscord } from "./check-discord.ts";
import { checkModels } from "./check-models.ts";
import { broken, type Finding, fine, look } from "./finding.ts";

/** Looks at everything that a bot with these settings needs. Changes nothing; shows no secret. */
export async function examine(environment: Environment): Promise<readonly Finding[]> {
  const { config, problems } = readConfig(environment);
  const redact = createRedact(config.secrets);
  const registry = createRegistry({
    ...config.models,
    keys: config.setting,
    providers: await loadProviders(),
  });
  const settings = [...problems, ...(Array.isArray(registry) ? registry : [])];
  const findings = [
    ...(settings.length === 0
      ? [fine("settings", "can be used.")]
      : settings.map(({ variable, problem, hint }) => broken(variable, problem, hint))),
    ...(await checkDatabase(config.databaseUrl)),
    ...(config.discordToken === undefined
      ? [look("discord", "no DISCORD_TOKEN is set.", "npm start opens the playground instead of Discord.")]
      : await checkDiscord({
          apiUrl: config.discordApiUrl,
          token: config.discordToken,
          wantsMessageContent: config.hasMessageContent,
        })),
    ...("forRole" in registry ? await checkModels(registry) : []),
  ];
  return findings.map((finding) => ({ ...finding, text: redact(finding.text) }));
}
