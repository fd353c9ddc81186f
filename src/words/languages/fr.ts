import { formatsFor } from "../formats.ts";
import type { TranslatedLanguage } from "../words.ts";

const { count, number, list, inTime, short, fixed, dollars } = formatsFor("fr");

const limits = {
  person: "ta limite d’utilisation pour aujourd’hui",
  channel: "la limite d’utilisation de ce salon pour aujourd’hui",
  guild: "la limite d’utilisation de ce serveur pour aujourd’hui",
  everything: "ma limite d’utilisation pour aujourd’hui",
} as const;
const resets = (ms: number): string => `à 00:00 UTC, ${inTime(ms)}`;
const requests = (value: number): string => count(value, { one: "# demande", other: "# demandes" });
const characters = (value: number): string => count(value, { one: "# caractère", other: "# caractères" });
const style = (isPlain: boolean): string =>
  isPlain
    ? "simple : chaque réponse est envoyée en une fois, en mots simples"
    : "habituel : les réponses s’affichent au fil de l’écriture";
const used = (percent: number | undefined): string =>
  percent === undefined ? "" : ` (${percent} % utilisés)`;

export default {
  locales: ["fr"],
  commands: {
    accessibility: {
      name: "accessibilité",
      description: "Des réponses envoyées en une fois, en mots simples, sans modifications",
      options: {
        answers: {
          name: "réponses",
          description: "Laisse vide pour voir le réglage actuel",
          choices: {
            plain: "simples : envoyées en une fois, en mots simples",
            usual: "habituelles : affichées au fil de l’écriture",
            default: "par défaut : ce qui vaut ici",
          },
        },
        for: {
          name: "pour",
          description: "Pour qui ce réglage vaut ; pour toi si tu ne précises rien",
          choices: { me: "moi", channel: "ce salon", server: "ce serveur" },
        },
      },
    },
    ask: {
      name: "demander",
      description: "Demande quelque chose à Orchid",
      options: { prompt: { name: "question", description: "Ce que tu veux savoir ou faire faire" } },
    },
    "ask-about-this": { name: "Demander à ce sujet" },
    context: {
      name: "contexte",
      description: "Vois ce que je retiens de ce salon, pour l’épingler ou le retirer",
    },
    forget: { name: "oublier", description: "Oublie tout ce que tu gardes sur moi" },
    help: { name: "aide", description: "Ce que je sais faire et comment me le demander" },
    model: {
      name: "modèle",
      description: "Vois ce que savent faire les modèles, ou choisis celui qui répond dans ce salon",
      options: {
        model: { name: "modèle", description: "Laisse vide pour voir le modèle actuel" },
        probe: { name: "vérifier", description: "Vérifie à nouveau ce que savent faire les modèles" },
      },
    },
    persona: {
      name: "persona",
      description: "Vois ou choisis la persona qui répond dans ce salon",
      options: { persona: { name: "persona", description: "Laisse vide pour voir la persona actuelle" } },
    },
    reset: { name: "réinitialiser", description: "Oublie ce qui a été dit dans ce salon" },
    schedule: {
      name: "agenda",
      description: "Vois tes rappels et tes tâches prévues, et annules-en une",
      options: {
        cancel: {
          name: "annuler",
          description: "Identifiant de ce qu’il faut annuler, comme la liste le montre",
        },
      },
    },
    status: { name: "statut", description: "Vois comment je vais" },
    stop: { name: "arrêter", description: "Arrête ce que je fais pour toi dans ce salon" },
    tools: {
      name: "outils",
      description: "Vois quels outils je peux utiliser, ce qu’ils peuvent faire, et qui peut s’en servir",
      options: {
        tool: { name: "outil", description: "Un outil : montre tout à son sujet" },
        action: {
          name: "action",
          description: "Activer ou désactiver l’outil sur ce serveur, ou retirer ton « Toujours ici »",
          choices: { on: "activer", off: "désactiver", revoke: "retirer" },
        },
      },
    },
    trace: {
      name: "trace",
      description: "Choisis comment les réponses de ce salon montrent ce qui a été fait",
      options: {
        mode: {
          name: "mode",
          description: "Laisse vide pour voir le réglage actuel",
          choices: {
            off: "désactivée : jamais",
            button: "bouton : un fil quand quelqu’un le demande",
            thread: "fil : toujours un fil",
          },
        },
      },
    },
    usage: {
      name: "utilisation",
      description: "Vois ce qui a été utilisé aujourd’hui, et ce qui peut l’être",
    },
    "why-no-answer": { name: "Pourquoi pas de réponse ?" },
  },
  failure: {
    task: (what, errorId) =>
      `Je n’ai pas pu répondre : ${what}. Ton message n’a pas été ajouté à ce que je retiens ici. (Erreur ${errorId})`,
    command: (what, errorId) =>
      `Cela n’a pas fonctionné : ${what}. Ce que j’avais enregistré avant est toujours là. (Erreur ${errorId})`,
    model: {
      configuration: "le modèle est mal configuré. C’est à la personne qui gère ce bot de le corriger",
      authentication:
        "le service du modèle a refusé la clé de ce bot. C’est à la personne qui gère ce bot de le corriger",
      billing:
        "le service du modèle indique que le crédit du compte est épuisé. C’est à la personne qui gère ce bot de s’en occuper",
      "rate-limit": "le service du modèle reçoit trop de demandes en ce moment. Redemande dans une minute",
      overflow:
        "c’était trop long pour le modèle. Redemande avec moins de texte, ou fais-moi oublier ce salon avec `/réinitialiser`",
      refused: "le modèle n’a pas voulu y répondre. Le demander autrement peut aider",
      upstream: "le service du modèle a eu une panne. Redemande dans un instant",
      network: "le service du modèle est injoignable. Redemande dans un instant",
      timeout: "le modèle a mis trop de temps. Redemande, peut-être un peu moins à la fois",
      empty: "le modèle n’a rien renvoyé, même la seconde fois. Demande autrement ou réessaie plus tard",
      cancelled: "la demande a été arrêtée avant qu’il y ait une réponse. Redemande si tu en veux encore une",
    },
    timeout:
      "cela a pris plus de temps qu’une tâche ne peut en prendre. Redemande, peut-être un peu moins à la fois",
    givenUp: "quelque chose a interrompu mon travail à chaque essai. Demande d’une autre manière",
    storage: "mon stockage a eu une panne. Réessaie dans un instant",
    unexpected:
      "quelque chose s’est mal passé chez moi. Réessaie ; si cela persiste, préviens la personne qui gère ce bot",
    cap: (scope, resetsInMs) =>
      `${limits[scope]} est épuisée. Elle repart de zéro ${resets(resetsInMs)} ; \`/utilisation\` montre les chiffres`,
  },
  notices: {
    cutOff: "La réponse a été coupée.",
    cutAtLimit: "La réponse a été coupée à la limite du modèle.",
    filtered: "Le filtre de contenu du fournisseur a arrêté la réponse.",
    callAsText: "Le modèle a écrit un appel d’outil sous forme de texte ; il n’a pas été exécuté.",
    noTools: "Ce modèle ne peut pas utiliser d’outils et a répondu sans eux.",
    noImages: "Ce modèle ne peut pas voir les images.",
    promptCut:
      "Le serveur du modèle semble avoir raccourci la conversation ; il lui faut un contexte plus grand.",
    unvoiced: "La réponse est le simple résumé : le modèle qui la rédige n’a pas répondu.",
    shrunk:
      "Des messages plus anciens ont été laissés de côté : la conversation est trop longue pour le modèle.",
    withoutTurns: "Répondu sans les échanges précédents de ce salon : ils étaient illisibles.",
    stopped: "Arrêté.",
    roundLimit: (rounds) =>
      count(rounds, {
        one: "La limite de # tour d’outils a été atteinte.",
        other: "La limite de # tours d’outils a été atteinte.",
      }),
    fellBack: (from, to) => `Le modèle « ${from} » n’a pas répondu, « ${to} » a donc pris le relais.`,
    capNear: (scope) =>
      `${capital(limits[scope])} est presque atteinte, un modèle moins cher a donc répondu.`,
    capReached: (scope, resetsInMs) =>
      `${capital(limits[scope])} est atteinte ; elle repart de zéro ${resets(resetsInMs)}.`,
  },
  usage: {
    heading: (relative, clock) =>
      `Utilisé depuis 00:00 UTC ; le compte repart de zéro ${relative} (${clock}).`,
    scopes: { person: "Toi", channel: "Ce salon", guild: "Ce serveur", everything: "Tout le monde" },
    unreadable: "illisible pour l’instant",
    unreadableNote:
      "Mon stockage ne répond pas : les limites que je ne peux pas lire ne sont donc pas appliquées.",
    nothing: "rien",
    spent(tokens, costUsd, tasks, isEstimated) {
      const about = isEstimated ? "environ " : "";
      const cost = costUsd === undefined ? "" : `, ${about}${dollars(costUsd)}`;
      return `${about}${count(tokens, { one: "# jeton", other: "# jetons" })}${cost}, en ${requests(tasks)}`;
    },
    limit: (parts) => `Limite : ${list(parts)}`,
    limitTokens: (tokens, percent) => `${number(tokens)} jetons${used(percent)}`,
    limitCost: (usd, percent) => `${dollars(usd)}${used(percent)}`,
  },
  footer: {
    rounds: (value) => count(value, { one: "# tour", other: "# tours" }),
    tools: (value) => count(value, { one: "# outil", other: "# outils" }),
    seconds: (value) => `${short(value)} s`,
    cost: dollars,
  },
  layOut: {
    whole: (fileName) => `-# Voici le début. La réponse entière est dans ${fileName}.`,
    cut: (bytes) =>
      `[Coupé ici : la réponse compte ${number(bytes)} octets, plus que ce que Discord accepte.]`,
  },
  trace: {
    untitled: "Trace",
    round: "Tour",
    total: "Total",
    rounds: (value) => count(value, { one: "# tour", other: "# tours" }),
    tools: (value) => count(value, { one: "# outil", other: "# outils" }),
    tokensIn: (value) => count(value, { one: "# jeton en entrée", other: "# jetons en entrée" }),
    tokensOut: (value) => count(value, { one: "# jeton en sortie", other: "# jetons en sortie" }),
    seconds: (value) => `${fixed(value, 1)} s`,
    milliseconds: (ms) => `${number(Math.round(ms))} ms`,
    cost: dollars,
    about: "environ",
    noTools: "Aucun outil : ce tour a écrit la réponse.",
    failed: "échec",
    succeeded: "réussi",
    arguments: "Arguments",
    result: "Résultat",
    wholeIn: "Coupé ici ; en entier dans",
    endedWith: "Terminé avec",
    began: (afterMs, durationMs) =>
      `commencé après ${number(Math.round(afterMs))} ms, durée ${number(Math.round(durationMs))} ms`,
  },
  live: {
    thinking: "Je réfléchis…",
    using: (tools) => `J’utilise ${tools.join(", ")}…`,
    stopped: "Arrêté.",
    more: (value) => `… ${characters(value)} pour l’instant`,
  },
  buttons: { stop: "Arrêter", trace: "Trace", regenerate: "Répondre à nouveau" },
  answers: {
    howToAsk:
      "Je suis là, mais je n’ai pas pu lire de question. Mentionne-moi avec ta question, réponds-moi en laissant la notification activée, écris-moi en message privé, ou utilise `/demander`.",
    nothingToShow: "Il n’y a rien à montrer dans ma réponse.",
    blocked: (errorId) =>
      `Le filtre de contenu de ce serveur a bloqué ma réponse. Je la garde, mais je ne peux pas la montrer ici. Demande autrement, ou adresse-toi à la modération. (Erreur ${errorId})`,
    refused: (errorId) =>
      `Discord a refusé d’afficher ma réponse. Je la garde, mais je ne peux pas la montrer. Redemande ; si cela persiste, préviens la personne qui gère ce bot. (Erreur ${errorId})`,
    askAboutThis: "De quoi parle ce message ? Explique-le ou réponds-y, selon ce qui aide le plus.",
  },
  interactions: {
    oldCommand:
      "Cette commande vient d’une ancienne version de moi. Recharge Discord pour voir les commandes actuelles.",
    notPermitted: "Tu n’as pas la permission que cette commande demande sur ce serveur.",
    moderatorsOnly: "Seuls les membres qui peuvent gérer les messages ici peuvent changer cela.",
  },
  access: {
    "person-denied": "La personne qui me gère m’a désactivé pour toi.",
    "guild-denied": "La personne qui me gère m’a désactivé sur ce serveur.",
    "channel-denied": "La personne qui me gère m’a désactivé dans ce salon.",
    "role-denied": "La personne qui me gère m’a désactivé pour l’un de tes rôles.",
    "roles-unknown":
      "Je ne peux répondre qu’à certains rôles, et je n’ai pas pu savoir lesquels tu as. Réessaie dans un instant.",
    "guild-not-allowed": "Je ne peux répondre que sur certains serveurs, et celui-ci n’en fait pas partie.",
    "channel-not-allowed": "Je ne peux répondre que dans certains salons, et celui-ci n’en fait pas partie.",
    "direct-not-allowed":
      "Je ne peux répondre que sur certains serveurs ou dans certains salons, pas en message privé.",
    "person-not-allowed":
      "Je ne peux répondre qu’à certaines personnes ou à certains rôles, et tu n’en fais pas partie.",
  },
  flood: {
    tooManyWaiting: (limit) =>
      `Je m’occupe encore de ${number(limit)} de tes demandes, je n’ai donc pas pris celle-ci. Redemande quand j’aurai répondu ; d’ici là, je laisse aussi de côté le reste de tes envois.`,
    channelFull: (limit) =>
      `${number(limit)} demandes attendent déjà dans ce salon, je n’ai donc pas pris celle-ci. Redemande un peu plus tard ; d’ici là, je n’en prends pas d’autres ici.`,
  },
  replies: {
    accessibility: {
      person: (isPlain) => `Pour toi : ${style(isPlain)}.`,
      channel: (isPlain) => `Pour tous ceux de ce salon qui n’ont rien choisi : ${style(isPlain)}.`,
      server: (isPlain) => `Pour tous ceux de ce serveur qui n’ont rien choisi : ${style(isPlain)}.`,
      explanation:
        "Les réponses simples sont envoyées en une fois et jamais modifiées. Les tableaux deviennent des lignes, et les traces disent leurs durées en mots.",
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
      kept: (botName) =>
        `${botName} ne garde les échanges et les reçus que le temps configuré. \`/réinitialiser\` vide ce salon.`,
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
        "channel-full":
          "Trop de demandes attendaient dans ce salon à ce moment-là. Redemande, s’il te plaît.",
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
  },
} satisfies TranslatedLanguage;

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
