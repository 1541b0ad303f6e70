import { type Decision, decide } from '../plan/decide.ts'
import type { Prepared } from '../plan/prepared.ts'
import type { Started } from './started.ts'

/** A service of the step whose task definition is registered. */
export type Deployment = {
  readonly prepared: Prepared
  readonly decision: Decision
  /** ARN. */
  readonly taskDefinition: string
}

/** The decision on each service, now that its task definition has an ARN. */
export const deploymentsOf = (
  prepared: readonly Prepared[],
  arns: readonly string[],
): readonly Deployment[] =>
  prepared.map((each, at) => {
    const taskDefinition = arns[at] ?? ''
    return { prepared: each, decision: decide(each, taskDefinition), taskDefinition }
  })

/** By what a service is noted for the post step: its ARN, or its name before it is created. */
export const notedAs = ({ service, name }: Prepared): string => service?.arn ?? name

/** ARN of the service that is deployed to. */
export const serviceArnOf = ({ prepared }: Deployment, started: Started): string =>
  started.kind === 'ecs' ? started.rollout.serviceArn : notedAs(prepared)
