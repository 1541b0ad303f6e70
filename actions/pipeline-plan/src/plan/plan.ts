import { UserError } from '@ci-kit/core/errors'
import type { Context } from '@ci-kit/core/event'
import type { Workspace } from '@ci-kit/core/workspace'
import type { Inputs } from '../inputs.ts'
import { type CheckRow, checkRows } from './check-rows.ts'
import { type EventPlan, eventPlanOf } from './event-plan.ts'
import { type ImageRow, imageRows } from './image-rows.ts'
import { type Services, servicesOf, servicesWithoutImages } from './services.ts'

/** What a pipeline does in this run. */
export type Plan = EventPlan & {
  readonly checks: readonly CheckRow[]
  readonly images: readonly ImageRow[]
  /** Empty unless they are deployed or planned. */
  readonly services: Services
  /** Ids of the jobs that rightly do not run. */
  readonly allowedSkips: readonly string[]
  /** Whether any job has to run. */
  readonly anything: boolean
}

/** Decides about all jobs of a pipeline; throws {@link UserError}. */
export const planOf = (inputs: Inputs, context: Context, workspace: Workspace): Plan => {
  const { selected, registry, platforms, runners } = inputs
  const event = eventPlanOf(context, inputs.branches)
  const prefix = inputs.imagePrefix || prefixOf(context)
  const checks = checkRows(selected, usualRunner(inputs))
  const images = imageRows(selected, { registry, prefix, platforms, runners }, workspace)
  checkRoom('checks', checks.length)
  checkRoom('images', images.length)
  const built = new Set(images.map(({ component }) => component))
  const services = servicesOf(selected, built)
  const deploy = Object.keys(services).length > 0 ? deployOf(event, inputs) : 'none'
  const runs = {
    checks: checks.length > 0,
    images: images.length > 0,
    collect: images.length > 0 && event.push,
    deploy: deploy !== 'none',
  }
  return {
    ...event,
    deploy,
    checks,
    images,
    services: SERVICES[deploy](services),
    allowedSkips: Object.entries(runs).flatMap(([job, does]) => (does ? [] : [job])),
    anything: Object.values(runs).includes(true),
  }
}

const deployOf = ({ deploy }: EventPlan, inputs: Inputs): EventPlan['deploy'] =>
  inputs.deploy && (deploy !== 'plan' || inputs.plan) ? deploy : 'none'

/** As the job that follows takes them. */
const SERVICES: Readonly<Record<EventPlan['deploy'], (services: Services) => Services>> = {
  deploy: (services) => services,
  plan: servicesWithoutImages,
  none: () => ({}),
}

/** GitHub runs no more jobs than these from one matrix. */
const MATRIX_ROWS = 256

const checkRoom = (kind: string, rows: number): void => {
  if (rows <= MATRIX_ROWS) return
  throw new UserError(
    `There are ${rows} ${kind}, and a matrix has room for ${MATRIX_ROWS}. Let some components share a component, or join some of their ${kind}.`,
  )
}

/** Of the platform that comes first. */
const usualRunner = ({ platforms: [usual = ''], runners }: Inputs) =>
  runners.get(usual) ?? 'ubuntu-latest'

const prefixOf = ({ repository }: Context): string => {
  if (repository !== '') return repository.toLowerCase()
  throw new UserError(
    "The name of the repository is not known, which images are called after. Set input 'image-prefix', such as org/shop.",
  )
}
