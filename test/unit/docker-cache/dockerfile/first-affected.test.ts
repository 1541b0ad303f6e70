import { type Changed, firstAffected } from '@ci-kit/docker-cache/dockerfile/first-affected'
import { describe, expect, test } from '@jest/globals'
import { parsed } from './parsed.ts'

const nothing: Changed = { files: [], args: [], dockerfile: false, bases: [] }
const linesOf = (
  lines: readonly string[],
  changed: Partial<Changed>,
  target?: string,
  buildArgs: Readonly<Record<string, string>> = {},
) =>
  firstAffected(parsed(lines, { buildArgs }), target, { ...nothing, ...changed }).map(
    ({ line }) => line,
  )

const NODE = [
  'FROM node:24 AS deps',
  'WORKDIR /app',
  'COPY package.json package-lock.json ./',
  'RUN npm ci',
  'FROM deps AS build',
  'COPY src src',
  'RUN npm run build',
  'FROM nginx:1',
  'COPY --from=build /app/dist /www',
  'COPY nginx.conf /etc/nginx/',
]

describe('a changed file', () => {
  test.each([
    ['of the dependencies', ['package.json'], [3, 5, 9]],
    ['of the sources', ['src/deep/a.ts'], [6, 9]],
    ['of the last stage', ['nginx.conf'], [10]],
    ['that nothing copies', ['README.md', 'srcs/a', 'package'], []],
    ['none', [], []],
  ])('%s', (_, files, lines) => {
    expect(linesOf(NODE, { files })).toEqual(lines)
  })

  test('counts only in stages of the target', () => {
    expect(linesOf(NODE, { files: ['package.json'] }, 'deps')).toEqual([3])
  })

  test.each([
    ['the whole context', 'COPY . .', ['a/b'], true],
    ['a pattern', 'COPY *.json ./', ['a.json'], true],
    ['a pattern in another folder', 'COPY *.json ./', ['b/a.json'], false],
    ['a pattern for folders', 'COPY pack*/src ./', ['packs/src/x/y'], true],
    ['a pattern of any depth', 'COPY --parents **/package.json ./', ['a/b/package.json'], true],
    ['a class, which is not looked into', 'COPY [x]y ./', ['a'], true],
    ['a path out of the context', 'COPY ../a ./', ['a'], true],
    ['the JSON form', 'COPY ["a b", "./"]', ['a b'], true],
    ['the destination', 'COPY a b', ['b'], false],
    ['a here-document', 'COPY <<EOF /x\nEOF', ['x'], false],
    ['ADD', 'ADD a.tar /', ['a.tar'], true],
    ['an address', 'ADD https://x.org/a /', ['a'], false],
    ['a variable of the base image', 'COPY $A /', ['a'], true],
    ['another stage', 'COPY --from=x:1 a /', ['a'], false],
    ['a mount', 'RUN --mount=target=/src make', ['a'], true],
    ['a mount of a folder', 'RUN --mount=type=bind,source=b,target=/src make', ['a'], false],
    ['a cache mount', 'RUN --mount=type=cache,target=/c make', ['a'], false],
    ['what is excluded', 'COPY --exclude=*.md . .', ['a.md'], false],
    ['what is excluded in a folder', 'COPY --exclude=docs . .', ['docs/a/b'], false],
    ['what is excluded from a folder', 'COPY --exclude=a docs .', ['docs/a'], true],
    ['an exception of what is excluded', 'COPY --exclude=* --exclude=!a . .', ['b'], true],
  ])('%s', (_, line, files, affected) => {
    expect(linesOf(['FROM a', line], { files })).toEqual(affected ? [2] : [])
  })
})

describe('a changed argument', () => {
  const ARGS = ['FROM a AS b', 'RUN one', 'ARG V', 'COPY a /', 'LABEL v=$V', 'RUN two', 'FROM b']

  test.each<[string, string[], number[]]>([
    ['RUN sees it without naming it', ARGS, [6, 7]],
    ['COPY has to name it', ['FROM a', 'ARG V', 'COPY a /x', 'COPY a /$V'], [4]],
    ['an argument of FROM', ['ARG V', 'FROM a:$V', 'RUN b'], [2]],
    ['one that another is made of', ['ARG V', 'ARG W=a:$V', 'FROM $W', 'RUN b'], [3]],
    ['one that a variable is made of', ['FROM a', 'ARG V', 'ENV W=$V', `WORKDIR /\${W}`], [4]],
    ['a variable that hides it', ['FROM a', 'ARG V', 'ENV V=1', 'RUN b'], []],
    ['a global one that no stage asks for', ['ARG V', 'FROM a', 'RUN b'], []],
    ['one that a stage inherits', ['FROM a AS b', 'ARG V', 'FROM b', 'RUN c'], [4]],
    ['one that is declared nowhere', ['FROM a', 'RUN b'], []],
  ])('%s', (_, lines, affected) => {
    expect(linesOf(lines, { args: ['V'] })).toEqual(affected)
  })

  test('that reaches every step', () => {
    expect(linesOf(['FROM a', 'RUN b'], { args: ['SOURCE_DATE_EPOCH'] })).toEqual([1])
  })

  test('does not reach another that is given', () => {
    const lines = ['FROM a', 'ARG V', 'ARG W=$V', 'COPY $W /']
    expect(linesOf(lines, { args: ['V'] }, undefined, { W: 'x' })).toEqual([])
  })
})

test('a changed base reaches its stage from the start, and those that are built on it', () => {
  expect(linesOf(NODE, { bases: ['node:24'] })).toEqual([1, 5, 9])
  expect(linesOf(['FROM a', 'RUN x', 'COPY --from=b:1 /a /b'], { bases: ['b:1'] })).toEqual([3])
})

test('a changed Dockerfile reaches everything', () => {
  expect(linesOf(NODE, { dockerfile: true })).toEqual([1, 5, 8])
})

test('says what the instruction is', () => {
  const changed = { ...nothing, files: ['nginx.conf'] }
  expect(firstAffected(parsed(NODE), undefined, changed)).toEqual([
    { stage: 2, line: 10, text: 'COPY nginx.conf /etc/nginx/' },
  ])
})
