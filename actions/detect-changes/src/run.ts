import { setImmediate } from 'node:timers/promises'
import type { Context } from '@ci-kit/core/event'
import type { Log } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import type { ListFiles } from './answer-outputs/list-files.ts'
import { publish } from './answer-outputs/publish.ts'
import { planOf } from './base/plan.ts'
import type { CheckedOutFiles } from './checked-out-files.ts'
import type { Components } from './component.ts'
import { answerOf, everyComponent, noComponent } from './components/answer.ts'
import { type ComponentSources, componentsOf } from './components/components-of.ts'
import { unmatchedRules } from './components/unmatched.ts'
import { detect } from './detect/detect.ts'
import type { Sources } from './detect/sources.ts'
import type { Detection } from './detection.ts'
import type { Inputs } from './inputs.ts'
import type { OnUncertain } from './on-uncertain.ts'
import { tellUnmatched } from './report/unmatched-notice.ts'
import type { Answer } from './selection.ts'

export type Ports = Sources &
  ComponentSources & {
    readonly log: Log
    readonly summary: Summary
    readonly files: ListFiles
    readonly checkedOutFiles: () => Promise<CheckedOutFiles>
    /** Ends what still asks Git or GitHub: its answer is not needed any more. */
    readonly giveUp: () => void
    /** Removes what was fetched. */
    readonly close: () => void
  }

/** Detects what changed and which components that selects. */
export const run = async (inputs: Inputs, context: Context, ports: Ports): Promise<Outputs> => {
  const { log } = ports
  const { onUncertain, listFiles: format } = inputs
  try {
    const { components, detection, files } = await learned(inputs, context, ports)
    const changes = detection.kind === 'known' ? detection.changes : []
    tellUnmatched(log, unmatchedRules(components, changes, files))
    const answer = answerFor(components, detection, onUncertain)
    return publish(answer, detection, { event: context.event, onUncertain, format }, ports)
  } finally {
    ports.close()
  }
}

type Learned = {
  readonly components: Components
  readonly detection: Detection
  readonly files: CheckedOutFiles
}

/** Git works while the components are read. All have ended before any failure is told. */
const learned = async (inputs: Inputs, context: Context, ports: Ports): Promise<Learned> => {
  const { workflow, runId } = context
  const plan = planOf(context, { ...inputs, hasToken: inputs.token !== '', workflow, runId })
  const [detecting, listing, reading] = await Promise.allSettled([
    detect(plan, ports),
    ports.checkedOutFiles(),
    gitStarted().then(() => readComponents(inputs, ports)),
  ])
  return {
    components: settled(reading),
    detection: settled(detecting),
    files: settled(listing),
  }
}

/** A mistake in the inputs is told at once, not when a slow server has answered. */
const readComponents = async (inputs: Inputs, ports: Ports): Promise<Components> => {
  try {
    return await componentsOf(inputs, ports)
  } catch (thrown) {
    ports.giveUp()
    throw thrown
  }
}

/** By then everything that waits for nothing has run, the start of Git too. */
const gitStarted = (): Promise<void> => setImmediate()

const settled = <T>(result: PromiseSettledResult<T>): T => {
  if (result.status === 'rejected') throw result.reason
  return result.value
}

const answerFor = (
  components: Components,
  detection: Detection,
  onUncertain: OnUncertain,
): Answer => {
  if (detection.kind === 'known') return answerOf(components, detection.changes)
  if (detection.kind === 'everything') return everyComponent(components, detection.why)
  return onUncertain === 'none'
    ? noComponent(components)
    : everyComponent(components, detection.reason)
}
