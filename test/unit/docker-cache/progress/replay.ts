import { isObject } from '@ci-kit/core/json'
import { type BuildGraph, graphBuilder } from '@ci-kit/docker-cache/progress/build-graph'
import { progressStream } from '@ci-kit/docker-cache/progress/progress-stream'
import { type SolveStatus, solveStatus } from '@ci-kit/docker-cache/progress/solve-status'

/** Reads a recording as the action reads buildx; `onStatus` sees the graph after each object. */
export const replay = (
  recording: string | Uint8Array,
  onStatus: (status: SolveStatus, graph: () => BuildGraph) => void = () => {},
): BuildGraph => {
  const { add, graph } = graphBuilder()
  const stream = progressStream(({ json }) => {
    if (!isObject(json)) return
    const status = solveStatus(json)
    add(status)
    onStatus(status, graph)
  })
  stream.write(Buffer.from(recording))
  stream.end()
  return graph()
}

/** The same records as buildx 0.13 writes them: each object over several lines. */
export const prettyPrinted = (recording: string): string =>
  recording
    .split('\n')
    .map((line) => (line.startsWith('{') ? JSON.stringify(JSON.parse(line), null, 2) : line))
    .join('\n')
