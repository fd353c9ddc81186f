import type { Provider } from "../provider.ts";

/** Refuses a message that has both text and reasoning beside tool calls (ggml-org/llama.cpp#17040). */
export default {
  baseUrl: "http://127.0.0.1:8080/v1",
  apiKeyEnv: "LLAMA_CPP_API_KEY",
  traits: { hasStreamUsage: true, reasoningEcho: "none" },
} satisfies Provider;
