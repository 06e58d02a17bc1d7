import { errorTable } from "../core/errors.ts";
import { httpDate } from "../http/date.ts";
import { statusLine } from "../http/serialize.ts";
import type { SyntaxFault } from "../http/types.ts";

/** The whole answer to a request that was refused, as text: the one status of its fault, why, and that the connection closes. */
export function faultAnswer(fault: SyntaxFault, serverLine: string): string {
  const body = `{"detail":${JSON.stringify(fault.message)},"code":"${fault.code}"}`;
  const fields = `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n`;
  return `${statusLine(errorTable[fault.code].status)}${fields}${serverLine}date: ${httpDate()}\r\n\r\n${body}`;
}
