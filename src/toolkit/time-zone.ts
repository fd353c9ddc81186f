/** Places that people name and that are no zone of their own; by the form that {@link simplify} gives. */
const PLACES: Readonly<Record<string, string>> = {
  "": "UTC",
  utc: "UTC",
  z: "UTC",
  gmt: "UTC",
  beijing: "Asia/Shanghai",
  china: "Asia/Shanghai",
  japan: "Asia/Tokyo",
  korea: "Asia/Seoul",
  india: "Asia/Kolkata",
  delhi: "Asia/Kolkata",
  "new delhi": "Asia/Kolkata",
  mumbai: "Asia/Kolkata",
  bangalore: "Asia/Kolkata",
  hanoi: "Asia/Ho_Chi_Minh",
  "tel aviv": "Asia/Jerusalem",
  "abu dhabi": "Asia/Dubai",
  germany: "Europe/Berlin",
  munich: "Europe/Berlin",
  hamburg: "Europe/Berlin",
  frankfurt: "Europe/Berlin",
  cologne: "Europe/Berlin",
  france: "Europe/Paris",
  milan: "Europe/Rome",
  italy: "Europe/Rome",
  barcelona: "Europe/Madrid",
  spain: "Europe/Madrid",
  geneva: "Europe/Zurich",
  kyiv: "Europe/Kyiv",
  uk: "Europe/London",
  england: "Europe/London",
  manchester: "Europe/London",
  edinburgh: "Europe/London",
  "st petersburg": "Europe/Moscow",
  "new york city": "America/New_York",
  nyc: "America/New_York",
  boston: "America/New_York",
  washington: "America/New_York",
  "washington dc": "America/New_York",
  miami: "America/New_York",
  atlanta: "America/New_York",
  philadelphia: "America/New_York",
  dallas: "America/Chicago",
  houston: "America/Chicago",
  austin: "America/Chicago",
  "san francisco": "America/Los_Angeles",
  "los angeles": "America/Los_Angeles",
  seattle: "America/Los_Angeles",
  "san diego": "America/Los_Angeles",
  "las vegas": "America/Los_Angeles",
  california: "America/Los_Angeles",
  portland: "America/Los_Angeles",
  montreal: "America/Toronto",
  ottawa: "America/Toronto",
  rio: "America/Sao_Paulo",
  "rio de janeiro": "America/Sao_Paulo",
  "cape town": "Africa/Johannesburg",
  canberra: "Australia/Sydney",
  wellington: "Pacific/Auckland",
};

/**
 * Finds the IANA zone that is meant: its own name, an offset from UTC, or a city. Empty means UTC.
 *
 * @returns A name that `Intl` takes; `undefined` when nothing fits.
 */
export function findTimeZone(text: string): string | undefined {
  const trimmed = text.trim();
  const simple = simplify(trimmed);
  if (Object.hasOwn(PLACES, simple)) return PLACES[simple];
  return fromOffset(trimmed) ?? fromName(trimmed.replaceAll(/\s+/g, "_")) ?? fromCity(simple);
}

/** `UTC+2`, `+05:30`, `GMT-0330`. */
function fromOffset(text: string): string | undefined {
  const match = /^(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?([0-5]\d))?$/i.exec(text);
  if (match === null || Number(match[2]) > 14) return undefined;
  return fromName(`${match[1]}${match[2]?.padStart(2, "0")}:${match[3] ?? "00"}`);
}

function fromName(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function fromCity(simple: string): string | undefined {
  // "Berlin, Germany" and "Paris (France)" name the city first.
  const city = simple.split(/\s*[,(]/)[0]?.trim() ?? "";
  if (Object.hasOwn(PLACES, city) && city !== "") return PLACES[city];
  return Intl.supportedValuesOf("timeZone").find((zone) => simplify(zone.split("/").at(-1) ?? "") === city);
}

function simplify(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036F.]/g, "")
    .replaceAll("_", " ")
    .toLowerCase()
    .trim();
}
