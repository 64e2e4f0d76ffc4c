/** A part of an answer that comes in parts; what later ones bring stands in `incremental`. */
export interface Part {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly PartError[];
  readonly incremental?: readonly {
    readonly data: Record<string, unknown> | null;
    readonly path: readonly (string | number)[];
    readonly label?: string;
    readonly errors?: readonly PartError[];
  }[];
  readonly hasNext?: boolean;
}

interface PartError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Record<string, unknown>;
}

const DELIMITER = '\r\n---';

/** The parts of a multipart/mixed answer, each as soon as all of it is here. */
export async function* readParts(response: Response): AsyncGenerator<Part, void> {
  if (!response.body) throw new Error('no body');
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf(DELIMITER); end !== -1; end = text.indexOf(DELIMITER)) {
      const [, json] = text.slice(0, end).split('\r\n\r\n', 2);
      if (json) yield JSON.parse(json);
      text = text.slice(end + DELIMITER.length);
    }
  }
  if (text !== '--\r\n') throw new Error(`cut short: ${text}`);
}
