import type { ReplyWords } from "../../reply-words.ts";
import { number, list, requests, style } from "./phrases.ts";

export const replies = {
  accessibility: {
    person: (isPlain) => `あなた:${style(isPlain)}。`,
    channel: (isPlain) => `このチャンネルで何も選んでいない人:${style(isPlain)}。`,
    server: (isPlain) => `このサーバーで何も選んでいない人:${style(isPlain)}。`,
    explanation:
      "シンプルな回答は一度だけ送られ、編集されません。表は行に直し、トレースの時間は言葉で示します。作業中は、入力中の表示だけが出ます。`/停止` で止められます。",
    saved: "保存しました。",
    serversOnly: "これはサーバーでのみ選べます。ここでは自分の設定を選んでください。",
  },
  context: {
    nothing: "このチャンネルについて覚えていることはありません。",
    heading: (turns, maxTurns, size) =>
      `このチャンネルについてモデルが見る内容:${number(maxTurns)}件中${number(turns)}件のやり取り、${number(size)}文字。`,
    turn: (size, isPinned) => `(${number(size)}文字${isPinned ? "、固定済み" : ""})`,
    pin: (index) => `${index}を固定`,
    unpin: (index) => `${index}の固定を解除`,
    drop: (index) => `${index}を削除`,
    notYours: "このやり取りはほかの人のものです。変更できるのは本人かモデレーターだけです。",
  },
  help: {
    ask: (mention) =>
      `**質問のしかた**:${mention} にメンションする、私のメッセージに返信する、ダイレクトメッセージを送る、または \`/質問\` を使います。`,
    memory: "各チャンネルの直近3件のやり取りを覚えています。チャンネルをまたいでは覚えません。",
    inMenu: "メッセージのメニューの「アプリ」にあります",
    kept: "やり取りとトレースの保管期間は、私の運営者が決めています。`/リセット` でこのチャンネルの記憶を、`/忘却` であなたについての記録をすべて消せます。",
  },
  forget: {
    question:
      "すべてのチャンネルとサーバーで、あなたについて保存しているものを削除します。会話の記憶、リクエストとその回答・記録、使用量、覚えた事実、リマインダー、許可、設定です。あなたのために実行中の作業は止まります。元に戻せません。",
    confirm: "私についてすべて忘れる",
    keep: "そのままにする",
    kept: "何も変更していません。",
    done: "保存していたものを忘れました:",
    nothing: "あなたについて何も保存していませんでした。",
    failed: (what) =>
      `削除できなかったものがあります:${list(what)}。少ししてからもう一度\`/忘却\`を使ってください。それでもだめなら、このボットの運営者に知らせてください。`,
    withError: (what, errorId) => `${what}(エラー ${errorId})`,
    stays:
      "Discordに表示されているメッセージは、誰かが削除するまで残ります。ログ、バックアップ、モデルの提供元が保存するものには手が届きません。個人ごとに使用量の上限がある場合、今日の使用量は(UTCの)午前0時まで残ります。",
    kinds: {
      "requests and their receipts": "リクエストとその記録",
      "remembered turns": "覚えた会話",
      "daily usage counts": "1日ごとの使用量",
      "remembered facts": "覚えた事実",
      "reminders and schedules": "リマインダーと予定",
      approvals: "許可",
      "standing approvals": "継続的な許可",
      "choices of language and accessibility": "言語とアクセシビリティの設定",
      "refused requests": "断ったリクエスト",
      "direct-message channels and what was chosen there": "ダイレクトメッセージのチャンネルとその設定",
    },
  },
  model: {
    unknown: (chosen, labels) => `モデル「${chosen}」はありません。使えるのは:${labels.join("、")}。`,
    answersHere: "ここで回答中",
    more: (value) => `… ほか${number(value)}件`,
    asking: "確認中…",
    silent: (errorCode, when) => `応答なし(${errorCode})、${when}`,
    can: {
      streaming: "ストリーミング",
      tools: "ツール(1つずつ)",
      manyTools: "ツール(同時に複数)",
      images: "画像の認識",
      usage: "トークン数を報告",
    },
    cannot: (what) => `非対応:${what.join("、")}`,
    lacking: { streaming: "ストリーミング", tools: "ツール", images: "画像", usage: "トークン数の報告" },
    asOf: (when) => `${when} 時点`,
  },
  persona: {
    unknown: (chosen, ids) => `ペルソナ「${chosen}」はありません。使えるのは:${ids.join("、")}。`,
    answersHere: "ここで回答中",
  },
  reset: {
    nothing: "このチャンネルについて覚えていることはありません。",
    forgotten: (turns) => `このチャンネルのやり取り${number(turns)}件を忘れました。最初から始めましょう。`,
  },
  schedule: {
    nothing: "予定はありません。",
    entry: (kind, owner, channel, time) =>
      `${kind === "reminder" ? "リマインダー" : "タスク"}${owner === undefined ? "" : `(${owner} さん)`}、${channel}、${time}`,
    again: (cron, zone) => `(繰り返し:\`${cron}\`、${zone})`,
    unknown: "そのIDの予定はありません。",
    cancelled: "取り消しました。",
    alreadyHappened: "すでに実行されました。",
  },
  status: {
    running: (since, servers) => `最後の起動:${since}。参加サーバー数:${number(servers)}。`,
    requests: (running, waiting, here) =>
      `リクエスト:実行中${number(running)}件、待機中${number(waiting)}件。うちこのチャンネル${number(here)}件。`,
    model: (label) => `モデル:${label ?? "なし"}。`,
    yours: (before) =>
      before === 0
        ? "あなたのリクエストは次の順番か、実行中です。"
        : `あなたの前に${number(before)}件あります。`,
  },
  stop: {
    stopped: (value) => `${requests(value)}を停止しました。`,
    nothing: "このチャンネルで進行中のあなたのリクエストはありません。",
    notYours: (author) => `これを止められるのは${author}さんかモデレーターだけです。`,
    alreadyEnded: "すでに終わっています。",
  },
  regenerate: {
    gone: "この質問はもう保管されていません。もう一度質問してください。",
    notYours: (author) => `これができるのは${author}さんかモデレーターだけです。`,
  },
  tools: {
    none: "有効なツールはありません。",
    reads: "読み取り",
    acts: "操作",
    network: "ネットワーク",
    offHere: "ここではオフ",
    asksFirst: "先に確認",
    forEverybody: "私と話せる人なら誰でも使わせることができます。",
    needs: (permissions) => `依頼する人に必要な権限:${permissions.join("、")}。`,
    waitsForApproval: "使うたびに本人の承認を待ちます。",
    unknown: "そのツールはありません。",
    nameOne: "変更するツールの名前を指定してください。",
    alwaysAllowed: (tool, channel) => `あなたが常に許可:**${tool}**(${channel})`,
    heldBack: (notice) => `保留中:${notice}`,
    changed: (tool, entry) =>
      `${tool} は最初に見たときから変わっています。運営者が内容を確かめ、サーバーの項目に ${entry} を書く必要があります。`,
    unusable: (tool) => `${tool} のスキーマは、どのモデルにも使えません。`,
    serversOnly: "ツールのオン・オフはサーバーでのみ切り替えられます。",
    switched: (tool, isOn) =>
      `**${tool}** は次のリクエストから、このサーバーで${isOn ? "オン" : "オフ"}になります。`,
    willAsk: (tool) => `ここで **${tool}** を使う前に、また確認します。`,
    neverAlways: (tool) => `このチャンネルで **${tool}** に「ここでは常に」を選んだことはありません。`,
  },
  trace: {
    modes: {
      off: "このチャンネルではトレースがオフです。",
      button:
        "このチャンネルでは、ツールを使った回答に「トレース」ボタンが付きます。押すとスレッドが開きます。",
      thread: "このチャンネルでは、ツールを使った回答すべてにトレースのスレッドが付きます。",
    },
    gone: "この回答の記録はもう保管されていません。",
    opened: (thread) => `トレースは ${thread} にあります。`,
  },
  why: {
    reasons: {
      "own-message": "これは私のメッセージです。",
      "bot-author": "ボットが書いたものです。私は人にだけ答えます。",
      webhook: "Webhookが書いたものです。私は人にだけ答えます。",
      "system-message": "Discord自身が書いたものです。",
      "not-addressed":
        "私に宛てたものではありませんでした。メンションするか、通知をオンにして返信するか、ダイレクトメッセージを送るか、`/質問` を使ってください。",
      "everyone-mention": "全員へのメンションで、私へのものではありません。名前でメンションしてください。",
      "others-addressed":
        "このスレッドではメンションなしで答えますが、これはほかの人に宛てたものでした。私への質問はメンションしてください。",
      "loop-guard":
        "プログラムによる連続送信に備えて、1分間に答える数を限っています。同じ人からこのチャンネルにそれを超える数が届きました。1分ほど待ってから、もう一度質問してください。",
      "too-many-waiting":
        "同じ人から一度に受け付けられる数のリクエストに、まだ対応中でした。もう一度質問してください。",
      "channel-full":
        "そのとき、このチャンネルで待っているリクエストが多すぎました。もう一度質問してください。",
    },
    waiting: (before) =>
      `受け取っており、順番を待っています(前に${number(before)}件)。1つのチャンネルのリクエストには順番に答えます。`,
    together: "別のメッセージのすぐ後に届いたので、2つをまとめて受け取りました。",
    running: "作業中です。",
    runningAgain: "前の試みが中断されたため、もう一度作業中です。",
    sending: "回答はできていて、送信中です。Discordが遅いか、つながらないのかもしれません。",
    answered: "回答しました。見当たらない場合は、削除されたのかもしれません。",
    failed: (errorCode) => `失敗し、そのことをお伝えしました。エラーの種類:\`${errorCode}\`。`,
    givenUp: (errorCode) =>
      `あきらめざるを得ませんでした${errorCode === undefined ? "。回答をここに表示できませんでした。" : `(\`${errorCode}\`)。`}もう一度質問してください。`,
    cancelled: "停止されたか、メッセージが削除されました。",
    notAccepted: (errorId) =>
      `安全に記録できなかったため、始めませんでした。このようなメッセージは1分に1回探しています。それでも解決しない場合は、このボットの運営者に知らせてください。(エラー ${errorId})`,
    noLongerKept: "受け付けましたが、その記録はもう保管されていません。",
    neverSeen:
      "一度も見ていません。私の最後の起動より前のものか、このチャンネルを読めないのかもしれません。もう一度試すには、メンションしてください。",
  },
} satisfies ReplyWords;
