import assert from "node:assert/strict";
import { test } from "node:test";
import { cpuCount } from "../../src/workers/cpus.ts";

const files = (content: Record<string, string>) => (path: string) => content[path];

test("no cgroup: the machine's CPUs", () => {
  assert.deepEqual(cpuCount(8, files({})), { count: 8, from: "8 CPUs" });
});

test("cgroup v2: the smallest quota up to the root, a part counts as a whole", () => {
  const read = files({
    "/proc/self/cgroup": "0::/kube/pod\n",
    "/sys/fs/cgroup/kube/pod/cpu.max": "max 100000\n",
    "/sys/fs/cgroup/kube/cpu.max": "250000 100000\n",
  });
  assert.deepEqual(cpuCount(64, read), { count: 3, from: "cgroup quota of 2.5 CPUs" });
});

test("cgroup v2 in a container: the root is its own group", () => {
  const read = files({ "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "20000 100000" });
  assert.equal(cpuCount(4, read).count, 1);
});

test("cgroup v1; a quota above the machine and -1 change nothing", () => {
  const v1 = (quota: string) =>
    files({
      "/proc/self/cgroup": "5:memory:/x\n4:cpu,cpuacct:/docker/abc\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": quota,
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000",
    });
  assert.equal(cpuCount(16, v1("200000")).count, 2);
  assert.equal(cpuCount(2, v1("800000")).count, 2);
  assert.equal(cpuCount(2, v1("-1")).count, 2);
});
