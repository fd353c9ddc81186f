import { basename } from "node:path";
import { pathToFileURL } from "node:url";

import { z } from "zod";

import { defineTool } from "../toolkit/define-tool.ts";
import { readFolderPath } from "../toolkit/files/folder-path.ts";
import { openInside } from "../toolkit/files/open-inside.ts";
import { readBytes } from "../toolkit/files/read-bytes.ts";
import { textPart } from "../toolkit/reading/part.ts";
import { readDocument } from "../toolkit/reading/read-document.ts";

const MAX_BYTES = 5_000_000;

export default defineTool({
  description: "Reads a text, code, CSV, HTML or PDF file from the folders that list_files shows.",
  parameters: z.object({
    path: z
      .string()
      .min(1)
      .max(1_000)
      .describe("Path as list_files and search_files give it: notes/2026/plan.md"),
    offset: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe("Character to begin at, to read on in a long file. Default 0."),
  }),
  effect: "reads",
  reads: "private",
  limits: { maxResultBytes: 65_536 },
  isAvailable: ({ folders }) => folders.length > 0,
  async execute({ path, offset }, { services, signal }) {
    const place = readFolderPath(services.folders, path);
    const handle = await openInside(place, "file");
    try {
      const content = await readBytes(handle, MAX_BYTES);
      const name = basename(place.path);
      // Links in the page are written out against its name alone: where folders lie is nobody's business.
      const url = pathToFileURL(`/${name}`).href;
      const { text, isCut } = await readDocument(
        { ...content, type: "", charset: "", name, url },
        services.readDocument,
        signal,
      );
      return textPart(text, offset ?? 0, isCut) || "[the file is empty]";
    } finally {
      await handle.close();
    }
  },
});
