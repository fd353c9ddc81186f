import type { Provider } from "../provider.ts";

/** In thinking mode `reasoning_content` must go back with tool calls; it is echoed as it came. */
export default {
  baseUrl: "https://api.deepseek.com",
  apiKeyEnv: "DEEPSEEK_API_KEY",
  traits: { assistantNull: "empty", hasStreamUsage: true },
} satisfies Provider;
