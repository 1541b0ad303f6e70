/**
 * The counts of jest's `--json` report that matter here.
 * @typedef {object} JestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests skipped
 * @property {number} numTodoTests
 * @property {number} numRuntimeErrorTestSuites files that could not even be loaded
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * When set-up failed, or jest wrote no report.
 * @type {Counts}
 */
export const nothingRan = { passed: 0, failed: 0, skipped: 0 }

/**
 * A file that cannot be loaded hides all its tests, so it counts as one failure.
 * @param {JestReport} report
 * @returns {Counts}
 */
export const counts = (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
  skipped: report.numPendingTests + report.numTodoTests,
})

/**
 * The last line of a test run.
 * @param {Counts} counts
 * @returns {string} such as `12 passed, 0 failed, 1 skipped`
 */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`

/**
 * A run in which nothing was tested is no success.
 * @param {Counts} counts
 * @param {number} jestCode
 * @returns {number} exit code
 */
export const exitCode = ({ passed, failed }, jestCode) => {
  if (jestCode !== 0) return jestCode
  return failed === 0 && passed > 0 ? 0 : 1
}
