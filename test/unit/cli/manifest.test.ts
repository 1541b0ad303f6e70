import { manifestOf, readManifest } from '@ci-kit/cli/manifest'
import { describe, expect, test } from '@jest/globals'

const runs = { using: 'node24', main: 'index.js' }

describe('manifestOf', () => {
  test('takes defaults as the text that the runner passes', () => {
    const { inputs } = manifestOf({
      runs,
      inputs: { a: { default: true }, b: { default: 3 }, c: { required: true }, d: null },
    })
    expect(Object.fromEntries(inputs)).toEqual({
      a: { required: false, default: 'true' },
      b: { required: false, default: '3' },
      c: { required: true, default: '' },
      d: { required: false, default: '' },
    })
  })

  test('a post step runs always unless the manifest says otherwise', () => {
    expect(manifestOf({ runs: { ...runs, post: 'p.js' } })).toMatchObject({
      post: 'p.js',
      postIf: { statuses: ['always'], variables: [] },
    })
    expect(manifestOf({ runs: { ...runs, 'post-if': 'success()' } }).postIf).toEqual({
      statuses: ['success'],
      variables: [],
    })
  })

  test.each([
    ['no mapping', [], /no mapping/],
    ['another runtime', { runs: { using: 'docker' } }, /'runs.using' is 'docker'/],
    ['no program', { runs: { using: 'node24' } }, /'runs.main' is missing/],
    ['inputs as a list', { runs, inputs: ['a'] }, /'inputs' is no mapping/],
    ['an input that is text', { runs, inputs: { a: 'b' } }, /input 'a' is no mapping/],
    ['a list as default', { runs, inputs: { a: { default: [] } } }, /default of input 'a'/],
    ['a strange post-if', { runs: { ...runs, 'post-if': 'x' } }, /'runs.post-if' is 'x'/],
  ])('refuses %s', (_, document, message) => {
    expect(() => manifestOf(document)).toThrow(message)
  })
})

test('a folder without a manifest is named', () => {
  expect(() => readManifest('/nowhere')).toThrow(/\/nowhere\/action\.yml is not the manifest/)
})
