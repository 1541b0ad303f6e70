import { visible } from '@ci-kit/core/log'
import { shortened } from '../../shortened.ts'
import type { Solved } from './mount-ports.ts'

const QUOTE_LIMIT = 300

/** Why a small build failed, on one line. */
export const failureText = ({ text, exitCode, timedOut }: Solved, timeoutMs: number): string => {
  if (timedOut) return `it took longer than ${Math.round(timeoutMs / 1000)} s`
  const lines = text.trimEnd().split('\n')
  const error = lines.findLast((line) => line.startsWith('ERROR: ')) ?? lines.at(-1) ?? ''
  const reason = error.replace(/^ERROR: (failed to build: )?(failed to solve: )?/, '').trim()
  return shortened(visible(reason), QUOTE_LIMIT) || `buildx ended with exit code ${exitCode}`
}

/** The exit code of the step that failed, as BuildKit says it. */
export const stepExitCode = ({ text }: Solved): number | undefined => {
  const code = /did not complete successfully: exit code: (\d+)/.exec(text)?.[1]
  return code === undefined ? undefined : Number(code)
}
