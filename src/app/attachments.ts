import type { Client } from "discord.js";

import { createAttachmentRefresh } from "../discord/linked-messages.ts";
import type { FileSource } from "../orchestrator/attachments.ts";
import { readDocument } from "../toolkit/reading/read-document.ts";
import { createReader } from "../toolkit/reading/reader.ts";
import { createGuardedFetch } from "../toolkit/web/guarded-fetch.ts";

/** The part of the composition that brings files to the orchestrator; `app.ts` puts it into the rest. */
export function openFileSource(client: Client, cdnUrls: readonly string[]): FileSource {
  const fetchAttachment = createGuardedFetch({ onlyBelow: cdnUrls });
  const read = createReader();
  return {
    download: (url, maxBytes, signal) => fetchAttachment({ url, maxBytes, signal }),
    // A page among the files must not give away the signed address that it came from.
    toText: (file, signal) => readDocument({ ...file, url: "https://attachment.invalid/" }, read, signal),
    refresh: createAttachmentRefresh(client),
  };
}
