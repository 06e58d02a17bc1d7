import type { ErrorLog } from "../../config/model.ts";
import { type DirectiveTable, harmless } from "../directive.ts";

const levels: { readonly [name: string]: ErrorLog["level"] } = {
  debug: "debug",
  info: "info",
  notice: "info",
  warn: "warn",
  error: "error",
  crit: "error",
  alert: "error",
  emerg: "error",
};

/** The process, and the blocks that hold the rest. */
export const mainDirectives: DirectiveTable = {
  events: {
    contexts: ["main"],
    args: [0, 0],
    opens: "events",
    default: "",
    doc: "Accepted; may be missing.",
    apply: () => {},
  },
  http: {
    contexts: ["main"],
    args: [0, 0],
    opens: "http",
    default: "",
    doc: "Holds upstreams and servers.",
    apply: () => {},
  },
  pid: {
    contexts: ["main"],
    args: [1, 1],
    default: "none",
    doc: "File that holds our process id while we run.",
    apply: (use) => {
      use.reading.pidFile = use.args[0].text === "off" ? null : use.reading.path(use.args[0].text);
    },
  },
  error_log: {
    contexts: ["main", "http", "server", "location"],
    args: [1, 2],
    repeat: true,
    default: "stderr info",
    doc: "File (or `stderr`) and level of errors. One log for the whole process: inside `server` or `location` it is refused.",
    apply: (use) => {
      const [file, level] = use.args;
      if (use.scope.context === "server" || use.scope.context === "location") {
        use.fail(`"error_log" in a ${use.scope.context} is not supported yet: put it on top of the file`);
      }
      if (file.text.startsWith("syslog:")) use.fail('"error_log" to syslog is not supported yet', file.position);
      if (level !== undefined && !Object.hasOwn(levels, level.text)) {
        use.fail(`invalid log level "${level.text}"`, level.position);
      }
      use.reading.errorLog = {
        path: file.text === "stderr" ? null : use.reading.path(file.text),
        level: level === undefined ? "error" : levels[level.text],
      };
    },
  },
  daemon: {
    contexts: ["main"],
    args: [1, 1],
    default: "off",
    doc: "`off` is how we run; `on` gets a notice: a process manager (systemd, a container) keeps us in the background.",
    apply: (use) => {
      if (use.flag()) use.notice('"daemon on" has no effect: the balancer stays in the foreground');
    },
  },
  user: {
    contexts: ["main"],
    args: [1, 2],
    default: "the user who starts it",
    doc: "Not applied, with a notice: start the balancer as the user it shall run as.",
    apply: (use) => {
      use.notice('"user" has no effect: the balancer runs as the user who starts it');
    },
  },
  worker_processes: {
    contexts: ["main"],
    args: [1, 1],
    default: "1",
    doc: "One process carries the traffic; a number above 1 gets a notice, `auto` is accepted.",
    apply: (use) => {
      if (use.args[0].text === "auto") return;
      if (use.integer(1) > 1) use.notice('"worker_processes" has no effect: one process carries the traffic');
    },
  },
  worker_connections: harmless(
    ["events"],
    [1, 1],
    "Accepted: connections are bound by the open files the system allows.",
  ),
  multi_accept: harmless(["events"], [1, 1], "Accepted: always as many as wait."),
  use: harmless(["events"], [1, 1], "Accepted: the event loop is Node's."),
  accept_mutex: harmless(["events"], [1, 1], "Accepted: there is one process."),
  worker_rlimit_nofile: harmless(
    ["main"],
    [1, 1],
    "Accepted: raise the limit where the balancer is started (`ulimit -n`).",
  ),
  worker_cpu_affinity: harmless(["main"], [1, 64], "Accepted: there is one process."),
  worker_priority: harmless(["main"], [1, 1], "Accepted: use `nice`."),
  timer_resolution: harmless(["main"], [1, 1], "Accepted: timers are coarse."),
  pcre_jit: harmless(["main"], [1, 1], "Accepted: regular expressions are always compiled."),
};
