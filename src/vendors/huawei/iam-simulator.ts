import { z } from 'zod';
import { parseJson } from '../../json/parse-json.ts';
import type { Clock } from '../../simulation/clock.ts';
import { createRandom } from '../../simulation/random.ts';
import { type SimulatedAnswer, type SimulatedServer, startSimulatedServer } from '../../simulation/simulator.ts';

const TOKEN_LIFETIME_MS = 24 * 3_600_000;

const DEMO_USER = { domain: 'demo-domain', username: 'task-reader', password: 'huawei-demo-password' };
const DEMO_PROJECT = 'eu-west-101';

export interface IamSimulator {
  readonly server: SimulatedServer;
  /** An `auth` entry of the configuration that it accepts. */
  readonly auth: Readonly<Record<string, string>>;
  /** Tokens that it gave out, with the instant at which each ends. */
  readonly tokens: ReadonlyMap<string, number>;
  isValid(token: string): boolean;
  /** Voids every token, as a change of password does. */
  endTokens(): void;
  close(): Promise<void>;
}

export interface IamSimulatorOptions {
  readonly seed: number;
  readonly now: Clock;
}

const tokenRequest = z.strictObject({
  auth: z.strictObject({
    identity: z.strictObject({
      methods: z.tuple([z.literal('password')]),
      password: z.strictObject({
        user: z.strictObject({
          name: z.string(),
          password: z.string(),
          domain: z.strictObject({ name: z.string() }),
        }),
      }),
    }),
    scope: z.strictObject({ project: z.strictObject({ name: z.string() }) }),
  }),
});

/** IAM on loopback: POST /v3/auth/tokens for one user and one project, tokens of 24 hours. */
export async function startIamSimulator({ seed, now }: IamSimulatorOptions): Promise<IamSimulator> {
  const random = createRandom(seed);
  const tokens = new Map<string, number>();

  const server = await startSimulatedServer({
    handle({ method, path, headers, body }) {
      if (`${method} ${path}` !== 'POST /v3/auth/tokens') return iamError(404, 'Not Found', 'API not found.');
      const parsed = tokenRequest.safeParse(parseJson(body));
      if (!headers['content-type']?.startsWith('application/json') || !parsed.success) {
        return iamError(400, 'Bad Request', 'The request body is invalid.');
      }
      const { identity, scope } = parsed.data.auth;
      const { name, password, domain } = identity.password.user;
      if (
        name !== DEMO_USER.username ||
        password !== DEMO_USER.password ||
        domain.name !== DEMO_USER.domain ||
        scope.project.name !== DEMO_PROJECT
      ) {
        return iamError(401, 'Unauthorized', 'The username or password is wrong.');
      }
      const token = `MII${random.hex(64)}`;
      const issuedAt = now();
      tokens.set(token, issuedAt + TOKEN_LIFETIME_MS);
      return {
        status: 201,
        headers: { 'X-Subject-Token': token, 'X-Request-Id': random.hex(32) },
        json: {
          token: {
            expires_at: microseconds(issuedAt + TOKEN_LIFETIME_MS),
            issued_at: microseconds(issuedAt),
            methods: ['password'],
            project: { domain: { id: random.hex(32), name: DEMO_USER.domain }, id: random.hex(32), name: DEMO_PROJECT },
            roles: [{ id: '0', name: 'te_admin' }],
            user: { domain: { id: random.hex(32), name: DEMO_USER.domain }, id: random.hex(32), name },
          },
        },
      };
    },
  });

  return {
    server,
    auth: { type: 'iam', url: server.url, ...DEMO_USER, project: DEMO_PROJECT },
    tokens,
    isValid: (token) => now() < (tokens.get(token) ?? Number.NEGATIVE_INFINITY),
    endTokens: () => tokens.clear(),
    close: server.close,
  };
}

function iamError(code: number, title: string, message: string): SimulatedAnswer {
  return { status: code, json: { error: { code, message, title } } };
}

/** Six fraction digits, as IAM writes instants. */
function microseconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, -1)}000Z`;
}
