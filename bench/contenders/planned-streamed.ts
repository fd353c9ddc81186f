import type { Contender } from "../task.ts";
import { openStreamed } from "./hand-loop.ts";
import { plannedClient } from "./planned-client.ts";

/** The streaming loop by hand on Orchid's own client too. */
export default {
  packages: ["openai", "undici"],
  open: (baseUrl) => openStreamed(plannedClient(baseUrl)),
} satisfies Contender;
