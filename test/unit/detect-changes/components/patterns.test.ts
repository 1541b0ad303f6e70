import { patternReader } from '@ci-kit/detect-changes/components/patterns'
import { expect, test } from '@jest/globals'

test('equal patterns share a glob', () => {
  const read = patternReader('minimatch')
  expect(read('a/**').glob).toBe(read('!a/**').glob)
  expect(read('a/**').glob).not.toBe(read('b/**').glob)
})

test('patterns that together take long to match are refused', () => {
  const read = patternReader('minimatch')
  const hostile = (at: number): string => `${'+(*)'.repeat(5)}${'{a,b}'.repeat(9)}${at}`
  const readMany = () => {
    for (let at = 0; at < 50; at += 1) read(hostile(at))
  }
  expect(readMany).toThrow('with it the patterns take too long to match')
})

test('five hundred components with patterns as people write them are not', () => {
  const read = patternReader('minimatch')
  for (let at = 0; at < 500; at += 1) {
    read(`services/s${at}/**/*.{ts,tsx,json}`)
    read(`services/s${at}/**/@(test|spec)/?*.[jt]s`)
    read(`!**/s${at}/*.+(md|adoc)`)
  }
  expect(read('**').excludes).toBe(false)
})

test('patterns with groups for a thousand folders do not add up', () => {
  const read = patternReader('minimatch')
  const readAll = () => {
    for (let at = 0; at < 1_000; at += 1) {
      read(`services/s${at}/!(node_modules|dist|build)/**/!(*.stories|*.test|*.spec).{ts,tsx}`)
    }
  }
  expect(readAll).not.toThrow()
})

test.each([
  ['of nested folders', (at: number) => `${'a/'.repeat(at % 100)}${GROUPS}${at}`],
  ['anywhere', (at: number) => `**/${GROUPS}${at}`],
  ['of all folders, for the memory', (at: number) => `${at}/${GROUPS}`],
])('patterns %s that add up are refused', (_, pattern) => {
  const read = patternReader('minimatch')
  const readAll = () => {
    for (let at = 0; at < 5_000; at += 1) read(pattern(at))
  }
  expect(readAll).toThrow('with it the patterns take too long to match')
})

const GROUPS = '+(*)'.repeat(10)
