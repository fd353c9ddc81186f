/** What the models behind the entries can do, as found by asking them. */

/** What a model at an endpoint can do, as found by asking it. Plain data; keep it as long as you like. */
export interface ProbeResult {
  readonly label: string;
  /** Unix ms. */
  readonly probedAt: number;
  /** It answered at all. When not, all else is false and `errorCode` says why. */
  readonly answers: boolean;
  /** Its text comes in pieces. */
  readonly streams: boolean;
  readonly tools: boolean;
  /** It asks for several tools at once. */
  readonly parallelTools: boolean;
  readonly images: boolean;
  /** It reports how many tokens it used. */
  readonly reportsUsage: boolean;
  readonly errorCode?: string;
}

/** What is known of one entry's abilities. */
export interface EntryCapabilities {
  readonly label: string;
  /** Absent until the entry was asked for the first time. */
  readonly found?: ProbeResult;
  /** It is being asked now, or waits for its turn. */
  readonly isAsking: boolean;
}

/** What the registry's entries can do, found out in the background. */
export interface Capabilities {
  /**
   * What is known now. Entries that were never asked, or long ago, are asked from here on. Never rejects.
   *
   * @param refresh Ask even those that were asked lately.
   */
  look(refresh?: boolean): Promise<readonly EntryCapabilities[]>;
  /** Resolves when nobody is being asked any more. Never rejects. */
  settled(): Promise<void>;
}
