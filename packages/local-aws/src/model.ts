import { isStaticSchema, NormalizedSchema } from '@smithy/core/schema'
import { AWS_SERVICES, type AwsServiceName } from './aws-services.ts'

/** One operation of a service in the official model, as the service's client carries it. */
export type OperationModel = {
  readonly operation: string
  readonly input: NormalizedSchema
  readonly output: NormalizedSchema
  /** Method and path of REST services: `GET`, `/schedules/{Name}`. */
  readonly http: readonly [method: string, path: string] | undefined
}

/** Operations of a service by name; loads the service's client when it is asked first. */
export const serviceModel = (
  service: AwsServiceName,
): Promise<ReadonlyMap<string, OperationModel>> => {
  const known = loaded.get(service) ?? load(service)
  loaded.set(service, known)
  return known
}

const loaded = new Map<AwsServiceName, Promise<ReadonlyMap<string, OperationModel>>>()

const load = async (service: AwsServiceName): Promise<ReadonlyMap<string, OperationModel>> => {
  const client = await AWS_SERVICES[service].model()
  const operations = Object.values(client).flatMap((schema: unknown) => operationIn(schema))
  return new Map(operations.map((operation) => [operation.operation, operation]))
}

/** An operation is written `[9, namespace, name, traits, input, output]`. */
const operationIn = (schema: unknown): readonly OperationModel[] => {
  if (!Array.isArray(schema) || schema[0] !== 9) return []
  const [, , operation, traits, input, output]: readonly unknown[] = schema
  if (typeof operation !== 'string' || !isSchemaReference(input) || !isSchemaReference(output))
    return []
  return [
    {
      operation,
      input: NormalizedSchema.of(input),
      output: NormalizedSchema.of(output),
      http: httpOf(traits),
    },
  ]
}

const isSchemaReference = (value: unknown): value is Parameters<typeof NormalizedSchema.of>[0] =>
  typeof value === 'function' ||
  typeof value === 'string' ||
  (Array.isArray(value) && typeof value[0] === 'number')

const httpOf = (traits: unknown): OperationModel['http'] => {
  if (typeof traits !== 'object' || traits === null || !('http' in traits)) return undefined
  const { http } = traits
  if (!Array.isArray(http)) return undefined
  const [method, path]: readonly unknown[] = http
  return typeof method === 'string' && typeof path === 'string' ? [method, path] : undefined
}

/** Names of the members without which a structure is refused: the first ones, counted at its end. */
export const requiredMembers = (structure: NormalizedSchema): readonly string[] => {
  const schema = structure.getSchema()
  if (!isStaticSchema(schema) || schema[0] !== 3) return []
  const [, , , , names, , required]: readonly unknown[] = schema
  if (!Array.isArray(names) || typeof required !== 'number') return []
  return names.slice(0, required).map(String)
}
