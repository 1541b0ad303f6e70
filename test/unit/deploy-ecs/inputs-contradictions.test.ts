import { UserError } from '@ci-kit/core/errors'
import { expect, test } from '@jest/globals'
import { parsed } from './given.ts'

test.each<[Readonly<Record<string, string>>, RegExp]>([
  [{ service: 'web', continue: 'continue', mode: 'plan' }, /'continue'.*'plan'/],
  [{ service: 'web', continue: 'continue', 'run-task': 'true' }, /'continue'.*'run-task'/],
  [{ service: 'web', 'scheduled-tasks': 'nightly' }, /'scheduled-tasks'/],
  [{ service: 'web', 'run-task': 'true', 'run-task-when': 'after' }, /'run-task-when: after'/],
  [{ services: '{ db: {}, api: { needs: db } }' }, /'needs'/],
])('%j contradicts itself', (given, words) => {
  const wait = 'continue' in given ? {} : { 'wait-for-service-stability': 'false' }
  expect(() => parsed({ ...given, ...wait })).toThrow(UserError)
  expect(() => parsed({ ...given, ...wait })).toThrow(words)
  if (!('continue' in given)) expect(() => parsed(given)).not.toThrow()
})

test('an older commit cannot be refused without a record of releases', () => {
  const refuse = { service: 'web', 'older-commit': 'refuse' }
  expect(parsed(refuse).release.refusesOlder).toBe(true)
  expect(() => parsed({ ...refuse, ledger: 'none' })).toThrow(/'older-commit'.*'ledger' is 'none'/)
})
