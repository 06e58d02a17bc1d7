import { resolve } from "node:path";
import { UsageError } from "../../core/errors.ts";
import { suggest } from "../../core/suggest.ts";
import { checkLoops } from "../config/check-loops.ts";
import type { BalancerModel, ReadResult, VirtualServer } from "../config/model.ts";
import { buildListeners } from "./build-listeners.ts";
import { Upstreams } from "./build-proxy.ts";
import { virtualServer } from "./build-site.ts";
import { type DirectiveSpec, Reading, Use } from "./directive.ts";
import { directiveNames, findDirective } from "./directives/index.ts";
import { isKnownToNginx, knownDirectives } from "./known-directives.ts";
import { placeText } from "./lexer.ts";
import { type LoadedFile, loadConfig } from "./load.ts";
import { type Directive, parseConfig } from "./parser.ts";
import { Scope } from "./scope.ts";
import { type ConfigSource, fileSource } from "./source.ts";

/** Options of `readNginxConf`. */
export interface ReadConfigOptions {
  /** Folder that relative paths of logs and pid file belong to (`-p`). Default: the current one. */
  readonly prefix?: string;
  /** Error log where the file names none (`-e`); `stderr` is standard error. Default: standard error. */
  readonly errorLog?: string;
  /** Directives before those of the file (`-g`). */
  readonly globals?: string;
  /** Text of the file; read from `path` if not given. */
  readonly text?: string;
  /** Where files are read. Default: the machine's. */
  readonly source?: ConfigSource;
}

/** What `readNginxConf` gives. */
export interface ReadConfigResult extends ReadResult {
  /** Every file read, for `-T`. */
  readonly files: readonly LoadedFile[];
}

/**
 * Reads an nginx.conf into the balancer's model.
 * @throws UsageError with `file:line:column` on whatever is wrong, unknown or not supported yet; nothing is ignored silently.
 */
export function readConfig(path: string, options: ReadConfigOptions = {}): ReadConfigResult {
  const { directives, files } = loadConfig(path, options.source ?? fileSource, options.text);
  const reading = new Reading(resolve(options.prefix ?? "."));
  if (options.errorLog !== undefined && options.errorLog !== "stderr") {
    reading.errorLog = { path: reading.path(options.errorLog), level: "info" };
  }
  const globals = options.globals === undefined ? [] : parseConfig(options.globals, "-g");
  walk([...globals, ...directives], new Scope("main", null, null), reading);
  if (reading.servers.length === 0) {
    throw new UsageError('there is no "server" in an "http" block: nothing to balance', `${path}:1:1`);
  }
  const upstreams = new Upstreams(reading);
  const sites = new Map<Scope, VirtualServer>();
  for (const scope of reading.servers) sites.set(scope, virtualServer(scope, reading, upstreams));
  const model: BalancerModel = {
    listeners: buildListeners(reading, sites),
    upstreams: upstreams.all(),
    errorLog: reading.errorLog,
    pidFile: reading.pidFile,
  };
  checkLoops(model, (upstream, server, listener) => {
    const position = reading.upstreams.get(upstream.name)?.servers[server]?.word.position ?? listener.position;
    return position === null ? undefined : placeText(position);
  });
  return { model, notices: reading.notices, files };
}

/** Where variables may be used before the line that defines them, as in nginx. */
function definitionsFirst(directives: readonly Directive[]): readonly Directive[] {
  const definitions = directives.filter(({ name }) => name === "map");
  return definitions.length === 0 ? directives : [...definitions, ...directives.filter(({ name }) => name !== "map")];
}

function walk(directives: readonly Directive[], scope: Scope, reading: Reading): void {
  for (const directive of definitionsFirst(directives)) {
    const { name, args, block, position } = directive;
    const where = placeText(position);
    const spec = lookUp(name, scope, where);
    if (args.length < spec.args[0] || args.length > spec.args[1]) {
      throw new UsageError(`invalid number of arguments in "${name}" directive`, where);
    }
    const wantsBlock = spec.opens !== undefined || spec.data === true;
    if (wantsBlock && block === null) throw new UsageError(`directive "${name}" has no opening "{"`, where);
    if (!wantsBlock && block !== null) throw new UsageError(`directive "${name}" is not terminated by ";"`, where);
    if (scope.seen.has(name) && spec.repeat !== true) throw new UsageError(`"${name}" directive is duplicate`, where);
    scope.seen.add(name);
    const opened = spec.opens === undefined ? null : new Scope(spec.opens, scope, directive);
    spec.apply(new Use(directive, scope, reading), opened);
    if (opened !== null && block !== null) walk(block, opened, reading);
  }
}

function lookUp(name: string, scope: Scope, where: string): DirectiveSpec {
  const spec = findDirective(name, scope.context);
  if (spec === undefined) {
    if (isKnownToNginx(name)) throw new UsageError(`directive "${name}" is not supported yet`, where);
    const meant = suggest(name, [...directiveNames(), ...knownDirectives]);
    throw new UsageError(`unknown directive "${name}"${meant === null ? "" : `; did you mean "${meant}"?`}`, where);
  }
  if (!spec.contexts.includes(scope.context)) {
    const places = spec.contexts.map((context) => (context === "main" ? "the top of the file" : context)).join(", ");
    throw new UsageError(`"${name}" directive is not allowed here; it stands in: ${places}`, where);
  }
  return spec;
}
