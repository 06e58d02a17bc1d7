import { AddressFault, excess, refuseOthers, refuseUnsafe } from "./characters.ts";

const maxDomain = 253;
const maxLabel = 63;
/** Names that no address on the internet is under (RFC 6761 and what email-validator adds). */
export const specialNames: readonly string[] = ["arpa", "invalid", "local", "localhost", "onion", "test"];

const domainCharacter = /[a-zA-Z0-9\-.\u0080-\u{10ffff}]/u;
const invalidCharacters = "The part after the @-sign contains invalid characters";

/** Rules for the places of periods and hyphens, which Unicode's normal form may first bring about. */
export function checkPeriods(text: string, atStart: string, atEnd: string, hyphens: boolean): void {
  if (text.endsWith(".")) throw new AddressFault(atEnd.replace("{}", "period"));
  if (text.startsWith(".")) throw new AddressFault(atStart.replace("{}", "period"));
  if (text.includes("..")) throw new AddressFault("An email address cannot have two periods in a row.");
  if (!hyphens) return;
  if (text.endsWith("-")) throw new AddressFault(atEnd.replace("{}", "hyphen"));
  if (text.startsWith("-")) throw new AddressFault(atStart.replace("{}", "hyphen"));
  if (text.includes(".-") || text.includes("-.")) {
    throw new AddressFault("An email address cannot have a period and a hyphen next to each other.");
  }
}

/** The name in ASCII. The platform's own URL does IDNA's work; undefined where the name is none. */
function toAscii(domain: string): string | undefined {
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return undefined;
  }
}

/** Full-width letters, other full stops and the like become what IDNA takes them for. */
const mapped = (domain: string): string =>
  domain
    .normalize("NFKC")
    .replace(/[\u3002\uff0e\uff61]/g, ".")
    .toLowerCase();

function asciiDomain(domain: string): string {
  if (/^[\x00-\x7f]*$/.test(domain)) return domain.toLowerCase();
  const ascii = toAscii(domain);
  if (ascii === undefined) throw new AddressFault(`${invalidCharacters}.`);
  return ascii;
}

function checkLengths(ascii: string, domain: string): void {
  if (ascii.length > maxDomain) {
    const why = ascii === domain ? excess(ascii.length, maxDomain) : excess(ascii.length, maxDomain, "byte");
    const encoded = ascii === domain ? why : why.replace(")", " after IDNA encoding)");
    throw new AddressFault(`The email address is too long after the @-sign ${encoded}.`);
  }
  const label = ascii.split(".").find((one) => one.length > maxLabel);
  if (label !== undefined) {
    const why = excess(label.length, maxLabel);
    throw new AddressFault(`After the @-sign, periods cannot be separated by so many characters ${why}.`);
  }
}

/** An internet name after the @-sign, lower case, in Unicode as it was given. @throws AddressFault */
export function checkDomain(domain: string): string {
  const length = [...domain].length;
  if (length > maxDomain) {
    throw new AddressFault(`The email address is too long after the @-sign ${excess(length, maxDomain)}.`);
  }
  refuseOthers(domain, domainCharacter, invalidCharacters);
  refuseUnsafe(domain);
  const name = mapped(domain);
  refuseOthers(name, domainCharacter, `${invalidCharacters} after Unicode normalization`);
  checkPeriods(
    name,
    "An email address cannot have a {} immediately after the @-sign.",
    "An email address cannot end with a {}.",
    true,
  );
  if (name.split(".").some((label) => /^(?!xn)..--/iu.test(label))) {
    throw new AddressFault(
      "An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, except Punycode.",
    );
  }
  const ascii = asciiDomain(name);
  checkLengths(ascii, domain);
  if (!ascii.includes(".")) {
    throw new AddressFault("The part after the @-sign is not valid. It should have a period.");
  }
  if (!/[a-z]$/.test(ascii)) {
    throw new AddressFault("The part after the @-sign is not valid. It is not within a valid top-level domain.");
  }
  if (specialNames.some((special) => ascii === special || ascii.endsWith(`.${special}`))) {
    throw new AddressFault(
      "The part after the @-sign is a special-use or reserved name that cannot be used with email.",
    );
  }
  if (ascii.includes("xn--") && toAscii(ascii) === undefined) {
    throw new AddressFault("The part after the @-sign is not valid IDNA (Invalid A-label).");
  }
  return name;
}
