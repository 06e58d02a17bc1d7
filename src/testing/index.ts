/** `flotilla/testing`: clients of an app within the process, for tests. */
export { CookieJar, type CookiePlace } from "./cookie-jar.ts";
export {
  type Overrides,
  type TestableApp,
  TestClient,
  type TestOptions,
  type TestSocketInit,
  testClient,
  withTestClient,
} from "./test-client.ts";
export type { Pairs, TestInit } from "./test-request.ts";
export type { TestSocket } from "./test-socket.ts";
export { WebSocketDenied } from "./web-socket-denied.ts";
