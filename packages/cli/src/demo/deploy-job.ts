import { isObject, jsonIn, objectAt } from '@ci-kit/core/json'
import type { StepEvent, StepResult } from '../run-step.ts'
import { type Place, runJob } from './job.ts'
import type { Trust } from './proof-story.ts'
import { CLUSTER, type SimulatedEcs } from './simulated-ecs.ts'

/** What deploy-ecs or rollback said, by its outputs. */
export type Deployed = {
  /** The output `outcome`, such as `succeeded` or `rolled-back`. */
  readonly outcome: string
  readonly exitCode: number
  /** Requests that changed something at the simulated ECS. */
  readonly writes: number
  /** What each service is set to in the end, `shop-api:2`, or was found to run. */
  readonly taskDefinitions: readonly string[]
  /** How tasks ended that should have run, by their exit codes. */
  readonly exitCodes: readonly number[]
  readonly seconds: number
}

/** Where deployments go, and what has to be proven before. */
export type DeployPlace = {
  readonly place: Place
  readonly ecs: SimulatedEcs
  readonly event: StepEvent
  readonly trust: Trust
  /** Absolute path of the JSON file with the releases. */
  readonly ledger: string
}

export type DeployRequest = {
  /** By services, in the order of what needs what. */
  readonly images: ReadonlyMap<string, string>
  /** Lines of `environment-variables` for the API. */
  readonly variables: string
}

/** Deploys images that are proven to be the workflow's; a failure is an answer. */
export const deployJob = (where: DeployPlace, request: DeployRequest): Promise<Deployed> => {
  const { signer, trustedRoot } = where.trust
  return run(where, 'deploy-ecs', 'deploy', {
    services: JSON.stringify(entriesOf(request)),
    verify: JSON.stringify({
      'signer-workflow': signer,
      'source-repository': where.event.repository,
      'predicate-types': ['provenance'],
    }),
    'trusted-root': trustedRoot,
  })
}

/** The input `services`; each service needs those before it. */
const entriesOf = ({ images, variables }: DeployRequest) => {
  const names = [...images.keys()]
  return Object.fromEntries(
    [...images].map(([name, image], at) => [
      name,
      {
        'task-definition': `ecs/${name}.json`,
        images: `${name}=${image}`,
        ...(at > 0 && { needs: names.slice(0, at) }),
        ...(name === 'api' &&
          variables !== '' && { 'container-name': name, 'environment-variables': variables }),
      },
    ]),
  )
}

/** Brings services back to the last good release. */
export const rollbackJob = (
  where: DeployPlace,
  { services, reason }: { readonly services: readonly string[]; readonly reason: string },
): Promise<Deployed> => run(where, 'rollback', 'rollback', { service: services.join('\n'), reason })

const run = async (
  { place, ecs, event, ledger }: DeployPlace,
  action: string,
  name: string,
  inputs: Readonly<Record<string, string>>,
): Promise<Deployed> => {
  const before = ecs.writes()
  const common = { cluster: CLUSTER, ledger, 'wait-max-delay-seconds': '1' }
  const result = await runJob(
    place,
    { action, name, event, inputs: { ...common, ...inputs }, env: ecs.environment() },
    ({ outputs }) => outputs.outcome !== undefined,
  )
  return answerOf(result, ecs.writes() - before)
}

const answerOf = ({ outputs, exitCode, durationMs }: StepResult, writes: number): Deployed => {
  const results = jsonIn(outputs.results ?? '')
  return {
    outcome: outputs.outcome ?? '',
    exitCode,
    writes,
    taskDefinitions: (outputs['task-definition-arn'] ?? '')
      .split('\n')
      .map((arn) => arn.slice(arn.lastIndexOf('/') + 1)),
    exitCodes: isObject(results)
      ? Object.keys(results).flatMap((service) => exitCodesIn(objectAt(results, service)?.causes))
      : [],
    seconds: durationMs / 1000,
  }
}

const exitCodesIn = (causes: unknown): readonly number[] =>
  (Array.isArray(causes) ? causes.filter(isObject) : []).flatMap((cause) =>
    typeof cause['exit-code'] === 'number' ? [cause['exit-code']] : [],
  )
