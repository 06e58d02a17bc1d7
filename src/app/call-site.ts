/** A frame of ours: in src/app (or dist/app) of this package. */
const ownFolder = new URL(".", import.meta.url).href;

/**
 * Where user code called us, for messages at start. Created when a route is registered; the stack is made into text only
 * when somebody asks.
 */
export class CallSite {
  readonly #error: Error;

  constructor() {
    this.#error = new Error("registered here");
  }

  /** `file:line:column`, or undefined where the platform's stacks do not tell. */
  get text(): string | undefined {
    for (const line of (this.#error.stack ?? "").split("\n").slice(1)) {
      const place = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/.exec(line.trim())?.[1];
      if (place === undefined || isOwn(place)) continue;
      return place.replace(/^file:\/\//, "");
    }
    return undefined;
  }
}

function isOwn(place: string): boolean {
  return place.startsWith(ownFolder) || place.startsWith(ownFolder.replace(/^file:\/\//, ""));
}
