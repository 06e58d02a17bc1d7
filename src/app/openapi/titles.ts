/**
 * Words for people out of a name of code: `item_id` and `itemId` are "Item Id", `x-token` is "X-Token". For names in Python's
 * style these are the titles that Pydantic gives.
 */
export function titleOf(name: string): string {
  return name
    .replace(/([\p{Ll}\d])(?=\p{Lu})/gu, "$1 ")
    .replaceAll("_", " ")
    .replace(/\p{L}+/gu, (word) => word[0].toUpperCase() + word.slice(1))
    .trim();
}
