import { FailedResult, UserError } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import { run } from '@ci-kit/required-jobs'
import { parseInputs } from '@ci-kit/required-jobs/inputs'
import { fakeReader } from '../core/fake-reader.ts'
import { memoryLog } from '../detect-changes/samples.ts'

/** How a gate ended. */
export type Ending = {
  /** `unreadable` when an input was refused. */
  readonly verdict: 'passed' | 'failed' | 'unreadable'
  readonly outputs: Outputs
  /** The one error, '' when it passed. */
  readonly message: string
  readonly log: readonly string[]
  readonly summary: string
}

/** Runs the gate with the inputs as a workflow gives them. Any other error than the author's is thrown. */
export const gate = async (inputs: Readonly<Record<string, string>>): Promise<Ending> => {
  const log = memoryLog()
  const markdown: string[] = []
  const ending = (verdict: Ending['verdict'], outputs: Outputs, message: string): Ending => ({
    verdict,
    outputs,
    message,
    log: log.lines,
    summary: markdown.join('\n'),
  })
  try {
    const ports = { log, summary: { append: (text: string) => void markdown.push(text) } }
    return ending('passed', await run(parseInputs(fakeReader(inputs)), ports), '')
  } catch (thrown) {
    if (thrown instanceof FailedResult) return ending('failed', thrown.outputs, thrown.message)
    if (thrown instanceof UserError) return ending('unreadable', {}, thrown.message)
    throw thrown
  }
}

/** The `needs` context of these results. */
export const needs = (results: Readonly<Record<string, string>>): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(results).map(([id, result]) => [id, { result, outputs: {} }]),
    ),
  )

/** An explanation in which `selected` of `components` are selected. */
export const explanation = (
  components: readonly string[],
  selected: readonly string[],
  reliable = true,
): string =>
  JSON.stringify({
    reliable,
    components: components.map((component) => ({
      component,
      selected: selected.includes(component),
      because: selected.includes(component) ? 'file' : 'no-change',
    })),
  })
