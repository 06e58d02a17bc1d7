import { UsageError } from "../core/errors.ts";
import type { OptionSource } from "../core/options.ts";
import type { ListenAddress } from "../master/listener.ts";

/** Options that `run` and `dev` share. */
export const listenOptions = {
  host: {
    flag: "host",
    type: "string",
    value: "HOST",
    default: "127.0.0.1",
    doc: "Address to listen on. The default is reached from this machine only; 0.0.0.0 or :: from everywhere.",
  },
  port: {
    flag: "port",
    short: "p",
    type: "integer",
    value: "PORT",
    default: 8000,
    min: 0,
    max: 65535,
    doc: "TCP port; 0 takes any free one.",
  },
  uds: { flag: "uds", type: "string", value: "PATH", doc: "Listen on a Unix socket instead." },
  fd: { flag: "fd", type: "integer", value: "FD", min: 0, doc: "Listen on this inherited descriptor instead." },
  factory: { flag: "factory", type: "boolean", doc: "The export is a function that makes the app." },
} as const;

/** What `<app>` may be, for both commands. */
export const appArgument = {
  name: "app",
  doc: "main:app, main.ts, ./src/main.ts:createApp; without it main, app, api, src/main … are looked for",
} as const;

type ListenValues = {
  readonly host: string;
  readonly port: number;
  readonly uds: string | undefined;
  readonly fd: number | undefined;
};

/** @throws UsageError if two addresses are asked for. */
export function listenAddress(
  options: ListenValues,
  sources: { readonly [K in keyof ListenValues]: OptionSource },
): ListenAddress {
  const { host, port, uds, fd } = options;
  if (uds !== undefined && fd !== undefined) throw new UsageError("--uds and --fd exclude each other");
  const other = uds !== undefined ? "--uds" : fd !== undefined ? "--fd" : undefined;
  if (other !== undefined && sources.port === "flag") throw new UsageError(`--port and ${other} exclude each other`);
  return { host, port, uds, fd };
}
