import { AddressFault, refuseOthers, refuseUnsafe, shownCharacter } from "./characters.ts";

/** The parts of an address, as email-validator splits it. */
export interface AddressParts {
  /** Undefined without angle brackets. */
  readonly displayName: string | undefined;
  /** What stands before the @-sign, without its quotes. */
  readonly local: string;
  readonly quoted: boolean;
  readonly domain: string;
}

/** Splits at the first of the special characters that is not quoted, and not one with the mark that follows it. */
function splitAt(text: string, specials: string): [string, string] {
  let quoted = false;
  let escaped = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    // 32: the 30 marks in a row of Unicode's stream-safe text, and one at each end; more would be quadratic work.
    const combines =
      text.charCodeAt(index + 1) > 127 && text.slice(index, index + 32).normalize("NFC")[0] !== character;
    if (combines) continue;
    if (quoted) {
      if (character === '"' && !escaped) quoted = false;
      escaped = character === "\\" && !escaped;
    } else if (character === '"') {
      quoted = true;
    } else if (specials.includes(character)) {
      return [text.slice(0, index), text.slice(index)];
    }
  }
  if (text.includes("\uff20")) {
    throw new AddressFault(
      'The email address has the "full-width" at-sign (@) character instead of a regular at-sign.',
    );
  }
  if (text.includes("\ufe6b")) {
    throw new AddressFault('The email address has the "small commercial at" character instead of a regular at-sign.');
  }
  throw new AddressFault("An email address must have an @-sign.");
}

/** Without the quotes around it and the backslashes before its characters. */
function unquote(text: string): { value: string; quoted: boolean } {
  if (!text.startsWith('"')) return { value: text, quoted: false };
  let value = "";
  for (let index = 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\\") {
      index += 1;
      value += text.charAt(index);
    } else if (character !== '"') {
      value += character;
    } else if (index === text.length - 1) {
      break;
    } else {
      const rest = [...text.slice(index + 1)].map(shownCharacter).join(", ");
      throw new AddressFault(`Extra character(s) found after close quote: ${rest}`);
    }
  }
  return { value, quoted: true };
}

/** The name before the angle brackets, and the address between them. */
function splitNamed(left: string, right: string): { displayName: string; address: string } {
  const name = unquote(left.trimEnd());
  if (!name.quoted) {
    refuseOthers(
      name.value,
      /[a-zA-Z0-9_!#$%&'*+\-/=?^`{|}~ ]/,
      "The display name contains invalid characters when not quoted",
    );
  }
  refuseUnsafe(name.value, true);
  if (!right.includes(">")) {
    throw new AddressFault(
      "An open angle bracket at the start of the email address has to be followed by a close angle bracket at the end.",
    );
  }
  const bracketed = right.replace(/ +$/, "");
  if (!bracketed.endsWith(">")) throw new AddressFault("There can't be anything after the email address.");
  return { displayName: name.value, address: bracketed.slice(1, -1) };
}

/** @throws AddressFault */
export function splitAddress(text: string): AddressParts {
  let displayName: string | undefined;
  let [left, right] = splitAt(text, "@<");
  if (right.startsWith("<")) {
    const named = splitNamed(left, right);
    displayName = named.displayName;
    [left, right] = splitAt(named.address, "@");
  }
  const { value, quoted } = unquote(left);
  return { displayName, local: value, quoted, domain: right.startsWith("@") ? right.slice(1) : right };
}
