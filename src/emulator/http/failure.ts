import type { Json } from '../json.ts';

/** A request that the service refuses, with the contents of the error body. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: Json;
}

/** 400: a property or a value is wrong. */
export function badRequest(message: string): Failure {
  return { status: 400, code: 'Request_BadRequest', message };
}

/** 400 with the message that three bug reports of other tools quote for a misspelt property. */
export function invalidProperty(name: string): Failure {
  return badRequest(`Invalid property '${name}'.`);
}

/** 400: the type or the enumeration member is wrong. */
export function invalidValue(name: string, typeName: string): Failure {
  return badRequest(`Invalid value specified for property '${name}' of resource '${typeName}'.`);
}

/** 403: the permission is missing. */
export function accessDenied(): Failure {
  return {
    status: 403,
    code: 'Authorization_RequestDenied',
    message: 'Insufficient privileges to complete the operation.',
  };
}

/** 404 for a resource that does not exist. The service uses two codes; the emulator keeps one per kind of resource. */
export function notFound(
  id: string,
  code: 'Request_ResourceNotFound' | 'Directory_ObjectNotFound' = 'Request_ResourceNotFound',
): Failure {
  return {
    status: 404,
    code,
    message: `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  };
}

/** 400 for a path that does not exist. */
export function unknownSegment(segment: string): Failure {
  return {
    status: 400,
    code: 'BadRequest',
    message: `Resource not found for the segment '${segment}'.`,
  };
}

/** 405: the path exists, the method does not. */
export function methodNotAllowed(): Failure {
  return {
    status: 405,
    code: 'Request_BadRequest',
    message: 'Specified HTTP method is not allowed for the request target.',
  };
}

/** The conflict of a POST or PUT with an entity that exists. */
export function alreadyExists(status: number, detail?: string): Failure {
  const message = 'Another object with the same value for property tenantId already exists.';
  const code = 'Request_MultipleObjectsWithSameKeyValue';
  if (detail === undefined) return { status, code, message };
  return { status, code, message, details: [{ code: detail, message, target: 'tenantId' }] };
}
