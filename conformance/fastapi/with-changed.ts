/** An object with some properties replaced; private fields stay those of the object. */
export function withChanged<T extends object>(whole: T, changed: { readonly [name: PropertyKey]: unknown }): T {
  return new Proxy(whole, {
    get(target, name) {
      if (Object.hasOwn(changed, name)) return changed[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}
