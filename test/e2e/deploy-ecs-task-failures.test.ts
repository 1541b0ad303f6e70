import { crashed, outOfMemory } from '@ci-kit/local-aws/ecs/task-ends'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { operationsOf } from './deploy-ecs-requests.ts'
import { LOGGING, taskStep } from './deploy-ecs-task-step.ts'
import { inAdvance } from './deploy-ecs-workbench.ts'

const result = inAdvance({
  failed: () => taskStep({}, { task: LOGGING, oneOff: { takes: 12_000, end: outOfMemory } }),
  failedAfter: () =>
    taskStep({ 'run-task-when': 'after' }, { oneOff: { takes: 5_000, end: crashed(3) } }),
  refused: () => taskStep({}, { oneOff: { failure: 'RESOURCE:MEMORY' } }),
  foreign: () => taskStep({ 'run-task-container-overrides': '[{"name":"api"}]' }),
})

describe('when the one-off task does not end well', () => {
  test('its true reason is told, and the service stays untouched', () => {
    const { exitCode, outputs, log } = result('failed')
    expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 1, outcome: 'failed' })
    expect(JSON.parse(outputs['run-task-arn'] ?? '')).toHaveLength(1)
    expect(errorsOf(result('failed'))).toEqual([
      expect.stringMatching(/exit code 137 \(OutOfMemoryError.*No service was touched\.$/),
    ])
    expect(operationsOf(result('failed'))).not.toContain('UpdateService')
    expect(log).toContain('web | migrating\n')
    expect(log).not.toMatch(/^::error::table/m)
  })

  test('after the deployment the step fails all the same', () => {
    const { exitCode, outputs } = result('failedAfter')
    expect({ exitCode, outcome: outputs.outcome }).toEqual({ exitCode: 1, outcome: 'failed' })
    expect(errorsOf(result('failedAfter'))).toEqual([expect.stringContaining('exit code 3')])
    expect(
      operationsOf(result('failedAfter')).filter((name) => name === 'UpdateService'),
    ).toHaveLength(1)
  })

  test.each([
    ['refused', /RESOURCE:MEMORY\. No instance of the cluster/],
    ['foreign', /name container 'api', and its task definition has web/],
  ] as const)('%s: the service stays untouched', (name, message) => {
    expect(result(name).exitCode).toBe(1)
    expect(errorsOf(result(name))).toEqual([expect.stringMatching(message)])
    expect(operationsOf(result(name))).not.toContain('UpdateService')
  })
})
