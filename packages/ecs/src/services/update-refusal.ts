import { AwsRefusal } from '@ci-kit/aws/aws-call'
import { visible } from '@ci-kit/core/log'

type Refused = {
  readonly service: string
  readonly taskDefinition: string
}

/** What ECS's exceptions of UpdateService and CreateService mean, by their names in its reference. */
const MEANINGS: Readonly<Record<string, (refused: Refused) => string>> = {
  BlockedException: () => 'AWS blocked this account. Contact AWS Support',
  UnsupportedFeatureException: () =>
    'The region or the cluster does not support something the task definition or the settings ask for. Take it out, or use another region',
  PlatformTaskDefinitionIncompatibilityException: ({ taskDefinition }) =>
    `The platform version of the service cannot run ${taskDefinition}. Raise the platform version, or take out what needs it`,
  PlatformUnknownException: () =>
    "There is no such platform version. Use 'LATEST' or one that AWS lists",
  ServiceNotActiveException: () =>
    "The service is not active any more: it was deleted. Give 'create' to create it again",
  ServiceNotFoundException: () =>
    "The service is not there any more. Check the inputs 'service' and 'cluster'",
}

/**
 * A refusal of UpdateService or CreateService with its meaning and the way out;
 * others and what is no refusal come back as they are.
 */
export const explainedUpdateRefusal = (thrown: unknown, refused: Refused): unknown => {
  if (!(thrown instanceof AwsRefusal)) return thrown
  const named = {
    service: visible(refused.service, 300),
    taskDefinition: visible(refused.taskDefinition, 300),
  }
  const meaning = meaningOf(thrown, named)
  if (meaning === undefined) return thrown
  const reason = thrown.reason === '' ? '' : `: ${thrown.reason.replace(/\.$/, '')}`
  return new AwsRefusal(
    `ECS refused to deploy service '${named.service}' (${thrown.action}, ${thrown.code}${reason}). ${meaning}. Nothing was changed.`,
    thrown,
  )
}

const meaningOf = ({ code, reason }: AwsRefusal, named: Refused): string | undefined => {
  // ECS has no exception of its own for it; INACTIVE may be refused up to ten minutes late.
  if (/^(?:ClientException|InvalidParameterException)$/.test(code) && /inactive/i.test(reason)) {
    return `Task definition ${named.taskDefinition} was deregistered. Register it again: deploy from its file`
  }
  return Object.hasOwn(MEANINGS, code) ? MEANINGS[code]?.(named) : undefined
}
