/**
 * @typedef {'modules' | 'engine' | 'scanner' | 'secondVerifier' | 'linters' | 'workflowRunner' | 'compile' | 'bundle'} Need
 * @typedef {'demo' | 'test' | 'build' | 'check' | 'bench' | 'release'} TaskName
 */

/**
 * What each task needs, in the order in which it is set up.
 * @type {Record<TaskName, Need[]>}
 */
export const needs = {
  demo: ['modules', 'engine', 'scanner', 'compile'],
  test: [
    'modules',
    'engine',
    'scanner',
    'secondVerifier',
    'linters',
    'workflowRunner',
    'compile',
    'bundle',
  ],
  build: ['modules', 'compile', 'bundle'],
  check: ['modules', 'linters'],
  bench: ['modules', 'engine', 'scanner', 'compile', 'bundle'],
  release: ['modules'],
}

/**
 * @param {string | undefined} name
 * @returns {name is TaskName}
 */
export const isTask = (name) => name !== undefined && Object.hasOwn(needs, name)
