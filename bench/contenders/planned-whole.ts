import type { Contender } from "../task.ts";
import { openWhole } from "./hand-loop.ts";
import { plannedClient } from "./planned-client.ts";

/** The hand-written loop on Orchid's own client too. */
export default {
  packages: ["openai", "undici"],
  open: (baseUrl) => openWhole(plannedClient(baseUrl)),
} satisfies Contender;
