import { alarming, breaking, failing, stalled } from '@ci-kit/local-aws/ecs/failing-rollouts'
import { inTurn, lateSuccess, ok, type Rollout, superseded } from '@ci-kit/local-aws/ecs/rollouts'
import { canary, pausedAt } from '@ci-kit/local-aws/ecs/stages'
import { crashed, imageMissing, secretMissing } from '@ci-kit/local-aws/ecs/task-ends'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { attempt, everyLog, LOGGING, type Tried, writesOf } from './deploy-ecs-trial.ts'
import { inAdvance } from './deploy-ecs-workbench.ts'

/* How deployments end, and that the step says so: only a success is green. */

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf'
const PREVIOUS = expect.stringContaining(':task-definition/web:2')

const web = (rollout: Rollout, deploymentConfiguration = {}, staleReads = 0) =>
  webScenario({
    rollout: inTurn(rollout, ok()),
    staleReads,
    service: { settings: { deploymentConfiguration } },
  })

const breaker = (rollback: boolean) => ({ deploymentCircuitBreaker: { enable: true, rollback } })
const canaries = web(pausedAt('BAKE_TIME', canary(5)), { strategy: 'CANARY' })
const alarms = { alarms: { enable: true, rollback: true, alarmNames: ['errors'] } }
const slowly = { 'fail-fast': 'false' }
const logs = () => ({ logs: everyLog('starting', 'panic: no database') })
const paused: Parameters<typeof attempt>[0]['before'] = (run) =>
  run({
    inputs: {
      service: 'web',
      'container-name': 'web',
      'environment-variables': 'VERSION=2',
      'wait-until': 'paused',
    },
  })

const of = inAdvance({
  succeeded: () => attempt({ scenario: web(ok()) }),
  breaker: () =>
    attempt({
      scenario: web(breaking(crashed(1)), breaker(true)),
      services: logs,
      inputs: { ...slowly, ...LOGGING },
    }),
  'breaker without rollback': () =>
    attempt({ scenario: web(breaking(crashed(2)), breaker(false)), inputs: slowly }),
  'breaker without rollback, left': () =>
    attempt({
      scenario: web(breaking(crashed(2)), breaker(false)),
      inputs: { ...slowly, 'on-failure': 'leave' },
    }),
  'failed rollback': () =>
    attempt({
      scenario: web(breaking(crashed(1), { ends: 'ROLLBACK_FAILED' }), breaker(true)),
      inputs: { ...slowly, 'on-failure': 'leave' },
    }),
  alarm: () => attempt({ scenario: web(alarming(), alarms) }),
  superseded: () => attempt({ scenario: web(superseded(60_000)) }),
  paused: () => attempt({ scenario: canaries, inputs: { 'wait-until': 'paused' } }),
  stage: () =>
    attempt({
      scenario: web(canary(5, { bake: 600_000 }), { strategy: 'CANARY' }),
      inputs: { 'wait-until': 'bake-time' },
    }),
  continued: () =>
    attempt({ scenario: canaries, before: paused, inputs: { continue: 'continue' } }),
  'taken back at a pause': () =>
    attempt({ scenario: canaries, before: paused, inputs: { continue: 'rollback' } }),
  'continued without a pause': () =>
    attempt({ scenario: web(ok()), inputs: { continue: 'continue' } }),
  'timed out': () =>
    attempt({ scenario: web(stalled), haste: 30, inputs: { 'wait-for-minutes': '1' } }),
  'timed out, left': () =>
    attempt({
      scenario: web(stalled),
      haste: 30,
      inputs: { 'wait-for-minutes': '1', 'on-failure': 'leave' },
    }),
  'image missing': () =>
    attempt({ scenario: web(failing(imageMissing('docker.io/org/web:1'), { every: 60_000 })) }),
  'image missing, left': () =>
    attempt({
      scenario: web(failing(imageMissing('docker.io/org/web:1'), { every: 60_000 })),
      inputs: { 'on-failure': 'leave' },
    }),
  'secret missing': () =>
    attempt({ scenario: web(failing(secretMissing(SECRET), { every: 60_000 })) }),
  'same exit code': () => attempt({ scenario: web(failing(crashed(7), { every: 30_000 })) }),
  'running before it is done': () => attempt({ scenario: web(lateSuccess(10_000, 200_000)) }),
  'stale reads': () => attempt({ scenario: web(ok(), {}, 3) }),
  'no tasks wanted': () => attempt({ scenario: webScenario({ service: { desired: 0 } }) }),
  'not waited for': () =>
    attempt({ scenario: web(ok()), inputs: { 'wait-for-service-stability': 'false' } }),
  unhealthy: () =>
    attempt({
      scenario: web(ok(5_000)),
      inputs: { 'health-url': 'http://127.0.0.1:1/up', 'health-timeout-seconds': '1' },
    }),
})

