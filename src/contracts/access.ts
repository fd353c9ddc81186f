/** Who may use the bot, by Discord ids. An empty list says nothing; deny lists win over allow lists. */
export interface AccessRules {
  readonly allowGuilds: ReadonlySet<string>;
  readonly denyGuilds: ReadonlySet<string>;
  /** A thread counts as the channel that it hangs in, and may be listed itself too. */
  readonly allowChannels: ReadonlySet<string>;
  readonly denyChannels: ReadonlySet<string>;
  readonly allowRoles: ReadonlySet<string>;
  readonly denyRoles: ReadonlySet<string>;
  readonly allowUsers: ReadonlySet<string>;
  readonly denyUsers: ReadonlySet<string>;
}
