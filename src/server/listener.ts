import { lstat, unlink } from "node:fs/promises";
import net from "node:net";
import type { RawHandle, ServeOptions } from "./types.ts";

/** A listening libuv handle, as `net.Server` holds one. */
export interface ListeningHandle extends RawHandle {
  onconnection: (error: number, handle: RawHandle | undefined) => void;
  listen(backlog: number): number;
  getsockname?(out: object): number;
}

/** Takes an accepted, unread connection. */
export type Accept = (handle: RawHandle) => void;

/**
 * A listening socket that gives out raw connections instead of `net.Socket`s: who only forwards must not read, and who
 * serves builds the socket around its own read buffer. Made by a server (or the master); owns the socket.
 */
export class Listener {
  readonly address: string;
  readonly port: number;
  private readonly handle: ListeningHandle;
  private readonly release: () => void;

  constructor(handle: ListeningHandle, accept: Accept, address: string, port: number, release: () => void) {
    this.handle = handle;
    this.address = address;
    this.port = port;
    this.release = release;
    handle.onconnection = (error, connection) => {
      // Out of descriptors, libuv closes the connection itself and goes on; any other error concerns this one connection only.
      if (error === 0 && connection !== undefined) accept(connection);
    };
  }

  /** The libuv handle, to be shared with a worker. */
  get rawHandle(): RawHandle {
    return this.handle;
  }

  close(): void {
    this.release();
  }
}

/**
 * Binds what the options name and starts to accept. A Unix socket left behind by a process that is gone is replaced.
 * @throws Error with `code` EADDRINUSE, EACCES, … as `net.Server.listen`.
 */
export async function listen(options: ServeOptions, accept: Accept): Promise<Listener> {
  try {
    return await bind(options, accept);
  } catch (error) {
    const { uds } = options;
    if (uds === undefined || (error as NodeJS.ErrnoException).code !== "EADDRINUSE" || !(await isStale(uds)))
      throw error;
    await unlink(uds);
    return await bind(options, accept);
  }
}

/** True if `path` is a socket that nobody listens on any more. */
async function isStale(path: string): Promise<boolean> {
  // A plain file refuses connections as well, and is not ours to remove.
  if (!(await lstat(path)).isSocket()) return false;
  return new Promise((resolve) => {
    const probe = net.connect(path);
    probe.on("connect", () => {
      probe.destroy();
      resolve(false);
    });
    probe.on("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
  });
}

function bind(options: ServeOptions, accept: Accept): Promise<Listener> {
  const { host = "127.0.0.1", port = 8000, ipv6Only = false, uds, fd, backlog = 2048 } = options;
  const server = net.createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const listening = (): void => {
      server.removeListener("error", reject);
      // No public call gives accepted connections unread; net.Server's own handle does (see DESIGN section 4).
      const handle = (server as unknown as { _handle: ListeningHandle })._handle;
      const bound = server.address();
      const address = describeAddress(bound, fd);
      const boundPort = typeof bound === "object" && bound !== null ? bound.port : 0;
      resolve(new Listener(handle, accept, address, boundPort, () => server.close()));
    };
    if (uds !== undefined) server.listen({ path: uds, backlog }, listening);
    else if (fd !== undefined) server.listen({ fd, backlog }, listening);
    else server.listen({ host, port, ipv6Only, backlog }, listening);
  });
}

/** Accepts on a bound handle that came from another process. */
export function listenOn(handle: ListeningHandle, backlog: number, accept: Accept): Listener {
  const bound: Partial<net.AddressInfo> = {};
  // A Unix socket's handle has no such method, and no port.
  handle.getsockname?.(bound);
  const address = bound.port === undefined ? null : (bound as net.AddressInfo);
  const name = describeAddress(address, handle.fd);
  const listener = new Listener(handle, accept, name, address?.port ?? 0, () => handle.close());
  const error = handle.listen(backlog);
  if (error !== 0) throw new Error(`listen failed on an inherited socket (error ${error})`);
  return listener;
}

function describeAddress(address: string | net.AddressInfo | null, fd: number | undefined): string {
  if (address === null) return `fd:${fd}`;
  if (typeof address === "string") return `unix:${address}`;
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
