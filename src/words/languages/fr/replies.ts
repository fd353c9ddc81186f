import type { ReplyWords } from "../../reply-words.ts";
import { count, number, list, characters, style } from "./phrases.ts";

export const replies = {
  accessibility: {
    person: (isPlain) => `Pour toi : ${style(isPlain)}.`,
    channel: (isPlain) => `Pour tous ceux de ce salon qui n’ont rien choisi : ${style(isPlain)}.`,
    server: (isPlain) => `Pour tous ceux de ce serveur qui n’ont rien choisi : ${style(isPlain)}.`,
    explanation:
      "Les réponses simples sont envoyées en une fois et jamais modifiées. Les tableaux deviennent des lignes, et les traces disent leurs durées en mots. Pendant que je travaille, tu vois seulement que j’écris ; `/arrêter` y met fin.",
    saved: "Enregistré.",
    serversOnly: "Cela ne se choisit que sur un serveur. Ici, choisis-le pour toi.",
  },
  context: {
    nothing: "Je ne retiens rien de ce salon.",
    heading: (turns, maxTurns, size) =>
      `Ce que le modèle verra de ce salon : ${count(turns, { one: "# échange", other: "# échanges" })} sur ${number(maxTurns)}, ${characters(size)}.`,
    turn: (size, isPinned) => `(${characters(size)}${isPinned ? ", épinglé" : ""})`,
    pin: (index) => `Épingler ${index}`,
    unpin: (index) => `Désépingler ${index}`,
    drop: (index) => `Retirer ${index}`,
    notYours:
      "Cet échange appartient à quelqu’un d’autre : seule cette personne ou la modération peut le changer.",
  },
  help: {
    ask: (mention) =>
      `**Demande-moi** en mentionnant ${mention}, en répondant à l’un de mes messages, en m’écrivant en message privé, ou avec \`/demander\`.`,
    memory: "Je retiens les trois derniers échanges de chaque salon, et rien d’un salon à l’autre.",
    inMenu: "sous Applications dans le menu d’un message",
    kept: "La personne qui m’exploite décide combien de temps je garde les échanges et les traces. `/réinitialiser` vide ce salon, `/oublier` efface tout ce qui te concerne.",
  },
  forget: {
    question:
      "Ceci supprime ce que je garde sur toi, dans tous les salons et serveurs : ce que je retiens de nos échanges, tes demandes avec leurs réponses et leurs reçus, les comptes d’utilisation, les faits, les rappels, les autorisations et les réglages. Ce que je fais pour toi est arrêté. C’est irréversible.",
    confirm: "Tout oublier de moi",
    keep: "Garder",
    kept: "Rien n’a été changé.",
    done: "Oublié, pour ce que je garde :",
    nothing: "Je ne gardais rien sur toi.",
    failed: (what) =>
      `Tout n’a pas pu être supprimé : ${list(what)}. Réessaie \`/oublier\` dans un instant ; si cela n’aide pas, préviens qui gère ce bot.`,
    withError: (what, errorId) => `${what} (erreur ${errorId})`,
    stays:
      "Les messages visibles dans Discord restent jusqu’à ce que quelqu’un les supprime. Je n’ai pas accès aux journaux, aux sauvegardes ni à ce que garde le fournisseur d’un modèle. Là où l’utilisation est limitée par personne, le compte du jour reste jusqu’à minuit (UTC).",
    kinds: {
      "requests and their receipts": "demandes et leurs reçus",
      "remembered turns": "échanges retenus",
      "daily usage counts": "comptes d’utilisation par jour",
      "remembered facts": "faits retenus",
      "reminders and schedules": "rappels et tâches planifiées",
      approvals: "autorisations",
      "standing approvals": "autorisations durables",
      "choices of language and accessibility": "choix de langue et d’accessibilité",
      "refused requests": "demandes refusées",
      "direct-message channels and what was chosen there": "salons de messages privés et leurs réglages",
    },
  },
  model: {
    unknown: (chosen, labels) => `Il n’y a pas de modèle « ${chosen} ». Il y a : ${labels.join(", ")}.`,
    answersHere: "répond ici",
    more: (value) => `… et ${number(value)} de plus`,
    asking: "vérification en cours…",
    silent: (errorCode, when) => `n’a pas répondu (${errorCode}), ${when}`,
    can: {
      streaming: "écrit au fil de l’eau",
      tools: "outils, un à la fois",
      manyTools: "outils, plusieurs à la fois",
      images: "voit les images",
      usage: "indique ses jetons",
    },
    cannot: (what) => what.map((one) => `sans ${one}`).join(", "),
    lacking: {
      streaming: "écriture au fil de l’eau",
      tools: "outils",
      images: "images",
      usage: "décompte des jetons",
    },
    asOf: (when) => `état au ${when}`,
  },
  persona: {
    unknown: (chosen, ids) => `Il n’y a pas de persona « ${chosen} ». Il y a : ${ids.join(", ")}.`,
    answersHere: "répond ici",
  },
  reset: {
    nothing: "Je ne retiens rien de ce salon.",
    forgotten: (turns) =>
      `Oublié : ${count(turns, { one: "# échange", other: "# échanges" })} de ce salon. Nous repartons de zéro.`,
  },
  schedule: {
    nothing: "Rien n’est prévu.",
    entry: (kind, owner, channel, time) =>
      `${kind === "reminder" ? "rappel" : "tâche"}${owner === undefined ? "" : ` de ${owner}`} dans ${channel}, ${time}`,
    again: (cron, zone) => `(répété : \`${cron}\`, ${zone})`,
    unknown: "Tu n’as rien de prévu sous cet identifiant.",
    cancelled: "Annulé.",
    alreadyHappened: "C’est déjà passé.",
  },
  status: {
    running: (since, servers) =>
      `Dernier démarrage : ${since} ; sur ${count(servers, { one: "# serveur", other: "# serveurs" })}.`,
    requests: (running, waiting, here) =>
      `Demandes : ${number(running)} en cours, ${number(waiting)} en attente ; dont ${number(here)} dans ce salon.`,
    model: (label) => `Modèle : ${label ?? "aucun"}.`,
    yours: (before) =>
      before === 0
        ? "La tienne est la prochaine, ou déjà en cours."
        : `Avant la tienne : ${count(before, { one: "# demande", other: "# demandes" })}.`,
  },
  stop: {
    stopped: (value) => count(value, { one: "# demande arrêtée.", other: "# demandes arrêtées." }),
    nothing: "Tu n’as aucune demande en cours dans ce salon.",
    notYours: (author) => `Seule la modération ou ${author} peut arrêter cela.`,
    alreadyEnded: "C’est déjà terminé.",
  },
  regenerate: {
    gone: "Cette question n’est plus conservée. Repose-la, s’il te plaît.",
    notYours: (author) => `Seule la modération ou ${author} peut faire cela.`,
  },
  tools: {
    none: "Aucun outil n’est activé.",
    reads: "lit",
    acts: "agit",
    network: "réseau",
    offHere: "désactivé ici",
    asksFirst: "demande d’abord",
    forEverybody: "Toute personne qui peut me parler peut le faire utiliser.",
    needs: (permissions) => `Il faut, à qui le demande : ${permissions.join(", ")}.`,
    waitsForApproval: "Chaque utilisation attend son accord.",
    unknown: "Cet outil n’existe pas.",
    nameOne: "Nomme un outil pour le modifier.",
    alwaysAllowed: (tool, channel) => `Toujours autorisé par toi : **${tool}** dans ${channel}`,
    heldBack: (notice) => `Retenu : ${notice}`,
    changed: (tool, entry) =>
      `${tool} a changé depuis que je l’ai vu pour la première fois. La personne qui me gère devrait l’examiner, puis écrire ${entry} dans l’entrée de son serveur.`,
    unusable: (tool) => `${tool} a un schéma qu’aucun modèle ne pourrait utiliser.`,
    serversOnly: "Les outils ne s’activent et ne se désactivent que sur un serveur.",
    switched: (tool, isOn) =>
      `**${tool}** est ${isOn ? "activé" : "désactivé"} sur ce serveur à partir de la prochaine demande.`,
    willAsk: (tool) => `Je te demanderai à nouveau avant d’utiliser **${tool}** ici.`,
    neverAlways: (tool) => `Tu n’as jamais dit « Toujours ici » pour **${tool}** dans ce salon.`,
  },
  trace: {
    modes: {
      off: "Les traces sont désactivées dans ce salon.",
      button:
        "Dans ce salon, les réponses qui ont utilisé des outils portent un bouton Trace ; il ouvre le fil.",
      thread: "Dans ce salon, chaque réponse qui a utilisé des outils reçoit un fil avec sa trace.",
    },
    gone: "Le reçu de cette réponse n’est plus conservé.",
    opened: (thread) => `La trace est dans ${thread}.`,
  },
  why: {
    reasons: {
      "own-message": "C’est un de mes messages.",
      "bot-author": "Un bot l’a écrit, et je ne réponds qu’aux personnes.",
      webhook: "Un webhook l’a écrit, et je ne réponds qu’aux personnes.",
      "system-message": "Discord lui-même l’a écrit.",
      "not-addressed":
        "Il ne m’était pas adressé. Mentionne-moi, réponds-moi en laissant la notification activée, écris-moi en message privé, ou utilise `/demander`.",
      "everyone-mention": "Il mentionne tout le monde, mais pas moi. Mentionne-moi par mon nom.",
      "others-addressed":
        "Dans ce fil, je réponds sans mention, mais ce message s’adressait à quelqu’un d’autre. Mentionne-moi pour me demander quelque chose.",
      "loop-guard":
        "La même personne a envoyé dans ce salon, en une minute, plus de messages que je n’en traite, au cas où un programme les enverrait. Attends une minute et redemande.",
      "too-many-waiting":
        "Je m’occupais encore d’autant de demandes de cette personne que j’en prends à la fois. Redemande, s’il te plaît.",
      "channel-full": "Trop de demandes attendaient dans ce salon à ce moment-là. Redemande, s’il te plaît.",
    },
    waiting: (before) =>
      `Je l’ai, et il attend son tour ; avant lui : ${count(before, { one: "# demande", other: "# demandes" })}. Les demandes d’un salon sont traitées l’une après l’autre.`,
    together: "Il est arrivé juste après un autre message, alors j’ai pris les deux ensemble.",
    running: "J’y travaille.",
    runningAgain: "J’y travaille de nouveau : un essai précédent a été interrompu.",
    sending: "La réponse est prête et en cours d’envoi ; Discord est peut-être lent ou injoignable.",
    answered: "J’y ai répondu. Si tu ne vois pas la réponse, elle a peut-être été supprimée.",
    failed: (errorCode) => `Cela a échoué, et je l’ai dit. Le type d’erreur : \`${errorCode}\`.`,
    givenUp: (errorCode) =>
      `J’ai dû abandonner${errorCode === undefined ? " : la réponse n’a pas pu être montrée ici." : ` (\`${errorCode}\`).`} Redemande, s’il te plaît.`,
    cancelled: "La demande a été arrêtée, ou son message supprimé.",
    notAccepted: (errorId) =>
      `Je n’ai pas pu l’enregistrer de façon sûre, je n’ai donc pas commencé. Je cherche ces messages une fois par minute ; si cela n’aide pas, préviens la personne qui gère ce bot. (Erreur ${errorId})`,
    noLongerKept: "Je l’ai pris, et son enregistrement n’est plus conservé.",
    neverSeen:
      "Je ne l’ai jamais vu : il est peut-être plus ancien que mon dernier démarrage, ou je ne peux pas lire ce salon. Mentionne-moi pour réessayer.",
  },
} satisfies ReplyWords;
