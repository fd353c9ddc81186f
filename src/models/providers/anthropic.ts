import type { Provider } from "../provider.ts";

/** Claude through its OpenAI-compatible address. */
export default {
  baseUrl: "https://api.anthropic.com/v1/",
  apiKeyEnv: "ANTHROPIC_API_KEY",
  traits: { toolsOnLast: "none" },
} satisfies Provider;
