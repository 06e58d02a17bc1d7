import { parseArgs } from "node:util";
import { HttpConnection } from "../client/connection.ts";
import { count, drill, Tally } from "./drill.ts";
import { fleetOptions, fleetUsage, startFleet } from "./fleet.ts";

const usage = `POSTs with random gaps of 4.5–5.5 s through the balancer to uvicorn, which closes idle connections after 5 s: a POST sent on
a connection that is just being closed would be lost, and may not be sent twice. None may fail, none may run twice.

Each POST is held longer than the gaps spread, so that all overlap and every upstream connection goes idle for a whole gap.

node --import tsx bench/drills/idle-race.ts [options]
  --minutes N        default 5
  --connections N    default 192
  --hold MS          time a POST's handler takes, default 1200
${fleetUsage}
                     here --replica defaults to uvicorn`;

await drill(usage, async (args, findings) => {
  const { values } = parseArgs({
    args,
    options: {
      ...fleetOptions,
      replica: { type: "string", default: "uvicorn" },
      minutes: { type: "string", default: "5" },
      connections: { type: "string", default: "192" },
      hold: { type: "string", default: "1200" },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new TypeError(`--minutes takes a number above 0, not "${values.minutes}"`);
  const fleet = await startFleet(values);
  const until = performance.now() + minutes * 60_000;
  const failures = new Tally();
  const answered = new Set<string>();
  let sent = 0;
  const client = async () => {
    const connection = new HttpConnection(fleet.port);
    while (performance.now() < until) {
      const id = `p${sent++}`;
      const answer = await connection.request("POST", `/record?hold=${values.hold}`, id);
      if (answer.outcome !== "whole") failures.add(`${answer.outcome} ${answer.error}`.trim());
      else if (answer.status !== 200) failures.add(String(answer.status));
      else if ((JSON.parse(answer.body) as { id: string }).id !== id) failures.add("another request's answer");
      else answered.add(id);
      await new Promise((resolve) => setTimeout(resolve, 4500 + Math.random() * 1000));
    }
    connection.destroy();
  };
  const progress = setInterval(() => {
    const left = Math.max(0, Math.round((until - performance.now()) / 1000));
    console.log(`        ${sent} sent, ${failures.total} failed, ${left} s left`);
  }, 30_000);
  await Promise.all(Array.from({ length: count("connections", values.connections) }, client));
  clearInterval(progress);
  await fleet.stop();

  const runs = new Tally();
  for (const { words } of fleet.notes()) if (words[0] === "run") runs.add(words[1]);
  const twice = runs.entries().filter(([, times]) => times > 1).length;
  const lost = [...answered].filter((id) => runs.of(id) === 0).length;
  findings.figure("POSTs", sent);
  findings.expect("failed", failures.total === 0 ? 0 : String(failures), failures.total === 0, "0");
  findings.expect("ids that ran twice", twice, twice === 0, "0");
  findings.expect("answered ids that never ran", lost, lost === 0, "0");
});