const GREEN = ['succeeded', 'stale reads', 'running before it is done', 'no tasks wanted'] as const

const ends = ({ exitCode, outputs, web: { outcome } }: Tried) => [
  exitCode,
  outputs.outcome,
  outcome,
]

test.each([...GREEN, 'continued'] as const)('%s: green', (name) => {
  expect(ends(of(name))).toEqual([0, 'succeeded', 'succeeded'])
  expect(of(name).errors).toEqual([])
})

test.each(GREEN)('%s: one registration, one update', (name) => {
  expect(writesOf(of(name))).toEqual(['RegisterTaskDefinition', 'UpdateService'])
})

test.each([
  ['breaker', 'rolled-back'],
  ['breaker without rollback', 'rolled-back'],
  ['breaker without rollback, left', 'failed'],
  ['failed rollback', 'failed'],
  ['alarm', 'rolled-back'],
  ['superseded', 'superseded'],
  ['taken back at a pause', 'rolled-back'],
  ['timed out', 'timed-out'],
  ['timed out, left', 'timed-out'],
  ['image missing', 'rolled-back'],
  ['image missing, left', 'failed'],
  ['secret missing', 'rolled-back'],
  ['same exit code', 'rolled-back'],
  ['unhealthy', 'rolled-back'],
] as const)('%s: red, %s, with one error', (name, outcome) => {
  expect(ends(of(name))).toEqual([1, outcome, outcome])
  expect(of(name).errors).toHaveLength(1)
})

describe('the circuit breaker', () => {
  test('is told with causes, reasons of tasks and the last log lines', () => {
    const { errors, log, summary, web: result } = of('breaker')
    expect(errors[0]).toMatch(
      /^web was rolled back by ECS: The deployment circuit breaker was triggered after 3 of 3 failed tasks\..*container web exited with 1 \(3 times\)/,
    )
    expect(log).toMatch(/3 +EssentialContainerExited +web +1 +Essential container in task exited/)
    expect(log).toMatch(/::group::Last log lines.*\nstarting\npanic: no database\n::endgroup::/)
    expect(summary).toContain('#### Causes')
    expect(summary).toContain('starting\npanic: no database')
    expect(summary).toContain('rolling back to')
    expect(result.causes).toMatchObject([{ container: 'web', 'exit-code': 1, count: 3 }])
  })

  test('that goes back by itself is left to it', () => {
    expect(writesOf(of('breaker'))).toEqual(['RegisterTaskDefinition', 'UpdateService'])
  })

  test('without rollback is followed by one update to what ran before, told loudly', () => {
    const { asked, errors, warnings } = of('breaker without rollback')
    expect(asked('UpdateService')).toMatchObject([{}, { taskDefinition: PREVIOUS }])
    expect(warnings).toEqual([expect.stringContaining('second update')])
    expect(errors[0]).toMatch(
      /^web was rolled back: ECS stopped the deployment\. The deployment circuit/,
    )
  })

  test('without rollback is left where the author wants so', () => {
    expect(of('breaker without rollback, left').count('UpdateService')).toBe(1)
    expect(of('breaker without rollback, left').errors[0]).toContain(
      'The deployment of web failed: ECS stopped the deployment.',
    )
  })

  test('whose rollback failed leaves a doubt that is told', () => {
    expect(of('failed rollback').errors[0]).toContain('the service may run either release')
  })
})

test('an alarm is named', () => {
  expect(of('alarm').errors[0]).toContain('Alarms fired: errors.')
})

