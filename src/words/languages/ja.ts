import { formatsFor } from "../formats.ts";
import type { TranslatedLanguage } from "../words.ts";

const { number, list, inTime, short, fixed, dollars } = formatsFor("ja");

const limits = {
  person: "あなたの今日の利用上限",
  channel: "このチャンネルの今日の利用上限",
  guild: "このサーバーの今日の利用上限",
  everything: "私の今日の利用上限",
} as const;
const resets = (ms: number): string => `00:00 UTC(${inTime(ms)})`;
const requests = (value: number): string => `${number(value)}件のリクエスト`;
const style = (isPlain: boolean): string =>
  isPlain
    ? "シンプル(回答は一度だけ、わかりやすい言葉で送ります)"
    : "通常(回答は書きながら少しずつ表示します)";
const used = (percent: number | undefined): string => (percent === undefined ? "" : `(${percent}%使用)`);

export default {
  locales: ["ja"],
  commands: {
    accessibility: {
      name: "アクセシビリティ",
      description: "回答を編集なしで一度に、わかりやすい言葉で受け取る設定です",
      options: {
        answers: {
          name: "回答",
          description: "空のままにすると現在の設定を表示します",
          choices: {
            plain: "シンプル:一度だけ、わかりやすい言葉で",
            usual: "通常:書きながら表示",
            default: "既定:この場所の設定に従う",
          },
        },
        for: {
          name: "対象",
          description: "誰の設定か。空のままなら自分の設定です",
          choices: { me: "自分", channel: "このチャンネル", server: "このサーバー" },
        },
      },
    },
    ask: {
      name: "質問",
      description: "Orchidに質問します",
      options: { prompt: { name: "内容", description: "知りたいこと、またはしてほしいこと" } },
    },
    "ask-about-this": { name: "これについて質問" },
    context: {
      name: "文脈",
      description: "このチャンネルについて覚えている内容を見て、固定や削除ができます",
    },
    forget: { name: "忘却", description: "あなたについて保存しているものをすべて忘れます" },
    help: { name: "ヘルプ", description: "できることと質問のしかた" },
    model: {
      name: "モデル",
      description: "モデルにできることを見たり、このチャンネルで回答するモデルを選んだりします",
      options: {
        model: { name: "モデル", description: "空のままにすると現在のモデルを表示します" },
        probe: { name: "確認", description: "モデルにできることを改めて調べます" },
      },
    },
    persona: {
      name: "ペルソナ",
      description: "このチャンネルで回答するペルソナを確認・選択します",
      options: { persona: { name: "ペルソナ", description: "空のままにすると現在のペルソナを表示します" } },
    },
    reset: { name: "リセット", description: "このチャンネルでの会話を忘れます" },
    schedule: {
      name: "予定",
      description: "リマインダーと予定したタスクを見て、取り消すことができます",
      options: { cancel: { name: "取り消し", description: "一覧に表示される、取り消すもののID" } },
    },
    status: { name: "状態", description: "今の状態を表示します" },
    stop: { name: "停止", description: "このチャンネルであなたのためにしている作業を止めます" },
    tools: {
      name: "ツール",
      description: "使えるツール、できること、使える人を表示します",
      options: {
        tool: { name: "ツール", description: "1つのツールについて詳しく表示します" },
        action: {
          name: "操作",
          description: "このサーバーでツールをオン・オフするか、「ここでは常に」の許可を取り消します",
          choices: { on: "オン", off: "オフ", revoke: "取り消す" },
        },
      },
    },
    trace: {
      name: "トレース",
      description: "このチャンネルの回答が、何をしたかをどう見せるかを選びます",
      options: {
        mode: {
          name: "モード",
          description: "空のままにすると現在の設定を表示します",
          choices: {
            off: "オフ:表示しない",
            button: "ボタン:求められたらスレッドを作る",
            thread: "スレッド:いつもスレッドを作る",
          },
        },
      },
    },
    usage: { name: "使用量", description: "今日の使用量と上限を表示します" },
    "why-no-answer": { name: "なぜ返事がないの?" },
  },
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
    using: (tools) => `${tools.join("、")} を使っています…`,
    stopped: "停止しました。",
    more: (value) => `… 現在${number(value)}文字`,
  },
  buttons: { stop: "停止", trace: "トレース", regenerate: "もう一度回答" },
  answers: {
    howToAsk:
      "ここにいますが、質問を読み取れませんでした。質問と一緒に私にメンションするか、通知をオンにして返信するか、ダイレクトメッセージを送るか、`/質問` を使ってください。",
    nothingToShow: "回答に表示できるものがありません。",
    blocked: (errorId) =>
      `このサーバーのコンテンツフィルターが回答をブロックしました。回答は保管していますが、ここには表示できません。言い方を変えて質問するか、モデレーターに相談してください。(エラー ${errorId})`,
    refused: (errorId) =>
      `Discordが回答の表示を拒否しました。回答は保管していますが、表示できません。もう一度質問してください。続くようなら、このボットの運営者に知らせてください。(エラー ${errorId})`,
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
  replies: {
    accessibility: {
      person: (isPlain) => `あなた:${style(isPlain)}。`,
      channel: (isPlain) => `このチャンネルで何も選んでいない人:${style(isPlain)}。`,
      server: (isPlain) => `このサーバーで何も選んでいない人:${style(isPlain)}。`,
      explanation:
        "シンプルな回答は一度だけ送られ、編集されません。表は行に直し、トレースの時間は言葉で示します。",
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
      kept: (botName) =>
        `${botName}は、設定された期間だけやり取りと記録を保管します。\`/リセット\` でこのチャンネルの記憶を消せます。`,
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
    },
    persona: {
      unknown: (chosen, ids) => `ペルソナ「${chosen}」はありません。使えるのは:${ids.join("、")}。`,
      answersHere: "ここで回答中",
    },
    reset: {
      nothing: "このチャンネルについて覚えていることはありません。",
      forgotten: (turns) => `このチャンネルのやり取り${number(turns)}件を忘れました。最初から始めましょう。`,
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
  },
} satisfies TranslatedLanguage;
