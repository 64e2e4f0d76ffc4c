import { Agent, request } from 'undici';
import { serveMercurius } from './mercurius.ts';

const dispatcher = new Agent({ connections: 256 });

serveMercurius(async (url, headers, body) => {
  const answer = await request(url, {
    dispatcher,
    headers,
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await answer.body.json()) as never;
});
