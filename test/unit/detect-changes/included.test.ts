import type { Change, Status } from '@ci-kit/detect-changes/change'
import type { Quantifier, Rule, RuleList } from '@ci-kit/detect-changes/component'
import { compileGlob } from '@ci-kit/detect-changes/matching/glob'
import { included } from '@ci-kit/detect-changes/matching/included'
import { describe, expect, test } from '@jest/globals'
import { change } from './samples.ts'

/** `!deleted|added:docs/**`: excludes, statuses, pattern; the line is the place in the list. */
const rule = (written: string, at: number): Rule => {
  const [, not, statuses, pattern = ''] = /^(!?)(?:([a-z|]+):)?(.*)$/.exec(written) ?? []
  const known: readonly Status[] = ['added', 'modified', 'deleted']
  return {
    pattern,
    source: 'filters',
    line: at + 1,
    excludes: not === '!',
    statuses: statuses ? known.filter((status) => statuses.split('|').includes(status)) : undefined,
    glob: compileGlob(pattern, 'minimatch'),
  }
}

const list = (quantifier: Quantifier, ...rules: readonly string[]): RuleList => ({
  quantifier,
  rules: rules.map(rule),
})

const only = (one: RuleList, changes: readonly Change[]) => {
  const [answer] = included([one], changes)
  return [
    answer?.files.map(({ path }) => path).join(' '),
    answer?.rule?.line,
    answer?.rule?.pattern,
  ]
}

describe('the changes that count', () => {
  const changes = [
    change('web/a.ts', 'added'),
    change('web/a.md'),
    change('web/LEGAL.md', 'deleted'),
    change('api/x.ts'),
  ]

  test.each<[Quantifier, string[], string, number | undefined, string | undefined]>([
    ['some', ['web/**'], 'web/a.ts web/a.md web/LEGAL.md', 1, 'web/**'],
    ['some', ['web/**', '!**/*.md', 'web/LEGAL.md'], 'web/a.ts web/LEGAL.md', 1, 'web/**'],
    ['some', ['**/*.ts', 'web/**'], 'web/a.ts web/a.md web/LEGAL.md api/x.ts', 2, 'web/**'],
    ['some', ['!web/**'], 'api/x.ts', 1, '**'],
    ['some', ['!web/**', 'web/LEGAL.md'], 'web/LEGAL.md api/x.ts', 2, 'web/LEGAL.md'],
    ['some', ['!added:**'], '', undefined, undefined],
    ['some', ['!deleted:**/*.ts'], 'web/LEGAL.md', 1, '**'],
    ['some', ['added|deleted:web/**'], 'web/a.ts web/LEGAL.md', 1, 'web/**'],
    ['some', ['nothing/**'], '', undefined, undefined],
    ['some', [], '', undefined, undefined],
    ['some-with-excludes', ['!**/*.md', 'web/**'], 'web/a.ts', 2, 'web/**'],
    ['some-with-excludes', ['web/**', '!**/*.md', 'web/LEGAL.md'], 'web/a.ts', 1, 'web/**'],
    ['some-with-excludes', ['web/**', '!deleted:**/*.md'], 'web/a.ts web/a.md', 1, 'web/**'],
    ['some-with-excludes', ['!web/**'], 'api/x.ts', 1, '**'],
    ['some-with-excludes', [], '', undefined, undefined],
    ['every', ['web/**', '**/*.md'], 'web/a.md web/LEGAL.md', 2, '**/*.md'],
    ['every', ['web/**', '!**/*.md'], 'web/a.ts', 1, 'web/**'],
    ['every', ['!**/*.md', '!api/**'], 'web/a.ts', 1, '**'],
    ['every', ['web/**', 'deleted:**/*.md'], 'web/LEGAL.md', 2, '**/*.md'],
    ['every', ['web/**', '!deleted:**/*.ts'], 'web/LEGAL.md', 1, 'web/**'],
    ['every', ['web/**', 'nothing/**'], '', undefined, undefined],
    ['every', [], '', undefined, undefined],
  ])('%s of %j', (quantifier, rules, paths, line, pattern) => {
    const answer = only(list(quantifier, ...rules), changes)
    expect(answer).toEqual([paths, line, pattern])
  })

  test('a list without changes has nothing', () => {
    expect(included([list('some', '!a'), list('every', '!a')], [])).toEqual([
      { files: [], rule: undefined },
      { files: [], rule: undefined },
    ])
  })

  test('the rule is the very one of the list, also where others wrote the same', () => {
    const lists = [list('some', 'x', 'web/**'), list('some', 'web/**')]
    const answers = included(lists, changes)
    expect(answers.map(({ rule: decided }) => decided)).toEqual([
      lists[0]?.rules[1],
      lists[1]?.rules[0],
    ])
    expect(answers[0]?.rule).toBe(lists[0]?.rules[1])
    expect(answers[1]?.rule).toBe(lists[1]?.rules[0])
  })

  test('lists with the same files share them', () => {
    const [one, other] = included([list('some', 'web/**'), list('some', 'web/*')], changes)
    expect(one?.files).toHaveLength(3)
    expect(other?.files).toBe(one?.files)
  })
})

test('a glob is asked once for a path, however many lists share it, and only for paths like its own', () => {
  const asked: string[] = []
  const watched = (text: string): Rule => {
    const made = rule(text, 0)
    const alternatives = made.glob.alternatives.map((alternative) => ({
      ...alternative,
      matches: (path: Parameters<typeof alternative.matches>[0]): boolean => {
        asked.push(`${text} ${path.text}`)
        return alternative.matches(path)
      },
    }))
    return { ...made, glob: { ...made.glob, alternatives } }
  }
  const own = [1, 2, 3].map((number) => watched(`services/s${number}/**`))
  const shared = ['**/*.md', 'libs/{a,b}/**', '**/Dockerfile'].map(watched)
  const lists = own.map((one): RuleList => ({ quantifier: 'some', rules: [one, ...shared] }))
  const paths = ['services/s2/x.go', 'services/s2/README.md', 'libs/b/y.go', 'z/Dockerfile', 'w/v']
  included(
    lists,
    paths.map((path) => change(path)),
  )
  expect(asked.sort()).toEqual([
    '**/*.md services/s2/README.md',
    '**/Dockerfile z/Dockerfile',
    'libs/{a,b}/** libs/b/y.go',
    'services/s2/** services/s2/README.md',
    'services/s2/** services/s2/x.go',
  ])
})
