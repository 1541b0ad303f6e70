import { AwsRefusal } from '@ci-kit/aws/aws-call'
import type { Clock } from '@ci-kit/core/clock'
import type { ServiceDeployments } from '../ecs.ts'
import { inTime, LATE } from './in-time.ts'

/**
 * What became of a request to stop: `unsure` when ECS did not answer, so that
 * it may have been done; `ended` when there was nothing left to stop.
 */
export type Stopping =
  | { readonly kind: 'accepted' | 'ended' | 'unsure' }
  | { readonly kind: 'refused'; readonly why: string }

/** ECS's names for a deployment that cannot be stopped because it has ended. */
export const HAS_ENDED: readonly string[] = [
  'ConflictException',
  'ServiceDeploymentNotFoundException',
]

const STOP_MS = 10_000

/** Sends StopServiceDeployment(ROLLBACK), once for every ARN; who asks again gets the same answer. */
export type Stopper = (arn: string) => Promise<Stopping>

export const stopper = (clock: Clock, deployments: Pick<ServiceDeployments, 'stop'>): Stopper => {
  const sent = new Map<string, Promise<Stopping>>()
  return (arn) => {
    const stopping = sent.get(arn) ?? send(clock, deployments, arn)
    sent.set(arn, stopping)
    return stopping
  }
}

const send = async (
  clock: Clock,
  deployments: Pick<ServiceDeployments, 'stop'>,
  arn: string,
): Promise<Stopping> => {
  try {
    const done = await inTime(clock, STOP_MS, (signal) => deployments.stop(arn, 'ROLLBACK', signal))
    return { kind: done === LATE ? 'unsure' : 'accepted' }
  } catch (thrown) {
    if (!(thrown instanceof AwsRefusal)) throw thrown
    if (HAS_ENDED.includes(thrown.code)) return { kind: 'ended' }
    const isUnsure = !thrown.throttled && (thrown.status === undefined || thrown.status >= 500)
    return isUnsure ? { kind: 'unsure' } : { kind: 'refused', why: thrown.message }
  }
}
