import { deployedDefinitions } from '@ci-kit/deploy-ecs/schedules/deployed-definitions'
import { expect, test } from '@jest/globals'
import { revision } from '../../ecs/services/a-service.ts'
import { aDocument, aPrepared, DIGEST, OTHER_DIGEST, registered } from '../a-prepared.ts'

test.each([
  ['registered', { equal: registered(1) }, revision(1)],
  ['not registered yet', {}, revision(1).replace(/:1$/, '')],
  [
    'of another family than what runs',
    { document: aDocument(OTHER_DIGEST, 'shop') },
    revision(1, 'shop').replace(/:1$/, ''),
  ],
  ['without anything that runs', { running: undefined }, 'web'],
])('a task definition %s', (_, about, wanted) => {
  const [only] = deployedDefinitions([aPrepared(about)])
  expect(only).toBe(wanted)
})

test('two versions of a family are refused, the same one twice is once', () => {
  const web = aPrepared()
  expect(deployedDefinitions([web, { ...web, name: 'api' }])).toHaveLength(1)
  const other = aPrepared({ name: 'api', document: aDocument(DIGEST) })
  expect(() => deployedDefinitions([web, other])).toThrow(/'web'.*two steps/)
})
