import { type Log, visible } from '@ci-kit/core/log'
import { type BuildGraph, graphBuilder, type Step } from './build-graph.ts'
import type { SolveStatus, VertexRecord } from './solve-status.ts'
import { type StepOutput, stepOutput } from './step-output.ts'
import { partUnderWay, type Transfer, transferOf } from './transfers.ts'
import type { Vertex } from './vertices.ts'

/** A step may first complete the look-up of its cache key and turn out cached a moment later. */
const SETTLE_MS = 500

export type ProgressOptions = {
  /** Bytes of one step's output that are kept. */
  readonly outputLimit?: number
}

/**
 * Prints a build as it goes: one foldable group a step that was built, one
 * line a step that came from the cache. Output is kept until its step ends,
 * because BuildKit runs steps in parallel and groups cannot.
 */
export const progressLog = (log: Log, { outputLimit }: ProgressOptions = {}) => {
  const graph = graphBuilder()
  const output = stepOutput(outputLimit)
  const printEnded = stepPrinter(log, graph.graph, output)
  let now = 0
  return {
    onProgress: (status: SolveStatus): void => {
      graph.add(status)
      output.add(status.logs)
      if (status.vertexes.length === 0) return
      now = latestTime(status.vertexes, now)
      printEnded(now)
    },
    /** What is known so far, for decisions in the middle of the build. */
    graph: graph.graph,
    /** A line that shows that the build is alive: what runs, since when, how far, and its last words. */
    heartbeat: (wallClock: number): void => {
      const running = graph.graph().vertices.filter(({ isRunning }) => isRunning)
      for (const one of running) log.info(signOfLife(one, wallClock, output.lastLine(one.id)))
    },
    /** Prints what is left and answers with the whole build. */
    end: (): BuildGraph => {
      printEnded(Number.POSITIVE_INFINITY)
      const whole = graph.graph()
      printLate(log, whole.steps, output)
      return whole
    },
  }
}

/** Output that came after its step was printed, or of a step that has not ended. */
const printLate = (log: Log, steps: readonly Step[], output: StepOutput): void => {
  for (const { id, vertex } of steps) {
    const late = output.take(id)
    if (late !== '') log.info(`More output of ${visible(vertex)}\n${late}`)
  }
}

/** Prints each step once, when it has ended and is settled at that time. */
const stepPrinter = (log: Log, graph: () => BuildGraph, output: StepOutput) => {
  const printed = new Set<string>()
  return (now: number): void => {
    const { steps } = graph()
    const isSettled = ({ id, outcome, completed = now }: Step) =>
      outcome !== 'built' || output.has(id) || now - completed > SETTLE_MS
    for (const step of steps) {
      if (!ENDED.has(step.outcome) || printed.has(step.id) || !isSettled(step)) continue
      printed.add(step.id)
      printStep(log, step, output.take(step.id), `${printed.size}/${steps.length}`)
    }
  }
}

const ENDED: ReadonlySet<string> = new Set(['cached', 'built', 'failed', 'canceled'])

const latestTime = (records: readonly VertexRecord[], now: number): number =>
  records.reduce((last, { completed, started }) => Math.max(last, completed ?? started ?? 0), now)

const signOfLife = (vertex: Vertex, wallClock: number, lastLine: string): string => {
  const seconds = Math.max(0, (wallClock - (vertex.lastStarted ?? wallClock)) / 1000).toFixed(0)
  const transfer = transferOf(vertex)
  const details = [
    transfer === undefined ? '' : amount(transfer),
    visible(lastLine || (partUnderWay(vertex) ?? '')),
  ]
  return [`… ${visible(vertex.name)} (${seconds} s)`, ...details.filter(Boolean)].join(' ')
}

const MEGABYTE = 1_000_000

const amount = ({ current, total }: Transfer): string => {
  const megabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(1)
  return current < total
    ? `${megabytes(current)} of ${megabytes(total)} MB`
    : `${megabytes(current)} MB`
}

const printStep = (log: Log, step: Step, output: string, progress: string): void => {
  const title = visible(`${progress} ${describe(step)} ${step.vertex}`)
  const foldable = output !== '' && step.outcome === 'built'
  if (foldable) log.group(title)
  else log.info(title)
  if (output !== '') log.info(output)
  if (foldable) log.endGroup()
}

const describe = ({ outcome, seconds }: Step): string =>
  outcome === 'cached' ? 'cached' : `${outcome} in ${seconds.toFixed(1)} s`
