import { copySources } from '@ci-kit/docker-cache/dockerfile/copy-sources'
import { describe, expect, test } from '@jest/globals'
import { parsed } from './parsed.ts'

const of = (line: string) => {
  const dockerfile = parsed(['FROM a', ...line.split('\n')])
  const [instruction] = dockerfile.stages[0]?.instructions ?? []
  if (!instruction) throw new Error(`${line} is no instruction`)
  return copySources(
    instruction,
    (name) => (name === 'V' ? { state: 'set', value: 'v1' } : { state: 'unknown' }),
    '\\',
  )
}

describe('paths in the context', () => {
  test.each([
    ['one', 'COPY a /x', ['a']],
    ['several', 'COPY a b/ ./c/../d /x/', ['a', 'b', 'd']],
    ['all of it', 'COPY . /x', ['']],
    ['all of it as the root', 'COPY / /x', ['']],
    ['never out of it', 'COPY ../../a /x', ['a']],
    ['quoted', 'COPY "a b" c\\ d /x', ['a b', 'c d']],
    ['in JSON', 'COPY ["a b", "$V", "/x"]', ['a b', 'v1']],
    ['in brackets with more behind them', 'COPY ["ab"] /x', ['[ab]']],
    ['in brackets, twice', 'COPY ["ab"] ["c"] /x', ['[ab]', '[c]']],
    ['in JSON with brackets', 'COPY ["a]", "[b", "/x"]', ['a]', '[b']],
    ['with a variable', 'COPY dist-$V/*.js /x', ['dist-v1/*.js']],
    ['a pivot of --parents', 'COPY --parents a/./b /x', ['a/b']],
    ['beside a here-document', 'COPY a <<EOF /x\nb\nEOF', ['a']],
    ['with a name like an address', 'ADD github.com/o/r /x', ['github.com/o/r']],
    ['of another stage', 'COPY --from=b a /x', []],
    ['of RUN', 'RUN cp a b', []],
  ])('%s', (_, line, paths) => {
    expect(of(line).paths).toEqual(paths)
  })
})

test('addresses of ADD', () => {
  const line = 'ADD https://x.org/$V git@github.com:o/r.git ssh://git@x.org/r.git a /x/'
  expect(of(line)).toMatchObject({
    paths: ['a'],
    remote: ['https://x.org/v1', 'git@github.com:o/r.git', 'ssh://git@x.org/r.git'],
  })
})

test('what cannot be known, what is excluded, and whether parents are kept', () => {
  expect(of('COPY --parents --exclude=*.md --exclude=$W a $W /x')).toEqual({
    paths: ['a'],
    remote: [],
    unknown: ['$W'],
    exclude: ['*.md', undefined],
    parents: true,
  })
  expect(of('COPY --parents=false a /x').parents).toBe(false)
})
