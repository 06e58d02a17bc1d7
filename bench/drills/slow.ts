import { once } from "node:events";
import { parseArgs } from "node:util";
import { UsageError } from "../../src/core/errors.ts";
import { HttpConnection } from "../client/connection.ts";
import { openFilesLimit } from "../machine.ts";
import { count, drill, Tally } from "./drill.ts";
import { fleetOptions, fleetUsage, startFleet } from "./fleet.ts";

const usage = `10,000 requests to /slow (a second each) in flight at once on one worker: all are answered, the last soon after the first.

node --import tsx bench/drills/slow.ts [options]
  --requests N       default 10000, each on a connection of its own
  --within MS        longest time between first and last answer, default 1500
${fleetUsage}
                     here --balancer defaults to none`;

await drill(usage, async (args, findings) => {
  const { values } = parseArgs({
    args,
    options: {
      ...fleetOptions,
      balancer: { type: "string", default: "none" },
      requests: { type: "string", default: "10000" },
      within: { type: "string", default: "1500" },
    },
  });
  const total = count("requests", values.requests);
  const within = count("within", values.within);
  const limit = openFilesLimit();
  if (limit < total + 200) throw new UsageError(`open files are limited to ${limit}: ulimit -n ${total + 200}`);
  const fleet = await startFleet(values);
  const connections: HttpConnection[] = [];
  while (connections.length < total) {
    const batch = Array.from({ length: Math.min(250, total - connections.length) }, (_, i) => {
      return new HttpConnection(fleet.port, { localAddress: `127.0.0.${1 + ((connections.length + i) % 20)}` });
    });
    await Promise.all(batch.map((connection) => once(connection.open(), "connect")));
    connections.push(...batch);
  }
  findings.figure("connections open", connections.length);

  const failures = new Tally();
  const times: number[] = [];
  const begun = performance.now();
  const answers = connections.map(async (connection, i) => {
    const answer = await connection.request("GET", `/slow?id=s${i}`);
    times.push(performance.now() - begun);
    if (answer.outcome !== "whole") failures.add(`${answer.outcome} ${answer.error}`.trim());
    else if (answer.status !== 200) failures.add(String(answer.status));
    else if ((JSON.parse(answer.body) as { id: string }).id !== `s${i}`) failures.add("another request's answer");
  });
  const allSent = performance.now() - begun;
  await Promise.all(answers);
  for (const connection of connections) connection.destroy();
  await fleet.stop();

  const first = times[0];
  const last = times[times.length - 1];
  findings.figure("all sent after", `${allSent.toFixed(0)} ms`);
  findings.expect(
    "in flight at once",
    allSent < first ? "all" : "not all",
    allSent < first,
    "all sent before the first answer",
  );
  findings.expect("failed", failures.total === 0 ? 0 : String(failures), failures.total === 0, "0");
  findings.figure("first and last answer after", `${first.toFixed(0)} and ${last.toFixed(0)} ms`);
  findings.expect(
    "between first and last",
    `${(last - first).toFixed(0)} ms`,
    last - first <= within,
    `≤ ${within} ms`,
  );
});
