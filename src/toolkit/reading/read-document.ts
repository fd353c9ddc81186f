import { extname } from "node:path";

import { ToolError } from "../../errors.ts";
import type { ReadJob, ReadText } from "./reader.ts";

/** A file or page as it came. */
export interface RawDocument {
  readonly bytes: Uint8Array;
  /** Media type in lower case; empty when unknown. */
  readonly type: string;
  readonly charset: string;
  /** File name or the last part of the address: its ending decides where the type does not. */
  readonly name: string;
  /** Where it came from; links are written out against it. */
  readonly url: string;
  /** True when only the beginning is there. */
  readonly isCut: boolean;
}

/** Characters of one document that are kept; more than any model reads. */
const MAX_CHARACTERS = 1_000_000;

const TEXT_TYPES =
  /^(text\/|application\/(json|xml|javascript|ecmascript|yaml|x-yaml|toml|sql|graphql|x-ndjson|rtf|x-sh)$|.+\+(json|xml|yaml)$)/;

/** Turns a document of any readable kind into text. @throws {ToolError} When it is none, or damaged. */
export async function readDocument(
  document: RawDocument,
  read: (job: ReadJob, signal: AbortSignal) => Promise<ReadText>,
  signal: AbortSignal,
): Promise<ReadText> {
  const kind = kindOf(document);
  if (kind === "text") return readText(document);
  if (kind === "pdf" && document.isCut) throw new ToolError("the PDF is too large to read");
  const { bytes, charset, url } = document;
  const found = await read({ kind, bytes, charset, url, maxCharacters: MAX_CHARACTERS }, signal);
  return { ...found, isCut: found.isCut || document.isCut };
}

function kindOf({ bytes, type, name }: RawDocument): "html" | "pdf" | "text" {
  const ending = extname(name).toLowerCase();
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString("latin1");
  if (start.startsWith("%PDF-")) return "pdf";
  if (type === "text/html" || type === "application/xhtml+xml") return "html";
  // No or a meaningless type: what people upload is named by its ending.
  const isVague = type === "" || type === "application/octet-stream" || type === "text/plain";
  if (isVague && [".html", ".htm", ".xhtml"].includes(ending)) return "html";
  if (type === "" && /^\s*<(!doctype html|html)/i.test(start)) return "html";
  if (TEXT_TYPES.test(type) || isTextual(bytes)) return "text";
  throw new ToolError(`${type || "this kind of file"} cannot be read as text`);
}

/** No text has a zero byte, unless it is UTF-16 and says so. */
function isTextual(bytes: Uint8Array): boolean {
  return utf16Name(bytes) !== undefined || !bytes.subarray(0, 8_192).includes(0);
}

function utf16Name(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

function readText({ bytes, charset, isCut }: RawDocument): ReadText {
  if (!isTextual(bytes)) throw new ToolError("the file is binary and cannot be read as text");
  const text = decode(bytes, utf16Name(bytes) ?? (charset || "utf-8"));
  return { title: "", text: text.slice(0, MAX_CHARACTERS), isCut: isCut || text.length > MAX_CHARACTERS };
}

function decode(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
