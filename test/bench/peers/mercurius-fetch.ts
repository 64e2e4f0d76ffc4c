import { serveMercurius } from './mercurius.ts';

serveMercurius(async (url, headers, body) => {
  const answer = await fetch(url, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await answer.json()) as never;
});
