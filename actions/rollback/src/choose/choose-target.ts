import { counted } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { ReleaseContent } from '@ci-kit/ecs/ledger/ledger'
import { isMarked, sameImages } from '@ci-kit/ecs/ledger/releases'
import type { History } from './history.ts'
import { type Exclusion, nameOf, type Release } from './release.ts'
import { isNamed, type Wanted } from './wanted.ts'

export type Situation = {
  readonly history: History
  readonly current: ReleaseContent
  /** ARNs of task definitions that differ from the current one in nothing but their number. */
  readonly twins: ReadonlySet<string>
  /** Marks of the ledger. */
  readonly bad: readonly ReleaseContent[]
  /** ARNs of task definitions whose record says that they failed. */
  readonly failed: ReadonlySet<string>
  readonly allowBad: boolean
}

export type Choice =
  /** `passedOver`: good ones that are newer than the target. */
  | { readonly target: Release; readonly passedOver: readonly Release[] }
  | { readonly refusal: string }

/** Which releases of the history can be gone back to, and why the others cannot. */
export const judged = (
  situation: Situation,
): readonly { readonly release: Release; readonly excluded: Exclusion }[] => {
  const { history, bad, failed } = situation
  const left = leftBehind(situation)
  const excluded = (release: Release): Exclusion => {
    if (isCurrent(release, situation)) return 'current'
    if (isMarked(release, bad) || left.has(release.taskDefinition)) return 'bad'
    return failed.has(release.taskDefinition) ? 'failed' : undefined
  }
  return history.releases.map((release) => ({ release, excluded: excluded(release) }))
}

/** The release to go back to. Never the current one, nor one marked bad that nobody insists on. */
export const chooseTarget = (wanted: Wanted, situation: Situation): Choice => {
  const all = judged(situation)
  const good = all.flatMap(({ release, excluded }) => (excluded === undefined ? [release] : []))
  if (wanted.kind === 'named') return named(wanted.name, all, good, situation.allowBad)
  const target = good[wanted.steps - 1]
  if (target !== undefined) return { target, passedOver: good.slice(0, wanted.steps - 1) }
  return { refusal: `${tooFew(good.length, wanted.steps)} ${listOf(all)}` }
}

type Judged = ReturnType<typeof judged>

const named = (name: string, all: Judged, good: readonly Release[], allowBad: boolean): Choice => {
  const said = `'${visible(name, 100)}'`
  const found = all.filter(({ release }) => isNamed(release, name))
  const [first] = found
  if (first === undefined) return { refusal: `No release is known as ${said}. ${listOf(all)}` }
  if (found.some(({ release }) => differs(release, first.release))) {
    return {
      refusal: `${said} stands for several releases. Name one by its task definition. ${listOf(found)}`,
    }
  }
  const best =
    found.find(({ excluded }) => excluded === undefined) ??
    (allowBad ? found.find(({ excluded }) => excluded !== 'current') : undefined)
  if (best === undefined) return { refusal: notAllowed(said, first.excluded) }
  const { release: target } = best
  const newer = all.slice(0, all.indexOf(best)).map(({ release }) => release)
  return { target, passedOver: newer.filter((release) => good.includes(release)) }
}

const differs = (one: Release, other: Release): boolean =>
  one.taskDefinition !== other.taskDefinition && !sameImages(one.digests, other.digests)

const notAllowed = (said: string, excluded: Exclusion): string =>
  excluded === 'current'
    ? `${said} is what the service runs now. Name an earlier release, or leave input 'to' out.`
    : `${said} is marked as ${excluded === 'failed' ? 'failed' : 'bad: somebody went away from it'}. Name another release, or set 'allow-bad: true' if it is good after all.`

const tooFew = (count: number, wanted: number): string =>
  count === 0
    ? 'There is no earlier release that is known to have run well. Deploy once more with a good release, or name one by its task definition.'
    : `There ${count === 1 ? 'is' : 'are'} only ${counted(count, 'earlier good release')}, and ${wanted} back were asked for.`

const MOST_LISTED = 10

const listOf = (all: Judged): string => {
  if (all.length === 0) return 'Neither ECS nor the ledger knows any release.'
  const shown = all
    .slice(0, MOST_LISTED)
    .map(
      ({ release, excluded }) => visible(nameOf(release), 200) + (excluded ? `: ${excluded}` : ''),
    )
  return `Known: ${shown.join(', ')}.`
}

const isCurrent = ({ taskDefinition }: ReleaseContent, { current, twins }: Situation): boolean =>
  taskDefinition === current.taskDefinition || twins.has(taskDefinition)

/**
 * What came after the first run of the current release, where nobody recorded
 * that the current release was deployed again on purpose: somebody went back,
 * and left no mark.
 */
const leftBehind = (situation: Situation): ReadonlySet<string> => {
  const { sequence } = situation.history
  const first = sequence.findLastIndex((release) => isCurrent(release, situation))
  const newest = sequence.find((release) => isCurrent(release, situation))
  const isDeployed =
    newest?.entry?.task === 'deploy' && newest.entry.serviceDeployment === newest.serviceDeployment
  if (isDeployed) return new Set()
  const later = sequence.slice(0, Math.max(0, first))
  return new Set(later.map(({ taskDefinition }) => taskDefinition))
}
