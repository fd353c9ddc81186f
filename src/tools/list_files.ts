import { z } from "zod";

import { defineTool } from "../toolkit/define-tool.ts";
import { folderNames, readFolderPath } from "../toolkit/files/folder-path.ts";
import { listFolder } from "../toolkit/files/walk.ts";

const MAX_ENTRIES = 500;

export default defineTool({
  description:
    "Lists the files and folders that may be read. Without a path it lists the folders to begin with.",
  parameters: z.object({
    path: z.string().max(1_000).optional().describe("Folder such as notes/2026. Default: the top."),
  }),
  effect: "reads",
  reads: "private",
  isAvailable: ({ folders }) => folders.length > 0,
  async execute({ path }, { services }) {
    const { folders } = services;
    if (path === undefined || /^[./]*$/.test(path)) {
      return [...folderNames(folders).keys()].map((name) => `${name}/`).join("\n");
    }
    const { entries, isCut } = await listFolder(readFolderPath(folders, path), MAX_ENTRIES);
    const lines = entries.map(({ name, kind }) => (kind === "folder" ? `${name}/` : name));
    if (isCut) lines.push(`[more than ${MAX_ENTRIES}: name a folder below, or search]`);
    return lines.join("\n") || "[the folder is empty]";
  },
});
