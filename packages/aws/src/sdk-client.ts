import type { Agent } from 'node:https'
import {
  type __Client,
  SchedulerClient,
  type SchedulerClientConfig,
  type SchedulerClientResolvedConfig,
  type ServiceOutputTypes,
} from '@aws-sdk/client-scheduler'
import { partition } from '@aws-sdk/core/client'
import {
  AwsJson1_0Protocol,
  AwsJson1_1Protocol,
  AwsQueryProtocol,
  AwsRestJsonProtocol,
} from '@aws-sdk/core/protocols'
import type { Json } from '@ci-kit/core/json'
import { makeBuilder } from '@smithy/core/client'
import { getEndpointPlugin } from '@smithy/core/endpoints'
import { hostOf, signingRegion } from './endpoints.ts'
import { AWS_SERVICES, type AwsServiceName, type Protocol } from './services.ts'
import { shapedFor } from './shaped-call.ts'

/** One attempt at one operation; throws the SDK's errors. */
export type Attempt = (operation: string, input: Json, signal: AbortSignal) => Promise<Json>

/** What all clients of a run share, so that a role is assumed once. */
type SdkSettings = {
  readonly region: string | undefined
  readonly agent: Agent
  readonly credentials: NonNullable<SchedulerClientConfig['credentials']> | undefined
}

export type SdkService = {
  readonly attempt: Attempt
  readonly credentials: NonNullable<SchedulerClientConfig['credentials']>
}

/** Every client of the SDK reads these from the process and the profile. */
const PARAMETERS = {
  UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
  UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
} as const

/** attempts.ts has rules of its own for what is asked again. */
const ONE_ATTEMPT: NonNullable<SchedulerClientConfig['retryStrategy']> = {
  mode: 'standard',
  retry: (next, request) => next(request),
}

const CONNECT_MS = 5_000

/**
 * A service of AWS through the SDK's client runtime: its chain of credentials,
 * signatures, endpoints and clock correction. All services share the client of
 * EventBridge Scheduler: its model is the smallest, and all that differs
 * between clients is set here. Loading this module loads the SDK.
 */
export const sdkService = (service: AwsServiceName, settings: SdkSettings): SdkService => {
  const { serviceId, protocol } = AWS_SERVICES[service]
  const { region, agent, credentials } = settings
  const client = new SchedulerClient({
    serviceId,
    ...(region && { region }),
    ...(credentials && { credentials }),
    ...wire(protocol),
    retryStrategy: ONE_ATTEMPT,
    requestHandler: { connectionTimeout: CONNECT_MS, httpsAgent: agent },
    endpointProvider: endpointOf(service),
  })
  /** Not only the commands of its own service. */
  const anyCommand: __Client<object, object, Answer, SchedulerClientResolvedConfig> = client
  const command = commandsOf(serviceId)
  const attempt: Attempt = async (operation, input, signal) => {
    const { schema, shaped, answerOf } = shapedFor(protocol, operation, input)
    const Command = command<object, Answer>({}, () => [], operation, schema)
    return answerOf(await anyCommand.send(new Command(shaped), { abortSignal: signal }))
  }
  return { attempt, credentials: client.config.credentials }
}

type Answer = Pick<ServiceOutputTypes, '$metadata'>

const commandsOf = (serviceId: string) =>
  makeBuilder<SchedulerClientResolvedConfig, object, Answer>(
    PARAMETERS,
    serviceId,
    'Client',
    getEndpointPlugin,
  )

type EndpointOf = NonNullable<SchedulerClientConfig['endpointProvider']>

/** The endpoint says what its requests are signed for, as the rules of AWS's own clients do. */
const endpointOf =
  (service: AwsServiceName): EndpointOf =>
  ({ Region: region = '', UseFIPS, UseDualStack, Endpoint }) => {
    const found = partition(region)
    const wish = { region, fips: UseFIPS === true, dualStack: UseDualStack === true }
    const scheme = {
      name: 'sigv4',
      signingName: AWS_SERVICES[service].signingName,
      signingRegion: signingRegion(service, region, found),
      properties: {},
    }
    return {
      url: new URL(Endpoint || `https://${hostOf(service, wish, found)}`),
      properties: { authSchemes: [scheme] },
    }
  }

const wire = (protocol: Protocol): Pick<SchedulerClientConfig, 'protocol' | 'protocolSettings'> => {
  const shared = { defaultNamespace: 'com.amazonaws', errorTypeRegistries: [] }
  if (protocol.kind === 'rest-json')
    return { protocol: AwsRestJsonProtocol, protocolSettings: shared }
  if (protocol.kind === 'query') {
    const { version, xmlNamespace } = protocol
    return { protocol: AwsQueryProtocol, protocolSettings: { ...shared, version, xmlNamespace } }
  }
  return {
    protocol: protocol.version === '1.0' ? AwsJson1_0Protocol : AwsJson1_1Protocol,
    protocolSettings: { ...shared, serviceTarget: protocol.target },
  }
}
