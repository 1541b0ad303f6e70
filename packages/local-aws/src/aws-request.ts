import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { isObject, type Json, jsonIn } from '@ci-kit/core/json'
import { AWS_SERVICES, type AwsServiceName, isAwsService } from './aws-services.ts'
import { type OperationModel, serviceModel } from './model.ts'
import { queryInput } from './query-input.ts'
import { restInput } from './rest-input.ts'
import { AwsFault } from './service-handler.ts'

/** What a request asks for, freed of its protocol. */
export type AwsRequest = {
  readonly service: AwsServiceName
  readonly operation: string
  readonly input: Json
  readonly model: OperationModel
}

/** The service that a request is for: by its target, else by the scope it was signed for. */
export const serviceOf = (request: IncomingMessage): AwsServiceName | undefined => {
  const [prefix] = header(request, 'x-amz-target').split('.')
  const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/
  const signed = scope.exec(header(request, 'authorization'))?.[1] ?? ''
  return (
    Object.keys(AWS_SERVICES)
      .filter(isAwsService)
      .find((name) => prefix !== '' && AWS_SERVICES[name].target === prefix) ??
    (isAwsService(signed) ? signed : undefined)
  )
}

/** Reads a request to a service; throws the fault that AWS answers what it cannot read with. */
export const readRequest = async (
  request: IncomingMessage,
  service: AwsServiceName,
): Promise<AwsRequest> => {
  const body = await text(request)
  const models = await serviceModel(service)
  const { protocol } = AWS_SERVICES[service]
  if (protocol === 'rest-json') return { service, ...restRequest(request, body, models) }
  const form = new URLSearchParams(protocol === 'query' ? body : '')
  const operation = form.get('Action') ?? header(request, 'x-amz-target').split('.')[1] ?? ''
  const model = known(models, operation)
  const input = protocol === 'query' ? queryInput(form, model.input) : jsonInput(body)
  return { service, operation, input, model }
}

const restRequest = (
  request: IncomingMessage,
  body: string,
  models: ReadonlyMap<string, OperationModel>,
): Omit<AwsRequest, 'service'> => {
  const url = new URL(request.url ?? '/', 'http://aws.invalid')
  const sent = body === '' ? {} : jsonInput(body)
  for (const model of models.values()) {
    const input = restInput(request.method ?? 'GET', url, sent, model)
    if (input !== undefined) return { operation: model.operation, input, model }
  }
  throw unknownOperation(`${request.method} ${url.pathname}`)
}

const known = (models: ReadonlyMap<string, OperationModel>, operation: string): OperationModel => {
  const model = models.get(operation)
  if (model === undefined) throw unknownOperation(operation)
  return model
}

const unknownOperation = (operation: string): AwsFault =>
  new AwsFault('UnknownOperationException', `Operation ${operation} is not known.`)

const jsonInput = (body: string): Json => {
  const input = jsonIn(body)
  if (!isObject(input))
    throw new AwsFault('SerializationException', 'The body is not a JSON object.')
  return input
}

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}
