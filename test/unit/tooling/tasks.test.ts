import { isTask, needs } from '@ci-kit/tooling/tasks'
import { expect, test } from '@jest/globals'

test.each(Object.entries(needs))('%s installs the packages before anything else', (_, list) => {
  expect(list[0]).toBe('modules')
})

test.each(Object.entries(needs).filter(([, list]) => list.includes('bundle')))(
  '%s compiles before it bundles',
  (_, list) => {
    expect(list.indexOf('compile')).toBeGreaterThan(0)
    expect(list.indexOf('compile')).toBeLessThan(list.indexOf('bundle'))
  },
)

test.each(['demo', 'test', 'bench'] as const)(
  '%s brings the build engine and the scanner along',
  (task) => {
    expect(needs[task]).toEqual(expect.arrayContaining(['engine', 'scanner']))
  },
)

test('only tests compare with a second verifier, which takes minutes to build', () => {
  const tasks = Object.entries(needs).filter(([, list]) => list.includes('secondVerifier'))
  expect(tasks.map(([task]) => task)).toEqual(['test'])
})

test.each(['test', 'check'] as const)('%s has the linters of workflows', (task) => {
  expect(needs[task]).toContain('linters')
})

test('only tests run whole workflows', () => {
  const tasks = Object.entries(needs).filter(([, list]) => list.includes('workflowRunner'))
  expect(tasks.map(([task]) => task)).toEqual(['test'])
})

test.each(['build', 'check'] as const)('%s works without a build engine', (task) => {
  expect(needs[task]).not.toContain('engine')
  expect(needs[task]).not.toContain('scanner')
})

test.each([
  ['demo', true],
  ['deploy', false],
  ['toString', false],
  [undefined, false],
])('%s is a task: %s', (name, expected) => {
  expect(isTask(name)).toBe(expected)
})
