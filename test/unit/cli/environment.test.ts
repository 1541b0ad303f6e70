import { manifestOf } from '@ci-kit/cli/manifest'
import { contextVariables, inputVariables } from '@ci-kit/cli/step/environment'
import { describe, expect, test } from '@jest/globals'

const manifest = manifestOf({
  name: 'Sample',
  runs: { using: 'node24', main: 'index.js' },
  inputs: {
    'cache scope': { default: 'main' },
    'github-token': { default: `\${{ github.token }}` },
    branch: { default: `\${{ github.ref_name }}` },
    empty: {},
  },
})

describe('inputVariables', () => {
  test('sets every declared input', () => {
    expect(inputVariables(manifest, { BRANCH: 'x' }, 't0')).toEqual({
      INPUT_CACHE_SCOPE: 'main',
      'INPUT_GITHUB-TOKEN': 't0',
      INPUT_BRANCH: 'x',
      INPUT_EMPTY: '',
    })
  })

  test('names an input that is not declared, and those that are', () => {
    expect(() => inputVariables(manifest, { brunch: 'x' }, '')).toThrow(
      /'brunch' is not declared by action 'Sample'.*cache scope, github-token, branch, empty/,
    )
  })

  test('refuses to guess the value of another expression', () => {
    expect(() => inputVariables(manifest, {}, '')).toThrow(
      /'branch' uses \$\{\{ github.ref_name \}\}/,
    )
  })
})

describe('contextVariables', () => {
  const push = { name: 'push', payload: {}, sha: 'a'.repeat(40), repository: 'acme/shop' }

  test.each([
    ['refs/heads/feat/x', 'feat/x', 'branch'],
    ['refs/tags/v1', 'v1', 'tag'],
    ['refs/pull/7/merge', '7/merge', 'branch'],
  ])('names the ref %s', (ref, name, type) => {
    expect(contextVariables({ ...push, ref }, '/w')).toMatchObject({
      GITHUB_REF: ref,
      GITHUB_REF_NAME: name,
      GITHUB_REF_TYPE: type,
      GITHUB_REPOSITORY_OWNER: 'acme',
      GITHUB_WORKSPACE: '/w',
    })
  })

  test('takes the branches of a pull request from its payload', () => {
    const payload = { pull_request: { base: { ref: 'main' }, head: { ref: 'topic' } } }
    expect(contextVariables({ ...push, payload, ref: 'refs/pull/7/merge' }, '/w')).toMatchObject({
      GITHUB_BASE_REF: 'main',
      GITHUB_HEAD_REF: 'topic',
    })
  })
})
