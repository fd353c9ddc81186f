import { createLeanFetch } from "../../src/models/lean-fetch.ts";
import type { Contender } from "../task.ts";
import { clientOf, openStreamed } from "./hand-loop.ts";

/** The streaming loop by hand on Orchid's own transport: what is above it, the loop itself costs. */
export default {
  packages: ["openai", "undici"],
  open: (baseUrl) => openStreamed(clientOf(baseUrl, createLeanFetch())),
} satisfies Contender;
