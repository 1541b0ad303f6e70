import type { PartRecord, SolveStatus, VertexRecord } from './solve-status.ts'
import { type StepName, stepName } from './step-name.ts'

/** A node of the build graph with all that its records have told so far. */
export type Vertex = Omit<VertexRecord, 'digest'> & {
  readonly id: string
  /** Undefined for what is no Dockerfile step. */
  readonly step: StepName | undefined
  /** Whether its last record says that it goes on. One that has ended may start again. */
  readonly isRunning: boolean
  /** Start of what runs now, or of what ran last. */
  readonly lastStarted: number | undefined
  /** Whether it has printed something, which proves that it ran. */
  readonly hasOutput: boolean
  readonly parts: readonly PartRecord[]
}

/** Bytes of a vertex's last output that are kept for a report of its failure. */
const TAIL_LIMIT = 8 * 1024

/** Parts of one vertex that are kept; real ones have a few for each layer. */
const PARTS_LIMIT = 10_000

/** What is known of one vertex; a part or a piece of output may come before its first record. */
type Entry = {
  merged: VertexRecord | undefined
  latest: VertexRecord | undefined
  readonly parts: Map<string, PartRecord>
  tail: Buffer | undefined
  /** Undefined until it is asked for, and again when something about it has changed. */
  vertex: Vertex | undefined
}

/**
 * Collects progress records. BuildKit repeats a vertex as it goes on: once
 * before it knows the cache key, once as cached, again without that mark when
 * the layers of a cached step are pulled for a step that is built on it, and
 * the image export a second time for the push. A build has hundreds of records
 * and is looked at after each, so only what one changes is made anew.
 */
export const vertexCollection = () => {
  const entries = new Map<string, Entry>()
  const changed = (id: string): Entry => {
    const entry = entries.get(id) ?? newEntry()
    entries.set(id, entry)
    entry.vertex = undefined
    return entry
  }
  return {
    add: ({ vertexes, statuses, logs }: SolveStatus): void => {
      for (const record of vertexes) addRecord(changed(record.digest), record)
      for (const part of statuses) addPart(changed(part.vertex).parts, part)
      for (const { vertex, text } of logs) addOutput(changed(vertex), text)
    },
    vertices: (): Vertex[] => [...entries].flatMap(([id, entry]) => vertexOf(id, entry) ?? []),
    /** The last output of a vertex, a few KiB; its first character may be half of one. */
    tail: (id: string): string => entries.get(id)?.tail?.toString() ?? '',
  }
}

const newEntry = (): Entry => ({
  merged: undefined,
  latest: undefined,
  parts: new Map(),
  tail: undefined,
  vertex: undefined,
})

const vertexOf = (id: string, entry: Entry): Vertex | undefined => {
  const { merged, latest, parts, tail } = entry
  if (entry.vertex !== undefined || merged === undefined) return entry.vertex
  const { digest: _, ...record } = merged
  entry.vertex = {
    ...record,
    id,
    step: stepName(record.name),
    isRunning: latest?.started !== undefined && latest.completed === undefined,
    lastStarted: latest?.started,
    hasOutput: tail !== undefined,
    parts: [...parts.values()],
  }
  return entry.vertex
}

/** A record without times only announces the vertex; times span from the first start to the last end. */
const addRecord = (entry: Entry, record: VertexRecord): void => {
  const known = entry.merged
  entry.latest = record
  entry.merged = {
    ...record,
    inputs: record.inputs.length > 0 ? record.inputs : (known?.inputs ?? []),
    started: known?.started ?? record.started,
    completed: record.completed ?? known?.completed,
    cached: record.cached || (known?.cached ?? false),
    error: record.error ?? known?.error,
  }
}

/** A part that comes again under its name, such as the layers of a second tag, spans from first to last. */
const addPart = (parts: Map<string, PartRecord>, part: PartRecord): void => {
  const before = parts.get(part.id)
  if (before === undefined && parts.size >= PARTS_LIMIT) return
  parts.set(part.id, { ...part, started: before?.started ?? part.started })
}

const addOutput = (entry: Entry, text: Uint8Array): void => {
  const tail = Buffer.concat([entry.tail ?? Buffer.alloc(0), text])
  entry.tail = Buffer.from(tail.subarray(-TAIL_LIMIT))
}
