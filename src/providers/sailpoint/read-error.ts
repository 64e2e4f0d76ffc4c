import { z } from 'zod';
import type { ErrorReading } from '../../http/request-json.ts';
import { withoutStackTrace } from '../../http/stack-trace.ts';
import { lenient } from '../record-members.ts';

const texts = lenient(z.array(z.object({ locale: z.string().nullish(), text: z.string() })));

/** 400, 403, 404 and 500. */
const detailed = z.object({
  detailCode: z.string(),
  trackingId: lenient(z.string()),
  messages: texts,
  causes: texts,
});
/** 401: `{"error": "JWT validation failed: JWT is expired"}`. */
const unauthorized = z.object({ error: z.string() });
/** 429: `{"message": " Rate Limit Exceeded "}`. */
const throttled = z.object({ message: z.string() });

/** Reads the error bodies of task-status: three shapes, and none at all for some 403 and 404. */
export function readError(json: unknown): ErrorReading {
  const full = detailed.safeParse(json);
  if (full.success) {
    const { detailCode, trackingId, messages, causes } = full.data;
    const sentences = new Set([textOf(messages), textOf(causes)].filter((sentence) => sentence !== ''));
    return {
      ...withMessage([...sentences].join(' ') || detailCode),
      upstreamCode: detailCode,
      ...(trackingId === null ? {} : { requestId: trackingId }),
    };
  }
  const refused = unauthorized.safeParse(json);
  if (refused.success) return withMessage(refused.data.error);
  const limited = throttled.safeParse(json);
  return limited.success ? withMessage(limited.data.message) : {};
}

function withMessage(text: string): ErrorReading {
  const message = withoutStackTrace(text).trim();
  return message === '' ? {} : { message };
}

/** `causes` add detail to `messages`; both come in several languages, of which English is read where it is there. */
function textOf(localized: z.output<typeof texts>): string {
  const chosen = localized?.find(({ locale }) => locale === 'en-US') ?? localized?.[0];
  return chosen?.text.trim() ?? '';
}
