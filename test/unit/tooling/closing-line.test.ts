import { closingLine, counts, exitCode } from '@ci-kit/tooling/closing-line'
import { describe, expect, test } from '@jest/globals'

const report = {
  numPassedTests: 7,
  numFailedTests: 2,
  numPendingTests: 3,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 1,
}

test('the closing line counts tests, and a file that cannot be loaded as a failure', () => {
  expect(closingLine(counts(report))).toBe('7 passed, 3 failed, 4 skipped')
})

describe('the exit code', () => {
  test.each([
    ['all passed', { passed: 3, failed: 0, skipped: 1 }, 0, 0],
    ['one failed', { passed: 3, failed: 1, skipped: 0 }, 1, 1],
    ['nothing ran', { passed: 0, failed: 0, skipped: 0 }, 0, 1],
    ['only skipped', { passed: 0, failed: 0, skipped: 4 }, 0, 1],
    ['jest failed although every test passed', { passed: 3, failed: 0, skipped: 0 }, 7, 7],
    ['a failure that jest does not report', { passed: 3, failed: 1, skipped: 0 }, 0, 1],
  ])('%s', (_, found, jestCode, expected) => {
    expect(exitCode(found, jestCode)).toBe(expected)
  })
})
