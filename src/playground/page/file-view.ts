/** The files of a message: pictures and sound in place, everything else to download. */
import type { VisibleFile, VisibleMessage } from "../contracts.ts";
import { fileUrl } from "./api.ts";
import { h, icon } from "./dom.ts";
import { ICONS } from "./icons.ts";
import { formatSize } from "./time.ts";

/** As `page-server.ts` serves in place. */
const SHOWN_IMAGES = /^image\/(?:png|jpeg|gif|webp|avif)$/;

export function renderFiles(message: VisibleMessage): HTMLElement {
  return h(
    "div",
    { class: "files" },
    ...message.files.map((file) => renderFile(file, fileUrl(message, file.id))),
  );
}

function renderFile(file: VisibleFile, url: string): HTMLElement {
  if (SHOWN_IMAGES.test(file.contentType)) {
    const image = h("img", { src: url, alt: file.name, class: "file-image" });
    return h("a", { href: url, target: "_blank", rel: "noopener", class: "file-image-link" }, image);
  }
  if (file.contentType.startsWith("audio/")) {
    return h("audio", { src: url, controls: true, "aria-label": file.name });
  }
  return h(
    "div",
    { class: "file-card" },
    icon(ICONS.file),
    h(
      "span",
      { class: "file-words" },
      h("a", { href: url, download: file.name }, file.name),
      h("small", {}, formatSize(file.sizeBytes)),
    ),
    h(
      "a",
      { href: url, download: file.name, class: "file-download", "aria-label": `Download ${file.name}` },
      icon(ICONS.download),
    ),
  );
}
