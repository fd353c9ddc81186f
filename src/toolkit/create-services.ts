import { resolve as resolvePath } from "node:path";

import { createReader } from "./reading/reader.ts";
import { createWebSearch, type SearchSettings } from "./search/web-search.ts";
import type { ToolServices } from "./services.ts";
import { createGuardedFetch } from "./web/guarded-fetch.ts";

/** What the configuration says about tools. */
export interface ToolSettings {
  /** `host:port` that `fetch_url` may reach although they are private. */
  readonly allowHosts: ReadonlySet<string>;
  /** Addresses below which attachments lie. */
  readonly attachmentUrls: readonly string[];
  /** Folders that file tools may read; relative ones are taken from the working directory. */
  readonly folders: readonly string[];
  readonly search: SearchSettings;
  /** Value of an environment variable; `undefined` when not set. */
  setting(variable: string): string | undefined;
}

/**
 * Makes the services that tools work with. Starts nothing: threads and connections come with the calls.
 *
 * @param ports What other parts of the program lend to tools.
 */
export function createToolServices(
  settings: ToolSettings,
  ports: Pick<ToolServices, "workspace" | "facts" | "schedules"> = {},
): ToolServices {
  const search = createWebSearch(settings.search, createSearchFetch(settings.search));
  return {
    fetch: createGuardedFetch({ allowHosts: settings.allowHosts }),
    fetchAttachment: createGuardedFetch({ onlyBelow: settings.attachmentUrls }),
    ...(search === undefined ? {} : { search }),
    readDocument: createReader(),
    folders: settings.folders.map((folder) => resolvePath(folder)),
    ...ports,
    setting: (variable) => settings.setting(variable),
    now: () => Date.now(),
  };
}

/** The search service may be private, and only searches may reach it. */
function createSearchFetch({ searxngUrl }: SearchSettings): ReturnType<typeof createGuardedFetch> {
  return createGuardedFetch(searxngUrl ? { onlyBelow: [searxngUrl] } : {});
}
