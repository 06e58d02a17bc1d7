import type { UpstreamGroup } from "../../core/balance/upstream-group.ts";
import type { Location, ProxyAction, VirtualServer } from "../config/model.ts";
import { HeaderLine } from "./header-line.ts";
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
  readonly setLines: readonly HeaderLine[];
  readonly requestFilter: FieldFilter;
  readonly responseFilter: FieldFilter;
  /** Nothing is added to answers or rewritten in them. */
  readonly passesOn: boolean;
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
  return {
    server,
    location,
    action,
    upstream,
    setLines: action.setHeaders.map((header) => new HeaderLine(header, action.host)),
    requestFilter: new FieldFilter([...ourRequestFields, ...action.setHeaders.map((header) => header.lowerName)]),
    responseFilter: new FieldFilter(action.hideHeaders),
    passesOn: action.redirects.length === 0 && location.addHeaders.length === 0,
    timed: location.accessLogs.length > 0,
  };
}
