import { namedHosts } from '@ci-kit/trivy-scan/compose/registries'
import { expect, test } from '@jest/globals'
import { type Given, inputsOf } from '../inputs/parsed.ts'

test.each<[string, Given, readonly string[]]>([
  ['images', { 'image-ref': 'r.test/a\nghcr.io/b\nr.test/c' }, ['r.test', 'ghcr.io']],
  ['Docker Hub', { 'image-ref': 'alpine' }, ['docker.io']],
  ['baselines too', { 'image-ref': 'r.test/a', baseline: 'old.test/a' }, ['r.test', 'old.test']],
  [
    'the baseline of an archive',
    { 'image-ref': '', input: 'i.tar', baseline: 'old.test/a' },
    ['old.test'],
  ],
  ['no stored report', { 'image-ref': 'r.test/a', baseline: 'old.json' }, ['r.test']],
  ['no path', { 'image-ref': '', 'scan-type': 'fs' }, []],
])('logins are for %s', (_, given, hosts) =>
  // The database's mirrors are not among them: no password goes there.
  expect(namedHosts(inputsOf(given).targets)).toEqual(hosts),
)
