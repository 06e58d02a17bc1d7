/** Whether JSON is nested more than so many levels deep. Without recursion: it is asked of what would overflow the stack. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  const values: unknown[] = [value];
  const depths = [0];
  while (values.length > 0) {
    const current = values.pop();
    const depth = (depths.pop() as number) + 1;
    if (typeof current !== "object" || current === null) continue;
    if (depth > levels) return true;
    for (const item of Object.values(current)) {
      if (typeof item !== "object" || item === null) continue;
      values.push(item);
      depths.push(depth);
    }
  }
  return false;
}
