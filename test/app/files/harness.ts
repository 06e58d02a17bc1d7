import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { answerOf, sendAnswer } from "../../../src/app/answer.ts";
import { BodySource } from "../../../src/app/body-source.ts";
import { answerFields } from "../../../src/app/fields.ts";
import { HTTPError } from "../../../src/app/http-error.ts";
import type { Coding, Platform } from "../../../src/app/platform/platform.ts";
import type { Exchange } from "../../../src/core/exchange.ts";
import { nodePlatform } from "../../../src/server/platform/node-platform.ts";
import { start } from "../../server/harness.ts";
import type { Answer, RawClient } from "../../server/raw-client.ts";

/** A folder with these files, gone after the test. */
export async function folder(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "flotilla-files-"));
  t.after(() => rm(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return path;
}

export interface Answering {
  /** Sends one request on a connection of its own. */
  ask(line: string, fields?: readonly string[]): Promise<Answer>;
  connect(): Promise<RawClient>;
  /** What sending failed with. */
  readonly failures: unknown[];
  readonly settled: () => number;
}

export interface AnsweringOptions {
  readonly platform?: Platform;
  readonly coding?: Coding;
}

/** A real server that answers with what `answer` gives, the way an app does. */
export async function answering(
  t: TestContext,
  answer: (exchange: Exchange) => unknown,
  options: AnsweringOptions = {},
): Promise<Answering> {
  const failures: unknown[] = [];
  let settled = 0;
  const run = async (exchange: Exchange) => {
    const result = await answer(exchange);
    if (result === null) refuse(exchange, new HTTPError(404));
    else if (result instanceof BodySource) {
      const fields = answerFields(result.headers, result.contentType, undefined);
      const packing = options.coding === undefined ? undefined : { coding: options.coding };
      await result.send(exchange, result.status ?? 200, fields, options.platform ?? nodePlatform, packing);
    } else await sendAnswer(exchange, await answerOf(result, 200, undefined), nodePlatform);
  };
  const { connect } = await start(t, (exchange) => {
    run(exchange)
      .catch((error: unknown) => {
        if (error instanceof HTTPError && !exchange.started) return refuse(exchange, error);
        failures.push(error);
        if (!exchange.started) exchange.send(500, [], null);
      })
      .finally(() => {
        settled++;
      });
  });
  return {
    connect,
    failures,
    settled: () => settled,
    async ask(line, fields = []) {
      const client = await connect();
      client.write(`${line} HTTP/1.1\r\n${["host: a", "connection: close", ...fields].join("\r\n")}\r\n\r\n`);
      return client.answer(line.split(" ")[0]);
    },
  };
}

/** What an app makes of an HTTPError. */
function refuse(exchange: Exchange, { status, detail, headers }: HTTPError): void {
  exchange.send(status, answerFields(headers, "application/json", undefined), JSON.stringify({ detail }));
}
