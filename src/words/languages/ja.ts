import type { TranslatedLanguage } from "../words.ts";
import { commands } from "./ja/commands.ts";
import { replies } from "./ja/replies.ts";
import { tools } from "./ja/tools.ts";
import {
  dateTime,
  number,
  list,
  short,
  fixed,
  dollars,
  limits,
  resets,
  requests,
  used,
} from "./ja/phrases.ts";

export default {
  locales: ["ja"],
  commands,
  failure: {
    task: (what, errorId) =>
      `回答できませんでした。${what}。あなたのメッセージは、ここでの記憶には加えていません。(エラー ${errorId})`,
    command: (what, errorId) =>
      `うまくいきませんでした。${what}。これまでに保存したものは残っています。(エラー ${errorId})`,
    model: {
      configuration: "モデルの設定が正しくありません。このボットの運営者による修正が必要です",
      authentication:
        "モデルのサービスがこのボットのキーを受け付けませんでした。このボットの運営者による修正が必要です",
      billing: "モデルのサービスの残高がなくなっています。このボットの運営者による対応が必要です",
      "rate-limit": "モデルのサービスが混み合っています。1分ほど待ってから、もう一度質問してください",
      overflow:
        "モデルには長すぎました。文章を短くして質問するか、`/リセット` でこのチャンネルの記憶を消してください",
      refused: "モデルがこの質問への回答を断りました。言い方を変えるとうまくいくかもしれません",
      upstream: "モデルのサービスで障害が起きました。少し待ってから、もう一度質問してください",
      network: "モデルのサービスに接続できません。少し待ってから、もう一度質問してください",
      timeout: "モデルの回答に時間がかかりすぎました。内容を減らして、もう一度質問してみてください",
      empty: "聞き直しても、モデルから何も返ってきませんでした。言い方を変えるか、後でもう一度試してください",
      cancelled: "回答の前に停止されました。まだ必要なら、もう一度質問してください",
    },
    timeout: "決められた時間内に終わりませんでした。内容を減らして、もう一度質問してみてください",
    givenUp: "何度試しても作業が途中で終わってしまいました。別の方法で質問してください",
    storage: "保存先に障害が起きました。少し待ってから、もう一度試してください",
    unexpected:
      "私の内部で問題が起きました。もう一度試してください。続くようなら、このボットの運営者に知らせてください",
    cap: (scope, resetsInMs) =>
      `${limits[scope]}に達しました。${resets(resetsInMs)}にリセットされます。数字は \`/使用量\` で見られます`,
  },
  notices: {
    cutOff: "回答は途中で切れました。",
    cutAtLimit: "回答はモデルの上限で切れました。",
    filtered: "提供元のコンテンツフィルターが回答を止めました。",
    callAsText: "モデルがツールの呼び出しを文章として書いたため、実行していません。",
    noTools: "このモデルはツールを使えないため、ツールなしで回答しました。",
    noImages: "このモデルは画像を見られません。",
    promptCut: "モデルのサーバーが会話を短く切ったようです。コンテキスト長を大きくする必要があります。",
    unvoiced: "回答は要約そのままです。文章に仕上げるモデルが応答しませんでした。",
    shrunk: "会話がモデルには長すぎるため、古いメッセージを省きました。",
    withoutTurns: "このチャンネルの以前の会話を読めなかったため、それなしで回答しました。",
    stopped: "停止しました。",
    hiddenText:
      "参照されたメッセージの本文を見られません。そのメッセージのメニューの「これについて質問」を使うと見られます。",
    linkGone:
      "リンク先のメッセージを読みませんでした。削除されたか、ここを読む人か私に見る権限がありません。",
    linkElsewhere: "リンク先のメッセージを読みませんでした。読むのは質問を受けた場所のものだけです。",
    linkLimit: (max) => `リンク先のメッセージは最初の${max}件だけを読みました。`,
    filesNotRead: (names, reason) => `読めなかったファイル:${names}(${reason})。`,
    filesCut: (names) => `冒頭だけを読んだファイル:${names}。`,
    fileReasons: {
      kind: "この種類のファイルは読めません",
      tookTooLong: "ファイルの読み取りに時間がかかりすぎました",
      blindModel: "モデルが画像を見られません",
      damagedImage: "壊れているか、モデルが見られる画像ではありません",
      noRoom: "ほかのファイルで容量がいっぱいになりました",
      gone: "すでにないか、アドレスの期限が切れています",
      tooManyFiles: (max) => `ファイルが${max}件を超えています`,
      tooManyImages: (max) => `画像が${max}枚を超えています`,
      tooLarge: (maxMegabytes) => `${maxMegabytes} MBを超えています`,
      notDownloaded: (status) => `ダウンロードできませんでした(ステータス ${status})`,
      unreachable: "ダウンロードできませんでした",
      unreadable: "読み取れませんでした",
    },
    roundLimit: (rounds) => `ツールのラウンド数の上限(${number(rounds)}回)に達しました。`,
    fellBack: (from, to) => `モデル「${from}」が応答しなかったため、「${to}」が引き継ぎました。`,
    capNear: (scope) => `${limits[scope]}が近いため、より安価なモデルが回答しました。`,
    capReached: (scope, resetsInMs) =>
      `${limits[scope]}に達しました。${resets(resetsInMs)}にリセットされます。`,
  },
  usage: {
    heading: (relative, clock) => `00:00 UTC からの使用量です。リセットは${relative}(${clock})です。`,
    scopes: { person: "あなた", channel: "このチャンネル", guild: "このサーバー", everything: "全員の合計" },
    unreadable: "今は読み取れません",
    unreadableNote: "保存先が応答しないため、読み取れない上限は適用していません。",
    nothing: "なし",
    spent(tokens, costUsd, tasks, isEstimated) {
      const about = isEstimated ? "約" : "";
      const cost = costUsd === undefined ? "" : `、${about}${dollars(costUsd)}`;
      return `${about}${number(tokens)}トークン${cost}、${requests(tasks)}`;
    },
    limit: (parts) => `上限:${list(parts)}`,
    limitTokens: (tokens, percent) => `${number(tokens)}トークン${used(percent)}`,
    limitCost: (usd, percent) => `${dollars(usd)}${used(percent)}`,
  },
  footer: {
    rounds: (value) => `${number(value)}ラウンド`,
    tools: (value) => `ツール${number(value)}回`,
    seconds: (value) => `${short(value)}秒`,
    cost: dollars,
  },
  layOut: {
    whole: (fileName) => `-# これは冒頭です。回答の全体は ${fileName} にあります。`,
    cut: (bytes) => `[ここで切れています。回答は${number(bytes)}バイトあり、Discordの上限を超えています。]`,
  },
  trace: {
    untitled: "トレース",
    round: "ラウンド",
    total: "合計",
    rounds: (value) => `${number(value)}ラウンド`,
    tools: (value) => `ツール${number(value)}回`,
    tokensIn: (value) => `入力${number(value)}トークン`,
    tokensOut: (value) => `出力${number(value)}トークン`,
    seconds: (value) => `${fixed(value, 1)}秒`,
    milliseconds: (ms) => `${number(Math.round(ms))}ミリ秒`,
    cost: dollars,
    about: "約",
    noTools: "ツールなし。このラウンドで回答を書きました。",
    failed: "失敗",
    succeeded: "成功",
    arguments: "引数",
    result: "結果",
    wholeIn: "ここまで。全体は次のファイル:",
    endedWith: "終了コード",
    began: (afterMs, durationMs) =>
      `${number(Math.round(afterMs))}ミリ秒後に開始、所要${number(Math.round(durationMs))}ミリ秒`,
  },
  live: {
    thinking: "考えています…",
    retrying: "モデルのサービスからまだ回答がありません。もう一度試しています…",
    using: (tools) => `${tools.join("、")} を使っています…`,
    stopped: "停止しました。",
    more: (value) => `… 現在${number(value)}文字`,
  },
  buttons: {
    stop: "停止",
    trace: "トレース",
    regenerate: "もう一度回答",
    approve: "許可",
    always: "ここでは常に",
    deny: "拒否",
  },
  answers: {
    howToAsk:
      "ここにいますが、質問を読み取れませんでした。質問と一緒に私にメンションするか、通知をオンにして返信するか、ダイレクトメッセージを送るか、`/質問` を使ってください。",
    nothingToShow: "回答に表示できるものがありません。",
    blocked: (errorId) =>
      `このサーバーのコンテンツフィルターが回答をブロックしました。回答は保管していますが、ここには表示できません。言い方を変えて質問するか、モデレーターに相談してください。(エラー ${errorId})`,
    refused: (errorId) =>
      `Discordが回答の表示を拒否しました。回答は保管していますが、表示できません。もう一度質問してください。続くようなら、このボットの運営者に知らせてください。(エラー ${errorId})`,
    incomplete: (limit, hasFindings) =>
      `${limit}それまでに完全な回答は得られませんでした。${hasFindings ? "分かったことは次のとおりです:" : ""}`,
    declined: "モデルの提供元が、これへの回答を断りました。",
    askAboutThis: "このメッセージは何についてのものですか?説明か回答か、より役に立つほうをしてください。",
  },
  interactions: {
    oldCommand:
      "このコマンドは以前のバージョンのものです。Discordを再読み込みすると、今のコマンドが表示されます。",
    notPermitted: "このサーバーでこのコマンドを使うための権限がありません。",
    moderatorsOnly: "これを変更できるのは、ここでメッセージを管理できるメンバーだけです。",
  },
  access: {
    "person-denied": "運営者の設定により、あなたには答えられません。",
    "guild-denied": "運営者の設定により、このサーバーでは答えられません。",
    "channel-denied": "運営者の設定により、このチャンネルでは答えられません。",
    "role-denied": "運営者の設定により、あなたのロールの一つには答えられません。",
    "roles-unknown":
      "一部のロールにだけ答える設定ですが、あなたのロールを確認できませんでした。少し待ってから、もう一度試してください。",
    "guild-not-allowed": "一部のサーバーでだけ答える設定で、このサーバーは含まれていません。",
    "channel-not-allowed": "一部のチャンネルでだけ答える設定で、このチャンネルは含まれていません。",
    "direct-not-allowed":
      "一部のサーバーやチャンネルでだけ答える設定で、ダイレクトメッセージでは答えられません。",
    "person-not-allowed": "一部の人やロールにだけ答える設定で、あなたは含まれていません。",
  },
  flood: {
    tooManyWaiting: (limit) =>
      `まだあなたのリクエスト${number(limit)}件に対応しているため、これは受け付けませんでした。私が回答してから、もう一度質問してください。それまでに送られたほかのものも受け付けません。`,
    channelFull: (limit) =>
      `このチャンネルではすでに${number(limit)}件のリクエストが待っているため、これは受け付けませんでした。しばらくしてから、もう一度質問してください。それまではここで新しく受け付けません。`,
  },
  approval: {
    question: (mention, tool) => `${mention} さん、**${tool}** を使ってもよいですか?`,
    reasons: {
      "others-read": "この依頼では先に、ほかの人が書いたものを読んでいます。",
      "private-read":
        "この依頼では先に非公開の内容を読んでおり、これを行うと、あなたが書いていないことがほかの人に伝わります。",
    },
    inFile: "正確な内容はファイルにあります。",
    until: (time) => `${time} まで待ちます。回答がなければ行いません。`,
    ends: {
      approved: "許可されました。",
      always: "許可されました。今後もここでは常に許可されます。取り消すには `/ツール` を使ってください。",
      denied: "拒否されました。",
      expired: "時間内に回答がなかったため、行いませんでした。",
      ended: "決まる前にリクエストが終わったため、行いませんでした。",
    },
    unknown: "これが何についてのものだったか、もう分かりません。",
    onlyFor: (mention, areModeratorsToo) =>
      `これを決められるのは ${mention} さん${areModeratorsToo ? "かモデレーター" : ""}だけです。`,
    alwaysOnlyFor: (mention) => `「ここでは常に」を選べるのは ${mention} さんだけです。`,
  },
  later: {
    reminder: (name, text) => `${name}さんへのリマインダー:${text}`,
    late: (at, zone, missed) =>
      `(遅れています。予定は${dateTime(at, zone)}(${zone})でしたが、そのとき私は動いていませんでした。${missed === 0 ? "" : `それより前の${number(missed)}回分は実行できませんでした。`})`,
  },
  replies,
  tools,
} satisfies TranslatedLanguage;
