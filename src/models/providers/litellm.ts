import type { Provider } from "../provider.ts";

/** A proxy: with Anthropic or Bedrock behind it, the tools must stay named on the last round. */
export default {
  baseUrl: "http://127.0.0.1:4000/v1",
  apiKeyEnv: "LITELLM_API_KEY",
  traits: { hasStreamUsage: true, toolsOnLast: "none" },
} satisfies Provider;
