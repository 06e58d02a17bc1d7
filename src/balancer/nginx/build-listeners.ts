import { UsageError } from "../../core/errors.ts";
import { defaultBacklog, defaultPort } from "../config/defaults.ts";
import { addressText, type Listener, type VirtualServer } from "../config/model.ts";
import type { Reading } from "./directive.ts";
import { placeText } from "./lexer.ts";
import type { ListenDraft, Scope } from "./scope.ts";
import { clientLimits } from "./settings.ts";

interface Draft {
  readonly first: ListenDraft;
  backlog: number | null;
  readonly servers: { readonly scope: Scope; readonly server: VirtualServer }[];
  chosen: number | null;
}

/** Gathers the servers by the addresses they listen on. */
export function buildListeners(reading: Reading, sites: ReadonlyMap<Scope, VirtualServer>): readonly Listener[] {
  const drafts = new Map<string, Draft>();
  for (const [scope, server] of sites) {
    const own = new Set<string>();
    for (const listen of listensOf(scope, reading)) {
      const key = addressText(listen.address);
      const where = placeText(listen.position);
      if (own.has(key)) throw new UsageError(`a duplicate listen ${key}`, where);
      own.add(key);
      const draft: Draft = drafts.get(key) ?? { first: listen, backlog: null, servers: [], chosen: null };
      drafts.set(key, draft);
      if (listen.backlog !== null) {
        if (draft.backlog !== null) throw new UsageError(`duplicate listen options for ${key}`, where);
        draft.backlog = listen.backlog;
      }
      if (listen.isDefault) {
        if (draft.chosen !== null) throw new UsageError(`a duplicate default server for ${key}`, where);
        draft.chosen = draft.servers.length;
      }
      noticeConflicts(draft, scope, key, reading);
      draft.servers.push({ scope, server });
    }
  }
  checkOverlap([...drafts.values()]);
  return [...drafts.values()].map(({ first, backlog, servers, chosen }) => ({
    address: first.address,
    backlog: backlog ?? defaultBacklog,
    ipv6Only: first.ipv6Only,
    servers: servers.map(({ server }) => server),
    defaultServer: servers[chosen ?? 0].server,
    client: clientLimits(servers[chosen ?? 0].scope),
    position: first.position,
  }));
}

function listensOf(scope: Scope, reading: Reading): readonly ListenDraft[] {
  if (scope.listens.length > 0 || scope.opener === null) return scope.listens;
  const { position } = scope.opener;
  reading.notice(position, `this server has no "listen": it listens on port ${defaultPort}`);
  return [
    {
      address: { kind: "tcp", host: "0.0.0.0", port: defaultPort },
      backlog: null,
      ipv6Only: true,
      isDefault: false,
      position,
    },
  ];
}

function noticeConflicts(draft: Draft, scope: Scope, key: string, reading: Reading): void {
  const mine = scope.names.length === 0 ? [""] : scope.names.map(({ text }) => text.toLowerCase());
  for (const { server } of draft.servers) {
    const theirs = server.names.length === 0 ? [""] : server.names.map((name) => ("name" in name ? name.name : null));
    for (const name of mine) {
      if (theirs.includes(name) && scope.opener !== null) {
        reading.notice(
          scope.opener.position,
          `conflicting server name "${name}" on ${key}, ignored: the first one answers`,
        );
      }
    }
  }
}

/** nginx serves `127.0.0.1:80` from its socket for `*:80`; two sockets of ours would refuse each other. */
function checkOverlap(drafts: readonly Draft[]): void {
  for (const { first } of drafts) {
    const { address } = first;
    if (address.kind === "unix" || (address.host !== "0.0.0.0" && address.host !== "::")) continue;
    for (const { first: other } of drafts) {
      if (other === first || other.address.kind === "unix" || other.address.port !== address.port) continue;
      const sameFamily = other.address.host.includes(":") === address.host.includes(":");
      if (!sameFamily) continue;
      throw new UsageError(
        `listening on ${addressText(other.address)} beside ${addressText(address)} is not supported yet: the second takes its connections`,
        placeText(other.position),
      );
    }
  }
}
