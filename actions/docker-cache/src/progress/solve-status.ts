import { countAt, isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'

/** A node of BuildKit's build graph, as one progress record describes it. */
export type VertexRecord = {
  readonly digest: string
  readonly name: string
  readonly cached: boolean
  /** Milliseconds since the epoch. */
  readonly started: number | undefined
  readonly completed: number | undefined
  readonly error: string | undefined
}

/** Output of a step, as bytes of one of its streams. */
export type LogRecord = { readonly vertex: string; readonly text: Uint8Array }

/** A finding of BuildKit's build checks. */
export type BuildWarning = {
  readonly text: string
  readonly file: string | undefined
  readonly line: number | undefined
}

/** One object of `--progress=rawjson`: client.SolveStatus of moby/buildkit. */
export type SolveStatus = {
  readonly vertexes: readonly VertexRecord[]
  readonly logs: readonly LogRecord[]
  readonly warnings: readonly BuildWarning[]
}

/** Reads what is known from a progress object and passes over the rest, which newer versions may add. */
export const solveStatus = (from: Json): SolveStatus => ({
  vertexes: objectsAt(from, 'vertexes').flatMap(vertexRecord),
  logs: objectsAt(from, 'logs').flatMap(logRecord),
  warnings: objectsAt(from, 'warnings').map(buildWarning),
})

const vertexRecord = (from: Json): VertexRecord[] => {
  const digest = stringAt(from, 'digest')
  if (digest === undefined) return []
  return [
    {
      digest,
      name: stringAt(from, 'name') ?? '',
      cached: from.cached === true,
      started: timeAt(from, 'started'),
      completed: timeAt(from, 'completed'),
      error: stringAt(from, 'error'),
    },
  ]
}

const logRecord = (from: Json): LogRecord[] => {
  const vertex = stringAt(from, 'vertex')
  const data = stringAt(from, 'data')
  return vertex && data ? [{ vertex, text: Buffer.from(data, 'base64') }] : []
}

const buildWarning = (from: Json): BuildWarning => {
  const [range] = objectsAt(from, 'range')
  return {
    text: Buffer.from(stringAt(from, 'short') ?? '', 'base64').toString(),
    file: stringAt(objectAt(from, 'sourceInfo'), 'filename'),
    line: countAt(objectAt(range, 'start'), 'line'),
  }
}

const objectsAt = (from: Json, name: string): Json[] => {
  const value = from[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}

const timeAt = (from: Json, name: string): number | undefined => {
  const time = Date.parse(stringAt(from, name) ?? '')
  return Number.isNaN(time) ? undefined : time
}