test('a deployment of somebody else is named and left alone', () => {
  const { errors, count, web: result } = of('superseded')
  expect(result.by).toMatch(/:service-deployment\/production\/web\//)
  expect(errors[0]).toContain('another deployment began before it had ended')
  expect([count('UpdateService'), count('StopServiceDeployment')]).toEqual([1, 0])
})

describe('a pause', () => {
  test('that is waited for is green, with the id of its hook', () => {
    const { exitCode, outputs, summary } = of('paused')
    expect([exitCode, outputs.outcome]).toEqual([0, 'paused'])
    expect(outputs['hook-id']).toBe('hook-BAKE_TIME')
    expect(summary).toContain('continue: continue')
  })

  test('is ended by another step, without a deployment', () => {
    expect(writesOf(of('continued'))).toEqual(['ContinueServiceDeployment'])
    expect(writesOf(of('taken back at a pause'))).toEqual(['ContinueServiceDeployment'])
  })

  test('that is not there is no success', () => {
    const { exitCode, errors } = of('continued without a pause')
    expect(exitCode).toBe(1)
    expect(errors).toEqual([expect.stringContaining('there is no pause to end')])
    expect(writesOf(of('continued without a pause'))).toEqual([])
  })

  test('a stage that is waited for ends the step in the middle', () => {
    const { exitCode, outputs, web: result } = of('stage')
    expect([exitCode, outputs.outcome, outputs['hook-id']]).toEqual([0, 'paused', ''])
    expect(result.stage).toBe('BAKE_TIME')
  })
})

describe('the limit', () => {
  test('rolls back once, and says what was missing', () => {
    const { errors, count, web: result } = of('timed out')
    expect(count('StopServiceDeployment')).toBe(1)
    expect(count('UpdateService')).toBe(1)
    expect(result.missing).toEqual([
      expect.stringMatching(
        /had not ended after 1 min 00 s.* 0 of 2 new tasks run.*It was rolled back/,
      ),
    ])
    expect(errors[0]).toContain('unable to place a task')
    expect(errors[0]).not.toContain('goes on')
  })

  test('leaves it where the author wants so, and says that it goes on', () => {
    const { errors, count, web: result } = of('timed out, left')
    expect(count('StopServiceDeployment')).toBe(0)
    expect(result.missing).toContain('0 of 2 new tasks run.')
    expect(errors[0]).toContain('ECS goes on with it')
  })
})

describe('a deployment that cannot succeed', () => {
  test.each([
    ['image missing', 'CannotPullContainerError', 'the image is not in the registry'],
    ['secret missing', SECRET, 'ResourceInitializationError'],
    ['same exit code', 'container web exited with 7', ''],
  ] as const)('by %s is stopped once, before its limit', (name, reason, hint) => {
    const { errors, count } = of(name)
    expect([count('StopServiceDeployment'), count('UpdateService')]).toEqual([1, 1])
    expect(errors[0]).toMatch(/^web was rolled back[.:] /)
    expect(errors[0]).toContain(reason)
    expect(errors[0]).toContain(hint)
  })

  test('is left where the author wants so', () => {
    expect(of('image missing, left').count('StopServiceDeployment')).toBe(0)
  })
})

test('a service without health goes back to what ran before', () => {
  const { asked, errors, web: result } = of('unhealthy')
  expect(asked('UpdateService')).toMatchObject([{}, { taskDefinition: PREVIOUS }])
  expect(result.reason).toContain('http://127.0.0.1:1/up was not healthy')
  expect(errors[0]).toMatch(/^web was rolled back: http/)
})

test('what nobody waits for is no success', () => {
  const { exitCode, outputs, log } = of('not waited for')
  expect([exitCode, outputs.outcome]).toEqual([0, 'started'])
  expect(log).toContain('Whether it succeeds is not known.')
})

test('a deployment that failed still has all outputs', () => {
  expect(of('breaker').outputs).toMatchObject({
    'task-definition-arn': expect.stringMatching(/web:3$/),
    'previous-task-definition-arn': PREVIOUS,
    'service-deployment-arn': expect.stringContaining(':service-deployment/'),
    changed: 'true',
    verified: 'false',
    digests: expect.stringContaining('@sha256:'),
  })
})
