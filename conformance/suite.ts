/** What a suite is told. */
export interface SuiteOptions {
  /** Leave out what takes long. */
  readonly quick: boolean;
  /** Folder of the foreign material, where no package carries it. */
  readonly fixtures: string | undefined;
  /** A checkout of FastAPI; fetched where it is not given. */
  readonly suite: string | undefined;
  /** Parts of a suite by name; all if empty. */
  readonly only: readonly string[];
  /** Runs the suite against the project it comes from: what fails then is the harness' fault. */
  readonly original: boolean;
  /** File that takes the results of every single test, as JSON; `FILE.log` takes what the server of the apps prints. */
  readonly results: string | undefined;
  /** Folder that takes pictures of what a browser shows. */
  readonly screenshots: string | undefined;
}

/** What a suite found. `skipped` tells why nothing was run. */
export interface SuiteReport {
  readonly skipped?: string;
  /** Cases with the outcome the foreign suite wants. */
  readonly agreed: number;
  /** Cases with another outcome, each explained by a rule of ours. */
  readonly explained: number;
  /** Cases with another outcome and no explanation. Any of them fails the run. */
  readonly failures: readonly string[];
  /** Lines for people: figures by rule, the list of differences. */
  readonly details: readonly string[];
}

/** A foreign project's test suite, run against us. */
export interface Suite {
  readonly name: string;
  /** One line: what is run against what. */
  readonly about: string;
  run(options: SuiteOptions): Promise<SuiteReport>;
}
