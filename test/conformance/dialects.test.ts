/** Plays every case in `cases/` through the whole engine, over real HTTP, streamed and whole. */
import { readdir } from "node:fs/promises";
import { after, describe, test } from "node:test";

import { Stage } from "./stage.ts";
import type { Case, Form } from "./stage.ts";

const folder = new URL("./cases/", import.meta.url);
const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).sort();
const groups = await Promise.all(
  files.map(async (file) => {
    const { default: cases } = (await import(new URL(file, folder).href)) as { default: readonly Case[] };
    return { file, cases };
  }),
);

const BOTH: readonly Form[] = ["whole", "streamed"];
const held: string[] = [];
const broken: string[] = [];

for (const { file, cases } of groups) {
  describe(file.replace(/\.ts$/, ""), () => {
    for (const { id, name, forms = BOTH, play } of cases) {
      test(`${id} ${name}`, async () => {
        broken.push(`${id} ${name}`);
        for (const form of forms) {
          const stage = await Stage.open(form);
          try {
            await play(stage);
          } catch (error) {
            throw new Error(`${id}, ${form}: ${error instanceof Error ? error.message : String(error)}`, {
              cause: error,
            });
          } finally {
            await stage.endpoint.close();
          }
          stage.endpoint.verify();
        }
        broken.splice(broken.indexOf(`${id} ${name}`), 1);
        held.push(id);
      });
    }
  });
}

after(() => {
  console.log(`conformance: ${held.length} of ${held.length + broken.length}`);
  console.log(`held: ${held.join(" ")}`);
  for (const one of broken) console.log(`broken: ${one}`);
});
