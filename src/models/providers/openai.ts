import type { Provider } from "../provider.ts";

export default {
  baseUrl: "https://api.openai.com/v1",
  apiKeyEnv: "OPENAI_API_KEY",
  traits: { maxTokensField: "max_completion_tokens", hasStreamUsage: true },
} satisfies Provider;
