import { expect, test } from 'vitest';
import { readError } from './read-error.ts';

const TEXT = 'The server understood the request but refuses to authorize it.';

test('a detailed body gives its code, tracking id and English text', () => {
  const body = {
    detailCode: '403 Forbidden',
    trackingId: 'b21b1f7ce4da4d639f2c62a57171b427',
    messages: [
      { locale: 'de-DE', localeOrigin: 'REQUEST', text: 'Verboten.' },
      { locale: 'en-US', localeOrigin: 'DEFAULT', text: TEXT },
    ],
  };
  expect(readError(body)).toEqual({
    message: TEXT,
    upstreamCode: '403 Forbidden',
    requestId: 'b21b1f7ce4da4d639f2c62a57171b427',
  });
});

test('causes that say more are added, a text that is no English is better than none, frames are cut', () => {
  const messages = [{ locale: 'fr-FR', text: 'Non.' }];
  const causes = [{ locale: 'en-US', text: 'bad filter\n\tat com.acme.Filter.parse(Filter.java:3)' }];
  expect(readError({ detailCode: '400.1 Bad Request Content', messages, causes: messages })).toMatchObject({
    message: 'Non.',
  });
  expect(readError({ detailCode: '400.1 Bad Request Content', messages, causes })).toMatchObject({
    message: 'Non. bad filter',
  });
});

test('a detailed body without texts is told by its code', () => {
  expect(readError({ detailCode: '500.0 Internal Fault', messages: [] })).toEqual({
    message: '500.0 Internal Fault',
    upstreamCode: '500.0 Internal Fault',
  });
});

test('the bodies of 401 and 429 give their sentence', () => {
  expect(readError({ error: 'JWT validation failed: JWT is expired' })).toEqual({
    message: 'JWT validation failed: JWT is expired',
  });
  expect(readError({ message: ' Rate Limit Exceeded ' })).toEqual({ message: 'Rate Limit Exceeded' });
});

test.each([[undefined], ['text'], [{}], [[]], [{ message: ' ' }]])('%j tells nothing', (body) => {
  expect(readError(body)).toEqual({});
});
