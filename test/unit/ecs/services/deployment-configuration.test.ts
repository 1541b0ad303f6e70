import { deploymentConfiguration } from '@ci-kit/ecs/services/deployment-configuration'
import type { DeploymentSettings } from '@ci-kit/ecs/services/service-settings'
import { expect, test } from '@jest/globals'

const PRESENT = {
  strategy: 'CANARY',
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  bakeTimeInMinutes: 5,
  canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 3 },
  deploymentCircuitBreaker: { enable: true, rollback: true, resetOnHealthyTask: false },
  alarms: { alarmNames: ['old'], enable: true, rollback: false },
  lifecycleHooks: [{ targetType: 'PAUSE' }],
  somethingNew: { kept: true },
}

test.each<[string, DeploymentSettings, object]>([
  ['nothing is lost', { maximumPercent: 150 }, { ...PRESENT, maximumPercent: 150 }],
  [
    'a breaker keeps its threshold and its reset',
    { circuitBreaker: { enable: true, rollback: false } },
    {
      ...PRESENT,
      deploymentCircuitBreaker: { enable: true, rollback: false, resetOnHealthyTask: false },
    },
  ],
  [
    'alarms keep what happens when they fire',
    { alarms: ['new'] },
    { ...PRESENT, alarms: { alarmNames: ['new'], enable: true, rollback: false } },
  ],
  [
    'alarms are switched off',
    { alarms: [] },
    { ...PRESENT, alarms: { alarmNames: [], enable: false, rollback: false } },
  ],
  [
    'a canary keeps the half that is not asked',
    { canary: { percent: 20 } },
    { ...PRESENT, canaryConfiguration: { canaryPercent: 20, canaryBakeTimeInMinutes: 3 } },
  ],
  [
    'another strategy leaves the canary behind',
    { strategy: 'LINEAR', linear: { stepPercent: 25 } },
    {
      ...PRESENT,
      strategy: 'LINEAR',
      canaryConfiguration: undefined,
      linearConfiguration: { stepPercent: 25 },
    },
  ],
  [
    'rolling leaves canary and bake time behind',
    { strategy: 'ROLLING' },
    {
      ...PRESENT,
      strategy: 'ROLLING',
      canaryConfiguration: undefined,
      bakeTimeInMinutes: undefined,
    },
  ],
])('%s', (_, asked, expected) => {
  const sent = deploymentConfiguration('web', PRESENT, asked)
  expect(sent).toEqual(expected)
  expect(Object.values(sent)).not.toContain(undefined)
})

test('alarms that were off roll back', () => {
  const present = { alarms: { alarmNames: [], enable: false, rollback: false } }
  expect(deploymentConfiguration('web', present, { alarms: ['errors'] }).alarms).toEqual({
    alarmNames: ['errors'],
    enable: true,
    rollback: true,
  })
})

test.each<[DeploymentSettings, string]>([
  [
    { canary: { percent: 5 } },
    "'canary-percent' and 'canary-bake-minutes' cannot be used with the deployment strategy ROLLING of service 'web'",
  ],
  [{ linear: { stepPercent: 5 } }, "Set 'deployment-strategy: linear'"],
  [{ bakeMinutes: 5 }, "Set 'deployment-strategy: blue-green'"],
  [{ strategy: 'BLUE_GREEN' }, "Set 'bake-minutes'"],
])('%j is refused for a rolling service', (asked, words) => {
  expect(() => deploymentConfiguration('web', undefined, asked)).toThrow(words)
})
