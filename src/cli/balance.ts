import { resolve } from "node:path";
import { UsageError } from "../core/errors.ts";
import { exitCode } from "../core/lifecycle.ts";
import type { Command } from "./command.ts";

/** nginx's letters where it has one. */
const ownOptions = {
  listen: {
    flag: "listen",
    type: "list",
    value: "ADDRESS",
    doc: "Where to listen: 8080, 127.0.0.1:8080, [::1]:8080, unix:/path; may be repeated. Without it: 8080 on all addresses.",
  },
  to: {
    flag: "to",
    type: "list",
    value: "SERVER",
    doc: "A server behind: host:port, http://host:port, unix:/path, with ,weight=N ,max_fails=N ,fail_timeout=N ,max_conns=N ,backup ,down as wished; repeated for each.",
  },
  policy: {
    flag: "policy",
    type: "choice",
    choices: ["round_robin", "least_conn"],
    value: "NAME",
    default: "round_robin",
    doc: "With --to: who gets the next request; round_robin takes turns by weight, least_conn the one with the fewest requests in flight.",
  },
  accessLog: {
    flag: "access-log",
    type: "choice",
    choices: ["combined", "json", "off"],
    value: "FORMAT",
    default: "combined",
    doc: "With --to: format of the access log on standard output.",
  },
  maxBody: {
    flag: "max-body",
    type: "size",
    value: "SIZE",
    default: 0,
    doc: "With --to: largest request body; 0 leaves it to the servers behind.",
  },
  config: {
    flag: "config",
    short: "c",
    type: "string",
    value: "FILE",
    env: false,
    doc: "The nginx.conf, as the argument.",
  },
  prefix: {
    flag: "prefix",
    short: "p",
    type: "string",
    value: "FOLDER",
    env: false,
    doc: "Folder that relative paths of -c, logs and pid file belong to; without it the current one.",
  },
  globals: {
    flag: "globals",
    short: "g",
    type: "string",
    value: "DIRECTIVES",
    env: false,
    doc: "Directives for the top of the configuration, e.g. 'pid /run/x.pid;'.",
  },
  errorLog: {
    flag: "error-log",
    short: "e",
    type: "string",
    value: "FILE",
    env: false,
    doc: "Error log where the configuration names none; stderr is standard error.",
  },
  test: { flag: "test", short: "t", type: "boolean", env: false, doc: "Check the configuration and end." },
  dump: {
    flag: "dump",
    short: "T",
    type: "boolean",
    env: false,
    doc: "Check the configuration, print its files and end.",
  },
  quiet: { flag: "quiet", short: "q", type: "boolean", env: false, doc: "No notices." },
  grace: {
    flag: "timeout-graceful-shutdown",
    type: "duration",
    value: "TIME",
    default: "30s",
    doc: "How long requests in flight may take after SIGTERM, SIGINT or SIGQUIT before they are cut.",
  },
} as const;

/** Options of `flotilla balance`. */
export const balanceOptions: typeof ownOptions = ownOptions;

const parameter = /^(?:(?:weight|max_fails|fail_timeout|max_conns)=.*|backup|down)$/;

/** A list option is cut at its commas; the parameters of a server belong to the one before them. */
export function joinParameters(words: readonly string[]): string[] {
  const servers: string[] = [];
  for (const word of words) {
    if (parameter.test(word) && servers.length > 0) servers[servers.length - 1] += `,${word}`;
    else servers.push(word);
  }
  return servers;
}

/** `flotilla balance`. */
export const balance: Command<typeof balanceOptions> = {
  name: "balance",
  summary: "one address in front of several servers",
  description: "Balances HTTP over several servers: as an nginx.conf says, or as --listen and --to do.",
  epilogue:
    "Examples:\n  flotilla balance nginx.conf\n  flotilla balance -t -c nginx.conf\n" +
    "  flotilla balance --listen 8080 --to 127.0.0.1:8000 --to 127.0.0.1:8001,weight=2\n\nMore: docs/balance.md",
  arguments: [{ name: "nginx.conf", doc: "the configuration; or give --to" }],
  options: balanceOptions,
  async run(args, options) {
    const to = joinParameters(options.to);
    if (args[0] !== undefined && options.config !== undefined) {
      throw new UsageError("the configuration is given twice, as an argument and with -c");
    }
    const file = args[0] ?? (options.config === undefined ? undefined : resolve(options.prefix ?? ".", options.config));
    if (file === undefined) {
      if (options.test || options.dump) throw new UsageError("-t and -T check a file: give one");
      const { fromFlags } = await import("../balancer/config/flags.ts");
      const { listen, policy, accessLog } = options;
      const read = fromFlags({ listen, to, policy, accessLog, maxBodyBytes: options.maxBody });
      const { runBalancer } = await import("../balancer/run.ts");
      return runBalancer({ read, graceMs: options.grace, quiet: options.quiet });
    }
    if (to.length > 0 || options.listen.length > 0) {
      throw new UsageError("give either a configuration, or --listen and --to");
    }
    const { readConfig } = await import("../balancer/nginx/read-config.ts");
    const read = readConfig(file, {
      prefix: options.prefix,
      errorLog: options.errorLog,
      globals: options.globals,
    });
    if (options.test || options.dump) {
      if (!options.quiet) for (const notice of read.notices) process.stderr.write(`flotilla: ${notice}\n`);
      process.stderr.write(`flotilla: configuration file ${file} test is successful\n`);
      if (options.dump) {
        for (const { path, text } of read.files) process.stdout.write(`# configuration file ${path}:\n${text}\n`);
      }
      return exitCode.ok;
    }
    const { runBalancer } = await import("../balancer/run.ts");
    return runBalancer({ read, graceMs: options.grace, quiet: options.quiet });
  },
};
