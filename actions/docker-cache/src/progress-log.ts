import type { Log } from '@ci-kit/core/log'
import { graphBuilder, type Step } from './build-graph.ts'
import type { SolveStatus } from './solve-status.ts'

/** A step may first complete the look-up of its cache key and turn out cached a moment later. */
const SETTLE_MS = 500

/**
 * Prints a build as it goes: one foldable group a step that was built, one
 * line a step that came from the cache. Output is kept until its step ends,
 * because BuildKit runs steps in parallel and groups cannot.
 */
export const progressLog = (log: Log) => {
  const graph = graphBuilder()
  const output = new Map<string, Uint8Array[]>()
  const printed = new Set<string>()
  let now = 0

  const printEnded = (mayPrint: (step: Step) => boolean) => {
    const { steps } = graph.graph()
    for (const step of steps) {
      if (step.outcome === 'not-run' || printed.has(step.id) || !mayPrint(step)) continue
      printed.add(step.id)
      printStep(log, step, textOf(output.get(step.id)), `${printed.size}/${steps.length}`)
      output.delete(step.id)
    }
  }

  const isSettled = ({ id, outcome, completed = now }: Step) =>
    outcome === 'cached' || output.has(id) || now - completed > SETTLE_MS

  return {
    onProgress: (status: SolveStatus): void => {
      graph.add(status)
      for (const { vertex, text } of status.logs) {
        output.set(vertex, [...(output.get(vertex) ?? []), text])
      }
      if (status.vertexes.length === 0) return
      now = Math.max(
        now,
        ...status.vertexes.map(({ completed, started }) => completed ?? started ?? 0),
      )
      printEnded(isSettled)
    },
    /** A line that shows that the build is alive: what runs, since when, and its last words. */
    heartbeat: (wallClock: number): void => {
      const { steps } = graph.graph()
      for (const step of steps) {
        if (step.started === undefined || step.completed !== undefined) continue
        const seconds = Math.max(0, (wallClock - step.started) / 1000).toFixed(0)
        const lastWords = textOf(output.get(step.id))
          .trimEnd()
          .split(/[\r\n]/)
          .at(-1)
        log.info(`… ${step.vertex} (${seconds} s) ${lastWords ?? ''}`.trimEnd())
      }
    },
    /** Prints what is left and answers with the whole build. */
    end: () => {
      printEnded(() => true)
      return graph.graph()
    },
  }
}

const textOf = (pieces: readonly Uint8Array[] = []): string => Buffer.concat(pieces).toString()

const printStep = (log: Log, step: Step, output: string, progress: string): void => {
  const lines = output.trimEnd()
  const title = `${progress} ${describe(step)} ${step.vertex}`
  const foldable = lines !== '' && step.outcome === 'built'
  if (foldable) log.group(title)
  else log.info(title)
  if (lines !== '') log.info(lines)
  if (foldable) log.endGroup()
}

const describe = ({ outcome, seconds }: Step): string =>
  outcome === 'cached' ? 'cached' : `${outcome} in ${seconds.toFixed(1)} s`
