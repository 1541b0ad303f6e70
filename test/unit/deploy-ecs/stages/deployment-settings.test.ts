import { parseDeploymentSettings } from '@ci-kit/deploy-ecs/stages/deployment-settings'
import { expect, test } from '@jest/globals'
import { fakeReader } from '../../core/fake-reader.ts'

type Given = Readonly<Record<string, string>>

const parse = (given: Given) => parseDeploymentSettings(fakeReader(given))

test.each<[Given, object]>([
  [{ 'circuit-breaker': 'rollback' }, { circuitBreaker: { enable: true, rollback: true } }],
  [{ 'circuit-breaker': 'enable' }, { circuitBreaker: { enable: true, rollback: false } }],
  [{ 'circuit-breaker': 'disable' }, { circuitBreaker: { enable: false, rollback: false } }],
  [
    { 'deployment-strategy': 'Blue-Green', 'bake-minutes': '0' },
    { strategy: 'BLUE_GREEN', bakeMinutes: 0 },
  ],
  [{ 'deployment-strategy': 'rolling' }, { strategy: 'ROLLING' }],
  [
    { 'deployment-strategy': 'canary', 'canary-percent': '0.1', 'canary-bake-minutes': '1440' },
    { strategy: 'CANARY', canary: { percent: 0.1, bakeMinutes: 1440 } },
  ],
  [{ 'canary-percent': '5' }, { canary: { percent: 5 } }],
  [
    { 'linear-step-percent': '3', 'linear-step-bake-minutes': '6' },
    { linear: { stepPercent: 3, stepBakeMinutes: 6 } },
  ],
  [
    { 'minimum-healthy-percent': '0', 'maximum-percent': '100' },
    { minimumHealthyPercent: 0, maximumPercent: 100 },
  ],
  [{ 'maximum-percent': '200' }, { maximumPercent: 200 }],
  [{ 'deployment-alarms': 'errors, latency\nerrors' }, { alarms: ['errors', 'latency'] }],
  [{ 'deployment-alarms': 'None' }, { alarms: [] }],
])('%j', (given, settings) => {
  expect(parse(given)).toStrictEqual(settings)
})

test.each<Given>([{}, { 'circuit-breaker': 'unchanged' }])('%j asks for nothing', (given) => {
  expect(parse(given)).toBeUndefined()
})

test.each<[Given, string[]]>([
  [{ 'deployment-strategy': 'recreate' }, ["'deployment-strategy' is 'recreate'", "'blue-green'"]],
  [{ 'canary-percent': '0' }, ["'canary-percent' is '0'", 'from 0.1 to 100']],
  [{ 'canary-percent': '5%' }, ["'canary-percent' is '5%'", "without '%'"]],
  [{ 'canary-percent': '5.55' }, ["'5.55'", 'one decimal']],
  [{ 'canary-percent': '101' }, ["'101'"]],
  [{ 'linear-step-percent': '2.9' }, ["'linear-step-percent' is '2.9'", 'from 3 to 100']],
  [{ 'bake-minutes': '1441' }, ["'bake-minutes' is '1441'", 'from 0 to 1440']],
  [{ 'circuit-breaker': 'on' }, ["'circuit-breaker' is 'on'", "'rollback'"]],
  [{ 'minimum-healthy-percent': '101' }, ["'minimum-healthy-percent'", 'from 0 to 100']],
  [{ 'minimum-healthy-percent': '100', 'maximum-percent': '100' }, ['no room']],
  [{ 'minimum-healthy-percent': '80', 'maximum-percent': '50' }, ['(80)', '(50)', 'no room']],
  [{ 'deployment-alarms': 'none, errors' }, ["'deployment-alarms'", "'none'"]],
  [{ 'deployment-strategy': 'linear', 'canary-percent': '5' }, ["'linear'", "'canary-percent'"]],
  [
    { 'deployment-strategy': 'blue-green', 'linear-step-percent': '5' },
    ["'blue-green'", "'linear-step-percent'"],
  ],
  [{ 'deployment-strategy': 'rolling', 'bake-minutes': '5' }, ["'rolling'", "'bake-minutes'"]],
])('%j is refused', (given, words) => {
  for (const word of words) expect(() => parse(given)).toThrow(word)
})
