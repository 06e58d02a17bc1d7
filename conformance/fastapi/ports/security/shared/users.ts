import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

export interface StoredUser {
  username: string;
  full_name: string;
  email: string;
  /** Salt and key, as `hashOf` makes them. */
  hashed_password: string;
  disabled: boolean;
}

export async function hashOf(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString("hex")}$${(await derive(password, salt, 32)).toString("hex")}`;
}

export async function verifyPassword(password: string, hashed: string): Promise<boolean> {
  const [salt, key] = hashed.split("$").map((part) => Buffer.from(part, "hex"));
  return timingSafeEqual(await derive(password, salt, key.length), key);
}

/** Somebody who is not there costs as much time as somebody who is. */
const nobody = await hashOf("dummypassword");

export async function authenticated(
  users: ReadonlyMap<string, StoredUser>,
  username: string,
  password: string,
): Promise<StoredUser | undefined> {
  const user = users.get(username);
  const isRight = await verifyPassword(password, user?.hashed_password ?? nobody);
  return isRight ? user : undefined;
}
