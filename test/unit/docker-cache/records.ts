import type {
  BuildWarning,
  PartRecord,
  SolveStatus,
  VertexRecord,
} from '@ci-kit/docker-cache/progress/solve-status'

/** A vertex; its name stands for its digest. */
export const vertex = (name: string, change: Partial<VertexRecord> = {}): VertexRecord => ({
  digest: `sha256:${name}`,
  name,
  inputs: [],
  cached: false,
  started: undefined,
  completed: undefined,
  error: undefined,
  ...change,
})

/** A vertex that ran from one time to another, in seconds. */
export const built = (name: string, from: number, to: number, change = {}): VertexRecord =>
  vertex(name, { started: from * 1000, completed: to * 1000, ...change })

export const cached = (name: string, at = 1, change = {}): VertexRecord =>
  built(name, at, at, { cached: true, ...change })

export const records = (...vertexes: VertexRecord[]): SolveStatus => ({
  vertexes,
  statuses: [],
  logs: [],
  warnings: [],
})

/** A piece of output of the vertex with that name. */
export const says = (name: string, text: string | Uint8Array): SolveStatus => ({
  vertexes: [],
  statuses: [],
  logs: [{ vertex: `sha256:${name}`, text: Buffer.from(text) }],
  warnings: [],
})

export const warns = (...warnings: BuildWarning[]): SolveStatus => ({
  vertexes: [],
  statuses: [],
  logs: [],
  warnings,
})

/** A part of the work of the vertex with that name. */
export const part = (name: string, id: string, change: Partial<PartRecord> = {}): SolveStatus => ({
  vertexes: [],
  statuses: [
    {
      vertex: `sha256:${name}`,
      id,
      current: 0,
      total: undefined,
      started: 1_000,
      completed: undefined,
      ...change,
    },
  ],
  logs: [],
  warnings: [],
})
