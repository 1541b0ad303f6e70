import { brokenDeploy, type DeployFacts } from '@ci-kit/cli/demo/deploy-facts'
import type { Deployed } from '@ci-kit/cli/demo/deploy-job'
import { expect, test } from '@jest/globals'
import { deployed } from './demo-builds.ts'

const TASK_DEFINITIONS = ['shop-api:2', 'shop-web:2']
const GOOD: DeployFacts = { outcome: 'succeeded', taskDefinitions: TASK_DEFINITIONS }
const SAME: DeployFacts = { ...GOOD, outcome: 'unchanged', changesNothing: true }
const BAD: DeployFacts = { ...GOOD, outcome: 'rolled-back', exitCode: 137 }

test.each<[string, DeployFacts, Deployed]>([
  ['a deployment', GOOD, deployed('succeeded')],
  ['one that changes nothing', SAME, { ...deployed('unchanged'), writes: 0 }],
  ['one that fails as it should', BAD, deployed('rolled-back', 137)],
])('%s holds', (_, facts, found) => {
  expect(brokenDeploy('chapter', facts, found)).toEqual([])
})

test.each<[DeployFacts, Deployed, RegExp]>([
  [GOOD, deployed('failed'), /the outcome is failed; it has to be succeeded/],
  [GOOD, { ...deployed('succeeded'), exitCode: 1 }, /exit code of the step is 1; it has to be 0/],
  [
    GOOD,
    { ...deployed('succeeded'), taskDefinitions: ['shop-api:2'] },
    /definition is shop-api:2;/,
  ],
  [SAME, deployed('unchanged'), /the number of changes at AWS is 4; it has to be 0/],
  [BAD, deployed('rolled-back', 1), /exit code of the tasks is 1; it has to be 137/],
  [BAD, { ...deployed('rolled-back', 137), exitCode: 0 }, /of the step is 0; it has to be 1/],
])('what does not hold is a sentence', (facts, found, sentence) => {
  expect(brokenDeploy('chapter', facts, found)).toEqual([expect.stringMatching(sentence)])
})
