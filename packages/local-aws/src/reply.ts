import type { ServerResponse } from 'node:http'
import type { Json } from '@ci-kit/core/json'
import { AWS_SERVICES, type AwsServiceName } from './aws-services.ts'
import { queryAnswer } from './query-xml.ts'
import type { AwsFault } from './service-handler.ts'

const send = (
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': requestId, ...headers })
  response.end(body)
}

const requestId = '00000000-0000-4000-8000-000000000000'

const JSON_TYPES = {
  'json-1.0': 'application/x-amz-json-1.0',
  'json-1.1': 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
}

/** Sends a result as the service's protocol writes it. */
export const sendAnswer = (
  response: ServerResponse,
  service: AwsServiceName,
  operation: string,
  answer: Json,
): void => {
  const { protocol } = AWS_SERVICES[service]
  if (protocol === 'query') send(response, 200, 'text/xml', queryAnswer(operation, answer))
  else send(response, 200, JSON_TYPES[protocol], JSON.stringify(answer))
}

/** Sends an error as the service's protocol writes it. */
export const sendFault = (
  response: ServerResponse,
  service: AwsServiceName,
  { code, message, status }: AwsFault,
): void => {
  const { protocol } = AWS_SERVICES[service]
  if (protocol === 'query') send(response, status, 'text/xml', queryFault(code, message, status))
  else if (protocol === 'rest-json')
    send(response, status, JSON_TYPES[protocol], JSON.stringify({ message }), {
      'x-amzn-errortype': code,
    })
  else send(response, status, JSON_TYPES[protocol], JSON.stringify({ __type: code, message }))
}

const queryFault = (code: string, message: string, status: number): string =>
  `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>` +
  `<Code>${code}</Code><Message>${escaped(message)}</Message></Error>` +
  `<RequestId>${requestId}</RequestId></ErrorResponse>`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
