import type { TestContext } from "node:test";
import { Balancer } from "../../../src/balancer/balancer.ts";
import { fromFlags } from "../../../src/balancer/config/flags.ts";
import type { BalancerModel, ProxyAction } from "../../../src/balancer/config/model.ts";
import type { RequestContext } from "../../../src/balancer/proxy/request-context.ts";
import { ScriptedUpstream, type Seen } from "./scripted-upstream.ts";

export interface Harness {
  readonly port: number;
  readonly balancer: Balancer;
  readonly upstreams: readonly ScriptedUpstream[];
  readonly logged: string[];
}

/** A balancer on a free port in front of one scripted upstream a script, closed when the test ends. */
export async function balance(
  t: TestContext,
  scripts: readonly ((seen: Seen) => void)[],
  change: { action?: Partial<ProxyAction>; maxBodyBytes?: number; logged?: (context: RequestContext) => void } = {},
): Promise<Harness> {
  const upstreams = await Promise.all(scripts.map((script) => new ScriptedUpstream(script).listen()));
  const to = upstreams.map((upstream) => `127.0.0.1:${upstream.port}`);
  const { model } = fromFlags({
    listen: ["127.0.0.1:0"],
    to,
    accessLog: change.logged === undefined ? "off" : undefined,
    maxBodyBytes: change.maxBodyBytes,
  });
  const logged: string[] = [];
  const balancer = new Balancer(changed(model, change.action ?? {}), {
    logger: { log: (level, message) => logged.push(`${level}: ${message}`) },
    onFinished: change.logged,
  });
  await balancer.start();
  t.after(async () => {
    await balancer.close({ graceMs: 200, idleMs: 0 });
    await Promise.all(upstreams.map((upstream) => upstream.kill().catch(() => {})));
  });
  const port = Number(/:(\d+)$/.exec(balancer.addresses[0])?.[1]);
  return { port, balancer, upstreams, logged };
}

function changed(model: BalancerModel, action: Partial<ProxyAction>): BalancerModel {
  const [listener] = model.listeners;
  const [server] = listener.servers;
  const [location] = server.locations;
  const site = { ...server, locations: [{ ...location, action: { ...(location.action as ProxyAction), ...action } }] };
  return { ...model, listeners: [{ ...listener, servers: [site], defaultServer: site }] };
}
