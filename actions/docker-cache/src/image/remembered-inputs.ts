import { messageOf, UserError } from '@ci-kit/core/errors'
import { type Log, visible } from '@ci-kit/core/log'
import { platformSuffix } from '../cache/platform-suffix.ts'
import { type Changes, changesSince } from '../key/changes.ts'
import { isDoubt } from '../key/doubt.ts'
import { type Epoch, isYoung } from '../key/epoch.ts'
import { type InputsRecord, recordOf, unknownInputs } from '../key/inputs-record.ts'
import { readRecord, recordTag, writeRecord } from '../key/record-store.ts'
import type { BuildGraph } from '../progress/build-graph.ts'
import { stepTimes } from '../progress/step-times.ts'
import type { Making } from './built-image.ts'
import type { ImagePlan } from './image-plan.ts'
import { nextEpoch, type WrittenCaches } from './layer-age.ts'
import type { MakingPorts } from './making.ts'

/** What an earlier build was made from. */
export type PreviousInputs = {
  readonly record: InputsRecord
  /** The scope that it is on record for. */
  readonly scope: string
  /** Undefined where it is not known what this build is made from, or what that one was. */
  readonly changes: Changes | undefined
}

/**
 * The record of the best scope that has one, with `max-age` of the best one
 * whose layers are young; undefined when nothing is on record.
 */
export const previousInputs = async (
  {
    plan,
    settings: { maxAgeMs },
    repository,
    identity,
  }: Pick<Making, 'plan' | 'settings' | 'repository' | 'identity'>,
  { log, clock }: Pick<MakingPorts, 'log' | 'clock'>,
): Promise<PreviousInputs | undefined> => {
  const found = await Promise.all(
    plan.cache.scopes.read.map(async (scope) => ({
      scope,
      ...(await readRecord(repository, tagOf(scope, plan))),
    })),
  )
  for (const one of found) if ('none' in one) log.debug(one.none)
  const records = found.flatMap((one) => ('record' in one ? [one] : []))
  const now = clock.now()
  const young = records.find(
    ({ record: { epoch } }) => epoch && maxAgeMs !== undefined && isYoung(epoch, maxAgeMs, now),
  )
  const best = young ?? records[0]
  if (best === undefined) return undefined
  const { record, scope } = best
  const known = await identity()
  const changes =
    isDoubt(known) || !record.known
      ? undefined
      : changesSince(record, recordOf(known.inputs, known.files, []))
  return { record, scope, changes }
}

/** What a build leaves for its record. */
export type DoneBuild = {
  readonly graph: BuildGraph
  readonly previous: PreviousInputs | undefined
  readonly caches: WrittenCaches
}

/** Notes what this build was made from and how old its layers are, for the next one. */
export const rememberBuild = async (
  making: Pick<Making, 'plan' | 'age' | 'repository' | 'identity'>,
  done: DoneBuild,
  log: Pick<Log, 'debug' | 'notice'>,
): Promise<void> => {
  const { plan, age, repository } = making
  const { write } = plan.cache.scopes
  if (write === undefined || !plan.pushes) return
  const epoch = nextEpoch(age, write, done.caches)
  if (epoch === 'keep') return
  const record = await recordAfter(making, done, epoch)
  if (record === undefined) return
  const failure = await failureOf(() => writeRecord(repository, tagOf(write, plan), record))
  if (failure === undefined) return
  const text = `The record of this build was not written: ${visible(failure, 300)}`
  // Without an age it only explains the next miss; why the registry refuses, the cache export has told already.
  if (epoch === undefined) log.debug(text)
  else log.notice(`${text} Until one is, builds with 'max-age' may be done anew.`)
}

const recordAfter = async (
  { identity }: Pick<Making, 'identity'>,
  { graph, previous }: DoneBuild,
  epoch: Epoch | undefined,
): Promise<InputsRecord | undefined> => {
  const known = await identity()
  if (isDoubt(known)) return epoch && unknownInputs(epoch)
  const times = stepTimes(graph, previous?.record.steps)
  const steps = [...times].map(([name, seconds]) => ({ name, seconds }))
  return { ...recordOf(known.inputs, known.files, steps), epoch }
}

const failureOf = async (write: () => Promise<boolean>): Promise<string | undefined> => {
  try {
    return (await write()) ? undefined : 'It is too large.'
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return messageOf(thrown)
  }
}

/** Machines for different platforms build one image side by side. */
const tagOf = (scope: string, { build }: ImagePlan): string =>
  recordTag(scope + platformSuffix(build.platforms))
