import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Leave } from '../http/leave.ts';

/** A fetch API's Request whose body has been read: the part of it that Yoga and the plugins here look at. */
export class PostedJson {
  readonly method = 'POST';
  readonly url: string;
  readonly headers: PostedHeaders;
  /** None that could be streamed: Yoga has nothing to bound. */
  readonly body = null;
  readonly #leaving: Leave;
  readonly #text: string;
  #controller: AbortController | null = null;

  constructor({ url, headers }: IncomingMessage, text: string, leaving: Leave) {
    this.url = `http://${headers.host ?? 'localhost'}${url}`;
    this.headers = new PostedHeaders(headers);
    this.#leaving = leaving;
    this.#text = text;
  }

  /** Made when first asked for: operations that pass Yoga by need none. */
  get signal(): AbortSignal {
    if (this.#controller) return this.#controller.signal;
    const controller = new AbortController();
    this.#controller = controller;
    const leave = (): void => controller.abort(this.#leaving.reason);
    if (this.#leaving.aborted) leave();
    else this.#leaving.addEventListener('abort', leave, { once: true });
    return controller.signal;
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.#text);
  }

  async text(): Promise<string> {
    return this.#text;
  }
}

/** The part of Headers that reads. */
class PostedHeaders {
  readonly #headers: IncomingHttpHeaders;

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    const value = this.#headers[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }
}
