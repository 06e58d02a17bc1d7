import { type ArkNode, type ArkStructure, resultOf } from "./ark-node.ts";
import { put } from "./walk.ts";

/**
 * A valid value without the fields that its type doesn't declare, as the other libraries' objects make it: arktype lets them
 * through, and its own way to drop them (`onDeepUndeclaredKey`) throws for unions whose members overlap. The value itself is
 * not changed.
 */
export function declaredOnly(node: ArkNode, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const made = resultOf(node);
  if (made === undefined) return value;
  if (made.kind === "alias") return made.resolution === undefined ? value : declaredOnly(made.resolution, value);
  if (made.kind === "union") {
    const branch = made.branches?.find((one) => resultOf(one)?.allows(value));
    return branch === undefined ? value : declaredOnly(branch, value);
  }
  if (made.structure === undefined) return value;
  return Array.isArray(value) ? items(made.structure, value) : fields(made.structure, value);
}

function items({ sequence }: ArkStructure, value: readonly unknown[]): unknown[] {
  const { prevariadic = [], variadic } = sequence ?? {};
  return value.map((item, index) => {
    const node = prevariadic[index]?.node ?? variadic;
    return node === undefined ? item : declaredOnly(node, item);
  });
}

function fields({ props, inner }: ArkStructure, value: object): object {
  // An object with a class (a Date, a File) has no fields that go on the wire.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const known = new Map(props.map((prop) => [prop.key, prop.value]));
  const made: { [name: string]: unknown } = {};
  for (const [name, item] of Object.entries(value)) {
    const node = known.get(name) ?? inner.index?.find(({ signature }) => signature.allows(name))?.value;
    if (node !== undefined) put(made, name, declaredOnly(node, item));
  }
  return made;
}
