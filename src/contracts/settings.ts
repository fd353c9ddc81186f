/** What people chose for a channel. */

/** What people chose for a channel; absent means the configured default. */
export interface ChannelSettings {
  readonly trace?: TraceMode;
  readonly persona?: string;
  /** Label of a model entry. */
  readonly model?: string;
}

/** Whether a trace thread is never made, made when its button is pressed, or always made. */
export type TraceMode = "off" | "button" | "thread";

/** @throws {StorageError} From every method when the storage fails. */
export interface Settings {
  read(channelId: string): Promise<ChannelSettings>;
  /** Merges; a key that is present with `undefined` goes back to the default. */
  update(
    channelId: string,
    change: { readonly [K in keyof ChannelSettings]?: ChannelSettings[K] | undefined },
  ): Promise<ChannelSettings>;
}
