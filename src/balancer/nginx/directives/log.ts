import { type DirectiveTable, everywhere, harmless } from "../directive.ts";
import type { LogDraft } from "../scope.ts";

const tuning = /^(buffer|flush)=/;

/** Logs of requests. */
export const logDirectives: DirectiveTable = {
  log_format: {
    contexts: ["http"],
    args: [2, 1000],
    repeat: true,
    default: "combined",
    doc: "Names a format; `escape=default|json|none`. `combined` and `json` are there from the start.",
    apply: (use) => {
      const [name, ...words] = use.args;
      if (use.reading.formats.has(name.text)) use.fail(`duplicate "log_format" name "${name.text}"`, name.position);
      let escaping: "default" | "json" | "none" = "default";
      const match = /^escape=(.*)$/s.exec(words[0].text);
      if (match !== null) {
        const kind = match[1];
        if (kind !== "default" && kind !== "json" && kind !== "none") {
          return use.fail(`unknown log format escaping "${kind}"`, words[0].position);
        }
        escaping = kind;
        words.shift();
      }
      if (words.length === 0) use.fail('invalid number of arguments in "log_format" directive');
      const joined = { text: words.map((word) => word.text).join(""), position: words[0].position };
      use.reading.formats.set(name.text, { template: use.template(joined), escape: escaping });
    },
  },
  access_log: {
    contexts: everywhere,
    args: [1, 8],
    repeat: true,
    default: "/dev/stdout combined",
    doc: "`PATH [FORMAT]`, or `off`. `buffer=` and `flush=` are accepted: lines are always gathered, for at most a second. Variables in the path, `gzip`, `if=` and syslog are not supported yet.",
    apply: (use) => {
      const [file, ...rest] = use.args;
      const { settings } = use.scope;
      if (file.text === "off") {
        if (rest.length > 0) use.fail(`invalid parameter "${rest[0].text}"`, rest[0].position);
        settings.accessLogs = [];
        return;
      }
      if (file.text.startsWith("syslog:")) use.fail('"access_log" to syslog is not supported yet', file.position);
      if (file.text.includes("$"))
        use.fail('variables in the path of "access_log" are not supported yet', file.position);
      const format =
        rest.length > 0 && !/^(gzip|if=|buffer=|flush=)/.test(rest[0].text) ? rest.shift()?.text : undefined;
      for (const word of rest) {
        if (/^(gzip|if=)/.test(word.text))
          use.fail(`"${word.text}" of "access_log" is not supported yet`, word.position);
        if (!tuning.test(word.text)) use.fail(`invalid parameter "${word.text}"`, word.position);
      }
      const draft: LogDraft = {
        path: file.text === "/dev/stdout" ? null : use.reading.path(file.text),
        format: format ?? "combined",
        position: use.directive.position,
      };
      settings.accessLogs = [...(settings.accessLogs ?? []), draft];
    },
  },
  log_not_found: harmless(everywhere, [1, 1], "Accepted: no files are served."),
  open_log_file_cache: harmless(everywhere, [1, 8], "Accepted: log files stay open."),
};
