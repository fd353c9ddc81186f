import type { Provider } from "../provider.ts";

export default {
  baseUrl: "http://127.0.0.1:8000/v1",
  apiKeyEnv: "VLLM_API_KEY",
  traits: { hasStreamUsage: true },
} satisfies Provider;
