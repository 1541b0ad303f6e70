import { countAt, isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'

/** A node of BuildKit's build graph, as one progress record describes it. */
export type VertexRecord = {
  readonly digest: string
  readonly name: string
  /** Digests of the vertices that it is made from; records after the first may leave them out. */
  readonly inputs: readonly string[]
  readonly cached: boolean
  /** Milliseconds since the epoch. */
  readonly started: number | undefined
  readonly completed: number | undefined
  readonly error: string | undefined
}

/**
 * A part of a vertex's work, such as `pushing layers` or the download of a
 * layer. BuildKit marks a part as completed when it failed, too: its vertex
 * holds the error (progress.OneOff of moby/buildkit).
 */
export type PartRecord = {
  readonly vertex: string
  readonly id: string
  /** Bytes so far, and of all when it is known. */
  readonly current: number
  readonly total: number | undefined
  /** Milliseconds since the epoch. */
  readonly started: number | undefined
  readonly completed: number | undefined
}

/** Output of a step, as bytes of one of its streams. */
export type LogRecord = { readonly vertex: string; readonly text: Uint8Array }

/** A finding of BuildKit's build checks. */
export type BuildWarning = {
  readonly text: string
  readonly file: string | undefined
  readonly line: number | undefined
  /** Name of the check, such as `SecretsUsedInArgOrEnv`. */
  readonly rule?: string | undefined
  /** Page that explains the check. */
  readonly url?: string | undefined
  /** What the check is about in general, where `text` is about this line. */
  readonly detail?: string | undefined
}

/** One object of `--progress=rawjson`: client.SolveStatus of moby/buildkit. */
export type SolveStatus = {
  readonly vertexes: readonly VertexRecord[]
  readonly statuses: readonly PartRecord[]
  readonly logs: readonly LogRecord[]
  readonly warnings: readonly BuildWarning[]
}

/** Reads what is known from a progress object and passes over the rest, which newer versions may add. */
export const solveStatus = (from: Json): SolveStatus => ({
  vertexes: objectsAt(from, 'vertexes').flatMap(vertexRecord),
  statuses: objectsAt(from, 'statuses').flatMap(partRecord),
  logs: objectsAt(from, 'logs').flatMap(logRecord),
  warnings: objectsAt(from, 'warnings').map(buildWarning),
})

const vertexRecord = (from: Json): VertexRecord[] => {
  const digest = stringAt(from, 'digest')
  if (digest === undefined) return []
  const inputs = Array.isArray(from.inputs) ? from.inputs : []
  return [
    {
      digest,
      name: stringAt(from, 'name') ?? '',
      inputs: inputs.filter((input) => typeof input === 'string'),
      cached: from.cached === true,
      started: timeAt(from, 'started'),
      completed: timeAt(from, 'completed'),
      error: stringAt(from, 'error'),
    },
  ]
}

const partRecord = (from: Json): PartRecord[] => {
  const vertex = stringAt(from, 'vertex')
  const id = stringAt(from, 'id')
  if (vertex === undefined || id === undefined) return []
  return [
    {
      vertex,
      id,
      current: countAt(from, 'current') ?? 0,
      total: countAt(from, 'total'),
      started: timeAt(from, 'started'),
      completed: timeAt(from, 'completed'),
    },
  ]
}

const logRecord = (from: Json): LogRecord[] => {
  const vertex = stringAt(from, 'vertex')
  const data = stringAt(from, 'data')
  return vertex && data ? [{ vertex, text: Buffer.from(data, 'base64') }] : []
}

/** `short` begins with the name of the check: `FromAsCasing: 'as' and … do not match (line 7)`. */
const RULE = /^([A-Z][A-Za-z]+): /

const buildWarning = (from: Json): BuildWarning => {
  const [range] = objectsAt(from, 'range')
  const text = base64Text(stringAt(from, 'short'))
  const details = Array.isArray(from.detail) ? from.detail : []
  return {
    text,
    file: stringAt(objectAt(from, 'sourceInfo'), 'filename'),
    line: countAt(objectAt(range, 'start'), 'line'),
    rule: RULE.exec(text)?.[1],
    url: stringAt(from, 'url'),
    detail:
      details
        .filter((piece) => typeof piece === 'string')
        .map(base64Text)
        .join(' ') || undefined,
  }
}

const base64Text = (text: string | undefined): string =>
  Buffer.from(text ?? '', 'base64').toString()

const objectsAt = (from: Json, name: string): Json[] => {
  const value = from[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}

const timeAt = (from: Json, name: string): number | undefined => {
  const time = Date.parse(stringAt(from, name) ?? '')
  return Number.isNaN(time) ? undefined : time
}
