import { AwsFault } from './service-handler.ts'

/** Makes an operation answer otherwise than the service would. */
export type Fault = {
  /** `UpdateService`, of whichever service has it. */
  readonly operation: string
  /** How many of its requests; absent: all. */
  readonly times?: number
  /** How many of its requests are answered well before. */
  readonly after?: number
  /** The error; `hang`: there is no answer at all. */
  readonly answer: AwsFault | 'hang'
}

/** The first `times` requests are refused for their rate. */
export const throttled = (operation: string, times: number): Fault => ({
  operation,
  times,
  answer: new AwsFault('ThrottlingException', 'Rate exceeded'),
})

/** A permission is missing. `service` as IAM writes it; `resource` is an ARN. */
export const accessDenied = (operation: string, resource = '*', service = 'ecs'): Fault => ({
  operation,
  answer: new AwsFault(
    'AccessDeniedException',
    `User: arn:aws:sts::123456789012:assumed-role/deployer/GitHubActions is not authorized to perform: ${service}:${operation} on resource: ${resource} because no identity-based policy allows the ${service}:${operation} action`,
  ),
})

/** The service fails on its side. */
export const serverError = (operation: string, times: number): Fault => ({
  operation,
  times,
  answer: new AwsFault('ServerException', 'Service Unavailable. Please try again later.', 500),
})

/** Requests are taken and never answered. */
export const hanging = (operation: string, times?: number): Fault => ({
  operation,
  ...(times !== undefined && { times }),
  answer: 'hang',
})

/** Another registration of the same family is under way: not a throttle for the SDK. */
export const concurrentRegistration = (times: number): Fault => ({
  operation: 'RegisterTaskDefinition',
  times,
  answer: new AwsFault(
    'ClientException',
    'Too many concurrent attempts to create a new revision of the specified family.',
  ),
})

/** A deployment ends between the moment it is found and the one it should be stopped. */
export const stopConflict: Fault = {
  operation: 'StopServiceDeployment',
  answer: new AwsFault(
    'ConflictException',
    'The service deployment has ended and cannot be stopped.',
  ),
}

/** Tells for each request, in the order they come, how it goes wrong; undefined: it does not. */
export const faultInjection = (faults: readonly Fault[]) => {
  const seen = new Map<string, number>()
  return (operation: string): Fault['answer'] | undefined => {
    const before = seen.get(operation) ?? 0
    seen.set(operation, before + 1)
    return faults.find(
      ({ operation: name, after = 0, times = Number.POSITIVE_INFINITY }) =>
        name === operation && before >= after && before < after + times,
    )?.answer
  }
}
