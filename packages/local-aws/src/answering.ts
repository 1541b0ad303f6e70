import type { Json } from '@ci-kit/core/json'
import type { AwsRequest } from './aws-request.ts'
import type { AwsServiceName } from './aws-services.ts'
import { type Fault, faultInjection } from './faults.ts'
import { compareWithModel } from './model-check.ts'
import { AwsFault, type ServiceHandler } from './service-handler.ts'
import type { VirtualClock } from './time.ts'

/** Handlers by the signing name of their service. */
export type Services = Readonly<Partial<Record<AwsServiceName, ServiceHandler>>>

/** What was asked of the server, in the order of arrival. */
type SeenRequest = {
  readonly service: AwsServiceName
  readonly operation: string
  readonly input: Json
  /** Milliseconds since the epoch, on the clock of the scenario. */
  readonly at: number
  /** Milliseconds since the epoch, on ours. */
  readonly realAt: number
}

export type Answering = {
  /** What the service answers; `hang`: nothing, ever. Throws an AwsFault. */
  readonly answer: (request: AwsRequest) => Json | 'hang'
  readonly requests: readonly SeenRequest[]
  /** What requests lacked by the official model: `UpdateService: service is required`. */
  readonly violations: readonly string[]
  /** Members that the official model does not know: `RegisterTaskDefinition: fooBar`. */
  readonly unknownMembers: readonly string[]
}

/** Answers requests by their handlers, and remembers what was asked and what was wrong with it. */
export const answering = (
  services: Services,
  faults: readonly Fault[],
  clock: VirtualClock,
): Answering => {
  const faultOf = faultInjection(faults)
  const requests: SeenRequest[] = []
  const violations: string[] = []
  const unknownMembers: string[] = []
  const answer = ({ service, operation, input, model }: AwsRequest): Json | 'hang' => {
    requests.push({ service, operation, input, at: clock.now(), realAt: Date.now() })
    const findings = compareWithModel(input, model.input)
    violations.push(...findings.violations.map((finding) => `${operation}: ${finding}`))
    unknownMembers.push(...findings.unknown.map((member) => `${operation}: ${member}`))
    const fault = faultOf(operation)
    if (fault === 'hang') return fault
    if (fault !== undefined) throw fault
    if (findings.violations.length > 0) throw invalidInput(service, findings.violations)
    const handler = services[service]
    if (handler === undefined)
      throw new AwsFault('ServiceUnavailable', `${service} is not simulated here.`, 501)
    return handler(operation, input)
  }
  return { answer, requests, violations, unknownMembers }
}

/** ECS and ECR name what is wrong with an input `InvalidParameterException`, most others a `ValidationException`. */
const invalidInput = (service: AwsServiceName, violations: readonly string[]): AwsFault =>
  new AwsFault(
    service === 'ecs' || service === 'ecr' ? 'InvalidParameterException' : 'ValidationException',
    violations.join('; '),
  )
