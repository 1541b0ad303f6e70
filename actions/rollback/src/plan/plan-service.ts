import { UserError } from '@ci-kit/core/errors'
import type { ReleaseContent } from '@ci-kit/ecs/ledger/ledger'
import { badReleases, isMarked, markOf } from '@ci-kit/ecs/ledger/releases'
import type { Service } from '@ci-kit/ecs/model/service'
import type { ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'
import type { Situation } from '../choose/choose-target.ts'
import type { Release } from '../choose/release.ts'
import type { Ports } from '../ports.ts'
import type { Settings } from '../settings.ts'
import { contentOfActive, sourceOf } from './active-source.ts'
import { candidatesOf } from './candidates.ts'
import { checkTarget, refuseContract } from './check-target.ts'
import { findTarget } from './find-target.ts'
import { type KnownService, knownService } from './known-service.ts'
import type { Plan, Planned } from './plan.ts'
import { twinsOf } from './twins.ts'
import { unfitBecause } from './unfit-service.ts'

/** Decides what to do with a service; reads only. A refusal is an answer, not an error. */
export const planService = async (
  service: Service,
  settings: Settings,
  ports: Ports,
): Promise<Planned> => {
  const nothing = { service: service.name, candidates: [], notes: [] }
  const unfit = unfitBecause(service)
  if (unfit !== undefined) return { ...nothing, refusal: unfit }
  try {
    const known = await knownService(service, settings.environment, ports)
    return await planKnown(known, settings, ports)
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return { ...nothing, refusal: thrown.message }
  }
}

type Leaving = {
  readonly content: ReleaseContent
  readonly active: ServiceDeployment | undefined
  readonly source: Release | undefined
}

const planKnown = async (
  known: KnownService,
  settings: Settings,
  ports: Ports,
): Promise<Planned> => {
  const { active, history } = known
  const leaving: Leaving = {
    active,
    content: active === undefined ? known.current : contentOfActive(active, known),
    source: active && sourceOf(active, known),
  }
  const situation: Situation = {
    history,
    current: leaving.content,
    twins: await twinsOf(leaving.content, history.releases, ports),
    bad: badReleases(known.entries),
    failed: new Set(),
    allowBad: settings.allowBad,
  }
  const { choice, failed } = await targetFor(leaving, situation, settings, ports)
  const from = { ...leaving.content, commit: commitOf(leaving.content, known) }
  const candidates = await candidatesOf({ ...situation, failed }, from, settings, ports)
  const base = { service: known.service.name, candidates, notes: history.notes }
  if ('refusal' in choice) return { ...base, refusal: choice.refusal }
  try {
    const { target, passedOver } = choice
    const bad = [leaving.content, ...passedOver].map((release) => markOf(release, target))
    const made = await planTo(target, leaving, known, settings, ports)
    const before = known.deployments.map(({ arn }) => arn)
    return { ...base, plan: { service: known.service, from, target, bad, before, ...made } }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return { ...base, refusal: thrown.message }
  }
}

const targetFor = async (
  { active, source, content }: Leaving,
  situation: Situation,
  settings: Settings,
  ports: Ports,
): ReturnType<typeof findTarget> => {
  const refused = (refusal: string) => ({ choice: { refusal }, failed: new Set<string>() })
  if (active?.status === 'UNKNOWN') {
    return refused(
      `Deployment ${active.arn} goes on in a state that this version does not know. Wait for its end, or stop it in the console of ECS.`,
    )
  }
  if (active !== undefined && source === undefined) {
    return refused(
      `Deployment ${active.arn} goes on, and ECS has no earlier completed one to go back to. Deploy a good release over it.`,
    )
  }
  const { wanted } = settings
  const isSource = wanted.kind === 'back' && wanted.steps === 1 && source !== undefined
  const isOther = source?.taskDefinition !== content.taskDefinition
  if (isSource && isOther && !isMarked(source, situation.bad)) {
    return { choice: { target: source, passedOver: [] }, failed: new Set() }
  }
  return findTarget(situation, settings, ports)
}

const planTo = async (
  target: Release,
  { active, source }: Leaving,
  known: KnownService,
  settings: Settings,
  ports: Ports,
): Promise<Pick<Plan, 'stop' | 'update' | 'warnings'>> => {
  const stop = active && source && { deployment: active, source: source.taskDefinition }
  if (stop?.source === target.taskDefinition) {
    // What is stopped leads back to tasks that still run, so nothing of them is looked at.
    refuseContract(target, known, settings)
    return { stop, update: undefined, warnings: [] }
  }
  const { update, warnings } = await checkTarget(target, known, settings, ports)
  const proof =
    target.proof === 'unproven'
      ? ['Nobody knows whether the target ever ran well: it is only the revision before.']
      : []
  return { stop, update, warnings: [...proof, ...warnings] }
}

const commitOf = ({ taskDefinition }: ReleaseContent, { entries }: KnownService): string =>
  entries.find((entry) => entry.taskDefinition === taskDefinition)?.commit ?? ''
