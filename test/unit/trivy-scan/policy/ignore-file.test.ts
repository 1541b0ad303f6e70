import { UserError } from '@ci-kit/core/errors'
import { yamlNode } from '@ci-kit/core/yaml-node'
import {
  expiredReason,
  readIgnoreFiles,
  unmatchedNotice,
} from '@ci-kit/trivy-scan/policy/ignore-file'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const read = (text: string, now = NOW) =>
  readIgnoreFiles([{ path: '.trivyignore.yaml', text }], yamlNode, now)

const refused = (text: string): string => {
  try {
    read(text)
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message
    throw thrown
  }
  throw new Error('it was read')
}

const FULL = `# ours
vulnerabilities:
  - id: CVE-2022-40897
    paths:
      - "usr/local/lib/**"
    purls: ["pkg:pypi/setuptools@58.1.0"]
    statement: Accept the risk
    owner: team-web
    expired_at: 2026-12-31
misconfigurations:
  - {id: AVD-DS-0002, owner: ops, expired_at: "2027-01-01"}
secrets:
licenses:
  - id: GPL-3.0
    owner: 7
    expired_at: 2026-11-21
`

test('all members are read', () => {
  const { entries, expired } = read(FULL)
  expect(expired).toEqual([])
  expect(entries).toEqual([
    {
      kind: 'vulnerability',
      id: 'CVE-2022-40897',
      paths: [expect.anything()],
      purls: [expect.anything()],
      statement: 'Accept the risk',
      owner: 'team-web',
      expires: '2026-12-31',
      file: '.trivyignore.yaml',
      line: 3,
    },
    expect.objectContaining({ kind: 'misconfiguration', expires: '2027-01-01', line: 11 }),
    expect.objectContaining({
      kind: 'license',
      id: 'GPL-3.0',
      owner: '7',
      statement: '',
      line: 14,
    }),
  ])
})

test.each(['', '# nothing', 'vulnerabilities:', 'secrets: []', '{}'])('%j has no entries', (text) =>
  expect(read(text)).toEqual({ entries: [], expired: [] }),
)

test.each([
  ['2026-11-21T23:59:59Z', 0],
  ['2026-11-22T00:00:00Z', 1],
  ['2026-11-20T00:00:00Z', 0],
])('at %s, %i entries that hold through 2026-11-21 have expired', (now, count) => {
  const { entries, expired } = read(FULL, Date.parse(now))
  expect(expired).toHaveLength(count)
  expect(entries).toHaveLength(3 - count)
  expect(expired.map(expiredReason)).toEqual(
    Array(count).fill(
      ".trivyignore.yaml:14: the entry for GPL-3.0 (owner 7) expired on 2026-11-21. Remove it, or let its owner set a new 'expired_at'.",
    ),
  )
})

const entry = (text: string) => `vulnerabilities:\n  - ${text.replaceAll('\n', '\n    ')}\n`
const GOOD = 'id: CVE-2026-1\nowner: me\nexpired_at: 2026-12-31'

describe('one bad entry:', () => {
  test.each([
    [
      entry('id: CVE-2026-1\nexpired_at: 2026-12-31'),
      ":2: the entry has no 'owner'. Add 'owner: …'",
    ],
    [entry('id: CVE-2026-1\nowner: me'), ":2: the entry has no 'expired_at'. Add"],
    [entry('owner: me\nexpired_at: 2026-12-31'), ":2: the entry has no 'id'"],
    [entry('id: ""\nowner: me\nexpired_at: 2026-12-31'), ":2: the entry has no 'id'"],
    [entry('id: CVE-2026-1\nowner: ~\nexpired_at: 2026-12-31'), ":3: the entry has no 'owner'"],
    [entry('id: CVE-2026-1\nowner: "  "\nexpired_at: 2026-12-31'), ":3: the entry has no 'owner'"],
    [entry('id: "*"\nowner: me\nexpired_at: 2026-12-31'), ":2: the id '*' has a wildcard"],
    [entry('id: CVE-2026-*\nowner: me\nexpired_at: 2026-12-31'), "the id 'CVE-2026-*' has"],
    [entry('id: [a]\nowner: me\nexpired_at: 2026-12-31'), ":2: 'id' is no text"],
    [entry('id: a\nowner: {b: c}\nexpired_at: 2026-12-31'), ":3: 'owner' is no text"],
    [entry('id: a\nowner: me\nexpired_at: soon'), ":4: 'expired_at' is 'soon', which is no day"],
    [entry('id: a\nowner: me\nexpired_at: 2026-02-30'), "'2026-02-30', which is no day"],
    [entry('id: a\nowner: me\nexpired_at: 2026-1-1'), "'2026-1-1', which is no day"],
    [entry('id: a\nowner: me\nexpired_at: 2026-12-31T00:00:00Z'), 'which is no day'],
    [entry('id: a\nowner: me\nexpired_at: 99999-12-31'), 'which is no day'],
    [
      entry(`${GOOD}\nexpires: 2026-12-31`),
      ":5: 'expires' is no member of an entry. Use id, paths",
    ],
    [entry(`${GOOD}\n__proto__: x`), "'__proto__' is no member"],
    [entry(`${GOOD}\npaths: "**"`), ":5: 'paths' is no list of texts"],
    [entry(`${GOOD}\npaths: []`), "'paths' is no list of texts. Write one, or remove 'paths'"],
    [entry(`${GOOD}\npaths:`), "'paths' is no list of texts"],
    [entry(`${GOOD}\npaths: [a, ""]`), "'paths' is no list of texts"],
    [entry(`${GOOD}\npaths: [a, [b]]`), "'paths' is no list of texts"],
    [
      entry(`${GOOD}\npaths:\n  - a\n  - "a["`),
      ":7: the path 'a[' is no pattern: a [ in it is not",
    ],
    [entry(`${GOOD}\npurls: [openssl]`), "'openssl' is no package URL"],
    [entry('CVE-2026-1'), ":2: the entry is no map. Write '- id: …'"],
    ['vulnerabilities: CVE-2026-1', ":1: 'vulnerabilities' is no list"],
    ['vulnerabilities: {id: CVE-2026-1}', "'vulnerabilities' is no list"],
    [
      'vulnerability: []',
      ":1: 'vulnerability' is no section. Use vulnerabilities, misconfigurations",
    ],
    [
      `secrets:\n  - ${GOOD.replaceAll('\n', '\n    ')}\n    purls: [pkg:npm/a]`,
      ":5: 'purls' are for vulnerabilities only. Use 'paths'",
    ],
  ])('%j', (text, message) => {
    const error = refused(text)
    expect(error).toContain('The ignore file has a bad entry:\n.trivyignore.yaml')
    expect(error).toContain(message)
  })
})

