/**
 * Compares a request and its answer with Microsoft's OpenAPI description. It is stricter than the description, which
 * lets every object have any further member: here each undescribed member is a complaint.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import type { Exchange } from '../recordingProxy.ts';

export type Version = 'v1.0' | 'beta';

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly additionalProperties?: Schema | false;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly parameters: readonly { readonly $ref?: string; readonly name?: string; readonly in?: string }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Content>>;
    readonly parameters: Readonly<Record<string, { readonly name: string; readonly in: string }>>;
  };
}

export interface DescribedApi {
  /** `PATCH /policies/crossTenantAccessPolicy/partners/{}` */
  readonly operations: readonly string[];
  /** What the description lacks or contradicts; each complaint names the operation without ids. */
  readonly complaintsAbout: (exchange: Exchange) => readonly string[];
  /** The described operation of a request; undefined if there is none. */
  readonly operationOf: (exchange: Exchange) => string | undefined;
}

const short = (template: string): string => template.replace(/\{[^}]*\}/g, '{}');
const withoutIds = (path: string): string => path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '{}');

export function describedApi(version: Version): DescribedApi {
  const file = join(__dirname, '..', '..', 'fixtures', 'openapi', `${version}.json`);
  const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
  const validate = validatorOf(description);
  const { paths, components } = description;
  const templates = Object.keys(paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/[.$]/g, '\\$&').replace(/\{[^}]*\}/g, '[^/$]+')}$`),
  }));

  function find({ method, url }: Exchange): { readonly name: string; readonly operation: Operation } | undefined {
    const [path = ''] = url.slice(`/${version}`.length).split('?');
    const template = templates.find(({ pattern }) => pattern.test(path))?.template ?? '';
    const operation = paths[template]?.[method.toLowerCase()];
    return operation && { name: `${method} ${short(template)}`, operation };
  }

  function queryComplaints(operation: Operation, { url }: Exchange): readonly string[] {
    const known = operation.parameters
      .map(({ $ref = '', ...own }) => components.parameters[nameIn($ref)] ?? own)
      .filter((parameter) => parameter.in === 'query')
      .map(({ name }) => name);
    const [, query = ''] = url.split('?');
    return [...new URLSearchParams(query).keys()].filter((name) => !known.includes(name));
  }

  function requestComplaints({ requestBody }: Operation, { body }: Exchange): readonly string[] {
    const schema = requestBody?.content?.['application/json']?.schema;
    if (schema === undefined) return body === '' ? [] : ['has a body'];
    return body === '' ? ['has no body'] : validate(schema, JSON.parse(body));
  }

  function contentOf({ responses }: Operation, status: number): Content['content'] {
    const response = (status < 300 ? responses['2XX'] : undefined) ?? responses.default;
    return components.responses[nameIn(response?.$ref ?? '')]?.content ?? response?.content;
  }

  function answerComplaints(operation: Operation, { status, contentType, answer }: Exchange): readonly string[] {
    const [mediaType = '', described] = Object.entries(contentOf(operation, status) ?? {})[0] ?? [];
    if (described === undefined) return answer === '' ? [] : ['has a body'];
    if (answer === '') return [`is ${status} without the described body`];
    if (!contentType.startsWith(mediaType)) return [`is ${contentType}, not ${mediaType}`];
    return validate(described.schema, JSON.parse(answer));
  }

  return {
    operations: Object.entries(paths).flatMap(([template, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${short(template)}`),
    ),
    operationOf: (exchange) => find(exchange)?.name,
    complaintsAbout: (exchange) => {
      const found = find(exchange);
      const [path = ''] = exchange.url.split('?');
      if (!found) return [`no operation ${exchange.method} ${withoutIds(path.slice(`/${version}`.length))}`];
      const { name, operation } = found;
      return [
        ...queryComplaints(operation, exchange).map((option) => `query of ${name}: ${option}`),
        ...requestComplaints(operation, exchange).map((text) => `request ${name} ${text}`),
        ...answerComplaints(operation, exchange).map(
          (text) => `${exchange.status < 300 ? 'answer' : 'error'} of ${name} ${text}`,
        ),
      ];
    },
  };
}

function nameIn(reference: string): string {
  return reference.split('/').at(-1) ?? '';
}

type Validate = (schema: Schema, value: unknown) => readonly string[];

function validatorOf({ components }: Description): Validate {
  const ajv = new Ajv({ strict: false, allErrors: true, verbose: true, validateFormats: false });
  const schemas = Object.fromEntries(
    Object.entries(components.schemas).map(([name, schema]) => [name, closed(schema, components.schemas)]),
  );
  ajv.addSchema({ $id: 'graph', components: { schemas } });
  return ({ $ref = '' }, value) => {
    const isValid = ajv.getSchema(`graph${$ref}`);
    if (!isValid) return [`has no schema ${$ref}`];
    return isValid(value) ? [] : [...new Set((isValid.errors ?? []).map(textOf))];
  };
}

/** An object with its inherited members, and no others. */
function closed(schema: Schema, all: Description['components']['schemas']): Schema {
  const properties = membersOf(schema, all);
  if (schema.type !== 'object' && schema.allOf === undefined) return schema;
  const { allOf: _, ...own } = schema;
  return { ...own, type: 'object', properties, additionalProperties: false };
}

function membersOf(schema: Schema, all: Description['components']['schemas']): Readonly<Record<string, Schema>> {
  const base = schema.$ref === undefined ? undefined : all[nameIn(schema.$ref)];
  const parts = [...(schema.allOf ?? []), ...(base ? [base] : [])].map((part) => membersOf(part, all));
  return Object.assign({}, ...parts, schema.properties) as Readonly<Record<string, Schema>>;
}

function textOf({ instancePath, message = '', params, data }: ErrorObject): string {
  const path = instancePath.replace(/\/\d+(?=\/|$)/g, '/*').slice(1);
  const { additionalProperty } = params as { readonly additionalProperty?: string };
  if (additionalProperty !== undefined) {
    return `has the undescribed member ${path === '' ? '' : `${path}/`}${additionalProperty}`;
  }
  return `has ${path}, which ${message}${data === null ? ', not null' : ''}`;
}
