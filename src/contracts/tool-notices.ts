/** What the operator should know about tools that come from elsewhere. */

/**
 * `changed`: not as it was when it was first seen; `entry` is what accepts it in its server's settings.
 * `unusable`: no model could use its schema. `problem`: a server's settings are wrong; `text` says how, in English.
 */
export type ToolNotice =
  | { readonly kind: "changed"; readonly tool: string; readonly entry: string }
  | { readonly kind: "unusable"; readonly tool: string }
  | { readonly kind: "problem"; readonly text: string };
