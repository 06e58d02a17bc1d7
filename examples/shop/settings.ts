import { resource } from "flotilla";

export interface Settings {
  /** Signs tokens. Random without `SHOP_SECRET`: tokens then end with the process. */
  readonly secret: string;
  readonly adminPassword: string;
  readonly customerPassword: string;
  /** Rounds of PBKDF2. */
  readonly passwordRounds: number;
  /** Signs what the payment provider sends. */
  readonly providerSecret: string;
  /** Seconds until a stream of events ends; browsers come back with `Last-Event-ID`. */
  readonly streamSeconds: number;
}

/** From the environment where there is one, so that the app runs on any platform. */
export const settings = resource((): Settings => {
  const { process } = globalThis as { process?: { env?: { readonly [name: string]: string | undefined } } };
  const given = (name: string, otherwise: string) => process?.env?.[`SHOP_${name}`] ?? otherwise;
  return {
    secret: given("SECRET", crypto.randomUUID()),
    adminPassword: given("ADMIN_PASSWORD", "let me in please"),
    customerPassword: given("CUSTOMER_PASSWORD", "beep beep beep"),
    passwordRounds: Number(given("PASSWORD_ROUNDS", "100000")),
    providerSecret: given("PROVIDER_SECRET", "a secret shared with the provider"),
    streamSeconds: Number(given("STREAM_SECONDS", "30")),
  };
});
