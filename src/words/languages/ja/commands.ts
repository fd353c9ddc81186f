import type { CommandTranslations } from "../../command-texts.ts";

export const commands = {
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
    options: {
      prompt: { name: "内容", description: "知りたいこと、またはしてほしいこと" },
      file: { name: "ファイル", description: "質問に添えるファイル" },
    },
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
} satisfies CommandTranslations;
