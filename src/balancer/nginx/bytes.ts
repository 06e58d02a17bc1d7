/** Text of the file as requests meet it: each character one byte of its UTF-8. */
export function asBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
