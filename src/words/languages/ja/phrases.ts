import { formatsFor } from "../../formats.ts";

/** What several sentences of the language share. */
export const { number, list, inTime, dateTime, short, fixed, dollars } = formatsFor("ja");

export const limits = {
  person: "あなたの今日の利用上限",
  channel: "このチャンネルの今日の利用上限",
  guild: "このサーバーの今日の利用上限",
  everything: "私の今日の利用上限",
} as const;
export const resets = (ms: number): string => `00:00 UTC(${inTime(ms)})`;
export const requests = (value: number): string => `${number(value)}件のリクエスト`;
export const style = (isPlain: boolean): string =>
  isPlain
    ? "シンプル(回答は一度だけ、わかりやすい言葉で送ります)"
    : "通常(回答は書きながら少しずつ表示します)";
export const used = (percent: number | undefined): string =>
  percent === undefined ? "" : `(${percent}%使用)`;
