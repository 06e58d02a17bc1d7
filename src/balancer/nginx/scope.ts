import type {
  AddedHeader,
  Listener,
  LocationMatch,
  Position,
  Redirect,
  Upstream,
  UpstreamServer,
} from "../config/model.ts";
import type { Template } from "../config/request-view.ts";
import type { Directive, Word } from "./parser.ts";

/** Where a directive may stand. */
export type Context = "main" | "events" | "http" | "server" | "location" | "upstream";

/** A log as written; formats are looked up at the end, they may be defined later. */
export interface LogDraft {
  readonly path: string | null;
  readonly format: string;
  readonly position: Position;
}

export interface HeaderDraft {
  readonly name: string;
  readonly value: Template;
  readonly position: Position;
}

/** What is inherited from http to server to location; a level that says something replaces the whole value. */
export interface Settings {
  headTimeoutMs: number;
  bodyTimeoutMs: number;
  sendTimeoutMs: number;
  keepAliveTimeoutMs: number;
  keepAliveRequests: number;
  maxBodyBytes: number;
  serverTokens: boolean;
  defaultType: string;
  addHeaders: readonly AddedHeader[];
  accessLogs: readonly LogDraft[];
  proxySetHeaders: readonly HeaderDraft[];
  proxyHideHeaders: readonly string[];
  proxyPassHeaders: readonly string[];
  proxyConnectTimeoutMs: number;
  proxySendTimeoutMs: number;
  proxyReadTimeoutMs: number;
  redirects: readonly ("default" | Redirect)[];
  nextUpstream: readonly string[];
  nextUpstreamTries: number;
  nextUpstreamTimeoutMs: number;
}

/** `proxy_pass` as written. */
export interface PassDraft {
  readonly word: Word;
  /** Host and port as written, or `unix:/path`. */
  readonly authority: string;
  readonly uri: string | null;
}

export interface ListenDraft {
  readonly address: Listener["address"];
  readonly backlog: number | null;
  readonly ipv6Only: boolean;
  readonly isDefault: boolean;
  readonly position: Position;
}

/**
 * One block while it is read: made by the builder when it enters a block, filled by the directives in it.
 */
export class Scope {
  readonly context: Context;
  readonly parent: Scope | null;
  /** The directive that opened the block; null for the file itself. */
  readonly opener: Directive | null;
  readonly settings: Partial<Settings> = {};
  /** Directives seen, to refuse the second of those that may stand once. */
  readonly seen: Set<string> = new Set();
  // server
  readonly listens: ListenDraft[] = [];
  readonly names: Word[] = [];
  readonly locations: Scope[] = [];
  // server, location
  answer: { status: number; text: Template | null } | null = null;
  // location
  match: LocationMatch | null = null;
  pass: PassDraft | null = null;
  // upstream
  readonly servers: { server: UpstreamServer; word: Word }[] = [];
  policy: Upstream["policy"] = "round_robin";
  readonly keepAlive: { connections?: number; timeoutMs?: number; requests?: number; timeMs?: number } = {};

  constructor(context: Context, parent: Scope | null, opener: Directive | null) {
    this.context = context;
    this.parent = parent;
    this.opener = opener;
  }

  /** A setting as it holds here: the nearest block that says something, else the default. */
  setting<Name extends keyof Settings>(name: Name, defaults: Settings): Settings[Name] {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const value = scope.settings[name];
      if (value !== undefined) return value;
    }
    return defaults[name];
  }
}
