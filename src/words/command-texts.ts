/** The commands that every language translates, by their file's name; further ones are shown in English. */
export type CommandTranslations = Readonly<Record<TranslatedCommand, CommandText>> &
  Readonly<Record<string, CommandText>>;

export type TranslatedCommand =
  | "accessibility"
  | "ask"
  | "ask-about-this"
  | "context"
  | "forget"
  | "help"
  | "model"
  | "persona"
  | "reset"
  | "schedule"
  | "status"
  | "stop"
  | "tools"
  | "trace"
  | "usage"
  | "why-no-answer";

/** Limits: https://docs.discord.com/developers/interactions/application-commands */
export interface CommandText {
  /** At most 32 characters; of slash commands lower case, without spaces. */
  readonly name: string;
  /** At most 100 characters; absent for entries in a message's menu, which have none. */
  readonly description?: string;
  /** By the option's English name. */
  readonly options?: Readonly<Record<string, OptionText>>;
}

export interface OptionText {
  readonly name: string;
  readonly description: string;
  /** By the choice's value. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Of a subcommand. */
  readonly options?: Readonly<Record<string, OptionText>>;
}
