import { parseWaitUntil, refuseWaitUntil } from '@ci-kit/deploy-ecs/stages/wait-until'
import { expect, test } from '@jest/globals'

test.each([
  ['', 'end'],
  [' End ', 'end'],
  ['paused', 'paused'],
  ['bake-time', 'BAKE_TIME'],
  ['BAKE_TIME', 'BAKE_TIME'],
  ['Post-Test-Traffic-Shift', 'POST_TEST_TRAFFIC_SHIFT'],
])("'%s' is %s", (text, until) => {
  expect(parseWaitUntil(text, 'wait-until')).toBe(until)
})

test.each(['deployed', 'bake', 'end, paused', 'constructor'])('%s is refused', (text) => {
  const parse = () => parseWaitUntil(text, 'wait-until')
  expect(parse).toThrow(`Input 'wait-until' is '${text}'`)
  expect(parse).toThrow("Use 'end', 'paused' or a stage: 'reconcile-service'")
})

const service = (controller: 'ECS' | 'CODE_DEPLOY') => ({ name: 'web', controller })

test.each([
  ['CODE_DEPLOY', 'ROLLING', 'paused', 'CodeDeploy'],
  ['CODE_DEPLOY', 'ROLLING', 'BAKE_TIME', 'CodeDeploy'],
  ['ECS', 'ROLLING', 'TEST_TRAFFIC_SHIFT', "set 'deployment-strategy'"],
] as const)('%s %s never comes to %s', (controller, strategy, until, words) => {
  const refuse = () => refuseWaitUntil(service(controller), strategy, until)
  expect(refuse).toThrow(`Input 'wait-until' is '${until}', and service 'web'`)
  expect(refuse).toThrow(words)
})

test.each([
  ['CODE_DEPLOY', 'ROLLING', 'end'],
  ['ECS', 'ROLLING', 'paused'],
  ['ECS', 'ROLLING', 'BAKE_TIME'],
  ['ECS', 'CANARY', 'PRODUCTION_TRAFFIC_SHIFT'],
] as const)('%s %s may come to %s', (controller, strategy, until) => {
  expect(() => refuseWaitUntil(service(controller), strategy, until)).not.toThrow()
})
