import type { StepName } from './step-name.ts'
import type { Vertex } from './vertices.ts'

/**
 * `canceled`: ended because another step had failed. `not-run`: needless,
 * because what it makes came whole from the cache in a later step.
 * `unreached`: the build has not come to it, or ended before it did.
 */
export type StepOutcome = 'cached' | 'built' | 'failed' | 'canceled' | 'not-run' | 'unreached'

/** One Dockerfile step after the build. */
export type Step = {
  readonly id: string
  readonly vertex: string
  readonly name: StepName
  readonly outcome: StepOutcome
  readonly seconds: number
  /** Milliseconds since the epoch, on the builder's clock. */
  readonly started: number | undefined
  readonly completed: number | undefined
}

/**
 * The Dockerfile steps among the vertices, stage by stage, each from its first
 * step to its last. `isSolved`: BuildKit has begun to write the result, which
 * it does only when it has all that the result is made from.
 */
export const stepsOf = (vertices: readonly Vertex[], isSolved: boolean): Step[] => {
  const isNeedless = isSolved ? () => true : needless(vertices)
  const steps = vertices.flatMap((vertex): Step[] => {
    const { id, step: name, started, completed } = vertex
    if (!name) return []
    const outcome = outcomeOf(vertex, isNeedless)
    const seconds =
      started === undefined || completed === undefined
        ? 0
        : Math.max(0, (completed - started) / 1000)
    return [{ id, vertex: vertex.name, name, outcome, seconds, started, completed }]
  })
  return inReadingOrder(steps)
}

/**
 * A step is cached when any of its records says so; only one that has printed
 * something was run for certain.
 */
const outcomeOf = (vertex: Vertex, isNeedless: (vertex: Vertex) => boolean): StepOutcome => {
  const { cached, started, completed, error, hasOutput } = vertex
  if (error !== undefined) return error.endsWith('context canceled') ? 'canceled' : 'failed'
  if (cached && !hasOutput) return 'cached'
  if (completed !== undefined) return 'built'
  return started === undefined && isNeedless(vertex) ? 'not-run' : 'unreached'
}

/**
 * Whether all that would be made from a vertex came from the cache. In a build
 * that failed or was cancelled most steps that did not run are not needless:
 * they are behind the one that failed, and so nothing is made from the last.
 * It goes from the cached vertices back to their inputs, so a circle, which
 * cannot be, is no reason to believe in a hit.
 */
const needless = (vertices: readonly Vertex[]): ((vertex: Vertex) => boolean) => {
  const queue = vertices.filter(({ cached, error }) => cached && error === undefined)
  const idle = new Map(vertices.filter(isIdle).map((vertex) => [vertex.id, vertex]))
  if (queue.length === 0 || idle.size === 0) return () => false
  const waiting = new Map<string, number>()
  for (const input of vertices.flatMap(distinctInputs)) {
    waiting.set(input, (waiting.get(input) ?? 0) + 1)
  }
  const found = new Set<string>()
  for (let user = queue.pop(); user !== undefined; user = queue.pop()) {
    for (const input of distinctInputs(user)) {
      const left = (waiting.get(input) ?? 0) - 1
      waiting.set(input, left)
      const vertex = idle.get(input)
      if (left > 0 || vertex === undefined || found.has(input)) continue
      found.add(input)
      queue.push(vertex)
    }
  }
  return ({ id }) => found.has(id)
}

const distinctInputs = ({ inputs }: Vertex): string[] => [...new Set(inputs)]

const isIdle = ({ started, cached, error }: Vertex): boolean =>
  started === undefined && !cached && error === undefined

/**
 * BuildKit announces steps from the last one back to what it needs, so the
 * order in which stages first appear is turned round.
 */
const inReadingOrder = (steps: readonly Step[]): Step[] => {
  const stages = [...Map.groupBy(steps, stageOf).values()]
  return stages
    .toReversed()
    .flatMap((stage) => stage.toSorted((a, b) => a.name.position - b.name.position))
}

/** Platform and stage of a step as one name; '' for the only, unnamed stage. */
export const stageOf = ({ name }: Pick<Step, 'name'>): string =>
  [name.platform, name.stage].filter(Boolean).join(' ')
