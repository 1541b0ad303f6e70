import type { Context } from '@ci-kit/core/event'
import type { Log } from '@ci-kit/core/log'
import { visible } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import type { Workspace } from '@ci-kit/core/workspace'
import { checkComponents } from './components-document.ts'
import type { Inputs } from './inputs.ts'
import { checkOutputs } from './output-room.ts'
import { type Plan, planOf } from './plan/plan.ts'
import { summaryOf } from './report/job-summary.ts'
import { logPlan } from './report/log-plan.ts'
import { warnOfNothing } from './report/warn-of-nothing.ts'

export type Ports = {
  readonly log: Log
  readonly summary: Summary
  readonly workspace: Workspace
  /** The text of the components file at a path; rejects with a UserError. */
  readonly readComponents: (path: string) => Promise<string>
}

/** Plans the jobs of a pipeline. Rejects with a UserError for every mistake in the components. */
export const run = async (inputs: Inputs, context: Context, ports: Ports): Promise<Outputs> => {
  await checkDocument(inputs, ports)
  const plan = planOf(inputs, context, ports.workspace)
  const outputs = checkOutputs(outputsOf(plan))
  logPlan(ports.log, plan)
  warnOfNothing(ports.log, inputs.selected, plan)
  ports.summary.append(summaryOf(plan))
  return outputs
}

const checkDocument = async ({ components }: Inputs, ports: Ports): Promise<void> => {
  if (components?.kind === 'text')
    checkComponents(components.text, "Input 'components'", ports.workspace)
  if (components?.kind !== 'file') return
  const { path } = components
  const origin = `Components file ${visible(path, 200)}`
  checkComponents(await ports.readComponents(path), origin, ports.workspace)
}

const outputsOf = (plan: Plan): Outputs => ({
  checks: { include: plan.checks },
  'has-checks': plan.checks.length > 0,
  images: { include: plan.images },
  'has-images': plan.images.length > 0,
  push: plan.push,
  tags: plan.tags,
  environment: plan.environment,
  deploy: plan.deploy,
  services: plan.services,
  'allowed-skips': plan.allowedSkips.join(','),
  anything: plan.anything,
})