test('all bad entries of all files are listed in one error, which stands at the first', () => {
  const files = [
    { path: 'a.yaml', text: entry('id: a') },
    { path: 'b.yaml', text: `${entry(GOOD)}x: []\n` },
  ]
  const error = (() => {
    try {
      return readIgnoreFiles(files, yamlNode, NOW)
    } catch (thrown) {
      return thrown
    }
  })()
  expect(error).toMatchObject({
    message: expect.stringMatching(
      /^The ignore files have 3 bad entries:\na\.yaml:2: .*'owner'.*\na\.yaml:2: .*'expired_at'.*\nb\.yaml:5: 'x' is no section.*$/,
    ),
    at: { file: 'a.yaml', line: 2 },
  })
})

test('no more than fifty are shown', () => {
  const error = refused(`vulnerabilities:\n${'  - x\n'.repeat(80)}`)
  expect(error.split('\n')).toHaveLength(52)
  expect(error).toContain('80 bad entries')
  expect(error).toMatch(/\n… and 30 more\.$/)
})

test.each([
  ['CVE-2018-14618'],
  ['# accepted\nCVE-2018-14618\nCVE-2019-14697 exp:2023-01-01\n'],
  ['- CVE-2018-14618'],
])('the plain form %j is refused with a sample', (text) => {
  const error = refused(text)
  expect(error).toContain("The ignore file '.trivyignore.yaml' is no YAML map. Write it as YAML")
  expect(error).toContain('\n    expired_at: 2026-12-31')
})

test('the sample in the message is an ignore file', () => {
  const sample = refused('CVE-2018-14618').split(':\n').slice(1).join(':\n')
  expect(read(sample).entries).toMatchObject([{ owner: 'team-web', line: 2 }])
})

test.each([
  ['a: [', /line 1: .*Write it as YAML/],
  ['vulnerabilities:\n  - &a {id: x}\n  - *a', /line 3: \*a is an alias, which is not read here/],
  ['secrets: []\nsecrets: []', /line 2: Map keys must be unique/],
  ['[a]: b', /the name of a member is no text/],
  ['['.repeat(5000), /deep/],
  ['a: '.repeat(1), /is no section/],
])('YAML %#', (text, message) => expect(refused(text)).toMatch(message))

test('names of files and ids from outside stay on their line', () => {
  const text = 'vulnerabilities:\n  - id: "a\\n::error::b*"\n'
  const hostile = [{ path: 'a\n::error::b.yaml', text }]
  expect(() => readIgnoreFiles(hostile, yamlNode, NOW)).toThrow(
    /\na\\n::error::b\.yaml:2: the id 'a\\n::error::b\*'/,
  )
})

test('an entry that matches nothing is told with its line', () => {
  expect(read(FULL).entries.map(unmatchedNotice)).toContain(
    '.trivyignore.yaml:3: the entry for CVE-2022-40897 matches nothing that was found. Remove it if it is no longer needed.',
  )
})

test('any text is read or refused with a UserError', () => {
  const unit = fc.constantFrom(
    ...[
      'vulnerabilities',
      'id',
      'owner',
      'expired_at',
      ':',
      ' ',
      '\n',
      '-',
      '[',
      '{',
      '*',
      '&a',
      '"',
    ],
    '2026-12-31',
  )
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit })), (text) => {
      try {
        expect(
          read(text).entries.every(({ owner, expires }) => owner !== '' && expires !== ''),
        ).toBe(true)
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(UserError)
      }
    }),
  )
})
