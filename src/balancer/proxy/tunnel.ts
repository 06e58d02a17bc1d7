import type { Duplex } from "node:stream";
import type { Exchange } from "../../core/exchange.ts";
import { headFields } from "../../http/parsed-head.ts";
import type { ResponseHead } from "../../http/response-head.ts";
import { fieldLines, statusLine } from "../../http/serialize.ts";
import type { UpstreamConnection } from "./upstream-connection.ts";

/** Joins client and upstream after a 101: bytes pass both ways, with back-pressure, until either side is done. */
export function openTunnel(exchange: Exchange, head: ResponseHead, connection: UpstreamConnection): void {
  const upgraded = exchange.upgrade();
  if (upgraded === null) {
    connection.abandon();
    return;
  }
  const client = upgraded.socket as Duplex;
  const upstream = connection.handOver();
  client.write(`${statusLine(101)}${fieldLines(headFields(head))}\r\n`, "latin1");
  if (upgraded.head.byteLength > 0) upstream.write(upgraded.head);
  client.pipe(upstream);
  upstream.pipe(client);
  const end = (): void => {
    client.destroy();
    upstream.destroy();
  };
  client.on("error", end).on("close", end);
  upstream.on("error", end).on("close", end);
}
