import { webScenario } from '@ci-kit/local-aws/scenario'
import { expect, test } from '@jest/globals'
import { attempt } from './deploy-ecs-trial.ts'
import { inAdvance } from './deploy-ecs-workbench.ts'

/* A bad value is one error that names input and value, before anything is asked of AWS. */

const BAD = 'n0pe!'
const NAMES = [
  'services',
  'task-definition-arn',
  'task-definition-family',
  'desired-count',
  'force-new-deployment',
  'deployment-strategy',
  'minimum-healthy-percent',
  'circuit-breaker',
  'bake-minutes',
  'canary-percent',
  'wait-until',
  'wait-for-service-stability',
  'wait-for-minutes',
  'wait-max-delay-seconds',
  'health-minutes',
  'fail-fast',
  'on-failure',
  'on-cancel',
  'continue',
  'mode',
  'preflight',
  'migrations',
  'max-retries',
  'summary',
] as const

const of = inAdvance<string, Awaited<ReturnType<typeof attempt>>>(
  Object.fromEntries(
    NAMES.map((name) => [
      name,
      () => attempt({ scenario: webScenario(), inputs: { [name]: BAD } }),
    ]),
  ),
)

test.each(NAMES)('%s', (name) => {
  const { exitCode, errors, outputs, requests } = of(name)
  expect([exitCode, outputs.outcome]).toEqual([1, 'failed'])
  expect(errors).toEqual([expect.stringContaining(`'${name}'`)])
  expect(requests).toEqual([])
})
