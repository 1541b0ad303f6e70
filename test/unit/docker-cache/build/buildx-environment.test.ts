import {
  buildxEnvironment,
  isWithheld,
  usesGithubCache,
} from '@ci-kit/docker-cache/build/buildx-environment'
import { expect, test } from '@jest/globals'

const JOB = {
  'INPUT_GITHUB-TOKEN': 'secret',
  INPUT_TAGS: '1',
  STATE_isPost: 'true',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.test',
}
const GITHUB_CACHE = {
  ACTIONS_CACHE_URL: 'https://cache.test',
  ACTIONS_RESULTS_URL: 'https://results.test',
  ACTIONS_RUNTIME_TOKEN: 'secret',
  ACTIONS_CACHE_SERVICE_V2: 'true',
}
const OTHERS = {
  PATH: '/bin',
  HTTPS_PROXY: 'http://proxy.test',
  BUILDX_BUILDER: 'mine',
  MY_INPUT_X: '1',
  CI_KIT_GIT_TOKEN: 'token',
  NOT_SET: undefined,
}
const ADDED = { BUILDX_METADATA_PROVENANCE: 'disabled' }

test('buildx sees neither inputs nor the credentials of the runner', () => {
  expect(buildxEnvironment({ ...JOB, ...GITHUB_CACHE, ...OTHERS }, false)).toEqual({
    ...OTHERS,
    ...ADDED,
  })
})

test("buildx sees what GitHub's cache is reached by where it is used, and no more", () => {
  expect(buildxEnvironment({ ...JOB, ...GITHUB_CACHE, ...OTHERS }, true)).toEqual({
    ...GITHUB_CACHE,
    ...OTHERS,
    ...ADDED,
  })
})

test.each([
  [[], false],
  [['type=registry,ref=a', 'type=inline'], false],
  [['type=registry,ref=a', 'type=gha'], true],
  [['type=gha,scope=api,mode=max'], true],
  [['"scope=a,b",type=gha'], true],
  [['"type=gha"'], true],
  [['type=gha2'], false],
  [['type=registry,"ref=a,type=gha"'], false],
  [['type=local,"src=a,type=gha,b"'], false],
  [['type=s3,name=type=gha'], false],
])("the caches %j are GitHub's: %j", (entries, expected) => {
  expect(usesGithubCache(entries)).toBe(expected)
})

test.each([
  ['INPUT_X', true],
  ['ACTIONS_RUNTIME_TOKEN', true],
  ['STATE_x', true],
  ['MY_INPUT_X', false],
  ['INPUTS', false],
])('the variable %s is withheld: %j', (name, expected) => expect(isWithheld(name)).toBe(expected))
