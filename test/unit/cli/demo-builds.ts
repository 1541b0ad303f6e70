import type { Attested } from '@ci-kit/cli/demo/attest-job'
import type { Build } from '@ci-kit/cli/demo/build-job'
import type { Deployed } from '@ci-kit/cli/demo/deploy-job'
import type { Scan } from '@ci-kit/cli/demo/scan-job'
import type { Verified } from '@ci-kit/cli/demo/verify-job'
import type { WorkflowRun } from '@ci-kit/cli/demo/workflow'

export const digest = (letter: string): string => `sha256:${letter.repeat(64)}`

/** Nine steps, so many of them cached. */
export const build = (component: string, cachedSteps: number, letter: string): Build => ({
  component,
  skipped: false,
  cachedSteps,
  totalSteps: 9,
  rate: Math.floor((100 * cachedSteps) / 9),
  seconds: 1.25,
  digest: digest(letter),
  imageBytes: 1000,
})

export const skipped = (component: string, letter: string): Build => ({
  ...build(component, 0, letter),
  skipped: true,
  totalSteps: 0,
  rate: 100,
})

export const run = (...builds: Build[]): WorkflowRun => ({
  selected: builds.map(({ component }) => component),
  builds,
  seconds: 2,
})

/** One high finding. */
export const scan = (verdict: string, introduced: number): Scan => ({
  component: 'api',
  verdict,
  critical: 0,
  high: 1,
  introduced,
  seconds: 0.5,
  digest: digest('c'),
})

/** One certificate unless all was there. */
export const attested = (statements: number, reused: number): Attested => ({
  statements,
  reused,
  verified: true,
  certificates: reused === statements ? 0 : 1,
  seconds: 1.25,
})

export const verified = (statements: number, refused: number): Verified => ({
  outcome: refused === 0 ? 'verified' : 'refused',
  statements,
  refused,
  seconds: 0.5,
})

/** A deployment of api and web; the exit codes are those of the tasks. */
export const deployed = (outcome: string, ...exitCodes: readonly number[]): Deployed => ({
  outcome,
  exitCode: exitCodes.length === 0 ? 0 : 1,
  writes: 4,
  taskDefinitions: ['shop-api:2', 'shop-web:2'],
  exitCodes,
  seconds: 2.5,
})
