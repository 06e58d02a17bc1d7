import { resource } from "flotilla";

/** Mail that was sent. A mail server in real life. */
export class Outbox {
  readonly sent: { readonly to: string; readonly text: string }[] = [];

  async send(to: string, text: string): Promise<void> {
    this.sent.push({ to, text });
    if (this.sent.length > 1000) this.sent.shift();
  }
}

export const outbox = resource(() => new Outbox());
