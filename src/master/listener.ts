import { lookup } from "node:dns/promises";
import { existsSync, fstatSync, lstatSync, unlinkSync } from "node:fs";
import net from "node:net";
import { getSystemErrorMap } from "node:util";
import { UsageError } from "../core/errors.ts";
import type { RawHandle } from "../server/types.ts";

/** A bound libuv handle as `net` uses it inside. */
interface BoundHandle extends RawHandle {
  onconnection: (status: number, client: RawHandle | undefined) => void;
  listen(backlog: number): number;
  getsockname?(out: { address?: string; port?: number; family?: string }): number;
}

type CreateServerHandle = (
  address: string | null,
  port: number,
  addressType: number | null,
  fd: number | undefined,
  flags: number,
) => BoundHandle | number;

/** Where to listen: one of `uds`, `fd`, or `host` and `port`. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly uds?: string | undefined;
  readonly fd?: number | undefined;
}

/** What a user sets to change an address, for messages. */
export interface ListenFlags {
  readonly host: string;
  readonly port: string;
}

const runFlags: ListenFlags = { host: "--host", port: "--port" };

/**
 * A listening socket owned by the master for as long as the service runs: it survives every worker. Binds without accepting,
 * which no public call of Node 20 does; either the workers accept on copies of `handle`, or the master does with `accept()`.
 */
export class Listener {
  readonly handle: RawHandle;
  /** URL-like: `http://127.0.0.1:8000`, `unix:/run/app.sock`, `fd:3`. */
  readonly address: string;
  /** 0 for a Unix socket. */
  readonly port: number;
  private readonly bound: BoundHandle;
  private closed = false;

  private constructor(bound: BoundHandle, address: string, port: number) {
    this.bound = bound;
    this.handle = bound;
    this.address = address;
    this.port = port;
  }

  /**
   * `change` names what to set for another port or host; by default the flags of `flotilla run`.
   * @throws UsageError if the address cannot be bound, with what to change.
   */
  static async bind(where: ListenAddress, change: ListenFlags = runFlags): Promise<Listener> {
    if (where.fd !== undefined) {
      try {
        fstatSync(where.fd);
      } catch {
        throw new UsageError(`--fd: descriptor ${where.fd} is not open; whoever starts us must pass it on`);
      }
      const bound = create(null, 0, -1, where.fd, `descriptor ${where.fd}`, "--fd");
      const name = nameOf(bound);
      return new Listener(bound, name.port === undefined ? `fd:${where.fd}` : url(name), name.port ?? 0);
    }
    if (where.uds !== undefined) {
      await removeStale(where.uds);
      const bound = create(where.uds, -1, -1, undefined, where.uds, "--uds");
      return new Listener(bound, `unix:${where.uds}`, 0);
    }
    const { address, family } = await resolve(where.host, change);
    const text = `port ${where.port} on ${where.host}`;
    const bound = create(address, where.port, family, undefined, text, change.port, change.host);
    // libuv keeps EADDRINUSE of bind() until the name is asked for.
    const name: { address?: string; port?: number; family?: string } = {};
    const status = bound.getsockname?.(name) ?? 0;
    if (status < 0) {
      bound.close();
      throw refusal(status, text, change.port, change.host);
    }
    return new Listener(
      bound,
      url({ address, port: name.port, family: family === 6 ? "IPv6" : "IPv4" }),
      name.port ?? 0,
    );
  }

  /** Accepts in this process; each connection comes as a raw handle that nobody has read from. */
  accept(backlog: number, onConnection: (handle: RawHandle) => void): void {
    this.bound.onconnection = (_status, client) => {
      if (client !== undefined) onConnection(client);
    };
    const status = this.bound.listen(backlog);
    if (status < 0) throw refusal(status, this.address, "--port");
  }

  close(): void {
    if (!this.closed) this.bound.close();
    this.closed = true;
  }
}

function create(
  address: string | null,
  port: number,
  addressType: number,
  fd: number | undefined,
  text: string,
  flag: string,
  hostFlag?: string,
): BoundHandle {
  const createHandle = (net as unknown as { _createServerHandle: CreateServerHandle })._createServerHandle;
  const bound = createHandle(address, port, addressType, fd, 0);
  if (typeof bound === "number") throw refusal(bound, text, flag, hostFlag);
  return bound;
}

function refusal(status: number, text: string, flag: string, hostFlag = "--host"): UsageError {
  const [code, message] = getSystemErrorMap().get(status) ?? [String(status), "unknown error"];
  if (code === "EADDRINUSE") return new UsageError(`${text} is already in use; choose another with ${flag}`);
  if (code === "EACCES") return new UsageError(`no permission to listen on ${text}; choose another with ${flag}`);
  if (code === "EADDRNOTAVAIL") return new UsageError(`${text}: this machine has no such address; change ${hostFlag}`);
  return new UsageError(`cannot listen on ${text}: ${message} (${code})`);
}

function nameOf(bound: BoundHandle): { address?: string; port?: number; family?: string } {
  const name: { address?: string; port?: number; family?: string } = {};
  bound.getsockname?.(name);
  return name;
}

function url(name: { address?: string; port?: number; family?: string }): string {
  return `http://${name.family === "IPv6" ? `[${name.address}]` : name.address}:${name.port}`;
}

async function resolve(host: string, change: ListenFlags): Promise<{ address: string; family: number }> {
  const family = net.isIP(host);
  if (family !== 0) return { address: host, family };
  try {
    return await lookup(host);
  } catch {
    throw new UsageError(`${change.host}: "${host}" is not the name of an address of this machine`);
  }
}

/** A socket file nobody listens on is left over from a killed process. */
async function removeStale(path: string): Promise<void> {
  if (!existsSync(path)) return;
  if (!lstatSync(path).isSocket()) throw new UsageError(`--uds: ${path} exists and is not a socket`);
  const alive = await new Promise<boolean>((settle) => {
    const probe = net.connect(path);
    probe.once("connect", () => {
      probe.destroy();
      settle(true);
    });
    probe.once("error", () => settle(false));
  });
  if (alive) throw new UsageError(`${path} is already in use; choose another with --uds`);
  unlinkSync(path);
}
