import type { Selected } from '../selected.ts'
import type { ServiceContainer } from '../settings/service-containers.ts'
import type { RunnerLabel } from '../settings/settings.ts'

/** A job that runs one command of a component. */
export type CheckRow = {
  readonly component: string
  readonly check: string
  readonly run: string
  readonly 'working-directory': string
  /** '' for none. */
  readonly container: string
  /** At most five. */
  readonly services: readonly ServiceContainer[]
  readonly runner: RunnerLabel
  readonly 'timeout-minutes': number
}

/** The rows of the matrix of checks; `runner` is for components that name none. */
export const checkRows = (
  selected: readonly Selected[],
  runner: RunnerLabel,
): readonly CheckRow[] =>
  selected.flatMap(({ component, path, settings }) =>
    settings.checks.map(({ name, run }) => ({
      component,
      check: name,
      run,
      'working-directory': settings.workingDirectory ?? (path || '.'),
      container: settings.container,
      services: settings.services,
      runner: settings.runner ?? runner,
      'timeout-minutes': settings.timeoutMinutes,
    })),
  )
