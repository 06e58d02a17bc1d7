import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";

/** How many CPUs this process may use, and who says so. */
export interface CpuCount {
  readonly count: number;
  readonly from: string;
}

type Read = (path: string) => string | undefined;

const readText: Read = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/**
 * CPUs for `--workers auto`: the machine's, or fewer if a cgroup (v1 or v2) limits this process; a part counts as a whole.
 * Node's own `availableParallelism` sees the affinity mask but no quota: a container with 2 of 64 CPUs would get 64 workers.
 */
export function cpuCount(machine: number = availableParallelism(), read: Read = readText): CpuCount {
  const quota = quotaOf(read);
  if (quota !== undefined && Math.ceil(quota) < machine) {
    return { count: Math.max(1, Math.ceil(quota)), from: `cgroup quota of ${Number(quota.toFixed(2))} CPUs` };
  }
  return { count: Math.max(1, machine), from: `${machine} CPUs` };
}

/** The smallest quota from this process's group up to the root. */
function quotaOf(read: Read): number | undefined {
  const groups = read("/proc/self/cgroup") ?? "";
  const quotas: number[] = [];
  for (const line of groups.split("\n")) {
    const [, controllers, path] = line.split(":");
    if (path === undefined) continue;
    const v2 = controllers === "";
    if (!v2 && !controllers.split(",").includes("cpu")) continue;
    const root = v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu";
    // In a container the path is the host's while only the container's own group is mounted: the root is read as well.
    for (let at = path; ; at = dirname(at)) {
      const quota = v2 ? readV2(read, join(root, at)) : readV1(read, join(root, at));
      if (quota !== undefined) quotas.push(quota);
      if (at === "/" || at === ".") break;
    }
  }
  return quotas.length === 0 ? undefined : Math.min(...quotas);
}

function readV2(read: Read, folder: string): number | undefined {
  const [quota, period] = (read(join(folder, "cpu.max")) ?? "max").trim().split(" ").map(Number);
  return quota > 0 && period > 0 ? quota / period : undefined;
}

function readV1(read: Read, folder: string): number | undefined {
  const quota = Number(read(join(folder, "cpu.cfs_quota_us")) ?? "-1");
  const period = Number(read(join(folder, "cpu.cfs_period_us")) ?? "0");
  return quota > 0 && period > 0 ? quota / period : undefined;
}
