import type { Outputs } from '@ci-kit/core/outputs'
import type { Runner } from '@ci-kit/core/run-action'
import { fakeReader } from './fake-reader.ts'

export type FakeRunner = Runner & {
  /** What happened, in order: `error …`, `outputs {…}`, `finish 0`, `abandon 130`. */
  readonly events: string[]
  readonly controller: AbortController
}

/** A runner that writes down what an action makes it do. */
export const fakeRunner = (): FakeRunner => {
  const events: string[] = []
  const add = (kind: string) => (text: string) => void events.push(`${kind} ${text}`)
  const controller = new AbortController()
  return {
    events,
    controller,
    inputs: fakeReader({}),
    log: {
      info: add('info'),
      debug: add('debug'),
      notice: add('notice'),
      warning: add('warning'),
      error: (text, at) => void events.push(`error ${text}${at?.file ? ` at ${at.file}` : ''}`),
      group: add('group'),
      endGroup: () => void events.push('endgroup'),
    },
    summary: { append: add('summary') },
    cancellation: controller.signal,
    setOutputs: (outputs: Outputs) => void events.push(`outputs ${JSON.stringify(outputs)}`),
    finish: (exitCode) => void events.push(`finish ${exitCode}`),
    abandon: (exitCode) => void events.push(`abandon ${exitCode}`),
  }
}
