import { UsageError } from "../../core/errors.ts";
import { suggest } from "../../core/suggest.ts";
import { builtInFormats } from "../config/log-formats.ts";
import type { AccessLog, Action, Location, LocationMatch, ServerName, VirtualServer } from "../config/model.ts";
import { proxyAction, type Upstreams } from "./build-proxy.ts";
import type { Reading } from "./directive.ts";
import { placeText } from "./lexer.ts";
import { compileRegex } from "./location-match.ts";
import type { Word } from "./parser.ts";
import type { LogDraft, Scope } from "./scope.ts";
import { defaultSettings } from "./settings.ts";

function serverName({ text, position }: Word): ServerName {
  const name = text.toLowerCase();
  if (text.startsWith("~")) {
    if (text.length === 1) throw new UsageError('empty regex in server name "~"', placeText(position));
    // Hosts know no case.
    return { kind: "regex", regex: compileRegex(text.slice(1), true, position) };
  }
  const invalid = (): never => {
    throw new UsageError(
      `server name or wildcard "${text}" is invalid on its own or in that form`,
      placeText(position),
    );
  };
  if (/[/\\\s]/.test(name)) invalid();
  if (name.startsWith("*.")) {
    return name.length > 2 && !name.includes("*", 1)
      ? { kind: "suffix", suffix: name.slice(1), bare: false }
      : invalid();
  }
  if (name.startsWith(".")) {
    return name.length > 1 && !name.includes("*") ? { kind: "suffix", suffix: name, bare: true } : invalid();
  }
  if (name.endsWith(".*")) {
    return name.length > 2 && name.indexOf("*") === name.length - 1
      ? { kind: "prefix", prefix: name.slice(0, -1) }
      : invalid();
  }
  return name.includes("*") ? invalid() : { kind: "exact", name };
}

function accessLogs(drafts: readonly LogDraft[], reading: Reading): readonly AccessLog[] {
  return drafts.map(({ path, format, position }) => {
    const found =
      reading.formats.get(format) ?? (Object.hasOwn(builtInFormats, format) ? builtInFormats[format] : undefined);
    if (found === undefined) {
      const meant = suggest(format, [...reading.formats.keys(), ...Object.keys(builtInFormats)]);
      throw new UsageError(
        `unknown log format "${format}"${meant === null ? "" : `; did you mean "${meant}"?`}`,
        placeText(position),
      );
    }
    return { path, formatName: format, format: found };
  });
}

function returned(scope: Scope): Action | null {
  if (scope.answer === null) return null;
  const { status, text } = scope.answer;
  return { kind: "return", status, text, contentType: scope.setting("defaultType", defaultSettings) };
}

function location(scope: Scope, match: LocationMatch, reading: Reading, upstreams: Upstreams): Location {
  const proxy = scope.pass === null ? null : proxyAction(scope, scope.pass, match, upstreams);
  return {
    match,
    action: returned(scope) ?? proxy ?? { kind: "not_found" },
    maxBodyBytes: scope.setting("maxBodyBytes", defaultSettings),
    addHeaders: scope.setting("addHeaders", defaultSettings),
    accessLogs: accessLogs(scope.setting("accessLogs", defaultSettings), reading),
    serverTokens: scope.setting("serverTokens", defaultSettings),
  };
}

export function virtualServer(scope: Scope, reading: Reading, upstreams: Upstreams): VirtualServer {
  const locations = scope.locations.map((child) => {
    if (child.pass === null && child.answer === null && child.opener !== null) {
      reading.notice(child.opener.position, "this location has neither proxy_pass nor return: it answers 404");
    }
    return location(child, child.match as LocationMatch, reading, upstreams);
  });
  const answer = returned(scope);
  // A scope of its own: a `return` in the server is `answer`, not what an unmatched path gets.
  const fallback = { ...location(scope, { kind: "prefix", path: "/", final: false }, reading, upstreams) };
  return {
    name: scope.names[0]?.text ?? "",
    names: scope.names.map(serverName),
    answer: answer !== null && answer.kind === "return" ? answer : null,
    locations,
    fallback: { ...fallback, action: { kind: "not_found" } },
  };
}
