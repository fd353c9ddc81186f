import { extname } from "node:path";

import type { Attachment } from "../contracts.ts";

/** What can be done with a file, as far as its name and type tell. */
export type FileKind = "image" | "text" | "document" | "other";

const IMAGE_ENDINGS = new Set([".png", ".jpg", ".jpeg", ".gif", ".webp"]);
const DOCUMENT_ENDINGS = new Set([".pdf", ".html", ".htm", ".xhtml"]);

/** Endings count before types: Discord takes TypeScript for video (`video/mp2t`), for one. */
const TEXT_ENDINGS = new Set(
  (
    "txt md markdown rst log csv tsv json jsonl ndjson json5 xml svg yaml yml toml ini cfg conf env properties " +
    "js mjs cjs jsx ts mts cts tsx py rb php java kt kts scala go rs c h cc cpp cxx hpp cs swift m mm lua pl r jl " +
    "sh bash zsh fish ps1 bat cmd sql graphql proto css scss sass less vue svelte astro tex bib srt vtt diff patch " +
    "gradle cmake dockerfile makefile lock editorconfig gitignore hs ml ex exs erl clj dart zig nim asm"
  )
    .split(" ")
    .map((ending) => `.${ending}`),
);

/** Endings that are no text for certain, for files whose type says nothing. */
const OTHER_ENDINGS = new Set(
  (
    "zip 7z rar gz tgz bz2 xz tar zst iso dmg exe dll so bin class jar apk doc docx xls xlsx ppt pptx odt ods odp " +
    "mp3 ogg wav flac m4a mp4 mkv mov avi webm ttf otf woff woff2 heic heif avif bmp tif tiff psd sqlite db parquet"
  )
    .split(" ")
    .map((ending) => `.${ending}`),
);

const TEXT_TYPE =
  /^(text\/|application\/(json|xml|javascript|yaml|x-yaml|toml|sql|x-ndjson|x-sh)$|.+\+(json|xml|yaml)$)/;
const DOCUMENT_TYPE = /^(text\/html|application\/(pdf|xhtml\+xml))$/;
const IMAGE_TYPE = /^image\/(png|jpe?g|gif|webp)$/;

/** A file whose type and ending say nothing is looked into as text. */
export function kindOf({ name, contentType = "" }: Pick<Attachment, "name" | "contentType">): FileKind {
  const ending = extname(name).toLowerCase();
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (TEXT_ENDINGS.has(ending)) return "text";
  if (DOCUMENT_ENDINGS.has(ending) || DOCUMENT_TYPE.test(type)) return "document";
  if (IMAGE_TYPE.test(type)) return "image";
  if (TEXT_TYPE.test(type)) return "text";
  const isVague = type === "" || type === "application/octet-stream";
  if (!isVague) return "other";
  if (IMAGE_ENDINGS.has(ending)) return "image";
  return OTHER_ENDINGS.has(ending) ? "other" : "text";
}

/** The type of an image by its first bytes; `undefined` for what models cannot be given. */
export function imageType(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (start.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(start)) return "image/gif";
  return start.startsWith("RIFF") && start.endsWith("WEBP") ? "image/webp" : undefined;
}
