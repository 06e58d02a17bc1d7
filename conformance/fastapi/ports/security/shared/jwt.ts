import { type JWTPayload, jwtVerify, SignJWT } from "jose";

/** To get a key like this run `openssl rand -hex 32`. */
const secretKey = new TextEncoder().encode("09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7");

/** A token with these claims that ends after so many minutes. */
export function signed(claims: JWTPayload, minutes: number): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setExpirationTime(`${minutes}m`).sign(secretKey);
}

/** The claims of a token of ours that has not ended; undefined for anything else. */
export async function verified(token: string): Promise<JWTPayload | undefined> {
  try {
    return (await jwtVerify(token, secretKey, { algorithms: ["HS256"] })).payload;
  } catch {
    return undefined;
  }
}
