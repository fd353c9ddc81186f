import ipaddr from "ipaddr.js";

/**
 * Addresses in public ranges that are answered by the machine's own surroundings.
 * 168.63.129.16: Azure's host, https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
const LOCAL_SERVICES: ReadonlySet<string> = new Set(["168.63.129.16"]);

/** Global unicast: everything else in IPv6 is local, reserved or multicast (RFC 4291, section 2.4). */
const GLOBAL_IPV6: readonly [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("2000::"), 3];

/**
 * True for addresses that belong to the public internet alone. Addresses that carry an IPv4 address inside
 * are judged by that one (mapped, NAT64) or refused (6to4 and Teredo, out of use since RFC 7526).
 *
 * @param address A literal as a resolver gives it. Anything else is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // Turns ::ffff:a.b.c.d into the IPv4 address that it is.
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.range() === "unicast" && !LOCAL_SERVICES.has(parsed.toString());
  const v6 = parsed as ipaddr.IPv6;
  const embedded = nat64Address(v6);
  if (embedded !== undefined) return isPublicAddress(embedded);
  return v6.range() === "unicast" && v6.match(GLOBAL_IPV6[0], GLOBAL_IPV6[1]);
}

/** IPv6-only networks reach IPv4 hosts through 64:ff9b::/96 (RFC 6052); the last four bytes are the host's. */
function nat64Address(address: ipaddr.IPv6): string | undefined {
  if (!address.match(ipaddr.IPv6.parse("64:ff9b::"), 96)) return undefined;
  return address.toByteArray().slice(-4).join(".");
}
