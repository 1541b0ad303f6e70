import type { Outputs } from '@ci-kit/core/outputs'
import type { Ending } from './act/ending.ts'
import type { Planned } from './plan/plan.ts'
import type { Report } from './report/report.ts'

/** What the step tells the steps that follow. Lists stand in the order of the services. */
export const outputsOf = ({ outcome, planned, endings }: Report): Outputs => {
  const plans = planned.flatMap(({ plan }) => plan ?? [])
  return {
    outcome,
    'rolled-back': Object.fromEntries(planned.map((one) => [one.service, resultOf(one, endings)])),
    from: lines(plans.map(({ from }) => from.taskDefinition)),
    to: lines(plans.map(({ target }) => target.taskDefinition)),
    'task-definition-arn': lines(endings.map(({ taskDefinition }) => taskDefinition)),
    'service-deployment-arn': lines(
      endings.map(({ serviceDeployment }) => serviceDeployment ?? ''),
    ),
    candidates: Object.fromEntries(planned.map((one) => [one.service, candidatesJson(one)])),
    'deployment-id': lines(endings.map(({ record }) => record ?? '')),
  }
}

/** Of an action that ended before it knew anything. */
export const NO_OUTPUTS: Outputs = {
  outcome: 'refused',
  'rolled-back': {},
  from: '',
  to: '',
  'task-definition-arn': '',
  'service-deployment-arn': '',
  candidates: {},
  'deployment-id': '',
}

const lines = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n')

const resultOf = ({ service, plan, refusal }: Planned, endings: readonly Ending[]) => {
  const ending = endings.find((one) => one.service === service)
  return {
    outcome: ending?.outcome ?? (refusal === undefined ? 'planned' : 'refused'),
    reason: ending?.reason ?? refusal ?? '',
    from: plan?.from.taskDefinition ?? '',
    to: ending?.taskDefinition || (plan?.target.taskDefinition ?? ''),
    digests: plan?.target.digests ?? {},
    commit: plan?.target.entry?.commit ?? '',
  }
}

const candidatesJson = ({ candidates }: Planned) =>
  candidates.map(({ release, excluded, commits }) => ({
    taskDefinition: release.taskDefinition,
    digests: release.digests,
    serviceDeployment: release.serviceDeployment ?? '',
    record: release.entry?.id ?? '',
    commit: release.entry?.commit ?? '',
    at: new Date(release.at).toISOString(),
    state: excluded ?? 'good',
    commits: commits?.total ?? null,
  }))
