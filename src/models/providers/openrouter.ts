import type { Provider } from "../provider.ts";

/** Routes to many vendors; some of them want the tools named as long as the history has calls. */
export default {
  baseUrl: "https://openrouter.ai/api/v1",
  apiKeyEnv: "OPENROUTER_API_KEY",
  traits: { hasStreamUsage: true, toolsOnLast: "none" },
} satisfies Provider;
