import type { IncomingMessage } from "node:http";

import { ApiError } from "./api-error.ts";
import { MAX_FILE_BYTES, MAX_REQUEST_BYTES } from "./limits.ts";
import type { NewFile } from "./messages.ts";

export interface RequestBody {
  /** Parsed JSON, or the `payload_json` part; `undefined` without a body. */
  readonly json: unknown;
  readonly files: readonly NewFile[];
}

/** Reads a JSON or multipart body. @throws {ApiError} 40005 when too large, 50109 when it is no JSON. */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    sizeBytes += (chunk as Buffer).byteLength;
    if (sizeBytes <= MAX_REQUEST_BYTES) chunks.push(chunk as Buffer);
  }
  if (sizeBytes > MAX_REQUEST_BYTES) throw new ApiError("requestTooLarge");
  if (sizeBytes === 0) return { json: undefined, files: [] };
  const bytes = Buffer.concat(chunks);
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("multipart/form-data")) return readForm(bytes, type);
  return { json: parse(bytes.toString()), files: [] };
}

async function readForm(bytes: Buffer<ArrayBuffer>, type: string): Promise<RequestBody> {
  const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
  const files: [index: number, file: NewFile][] = [];
  for (const [name, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (index === undefined || typeof value === "string") continue;
    if (value.size > MAX_FILE_BYTES) throw new ApiError("requestTooLarge");
    const content = new Uint8Array(await value.arrayBuffer());
    files.push([Number(index), { name: value.name, contentType: value.type, bytes: content }]);
  }
  const payload = form.get("payload_json");
  return {
    json: typeof payload === "string" ? parse(payload) : {},
    files: files.toSorted(([a], [b]) => a - b).map(([, file]) => file),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError("invalidJson");
  }
}
