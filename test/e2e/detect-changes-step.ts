import { runStep, type Step, type StepEvent, type StepResult } from '@ci-kit/cli/run-step'
import { actionFolder } from './actions.ts'

/** Three components, one of them with a name that plain objects have a member for. */
const FILTERS = `
api:
  - services/api/**
  - '!**/*.md'
docs: docs/
constructor: 'other/**'
`

/** Runs the bundle. */
export const detectChanges = (
  step: Partial<Step> & Pick<Step, 'workspace' | 'event'>,
): Promise<StepResult> =>
  runStep({
    folder: actionFolder('detect-changes'),
    ...step,
    inputs: { filters: FILTERS, ...step.inputs },
    env: { PATH: process.env.PATH ?? '', HOME: step.workspace, ...step.env },
  })

/** A push of `before..after`. */
export const push = (before: string, after: string, ref = 'refs/heads/main'): StepEvent => ({
  name: 'push',
  payload: { before, after, ref, repository: { default_branch: 'main' } },
  ref,
  sha: after,
  repository: 'octo/shop',
})

/** Pull request #7 of octo/shop. */
export const pullRequest = (base: string, head: string): StepEvent => ({
  name: 'pull_request',
  payload: {
    pull_request: { number: 7, base: { ref: 'main', sha: base }, head: { ref: 'x', sha: head } },
  },
  ref: 'refs/pull/7/merge',
  sha: head,
  repository: 'octo/shop',
})

/** The warning annotations of a step. */
export const warningsOf = ({ commands }: StepResult): string[] =>
  commands.filter(({ name }) => name === 'warning').map(({ message }) => message)
