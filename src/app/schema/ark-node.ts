import type { Metadata } from "./metadata.ts";

/** A node of arktype's own representation of a type (`type.internal`), as far as it is read here. */
export interface ArkNode {
  readonly kind: string;
  readonly meta: Metadata;
  readonly inner: ArkInner;
  readonly rule?: unknown;
  readonly flags?: string;
  readonly exclusive?: boolean;
  readonly domain?: string;
  readonly proto?: unknown;
  readonly unit?: unknown;
  readonly structure?: ArkStructure;
  /** A union's members, with `true` and `false` as one. */
  readonly branchGroups?: readonly ArkNode[];
  readonly branches?: readonly ArkNode[];
  readonly resolution?: ArkNode;
  readonly rawIn?: ArkNode;
  readonly introspectableOut?: ArkNode;
  /** Whether a value is of the type. */
  allows(value: unknown): boolean;
}
export interface ArkInner {
  readonly domain?: ArkNode;
  readonly proto?: ArkNode;
  readonly pattern?: readonly ArkNode[];
  readonly divisor?: ArkNode;
  readonly min?: ArkNode;
  readonly max?: ArkNode;
  readonly minLength?: ArkNode;
  readonly maxLength?: ArkNode;
  readonly exactLength?: ArkNode;
  readonly declaredOut?: ArkNode;
  readonly undeclared?: "reject" | "delete";
  readonly index?: readonly { readonly signature: ArkNode; readonly value: ArkNode }[];
}
export interface ArkProp {
  readonly kind: "required" | "optional";
  readonly key: string | symbol;
  readonly value: ArkNode;
  readonly default?: unknown;
  hasDefault(): boolean;
}
export interface ArkStructure {
  readonly inner: ArkInner;
  readonly props: readonly ArkProp[];
  readonly sequence?: {
    readonly prevariadic: readonly { readonly kind: string; readonly node: ArkNode; readonly default?: unknown }[];
    readonly variadic?: ArkNode;
    readonly postfix?: readonly ArkNode[];
    readonly minLength: number;
  };
}

/** What a node makes: another only for a morph, and then only if arktype knows. */
export function resultOf(node: ArkNode): ArkNode | undefined {
  return node.kind === "morph" ? (node.introspectableOut ?? node.inner.declaredOut) : node;
}
