import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'

/* What SECURITY.md claims is shown by tests, and those are there. */

type Named = { readonly file: string; readonly title: string }

/** `test/….test.ts`: `title` */
const NAMED = /`(test\/[\w/.-]+\.test\.ts)`:\s+`([^`]+)`/g

const namedIn = (text: string): readonly Named[] =>
  [...text.matchAll(NAMED)].map(([, file = '', title = '']) => ({ file, title }))

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** The title as the test has it in its source: its template, where it comes from a table. */
const hasTest = (source: string, title: string): boolean =>
  new RegExp(`(?:\\btest(?:\\.concurrent)?|[\\])])\\(\\s*(['"\`])${literal(title)}\\1,`).test(
    source,
  )

const text = readFileSync('SECURITY.md', 'utf8')
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Who') && !line.startsWith('| ---'))

test('each claim names a test', () => {
  expect(rows.length).toBeGreaterThan(30)
  expect(rows.filter((row) => namedIn(row).length === 0)).toEqual([])
})

test('each name of a test is one that is looked for', () => {
  const names = text.match(/`test\/[^`]*`/g) ?? []
  expect(names).toHaveLength(namedIn(text).length)
})

describe('a test that is named is there:', () => {
  const named = [...new Map(namedIn(text).map((one) => [`${one.file} ${one.title}`, one])).values()]

  test.each(named)('$file: $title', ({ file, title }) => {
    expect(existsSync(file)).toBe(true)
    expect(hasTest(readFileSync(file, 'utf8'), title)).toBe(true)
  })
})

test.each([
  ["test('a thing', () => {})", 'a thing', true],
  ["test.concurrent(\n  'a thing',\n  () => {})", 'a thing', true],
  ["test.each([1])('%s is a thing', () => {})", '%s is a thing', true],
  ["])('a $name', async () => {})", 'a $name', true],
  ["test('a thing that is longer', () => {})", 'a thing', false],
  ["describe('a thing', () => {})", 'a thing', false],
  ["expect(x).toBe('a thing')", 'a thing', false],
  ["// test('another', () => {})", 'a thing', false],
])('in %j the test %j is found: %s', (source, title, found) => {
  expect(hasTest(source, title)).toBe(found)
})
