import { RULES } from '@ci-kit/docker-cache/lint/finding'
import { parseLintIgnore } from '@ci-kit/docker-cache/lint/lint-ignore'
import { lintTable } from '@ci-kit/docker-cache/lint/lint-table'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cpuTime } from '../../../fakes/cpu-time.ts'
import { parsed } from '../dockerfile/parsed.ts'
import { linted } from './linted.ts'

const BAD = [
  'FROM debian',
  'COPY . .',
  'RUN apt-get update',
  'RUN npm ci',
  'EXPOSE 80',
  'CMD ["node"]',
]

describe('lint', () => {
  test('lists findings in the order of the lines', () => {
    const found = linted(BAD, { dockerignore: undefined })
    expect(found.map(({ rule, line }) => `${line} ${rule}`)).toEqual([
      '1 unpinned-base',
      '2 missing-dockerignore',
      '2 copy-before-install',
      '3 package-cache',
      '4 package-cache',
      '5 no-healthcheck',
      '6 root-user',
    ])
  })

  test('finds nothing in a good file', () => {
    const good = [
      '# syntax=docker/dockerfile:1',
      'FROM node:24 AS build',
      'WORKDIR /app',
      'COPY package.json package-lock.json ./',
      'RUN --mount=type=cache,target=/root/.npm npm ci',
      'COPY . .',
      'RUN npm run build',
      'FROM node:24-slim',
      'COPY --from=build /app/dist /app',
      'USER node',
      'EXPOSE 8080',
      'HEALTHCHECK CMD node /app/health.js',
      'CMD ["node", "/app"]',
    ]
    expect(linted(good)).toEqual([])
  })

  test('leaves out what the input names', () => {
    const found = linted(BAD, {}, { ignore: ['package-cache', 'root-user'] })
    expect(found.map(({ rule }) => rule)).toEqual([
      'unpinned-base',
      'copy-before-install',
      'no-healthcheck',
    ])
  })

  test.each([
    ['one rule', ['# ci-kit: ignore=unpinned-base', 'FROM a'], 0],
    ['several', ['# ci-kit: ignore=sudo, unpinned-base', 'FROM a'], 0],
    ['above another comment', ['# ci-kit: ignore=unpinned-base', '# why', 'FROM a'], 0],
    ['another rule', ['# ci-kit: ignore=sudo', 'FROM a'], 1],
    ['not directly above', ['# ci-kit: ignore=unpinned-base', '', 'FROM a'], 1],
    ['above another line', ['# ci-kit: ignore=unpinned-base', 'ARG A', 'FROM a'], 1],
  ])('a comment above silences: %s', (_, lines, count) => {
    expect(linted(lines)).toHaveLength(count)
  })

  test('looks at the target only', () => {
    const lines = ['FROM a:1 AS b', 'RUN apt-get update', 'FROM c']
    expect(linted(lines, {}, { target: 'b' }).map(({ line }) => line)).toEqual([2])
  })

  test('takes any text, and its lines are in the file', () => {
    const word = fc.constantFrom(
      ...[
        'FROM a',
        'FROM a AS b',
        'FROM b',
        'RUN apt update',
        'RUN cd',
        'COPY . .',
        'USER 0',
        'CMD a',
      ],
      ...[
        'ENV TOKEN=a',
        'ARG B',
        'EXPOSE 1',
        'ONBUILD RUN pip install a',
        'RUN npm ci \\',
        '"',
        '<<A',
        '#',
      ],
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (lines) => {
        const found = linted(lines, { dockerignore: undefined })
        for (const { line = 1 } of found) expect(line).toBeLessThanOrEqual(lines.length)
        expect(parsed(lines).stages.length > 0 || found.length === 0).toBe(true)
      }),
    )
  })

  test('a large file takes no long time', () => {
    const lines = Array.from({ length: 6000 }, (_, index) => `RUN apt-get update ${index} "$(a`)
    const file = ['FROM a', ...lines, `RUN ${'\\"'.repeat(50_000)}`, `RUN ${`\${`.repeat(50_000)}`]
    expect(cpuTime(() => void linted(file))).toBeLessThan(3_000)
  })
})

describe('parseLintIgnore', () => {
  test('takes every rule', () => {
    expect(parseLintIgnore(RULES)).toEqual(RULES)
    expect(parseLintIgnore([])).toEqual([])
  })

  test('refuses a name that is none', () => {
    expect(() => parseLintIgnore(['root-user', 'DL3008'])).toThrow(
      /Input 'lint-ignore' names the check 'DL3008'.*Use some of: missing-dockerignore, /,
    )
  })
})

describe('lintTable', () => {
  test('shows a line for each finding, and code as code', () => {
    const text = lintTable([
      { rule: 'sudo', line: 3, message: 'What `a|b` is.', fix: 'Write `c`.' },
      { rule: 'root-user', line: undefined, message: '<b>', fix: '' },
    ])
    expect(text.split('\n')).toEqual([
      '| Line | Check | What | Instead |',
      '| --- | --- | --- | --- |',
      '| 3 | <code>sudo</code> | What <code>a&#124;b</code> is. | Write <code>c</code>. |',
      '| – | <code>root-user</code> | &#60;b&#62; |  |',
    ])
  })

  test('is empty without findings', () => {
    expect(lintTable([])).toBe('')
  })

  test('keeps what a Dockerfile says inert', () => {
    const [finding] = linted(['FROM a<script>`x'])
    expect(lintTable(finding ? [finding] : [])).not.toContain('<script>')
  })
})
