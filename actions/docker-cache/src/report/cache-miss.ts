import { limited } from '@ci-kit/core/amounts'
import { code, plain } from '@ci-kit/core/markdown'
import type { BuildGraph, Step } from '../progress/build-graph.ts'
import { isHit } from '../progress/hit-rate.ts'
import { stageOf } from '../progress/steps.ts'
import { shortened } from '../shortened.ts'

/** What is different from the build that wrote the cache. */
export type Changes = {
  /** Paths in the context. */
  readonly files: readonly string[]
  /** Names of build arguments; their values may be secret. */
  readonly args: readonly string[]
  readonly dockerfile: boolean
  /** References of base images whose digest is another now. */
  readonly bases: readonly string[]
  /** Names of inputs, such as `platforms`. */
  readonly options: readonly string[]
  /** False when not all could be compared. */
  readonly complete: boolean
}

export type Miss = {
  readonly stage: string
  readonly step: Step
  /** The stage whose miss led to this one; undefined where the cache broke by itself. */
  readonly follows: string | undefined
}

/** The first step of each stage that did not come from the cache, in the order of the steps. */
export const firstMisses = ({
  steps,
  vertices,
}: Pick<BuildGraph, 'steps' | 'vertices'>): Miss[] => {
  const missed = new Map(steps.filter(isMiss).map((step) => [step.id, step]))
  const inputs = new Map(vertices.map((vertex) => [vertex.id, vertex.inputs]))
  return [...Map.groupBy(missed.values(), stageOf)].flatMap(([stage, [step]]) => {
    if (step === undefined) return []
    const cause = (inputs.get(step.id) ?? []).map((id) => missed.get(id)).find(Boolean)
    return [{ stage, step, follows: cause && stageOf(cause) }]
  })
}

const isMiss = (step: Step): boolean => step.outcome === 'built' || step.outcome === 'failed'

const STAGE_LIMIT = 10
const NAME_LIMIT = 10
const INSTRUCTION_LIMIT = 100

/** Which steps broke the cache, and why as far as it is known. '' when all came from the cache. */
export const cacheMissReport = (
  graph: Pick<BuildGraph, 'steps' | 'vertices' | 'imports'>,
  changes: Changes | undefined,
): string => {
  const misses = firstMisses(graph)
  if (misses.length === 0) return ''
  const lines = misses.slice(0, STAGE_LIMIT).map(missLine)
  const more = misses.length - lines.length
  return [
    '**What broke the cache**',
    '',
    ...lines,
    ...(more > 0 ? [`- and ${more} more stages`] : []),
    '',
    reason(graph, changes),
  ].join('\n')
}

const missLine = ({ stage, step, follows }: Miss): string => {
  const where = stage === '' ? '' : `${plain(stage)}: `
  const because =
    follows === undefined ? '' : `, which follows from ${plain(follows || 'its base')}`
  return `- ${where}${code(shortened(step.name.instruction, INSTRUCTION_LIMIT))}${because}`
}

const reason = ({ steps, imports }: Pick<BuildGraph, 'steps' | 'imports'>, changes?: Changes) => {
  const nothingFound = imports.length > 0 && imports.every(({ error }) => error !== undefined)
  if (nothingFound && !steps.some(isHit)) return 'No cache was found, so every step was built.'
  if (changes === undefined) return 'What changed is not known: no earlier build is on record.'
  const parts = changedParts(changes)
  const rest = changes.complete ? '' : ' Not everything could be compared, so there may be more.'
  if (parts.length > 0) return `Changed since the last build: ${parts.join('; ')}.${rest}`
  return changes.complete
    ? 'Nothing that this build is made from has changed, so the cache no longer holds these steps.'
    : 'No change was found, but not everything could be compared.'
}

const changedParts = ({ files, args, dockerfile, bases, options }: Changes): string[] => {
  const part = (what: string, names: readonly string[]) =>
    names.length === 0
      ? []
      : [
          `${what} ${limited(
            names.map((name) => code(name)),
            NAME_LIMIT,
          )}`,
        ]
  return [
    ...part('files', files),
    ...part('build arguments', args),
    ...(dockerfile ? ['the Dockerfile'] : []),
    ...part('base images', bases),
    ...part('inputs', options),
  ]
}
