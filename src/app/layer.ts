import { checkGiven } from "./check-given.ts";
import { checkPlace, checkUse, type Uses } from "./dependency.ts";
import type { Callbacks, Place, Responses } from "./types.ts";

/** What a router, an app or an include gives every route below it. */
export interface Layer {
  readonly path?: Place;
  readonly use?: Uses;
  readonly tags?: readonly string[];
  readonly responses?: Responses;
  readonly deprecated?: boolean;
  readonly hidden?: boolean;
  readonly callbacks?: Callbacks;
  readonly strictContentType?: boolean;
}

export const layerKeys: readonly (keyof Layer)[] = [
  "path",
  "use",
  "tags",
  "responses",
  "deprecated",
  "hidden",
  "callbacks",
  "strictContentType",
];

/**
 * The layer among the options of a router, app or include; undefined if they name nothing of it.
 * @throws TypeError for a part of the wrong kind. `what` begins the message.
 */
export function layerOf(what: string, options: Layer): Layer | undefined {
  checkGiven(what, options, ["path", "use"]);
  checkPlace(`${what}: path`, options.path);
  checkUse(what, options.use);
  const layer: { -readonly [K in keyof Layer]: Layer[K] } = {};
  let any = false;
  for (const key of layerKeys) {
    if (options[key] === undefined) continue;
    Object.assign(layer, { [key]: options[key] });
    any = true;
  }
  return any ? Object.freeze(layer) : undefined;
}
