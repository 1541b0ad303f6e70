import { previousTag } from '@ci-kit/detect-changes/base/previous-tag'
import type { Tag } from '@ci-kit/detect-changes/history'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cpuTime } from '../../../fakes/cpu-time.ts'

const HEAD = 'head'

/** Tags on commits of their own, named `on <tag>`; `name@commit` says otherwise. */
const tagged = (names: string): readonly Tag[] =>
  names
    .split(' ')
    .filter((name) => name !== '')
    .map((name) => {
      const [tag = '', commit = `on ${tag}`] = name.split('=')
      return { name: tag, commit }
    })

const foundFor = (tag: string, names: string): string => {
  const previous = previousTag(tag, HEAD, [...tagged(names), { name: tag, commit: HEAD }])
  return previous.kind === 'tag' ? previous.commit : previous.why
}

const NO_LOWER = 'no tag of the same form has a lower version'
const NO_FINAL = 'no tag of the same form has a lower final version'
const NO_VERSION = 'the name of the tag holds no version'
const SEVERAL = 'several tags name the version before, on different commits'
const ADVICE = "; set input 'base' to compare with a tag"

describe('the tag before', () => {
  test.each([
    ['v1.2.0', 'v1.0.0 v1.1.0 v1.1.5 v2.0.0', 'v1.1.5'],
    ['v1.10.0', 'v1.2.0 v1.9.0', 'v1.9.0'],
    ['v1.4.9', 'v1.4.8 v2.0.0 v1.3.0', 'v1.4.8'],
    // Other components, and other shapes.
    ['api-v1.2.0', 'v1.1.9 web-v1.1.8 api-v1.0.0 api-v2-v1.1.0 api/v1.1.0', 'api-v1.0.0'],
    ['release-42', 'release-41 release-9 build-41', 'release-41'],
    ['2026.11.21', '2026.11.3 2026.9.30 2025.12.31', '2026.11.3'],
    ['2026-11-21', '2026-11-03 2026-10-30 2027-01-01', '2026-11-03'],
    // A final version with final ones, a candidate with either.
    ['v1.2.0', 'v1.1.0 v1.2.0-rc.1 v1.2.0-rc.2', 'v1.1.0'],
    ['v1.2.0-rc.2', 'v1.1.0 v1.2.0-rc.1', 'v1.2.0-rc.1'],
    ['v1.2.0-rc.1', 'v1.1.0 v1.1.0-rc.9', 'v1.1.0'],
    ['v1.2.0-rc.10', 'v1.2.0-rc.9 v1.2.0-rc.1', 'v1.2.0-rc.9'],
    // The same commit under another name.
    ['v1.2.0', 'v1=head v1.1.0', 'v1.1.0'],
    ['v1.2.1', 'v1.2.0=head v1.1.0', 'v1.1.0'],
    // Tags that move with the newest version.
    ['v1.0.1', 'v1=x v1.0.0=y', 'y'],
    ['v1.1.0', 'v1=x v0.9.0=y', 'x'],
    ['v2', 'v1=x v1.0.0 v1.9.3=x v2.0.0=head', 'x'],
    ['v1.3', 'v1.2=x v1.2.7=x v1.2.0', 'x'],
    ['v1.1', 'v1.0 v1.0.1', 'v1.0.1'],
    ['v2.0.0', 'v1.0.0+a=x v1.0.0+b=x', 'x'],
    ['v100000000000000000001.0', 'v100000000000000000000.0 v1.0', 'v100000000000000000000.0'],
  ])('%s after %s is %s', (tag, names, expected) => {
    const commit = /^(?:x|y)$/.test(expected) ? expected : `on ${expected}`
    expect(foundFor(tag, names)).toBe(commit)
  })

  test.each([
    ['latest', 'v1.0.0', NO_VERSION],
    ['v1.0.0', '', NO_FINAL],
    ['v1.0.0', 'v1.0.0-rc.1 v2.0.0 v1', NO_FINAL],
    ['v1.0.0-rc.1', 'v1.0.0 v1.0.0-rc.2', NO_LOWER],
    ['v1.0.1', 'v1.0.0=head', NO_FINAL],
    ['v2.0.0', 'v1.0.0+a=x v1.0.0+b=y', SEVERAL],
    ['v2.0.0', 'v1=x v1.0=y', SEVERAL],
    ['v1.0.0', 'latest nightly __proto__ v-1', NO_FINAL],
  ])('%s after %j: %s', (tag, names, why) => {
    expect(foundFor(tag, names)).toBe(`${why}${ADVICE}`)
  })

  test('hostile names take no time and say nothing', () => {
    const long = ['1', '1.', '1-', 'v1', 'v1.0-rc.', '+', '1+', '-_.', '\u0000']
    const names = long.flatMap((part) => [part.repeat(120), part.repeat(20_000)])
    const tags = Array.from({ length: 5_000 }, (_, at) => ({
      name: `${names[at % names.length]}${at}`,
      commit: `c${at}`,
    }))
    const took = cpuTime(() => {
      for (const name of names) {
        expect(previousTag(name, HEAD, tags).why).toMatch(/^(?!.*[\p{Cc}]).{10,100}$/u)
      }
    })
    // 18 questions; a quadratic reading of one name alone would take longer.
    expect(took).toBeLessThan(10_000)
  })

  test('the order of the tags does not matter', () => {
    const number = fc.nat({ max: 12 })
    const name = fc
      .tuple(number, number, fc.option(number), fc.constantFrom('', '', '-rc.1', '-rc.2'))
      .map(
        ([major, minor, patch, mark]) =>
          `v${[major, minor, ...(patch === null ? [] : [patch])].join('.')}${mark}`,
      )
    const lists = fc.uniqueArray(name, { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(name, lists, fc.nat(), (tag, names, seed) => {
        const others = names.filter((other) => other !== tag)
        const turned = [...others.slice(seed % 7), ...others.slice(0, seed % 7)].reverse()
        expect(foundFor(tag, turned.join(' '))).toBe(foundFor(tag, others.join(' ')))
      }),
    )
  })
})
