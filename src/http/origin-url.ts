import { z } from 'zod';

/** An address without path: what the vendors' documents call the endpoint. */
export const originUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL', abort: true })
  .refine((text) => `${new URL(text).origin}/` === new URL(text).href, 'must be scheme, host and port alone')
  .transform((text) => new URL(text).origin);
