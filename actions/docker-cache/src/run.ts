import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import type { MakingPorts } from './image/making.ts'
import type { PreparingPorts } from './image/prepare-image.ts'
import type { Inputs } from './inputs.ts'
import { checkDockerfiles } from './tasks/check-dockerfiles.ts'
import { makeComponents } from './tasks/make-components.ts'
import { makeOneImage } from './tasks/make-one-image.ts'
import { mergePlatforms } from './tasks/merge-platforms.ts'

export type Ports = Omit<PreparingPorts, 'now'> &
  MakingPorts & {
    readonly summary: Summary
    /** Writes outputs before the end of the step; later ones of the same name replace them. */
    tell(outputs: Outputs): void
    /** Reads YAML; the parser is loaded only when it is called. */
    yaml(text: string, origin: string): Promise<unknown>
    /** A new folder for results that another build of this step reads; removed at its end. */
    layoutFolder(name: string): Promise<string>
  }

/** Does what the inputs ask for: builds one image or several, joins platforms, or checks Dockerfiles. */
export const run = async (inputs: Inputs, ports: Ports): Promise<Outputs> => {
  const summary: Summary = inputs.summary ? ports.summary : { append: () => {} }
  const started = ports.clock.elapsed()
  const step = {
    inputs,
    ports: { ...ports, summary, now: new Date(ports.clock.now()) },
    elapsedMs: () => Math.round(ports.clock.elapsed() - started),
  }
  if (inputs.task === 'merge') return mergePlatforms(step)
  if (inputs.task === 'check') return checkDockerfiles(step)
  return inputs.components === '' ? makeOneImage(step) : makeComponents(step)
}
