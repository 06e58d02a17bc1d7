import { join } from "node:path";
import { benchFolder, nodeCommand, type Peer, program } from "./peer.ts";
import { copied, servers, uvicorn } from "./servers.ts";

/** The same order for all: validated, summed up, answered through a response schema. */
const request = { path: "/orders", script: join(benchFolder, "orders.lua") };

/** A peer of the servers with another program. */
function ordering(name: string, launch: Peer["launch"]): Peer {
  const peer = servers.find((each) => each.name === name);
  if (peer === undefined) throw new Error(`no server ${name}`);
  return { ...peer, category: "orders", request, launch };
}

export const orders: readonly Peer[] = [
  ordering("flotilla", ({ port, node }) => ({
    command: nodeCommand(node, program("ours_orders.mjs")),
    env: { PORT: String(port) },
  })),
  ordering("fastify", ({ port, node }) => ({
    command: nodeCommand(node, copied("fastify_orders.mjs")),
    env: { PORT: String(port) },
  })),
  ordering("fastapi", ({ port }) => uvicorn("fastapi_orders:app", port)),
];
