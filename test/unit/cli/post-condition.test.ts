import { ALWAYS, applies, postCondition } from '@ci-kit/cli/step/post-condition'
import { describe, expect, test } from '@jest/globals'

const OWN = "always() && env[format('LEFT_{0}', github.action)] != ''"

describe('a post step', () => {
  test.each([
    ['always()', 0, {}, true],
    ['always()', 1, {}, true],
    ['success()', 0, {}, true],
    ['success()', 1, {}, false],
    ['failure()', 0, {}, false],
    ['failure()', 1, {}, true],
    ["env.LEFT != ''", 1, { LEFT: 'x' }, true],
    ["always() && env.LEFT != ''", 0, { LEFT: 'x' }, true],
    ["always() && env.LEFT != ''", 0, { LEFT: '' }, false],
    ["always()  &&  env.LEFT != ''", 0, {}, false],
    ["success() && env.LEFT != ''", 1, { LEFT: 'x' }, false],
    ["env.A != '' && env.B != ''", 0, { A: 'x' }, false],
    ["env.A != '' && env.B != ''", 0, { A: 'x', B: 'y' }, true],
    [OWN, 0, { GITHUB_ACTION: 'build', LEFT_build: 'x' }, true],
    [OWN, 0, { GITHUB_ACTION: 'build', LEFT_other: 'x', LEFT: 'x' }, false],
    [OWN, 0, { LEFT_: 'x' }, true],
  ])('with %s, exit code %d and %j: %j', (text, exitCode, env, expected) => {
    expect(applies(postCondition(text), exitCode, env)).toBe(expected)
  })

  test('runs always without a condition', () => {
    expect(applies(ALWAYS, 1, {})).toBe(true)
  })
})

test.each([
  'x',
  '',
  'always',
  'cancelled()',
  'always() &&',
  'always() || failure()',
  "env.A == ''",
  "env.A != 'b'",
  "env['A'] != ''",
  'env.A',
  '!cancelled()',
  "runner.os == 'Linux'",
])('refuses %j and shows what can be evaluated', (text) => {
  expect(() => postCondition(text)).toThrow(
    `'runs.post-if' is '${text}', expected always(), success() or failure()`,
  )
})
