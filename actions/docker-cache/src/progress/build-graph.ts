import type { BuildWarning, SolveStatus, VertexRecord } from './solve-status.ts'
import { type StepName, stepName } from './step-name.ts'

/** `canceled`: ended because another step had failed. */
export type StepOutcome = 'cached' | 'built' | 'failed' | 'canceled' | 'not-run'

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

/** What became of the caches that a build was told to use. */
export type CacheImport = { readonly ref: string; readonly error: string | undefined }

/** The state of a build, made up from the progress records so far. */
export type BuildGraph = {
  readonly steps: readonly Step[]
  readonly imports: readonly CacheImport[]
  /** Undefined when no cache was exported; its error when the export failed. */
  readonly cacheExport: { readonly error: string | undefined } | undefined
  readonly warnings: readonly BuildWarning[]
  /** Everything that has started and not ended: steps, pulls, pushes, cache transfers. */
  readonly running: readonly Running[]
}

/** Work that goes on; `started` is in milliseconds since the epoch. */
export type Running = { readonly vertex: string; readonly id: string; readonly started: number }

const IMPORT = 'importing cache manifest from '
const EXPORT = 'exporting cache to '

/**
 * Collects progress records. BuildKit repeats a vertex as it goes on: once
 * before it knows the cache key, once as cached, and again without that mark
 * when the layers of a cached step are pulled for a step that is built on it.
 * So a step is cached when any record says so; only one that has printed
 * something was run for certain.
 */
export const graphBuilder = () => {
  const vertices = new Map<string, VertexRecord>()
  const latest = new Map<string, VertexRecord>()
  const executed = new Set<string>()
  const warnings = new Map<string, BuildWarning>()
  return {
    add: (status: SolveStatus): void => {
      for (const record of status.vertexes) {
        vertices.set(record.digest, merged(vertices.get(record.digest), record))
        latest.set(record.digest, record)
      }
      for (const { vertex } of status.logs) executed.add(vertex)
      for (const warning of status.warnings) {
        warnings.set(`${warning.file}:${warning.line}:${warning.text}`, warning)
      }
    },
    graph: (): BuildGraph => {
      const records = [...vertices.values()]
      const exported = records.find(({ name }) => name.startsWith(EXPORT))
      return {
        steps: inReadingOrder(
          records.flatMap((record) => stepOf(record, executed.has(record.digest))),
        ),
        imports: records.filter(({ name }) => name.startsWith(IMPORT)).map(importOf),
        cacheExport: exported && { error: exported.error },
        warnings: [...warnings.values()],
        running: [...latest.values()].flatMap(runningOf),
      }
    },
  }
}

/** A record without times only announces the vertex; times span from the first start to the last end. */
const merged = (known: VertexRecord | undefined, record: VertexRecord): VertexRecord => ({
  ...record,
  started: known?.started ?? record.started,
  completed: record.completed ?? known?.completed,
  cached: record.cached || (known?.cached ?? false),
  error: record.error ?? known?.error,
})

/**
 * Stage by stage, each from its first step to its last. BuildKit announces
 * steps from the last one back to what it needs, so the order in which stages
 * first appear is turned round.
 */
const inReadingOrder = (steps: readonly Step[]): Step[] => {
  const stageOf = ({ name }: Step) => `${name.platform ?? ''} ${name.stage ?? ''}`
  const stages = [...Map.groupBy(steps, stageOf).values()]
  return stages
    .toReversed()
    .flatMap((stage) => stage.toSorted((a, b) => a.name.position - b.name.position))
}

const importOf = ({ name, error }: VertexRecord): CacheImport => ({
  ref: name.slice(IMPORT.length),
  error,
})

const runningOf = ({ digest, name, started, completed }: VertexRecord): Running[] =>
  started === undefined || completed !== undefined ? [] : [{ id: digest, vertex: name, started }]

const stepOf = (record: VertexRecord, wasExecuted: boolean): Step[] => {
  const name = stepName(record.name)
  if (!name) return []
  const { digest, started, completed } = record
  const seconds =
    started === undefined || completed === undefined ? 0 : (completed - started) / 1000
  const outcome = outcomeOf(record, wasExecuted)
  return [{ id: digest, vertex: record.name, name, outcome, seconds, started, completed }]
}

const outcomeOf = (
  { cached, completed, error }: VertexRecord,
  wasExecuted: boolean,
): StepOutcome => {
  if (error !== undefined) return error.endsWith('context canceled') ? 'canceled' : 'failed'
  if (cached && !wasExecuted) return 'cached'
  return completed === undefined ? 'not-run' : 'built'
}
