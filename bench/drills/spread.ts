import { parseArgs } from "node:util";
import { HttpConnection } from "../client/connection.ts";
import { count, drill, Tally } from "./drill.ts";
import { fleetOptions, fleetUsage, startFleet } from "./fleet.ts";

const usage = `Requests to /whoami through the balancer: each replica serves its equal share, give or take 1 %.

node --import tsx bench/drills/spread.ts [options]
  --requests N       default 30000
  --connections N    keep-alive connections, default 64
${fleetUsage}`;

await drill(usage, async (args, findings) => {
  const { values } = parseArgs({
    args,
    options: {
      ...fleetOptions,
      requests: { type: "string", default: "30000" },
      connections: { type: "string", default: "64" },
    },
  });
  const total = count("requests", values.requests);
  const replicas = count("replicas", values.replicas);
  const fleet = await startFleet(values);
  const served = new Tally();
  const failures = new Tally();
  let next = 0;
  const client = async () => {
    const connection = new HttpConnection(fleet.port);
    while (next < total) {
      next += 1;
      const answer = await connection.request("GET", "/whoami");
      if (answer.outcome !== "whole" || answer.status !== 200) failures.add(`${answer.outcome} ${answer.status}`);
      else served.add(String((JSON.parse(answer.body) as { pid: number }).pid));
    }
    connection.destroy();
  };
  await Promise.all(Array.from({ length: count("connections", values.connections) }, client));
  await fleet.stop();

  findings.expect("failed", failures.total === 0 ? 0 : String(failures), failures.total === 0, "0");
  const shares = served.entries();
  findings.expect("replicas that served", shares.length, shares.length === replicas, String(replicas));
  for (const [pid, requests] of shares) {
    const off = Math.abs((requests * replicas) / total - 1);
    findings.expect(`served by pid ${pid}`, requests, off <= 0.01, `${Math.round(total / replicas)} ± 1 %`);
  }
});
