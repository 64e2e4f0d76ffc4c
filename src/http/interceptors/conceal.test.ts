import { expect, test } from 'vitest';
import { startSimulatedServer } from '../../simulation/simulator.ts';
import { ownCall } from '../credential.ts';
import { compose, type HttpRequest } from '../exchange.ts';
import { createPool } from '../pool.ts';
import { conceal } from './conceal.ts';

const basic = Buffer.from('user:pass-word-1').toString('base64');
const REQUEST: HttpRequest = {
  method: 'POST',
  path: '/',
  headers: { accept: 'application/json', authorization: `Basic ${basic}`, 'x-auth-token': 'token-of-ours' },
  body: 'pass-word-1',
  safe: true,
};

test('an error that repeats credentials is passed on without them, other answers as they are', async () => {
  let status = 400;
  const server = await startSimulatedServer({
    handle: ({ headers, body }) => ({
      status,
      body: `${headers['authorization']} ${headers['x-auth-token']} ${body} ${headers['accept']}`,
    }),
  });
  const pool = createPool({ origin: server.url, maxConcurrency: 1, timeoutMs: 1000 });
  const exchange = compose(pool.exchange, [conceal(['pass-word-1'])]);
  const text = async (): Promise<string> => (await exchange(REQUEST, ownCall(1000))).body.toString();
  expect(await text()).toBe('[secret] [secret] [secret] application/json');
  status = 200;
  expect(await text()).toContain('token-of-ours');
  await pool.close();
  await server.close();
});
