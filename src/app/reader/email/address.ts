import { trimSpace } from "../python.ts";
import { AddressFault, excess, refuseOthers, refuseUnsafe, utf8Length } from "./characters.ts";
import { checkDomain, checkPeriods } from "./domain.ts";
import { splitAddress } from "./split.ts";

/** Pydantic's own limit, before anything else. */
const maxText = 2048;
const maxAddress = 254;

const atom = /^[a-zA-Z0-9_!#$%&'*+\-/=?^`{|}~]+(?:\.[a-zA-Z0-9_!#$%&'*+\-/=?^`{|}~]+)*$/;
const localCharacter = /[.a-zA-Z0-9_!#$%&'*+\-/=?^`{|}~\u0080-\u{10ffff}]/u;
const beforeInvalid = "The email address contains invalid characters before the @-sign";

/** What stands before the @-sign. */
function checkLocal(local: string, quoted: boolean): void {
  if (local === "") throw new AddressFault("There must be something before the @-sign.");
  if (atom.test(local)) return;
  if (quoted) {
    const inQuotes = "The email address contains invalid characters in quotes before the @-sign";
    refuseOthers(local, /[\u0020-\u007e\u0080-\u{10ffff}]/u, inQuotes);
    refuseUnsafe(local, true);
    return;
  }
  refuseOthers(local, localCharacter, beforeInvalid);
  checkPeriods(
    local,
    "An email address cannot start with a {}.",
    "An email address cannot have a {} immediately before the @-sign.",
    false,
  );
  refuseUnsafe(local);
}

function checkLength(address: string): void {
  const length = utf8Length(address);
  if (length <= maxAddress) return;
  const characters = [...address].length;
  const why =
    characters === length
      ? excess(length, maxAddress)
      : `(${Math.max(1, Math.floor((length - maxAddress) / 4))}-${length - maxAddress} characters too many)`;
  throw new AddressFault(`The email address is too long ${why}.`);
}

function checkBracketed(domain: string): never {
  const literal = domain.slice(1, -1);
  if (!/^[0-9.]+$/.test(literal) && !literal.includes(":")) {
    throw new AddressFault(
      "The part after the @-sign in brackets is not an IPv4 address and has no address literal tag.",
    );
  }
  throw new AddressFault("A bracketed IP address after the @-sign is not allowed here.");
}

/** Where the angle bracket after a quoted name is, -1 where there is none. */
function bracketAfterQuotes(text: string): number {
  for (let at = text.lastIndexOf("<"); at > 0; at = text.lastIndexOf("<", at - 1)) {
    const name = text.slice(0, at).trimEnd();
    if (name.length > 2 && name.endsWith('"')) return at;
  }
  return -1;
}

/** Pydantic takes `John Doe <me@example.com>` and reads the address in it. The name before it is words, or quoted. */
function withoutName(text: string): string {
  const trimmed = trimSpace(text);
  if (!trimmed.endsWith(">")) return text;
  const open = trimmed.startsWith('"') ? bracketAfterQuotes(trimmed) : trimmed.indexOf("<");
  if (open === -1 || open === trimmed.length - 2) return text;
  const isName = trimmed.startsWith('"') || /^[\p{L}\p{N}_.!#$%&'*+\-/=?^`{|}~\s]*$/u.test(trimmed.slice(0, open));
  return isName ? trimmed.slice(open + 1, -1) : text;
}

/**
 * An e-mail address by the rules of email-validator (which Pydantic uses): its normal form.
 * @throws AddressFault saying what is wrong with it
 */
export function readAddress(text: string): string {
  if (text.length > maxText) throw new AddressFault(`Length must not exceed ${maxText} characters`);
  if (/[\r\n]/.test(text)) throw new AddressFault("Carriage return and line feed characters are not allowed");
  const { displayName, local, quoted, domain } = splitAddress(trimSpace(withoutName(text)));
  checkLocal(local, quoted);
  if (quoted) throw new AddressFault("Quoting the part before the @-sign is not allowed here.");
  if (domain === "") throw new AddressFault("There must be something after the @-sign.");
  if (domain.startsWith("[") && domain.endsWith("]")) checkBracketed(domain);
  const name = checkDomain(domain);
  checkLength(`${local}@${domain}`);
  if (displayName !== undefined) {
    throw new AddressFault("A display name and angle brackets around the email address are not permitted here.");
  }
  return `${local.normalize("NFC")}@${name}`;
}
