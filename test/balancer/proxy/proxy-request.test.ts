import assert from "node:assert/strict";
import { test } from "node:test";
import { fromFlags } from "../../../src/balancer/config/flags.ts";
import type { ProxyAction } from "../../../src/balancer/config/model.ts";
import { planFor } from "../../../src/balancer/proxy/plan.ts";
import { ProxyRequest } from "../../../src/balancer/proxy/proxy-request.ts";
import { RequestContext } from "../../../src/balancer/proxy/request-context.ts";
import type { UpstreamConnection, UpstreamReceiver } from "../../../src/balancer/proxy/upstream-connection.ts";
import type { UpstreamPool } from "../../../src/balancer/proxy/upstream-pool.ts";
import { UpstreamGroup } from "../../../src/core/balance/upstream-group.ts";
import type { BodySink, Exchange } from "../../../src/core/exchange.ts";

/** A connection whose moments the test chooses. */
class FakeConnection {
  connected = false;
  carried = 0;
  responseBegun = false;
  body = "";
  finished = false;
  receiver: UpstreamReceiver | null = null;
  start(receiver: UpstreamReceiver): void {
    this.receiver = receiver;
  }
  open(): void {
    this.connected = true;
    this.receiver?.onConnected();
  }
  write(_before: string, bytes: Uint8Array): boolean {
    this.body += Buffer.from(bytes).toString("latin1");
    return true;
  }
  finishRequest(): void {
    this.finished = true;
  }
  renewTimeout(): void {}
  abandon(): void {}
}

/** A PUT in front of two servers; its body is given by `sink`. */
function put(bodyLength: number): { connections: FakeConnection[]; sink: () => BodySink } {
  const connections: FakeConnection[] = [];
  const pool = {
    take: () => null,
    connect: () => {
      const connection = new FakeConnection();
      connections.push(connection);
      return connection as unknown as UpstreamConnection;
    },
  } as unknown as UpstreamPool;
  const { model } = fromFlags({ listen: ["127.0.0.1:0"], to: ["127.0.0.1:1", "127.0.0.1:2"], accessLog: "off" });
  const [server] = model.listeners[0].servers;
  const [location] = server.locations;
  const group = new UpstreamGroup("u", [{ name: "a" }, { name: "b" }], { now: () => 0 });
  const plan = planFor(server, location, location.action as ProxyAction, { group, pools: [pool, pool] });
  let sink: BodySink | undefined;
  const exchange = {
    method: "PUT",
    path: "/",
    headers: [],
    bodyLength,
    started: false,
    closed: false,
    remoteAddress: "127.0.0.1",
    header: () => undefined,
    onAbort: () => {},
    readBody: (given: BodySink) => {
      sink = given;
    },
    resumeBody: () => {},
  } as unknown as Exchange;
  const host = {
    localAddress: "",
    localPort: 0,
    log: () => {},
    errorPage: () => ({ contentType: "", body: "" }),
    requestFinished: () => {},
  };
  new ProxyRequest(plan, new RequestContext(host, exchange, server, location, "/"), "/").start();
  return { connections, sink: () => sink as BodySink };
}

test("what comes of a body between two attempts reaches the second server, however much it is", () => {
  const pieces = [40_000, 60_000, 30_000].map((size, index) => Buffer.alloc(size, 0x61 + index));
  const { connections, sink } = put(130_000);
  connections[0].open();
  sink().onData(pieces[0]);
  connections[0].receiver?.onFailure("closed", "gone");
  assert.equal(sink().onData(pieces[1]), false, "nobody to send it to yet");
  connections[1].open();
  sink().onData(pieces[2]);
  sink().onEnd([]);
  assert.equal(connections[1].body, Buffer.concat(pieces).toString("latin1"));
  assert.ok(connections[1].finished);
});
