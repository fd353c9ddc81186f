import { z } from "zod";

import { ToolError } from "../errors.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { type FolderPath, folderNames, readFolderPath, shownPath } from "../toolkit/files/folder-path.ts";
import { openInside } from "../toolkit/files/open-inside.ts";
import { readBytes } from "../toolkit/files/read-bytes.ts";
import { walkFiles } from "../toolkit/files/walk.ts";

const MAX_FILES = 5_000;
const MAX_FILE_BYTES = 1_000_000;
const MAX_HITS = 50;
const MAX_HITS_PER_FILE = 5;
const SHOWN_CHARACTERS = 200;

export default defineTool({
  description: "Finds text in the files of the folders that may be read, and files by their names.",
  parameters: z.object({
    text: z.string().min(2).max(200).describe("What to find: plain text, upper and lower case alike."),
    path: z.string().max(1_000).optional().describe("Folder to search in. Default: all."),
  }),
  effect: "reads",
  reads: "private",
  isAvailable: ({ folders }) => folders.length > 0,
  async execute({ text, path }, { services, signal }) {
    const { folders } = services;
    const starts = path === undefined ? [...folderNames(folders).keys()] : [path];
    const hits: string[] = [];
    for (const start of starts) {
      for await (const file of walkFiles(readFolderPath(folders, start), MAX_FILES, signal)) {
        hits.push(...(await searchFile(file, shownPath(folders, file), text.toLowerCase())));
        if (hits.length >= MAX_HITS) return [...hits.slice(0, MAX_HITS), "[there may be more]"].join("\n");
      }
    }
    return hits.join("\n") || "[nothing found]";
  },
});

async function searchFile(file: FolderPath, shown: string, wanted: string): Promise<readonly string[]> {
  const hits = shown.toLowerCase().includes(wanted) ? [shown] : [];
  const text = await readText(file);
  let line = 1;
  let lineStart = 0;
  // Line by line without cutting the file into lines: most files hold nothing that is looked for.
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(wanted); at >= 0 && hits.length < MAX_HITS_PER_FILE;) {
    for (
      let next = text.indexOf("\n", lineStart);
      next >= 0 && next < at;
      next = text.indexOf("\n", lineStart)
    ) {
      line += 1;
      lineStart = next + 1;
    }
    const end = text.indexOf("\n", at);
    const from = Math.max(lineStart, at - SHOWN_CHARACTERS / 2);
    hits.push(
      `${shown}:${line}: ${text.slice(from, Math.min(end < 0 ? text.length : end, from + SHOWN_CHARACTERS)).trim()}`,
    );
    at = end < 0 ? -1 : lower.indexOf(wanted, end);
  }
  return hits;
}

async function readText(file: FolderPath): Promise<string> {
  try {
    const handle = await openInside(file, "file");
    try {
      const { bytes } = await readBytes(handle, MAX_FILE_BYTES);
      return bytes.includes(0) ? "" : new TextDecoder().decode(bytes);
    } finally {
      await handle.close();
    }
  } catch (error) {
    // A file that vanished or may not be read has no hits.
    if (error instanceof ToolError) return "";
    throw error;
  }
}
