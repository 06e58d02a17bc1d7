/** A handshake that the app did not accept: what `client.websocket()` rejects with. */
export class WebSocketDenied extends Error {
  /** Status of the answer, 403 where the app only closed. */
  readonly status: number;
  readonly headers: Headers;
  /** Text of the answer; empty where the app only closed. */
  readonly body: string;
  /** What the app closed with, 1008 for inputs that are wrong; undefined where it answered with an error of its own. */
  readonly code: number | undefined;
  readonly reason: string | undefined;

  constructor(
    response: Response,
    body: string,
    refusal: { readonly code: number; readonly reason: string } | undefined,
  ) {
    super(`the handshake was answered with ${response.status}${body === "" ? "" : `: ${body.slice(0, 200)}`}`);
    this.name = "WebSocketDenied";
    this.status = response.status;
    this.headers = response.headers;
    this.body = body;
    this.code = refusal?.code;
    this.reason = refusal?.reason;
  }

  /** The body, parsed as JSON. `T` is not checked. */
  json<T = unknown>(): T {
    return JSON.parse(this.body) as T;
  }
}
