import type { JsonObject } from "./contracts.ts";
import { textOf } from "./json.ts";
import type { Change, NewFile } from "./messages.ts";

/** Reads an edit's body: what is absent stays as it is, `null` empties. */
export function toChange(body: JsonObject, files: readonly NewFile[]): Change {
  const attachments = body["attachments"] as readonly JsonObject[] | null | undefined;
  const newFiles = describe(files, body);
  return {
    ...(body["content"] === undefined ? {} : { content: textOf(body["content"]) }),
    ...(body["embeds"] === undefined ? {} : { embeds: (body["embeds"] ?? []) as readonly JsonObject[] }),
    ...(body["components"] === undefined
      ? {}
      : { components: (body["components"] ?? []) as readonly JsonObject[] }),
    ...(typeof body["flags"] === "number" ? { flags: body["flags"] } : {}),
    ...(attachments === undefined ? {} : { keepFileIds: (attachments ?? []).map(({ id }) => String(id)) }),
    newFiles,
    allowed: (body["allowed_mentions"] ?? undefined) as JsonObject | undefined,
    defaultParse: "users",
  };
}

/** `attachments` describes the uploads: an `id` there is the index of a `files[n]`. */
export function describe(files: readonly NewFile[], body: JsonObject): readonly NewFile[] {
  const attachments = body["attachments"];
  if (!Array.isArray(attachments)) return files;
  return files.map((file, index) => {
    const about = (attachments as JsonObject[]).find(({ id }) => String(id) === String(index));
    if (about === undefined) return file;
    const name = typeof about["filename"] === "string" ? about["filename"] : file.name;
    return typeof about["description"] === "string"
      ? { ...file, name, description: about["description"] }
      : { ...file, name };
  });
}
