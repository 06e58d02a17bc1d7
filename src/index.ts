/** `flotilla`: the app, and what handlers, dependencies and middlewares are made with. */
export { App, type FetchApp } from "./app/app.ts";
export { BodySource } from "./app/body-source.ts";
export type { Context } from "./app/context.ts";
export type { CookieOptions } from "./app/cookie.ts";
export {
  type Dependency,
  dependency,
  type Given,
  type Resource,
  resource,
  type Scope,
  scoped,
  type Uses,
} from "./app/dependency.ts";
export type { CatchHandler } from "./app/error-answers.ts";
export { type FileOptions, sendFile } from "./app/files/file-answer.ts";
export type { StaticOptions } from "./app/files/static-files.ts";
export type { MountedStaticOptions } from "./app/front.ts";
export { HTTPError } from "./app/http-error.ts";
export { JsonError } from "./app/json.ts";
export type { LifespanFunction } from "./app/lifespan.ts";
export { type CompressOptions, compress } from "./app/middleware/compress.ts";
export { type CorsOptions, cors } from "./app/middleware/cors.ts";
export { type BodyLimitOptions, bodyLimit, type TimeoutOptions, timeout } from "./app/middleware/limits.ts";
export { type RateLimitOptions, rateLimit } from "./app/middleware/rate-limit.ts";
export { type RequestIdOptions, requestId } from "./app/middleware/request-id.ts";
export { Session, type StoredSession } from "./app/middleware/session.ts";
export type * from "./app/middleware/session-data.ts";
export { type SessionsOptions, session, sessions } from "./app/middleware/sessions.ts";
export { type TimingOptions, timing } from "./app/middleware/timing.ts";
export { httpsRedirect, type TrustedHostOptions, trustedHost } from "./app/middleware/trusted-host.ts";
export type { Middleware } from "./app/middleware.ts";
export type { DocumentRequest, DocumentVersion } from "./app/openapi/documents.ts";
export type { OpenAPIDocument } from "./app/openapi/json.ts";
export { oauth2RedirectPage, redocPage, swaggerUIPage } from "./app/openapi/pages/pages.ts";
export type { RedocPage } from "./app/openapi/pages/redoc.ts";
export type { SwaggerUIPage } from "./app/openapi/pages/swagger-ui.ts";
export { type Page, type RenderTemplate, type TemplateHelpers, templates } from "./app/page-templates.ts";
export type { Problem } from "./app/reader/problem.ts";
export type { Reply, ReplyBody } from "./app/reply.ts";
export {
  bytes,
  html,
  type Payload,
  type PayloadInit,
  redirect,
  type Status,
  type StreamInit,
  status,
  stream,
  text,
} from "./app/results.ts";
export { type IncludeOptions, type RouteList, Router, type RouterOptions } from "./app/router.ts";
export { type RawBodyOptions, rawBody, type TextBodyOptions, textBody } from "./app/schema/bytes.ts";
export { file, fileList, type UploadListOptions, type UploadOptions } from "./app/schema/file.ts";
export {
  type Annotation,
  type Description,
  type Direction,
  type Issue,
  type SchemaAdapter,
  SchemaError,
  type SchemaNode,
  type Validate,
  type Validated,
} from "./app/schema/node.ts";
export type { OwnSchema } from "./app/schema/own.ts";
export { registerAdapter } from "./app/schema/registry.ts";
export type { InputOf, OutputOf, Schema } from "./app/schema/schema.ts";
export { type ApiKeyOptions, apiKeyCookie, apiKeyHeader, apiKeyQuery } from "./app/security/api-keys.ts";
export { constantTimeEqual } from "./app/security/constant-time.ts";
export {
  type BasicCredentials,
  type HttpBasicOptions,
  type HttpBearerOptions,
  type HttpCredentials,
  type HttpSchemeOptions,
  httpBasic,
  httpBearer,
  httpDigest,
  httpScheme,
} from "./app/security/http-schemes.ts";
export {
  type OAuth2AuthorizationCodeOptions,
  type OAuth2ClientCredentialsOptions,
  type OAuth2Options,
  type OAuth2PasswordOptions,
  type OAuth2Scopes,
  type OpenIdConnectOptions,
  oauth2,
  oauth2AuthorizationCode,
  oauth2ClientCredentials,
  oauth2PasswordBearer,
  openIdConnect,
} from "./app/security/oauth2.ts";
export { oauth2PasswordForm, oauth2PasswordFormStrict, type PasswordForm } from "./app/security/password-form.ts";
export type { Guarded, SchemeOptions } from "./app/security/scheme.ts";
export { type SecurityScopes, securityScopes } from "./app/security-scopes.ts";
export type { AppOptions, DocumentOptions } from "./app/settings.ts";
export { event, events, jsonLines, type ServerSentEvent, type Streamed, type StreamItem } from "./app/streamed.ts";
// A star, because only what comes through one can be extended by declaration merging (State).
export type * from "./app/types.ts";
export { ResponseValidationError, ValidationError } from "./app/validation-error.ts";
export { type BroadcastOptions, type Member, Room, type RoomOptions } from "./app/websocket/room.ts";
export { Rooms, rooms } from "./app/websocket/rooms.ts";
export { SocketClosed } from "./app/websocket/socket-closed.ts";
export type { AcceptOptions, Socket, SocketOptions } from "./app/websocket/types.ts";
export type { Logger, LogLevel } from "./core/logger.ts";
