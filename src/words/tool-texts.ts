/**
 * What `/tools` says of each tool, by its file's name; further ones, and those of servers, are shown in the
 * words that the model reads.
 */
export type ToolTexts = Readonly<Record<TranslatedTool, string>> & Readonly<Record<string, string>>;

export type TranslatedTool =
  | "add_reaction"
  | "calculator"
  | "create_poll"
  | "create_thread"
  | "current_time"
  | "fetch_url"
  | "forget"
  | "list_channels"
  | "list_files"
  | "pin_message"
  | "read_attachment"
  | "read_channel"
  | "read_file"
  | "read_thread"
  | "recall"
  | "remember"
  | "remind_me"
  | "schedule_task"
  | "search_files"
  | "search_messages"
  | "send_message"
  | "web_search"
  | "who_is";
