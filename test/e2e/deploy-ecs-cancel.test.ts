import { ok, type Rollout, slowStart } from '@ci-kit/local-aws/ecs/rollouts'
import { hanging } from '@ci-kit/local-aws/faults'
import { webScenario } from '@ci-kit/local-aws/scenario'
import { describe, expect, test } from '@jest/globals'
import { attempt, type Trial, writesOf } from './deploy-ecs-trial.ts'
import { inAdvance } from './deploy-ecs-workbench.ts'

/* A job that is cancelled while it deploys, or whose step is killed. */

const rolling = (rollout: Rollout = slowStart(3_600_000)) => webScenario({ rollout: () => rollout })

const cancelled = (trial: Partial<Trial> = {}) =>
  attempt({
    scenario: rolling(),
    speed: 5,
    cancelAt: (line) => line.includes('new tasks running'),
    ...trial,
  })

/** Ends main by a signal that nothing can handle, once it has seen its deployment. */
const KILL = `
const write = process.stdout.write
if (process.argv[1].endsWith('index.js'))
  process.stdout.write = (...text) => {
    const result = write.apply(process.stdout, text)
    if (String(text[0]).includes('new tasks running')) process.kill(process.pid, 'SIGKILL')
    return result
  }`

const killed = (trial: Partial<Trial> = {}) =>
  attempt({
    scenario: rolling(),
    speed: 5,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(KILL)}` },
    ...trial,
  })

const of = inAdvance({
  rollback: () => cancelled(),
  leave: () => cancelled({ inputs: { 'on-cancel': 'leave' } }),
  'before the update': () =>
    cancelled({
      scenario: { ...rolling(), faults: [hanging('ListServiceDeployments', 1)] },
      cancelAt: (line) => line.startsWith('Registered '),
    }),
  killed: () => killed(),
  'killed, leave': () => killed({ inputs: { 'on-cancel': 'leave' } }),
  'killed, over': () => killed({ scenario: rolling(ok(1_000)) }),
  'killed, of somebody else': () =>
    killed({
      // Somebody's update of the same service follows while the step is dead.
      scenario: rolling((facts) => [
        ...slowStart(3_600_000)(facts).slice(0, 2),
        { at: 5_000, superseded: { taskDefinition: 'web:1' } },
      ]),
    }),
})

describe('a cancelled job', () => {
  test('rolls back by one stop, and is out in time', () => {
    const { exitCode, cancelledMs, count, errors, log, asked } = of('rollback')
    expect(exitCode).toBe(130)
    // By then GitHub ends it without asking.
    expect(cancelledMs).toBeLessThan(7_500)
    expect(count('StopServiceDeployment')).toBe(1)
    expect(asked('StopServiceDeployment')).toMatchObject([{ stopType: 'ROLLBACK' }])
    expect(errors).toEqual(['Cancelled by SIGINT.'])
    expect(log).toContain('cancelled: ECS was told to roll back')
  })

  test('leaves the deployment where the author wants so', () => {
    const { exitCode, count } = of('leave')
    expect([exitCode, count('StopServiceDeployment')]).toEqual([130, 0])
  })

  test('before the update sends none, and stops nothing', () => {
    const result = of('before the update')
    expect(result.exitCode).toBe(130)
    expect(writesOf(result)).toEqual(['RegisterTaskDefinition'])
  })
})

describe('the post step of a step that was killed', () => {
  test('rolls back by one stop', () => {
    const { exitCode, count, warnings } = of('killed')
    expect(exitCode).toBe(137)
    expect(count('StopServiceDeployment')).toBe(1)
    expect(warnings).toEqual([
      'web: the step ended before its deployment did, so it is rolled back.',
    ])
  })

  test('leaves the deployment where the author wants so', () => {
    const { exitCode, count } = of('killed, leave')
    expect([exitCode, count('StopServiceDeployment')]).toEqual([137, 0])
  })

  test.each(['killed, over', 'killed, of somebody else'] as const)('%s: does nothing', (name) => {
    const { count, log } = of(name)
    expect(count('StopServiceDeployment')).toBe(0)
    if (name === 'killed, of somebody else')
      expect(log).toContain('nothing of this step is being deployed any more')
  })
})
