import { createLeanFetch } from "../../src/models/lean-fetch.ts";
import type { Contender } from "../task.ts";
import { clientOf, openWhole } from "./hand-loop.ts";

/** The hand-written loop on Orchid's own transport: what is above it, the loop itself costs. */
export default {
  packages: ["openai", "undici"],
  open: (baseUrl) => openWhole(clientOf(baseUrl, createLeanFetch())),
} satisfies Contender;
