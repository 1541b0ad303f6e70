import { releaseOptions } from '@ci-kit/tooling/release/options'
import { needs } from '@ci-kit/tooling/tasks'
import { expect, test } from '@jest/globals'

test.each([
  [[], { kind: 'make', dryRun: false, push: false }],
  [['--dry-run'], { kind: 'make', dryRun: true, push: false }],
  [
    ['--push', '--version', '1.2.3', '--out', 'x'],
    { kind: 'make', dryRun: false, push: true, version: '1.2.3', out: 'x' },
  ],
  [['--version='], { kind: 'make', dryRun: false, push: false, version: '' }],
  [['--move-major', 'v1.2.3', '--push'], { kind: 'move-major', tag: 'v1.2.3', push: true }],
  [['--smoke', 'tree'], { kind: 'smoke', folder: 'tree' }],
])('%j', (args, expected) => {
  expect(releaseOptions(args)).toEqual(expected)
})

test.each([
  [['--dry-run', '--push'], 'These options do not go together.'],
  [['--move-major', 'v1.0.0', '--version', '1.0.0'], 'These options do not go together.'],
  [['--smoke', 'x', '--push'], 'These options do not go together.'],
  [['--dryrun'], "Unknown option '--dryrun'"],
  [['1.2.3'], 'Unexpected argument'],
  [['--version'], 'argument missing'],
])('%j is refused, and says how it is written', (args, message) => {
  expect(() => releaseOptions(args)).toThrow(message)
  expect(() => releaseOptions(args)).toThrow('npm run release -- --dry-run')
})

test('the task needs no build engine, and brings up to date nothing that it judges', () => {
  expect(needs.release).toEqual(['modules'])
})
