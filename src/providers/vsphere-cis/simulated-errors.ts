import type { SimulatedAnswer } from '../../simulation/simulator.ts';

interface ErrorOptions {
  readonly status: number;
  readonly type: string;
  readonly messageId: string;
  readonly message: string;
}

/** An error as /api answers it. */
function errorAnswer({ status, type, messageId, message }: ErrorOptions): SimulatedAnswer {
  return {
    status,
    json: { error_type: type, messages: [{ id: messageId, default_message: message, args: [] }] },
  };
}

const CHALLENGE =
  'SIGN realm="27da1358-2ba4-11e9-b210-d663bd873d93",sts="http://vcenter/sso?vsphere.local", Basic realm="vCenter"';

/** 401 with its challenge, in the body and as the header that it is mapped to. */
export function unauthenticated(): SimulatedAnswer {
  return {
    status: 401,
    headers: { 'www-authenticate': CHALLENGE },
    json: {
      error_type: 'UNAUTHENTICATED',
      challenge: CHALLENGE,
      messages: [
        {
          id: 'com.vmware.vapi.endpoint.method.authentication.required',
          default_message: 'Authentication required.',
          args: [],
        },
      ],
    },
  };
}

/** A path, or a method on it, that the endpoint does not serve. */
export function unknownPath(): SimulatedAnswer {
  return errorAnswer({
    status: 404,
    type: 'NOT_FOUND',
    messageId: 'com.vmware.vapi.rest.httpNotFound',
    message: 'Not found.',
  });
}

/** The user has all the sessions it may have. */
export function sessionCapReached(): SimulatedAnswer {
  return errorAnswer({
    status: 503,
    type: 'SERVICE_UNAVAILABLE',
    messageId: 'com.vmware.vapi.endpoint.failedToLoginMaxUserSessionCountReached',
    message: 'User session count is limited to 550.',
  });
}

export function invalidArgument(message: string): SimulatedAnswer {
  return errorAnswer({ status: 400, type: 'INVALID_ARGUMENT', messageId: 'com.vmware.vapi.invalid.argument', message });
}

export function unexpectedInput(message: string): SimulatedAnswer {
  return errorAnswer({ status: 400, type: 'UNEXPECTED_INPUT', messageId: 'com.vmware.vapi.unexpected.input', message });
}

/** The status of this one is not documented: tests choose it. */
export function unknownProvider(status: 400 | 404, id: string): SimulatedAnswer {
  return errorAnswer({
    status,
    type: status === 404 ? 'NOT_FOUND' : 'INVALID_ARGUMENT',
    messageId: 'com.vmware.cis.task.provider.not.found',
    message: `Cannot find provider for ${id}.`,
  });
}

export function overLimit(): SimulatedAnswer {
  return errorAnswer({
    status: 500,
    type: 'RESOURCE_INACCESSIBLE',
    messageId: 'com.vmware.cis.task.too.many',
    message: 'Over 1000 tasks match the filter.',
  });
}

export function stateUnreadable(id: string): SimulatedAnswer {
  return errorAnswer({
    status: 500,
    type: 'RESOURCE_INACCESSIBLE',
    messageId: 'com.vmware.cis.task.state.inaccessible',
    message: `The state of task ${id} could not be read.`,
  });
}

export function unknownTask(id: string): SimulatedAnswer {
  return errorAnswer({
    status: 404,
    type: 'NOT_FOUND',
    messageId: 'com.vmware.cis.task.not.found',
    message: `Task ${id} was not found.`,
  });
}
