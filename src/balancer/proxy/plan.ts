import type { UpstreamGroup } from "../../core/balance/upstream-group.ts";
import type { Location, ProxyAction, VirtualServer } from "../config/model.ts";
import { HeaderLines } from "./header-line.ts";
import { FieldFilter } from "./hop-by-hop.ts";
import type { UpstreamPool } from "./upstream-pool.ts";

/** An upstream at run time: its group and, by peer index, the connections. */
export interface LiveUpstream {
  readonly group: UpstreamGroup;
  readonly pools: readonly UpstreamPool[];
}

/** A proxying location, prepared: what can be decided once is decided here. Made by the balancer for each location. */
export interface ProxyPlan {
  readonly server: VirtualServer;
  readonly location: Location;
  readonly action: ProxyAction;
  readonly upstream: LiveUpstream;
  readonly setLines: HeaderLines;
  readonly requestFilter: FieldFilter;
  readonly responseFilter: FieldFilter;
  /** Nothing is added to answers: what is kept of one goes on as it came. */
  readonly relays: boolean;
  /** The upstream's Date goes on. */
  readonly keepsDate: boolean;
  /** Whether anything reads the times of attempts. */
  readonly timed: boolean;
}

/** Client fields never sent on: we answer `Expect` ourselves. */
const ourRequestFields = ["expect"];

export function planFor(
  server: VirtualServer,
  location: Location,
  action: ProxyAction,
  upstream: LiveUpstream,
): ProxyPlan {
  const responseFilter = new FieldFilter(action.hideHeaders, action.redirects.length > 0 ? ["location"] : []);
  return {
    server,
    location,
    action,
    upstream,
    setLines: new HeaderLines(action.setHeaders, action.host),
    requestFilter: new FieldFilter([...ourRequestFields, ...action.setHeaders.map((header) => header.lowerName)]),
    responseFilter,
    relays: location.addHeaders.length === 0,
    keepsDate: responseFilter.keeps("date") === true,
    timed: location.accessLogs.length > 0,
  };
}
