import type { Vertex } from './vertices.ts'

/** Bytes that a vertex has moved so far. `total` grows as layers are announced. */
export type Transfer = { readonly current: number; readonly total: number }

/** Layers under way are parts whose name is nothing but their digest. */
const LAYER = /^sha256:[0-9a-f]{64}$/
/** `transferring context:` counts bytes without saying how many there will be. */
const CONTEXT = /^transferring /

/** What a vertex pulls or sends; undefined when it moves nothing that BuildKit counts (a push does not). */
export const transferOf = ({ parts }: Pick<Vertex, 'parts'>): Transfer | undefined => {
  const moving = parts.filter(
    ({ id, current, total }) => (LAYER.test(id) || CONTEXT.test(id)) && (current > 0 || total),
  )
  if (moving.length === 0) return undefined
  return {
    current: moving.reduce((sum, { current }) => sum + current, 0),
    total: moving.reduce((sum, { current, total }) => sum + Math.max(current, total ?? 0), 0),
  }
}

/** The parts that go on, such as `pushing layers` or `extracting sha256:…`; the first names the work. */
export const partUnderWay = ({ parts }: Pick<Vertex, 'parts'>): string | undefined =>
  parts.findLast(
    ({ id, started, completed }) =>
      started !== undefined && completed === undefined && !LAYER.test(id) && !CONTEXT.test(id),
  )?.id
