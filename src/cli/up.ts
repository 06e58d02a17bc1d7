import type { Command } from "./command.ts";

export const upOptions = {
  host: {
    flag: "host",
    type: "string",
    value: "HOST",
    doc: "Address of the balancer, in place of the config's balancer.host (127.0.0.1 if it has none).",
  },
  port: {
    flag: "port",
    short: "p",
    type: "integer",
    value: "PORT",
    min: 0,
    max: 65535,
    doc: "Port of the balancer, in place of balancer.port (8080); 0 takes any free one.",
  },
  replicas: {
    flag: "replicas",
    type: "integer",
    value: "N",
    min: 1,
    max: 256,
    doc: "Number of replicas, in place of replicas (3).",
  },
  replicaPort: {
    flag: "replica-port",
    type: "integer",
    value: "PORT",
    min: 0,
    max: 65535,
    doc: "Port of the first replica, in place of replicas.port (8000); the others have the next ones; 0 takes any free ones.",
  },
  print: {
    flag: "print-config",
    type: "boolean",
    env: false,
    doc: "Print the config with every default and replacement filled in, as JSON, and end.",
  },
  grace: {
    flag: "timeout-graceful-shutdown",
    type: "duration",
    value: "TIME",
    default: "30s",
    doc: "How long requests in flight may take after SIGTERM or SIGINT before they are cut.",
  },
  healthcheck: {
    flag: "timeout-worker-healthcheck",
    type: "duration",
    value: "TIME",
    default: "30s",
    doc: "A replica, or the balancer, whose event loop is silent for this long is replaced (a replica gets no more requests after 2 s); 0 never.",
  },
} as const;

/** `flotilla up`. */
export const up: Command<typeof upOptions> = {
  name: "up",
  summary: "run replicas of an app and a load balancer on this machine, from one config",
  description: "Runs what a flotilla.config.ts says: several servers of one app, and a load balancer in front of them.",
  epilogue:
    "Examples:\n  flotilla up\n  flotilla up deploy/flotilla.config.ts --replicas 4 --port 80\n\nMore: docs/up.md",
  arguments: [{ name: "config", doc: "config file, or the folder it is in; without it this folder" }],
  options: upOptions,
  async run(args, options) {
    const { up: run } = await import("../cluster/local/up.ts");
    const { replicas, replicaPort, host, port } = options;
    return run({
      config: args[0],
      overrides: { replicas, replicaPort, host, port },
      print: options.print,
      graceMs: options.grace,
      healthcheckMs: options.healthcheck,
    });
  },
};
