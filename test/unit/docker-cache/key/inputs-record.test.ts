import { type Changes, changesSince } from '@ci-kit/docker-cache/key/changes'
import type { KeyInputs } from '@ci-kit/docker-cache/key/content-key'
import { type InputsRecord, recordOf } from '@ci-kit/docker-cache/key/inputs-record'
import { packed, unpacked } from '@ci-kit/docker-cache/key/record-format'
import { describe, expect, test } from '@jest/globals'
import { keyInputs, OTHER_DIGEST } from './key-inputs.ts'

const FILES = new Map([
  ['a', '644:0123456789abcdef'],
  ['b', '644:0123456789abcdef'],
])

const record = (changes: Partial<KeyInputs> = {}, files: InputsRecord['files'] = FILES) =>
  recordOf(keyInputs(changes), files, [])

const NOTHING: Changes = {
  files: [],
  args: [],
  dockerfile: false,
  bases: [],
  contexts: [],
  options: false,
  complete: true,
}

describe('changes between builds', () => {
  test.each<[string, Partial<KeyInputs>, Partial<Changes>]>([
    ['nothing', {}, {}],
    [
      'the content of the context is told by its files',
      { context: { kind: 'folder', digest: 'f'.repeat(64) } },
      {},
    ],
    ['an argument', { buildArgs: new Map([['VERSION', '2']]) }, { args: ['VERSION'] }],
    [
      'arguments that come and go',
      { buildArgs: new Map([['A', '1']]) },
      { args: ['A', 'VERSION'] },
    ],
    [
      'an argument that is unset',
      { buildArgs: new Map([['VERSION', undefined]]) },
      { args: ['VERSION'] },
    ],
    ['the Dockerfile', { dockerfile: 'FROM scratch' }, { dockerfile: true }],
    ['a base', { bases: new Map([['node:24', OTHER_DIGEST]]) }, { bases: ['node:24'] }],
    ['a named context', { contexts: new Map() }, { contexts: ['lib'] }],
    ['another kind of context', { context: { kind: 'pinned', reference: 'x' } }, { options: true }],
    ['the target', { target: 'x' }, { options: true }],
    ['the platforms', { platforms: [] }, { options: true }],
    ['the labels', { labels: new Map() }, { options: true }],
    ['the ids of secrets', { secretIds: [] }, { options: true }],
    ['an option', { options: new Map() }, { options: true }],
  ])('%s', (_, changes, expected) => {
    expect(changesSince(record(), record(changes))).toEqual({ ...NOTHING, ...expected })
  })

  test('files that are new, gone or other, sorted', () => {
    const after = new Map([
      ['c', '644:0123456789abcdef'],
      ['b', '755:0123456789abcdef'],
    ])
    expect(changesSince(record(), record({}, after)).files).toEqual(['a', 'b', 'c'])
  })

  test('without one of the lists nothing is said of files', () => {
    const expected = { ...NOTHING, complete: false }
    expect(changesSince(record(), recordOf(keyInputs(), undefined, []))).toEqual(expected)
    expect(changesSince(recordOf(keyInputs(), undefined, []), record())).toEqual(expected)
  })
})

describe('the record of a build', () => {
  test('holds no value of an argument', () => {
    const one = record({
      buildArgs: new Map([
        ['TOKEN', 'hunter2'],
        ['OTHER', 'hunter2'],
      ]),
    })
    const text = JSON.stringify([...one.args])
    expect(text).not.toContain('hunter2')
    expect(one.args.get('TOKEN')).not.toBe(one.args.get('OTHER'))
  })

  test('steps that were cached keep their time, what is gone is forgotten', () => {
    const first = recordOf(keyInputs(), FILES, [
      { name: 'a', seconds: 9 },
      { name: 'gone', seconds: 5 },
    ])
    const steps = [
      { name: 'a', seconds: undefined },
      { name: 'b', seconds: 2 },
      { name: 'c', seconds: undefined },
    ]
    expect(recordOf(keyInputs(), FILES, steps, first).steps).toEqual(
      new Map([
        ['a', 9],
        ['b', 2],
      ]),
    )
  })

  test('too many files are left out', () => {
    const many = new Map([...Array(20_001).keys()].map((n) => [`f${n}`, '644:0123456789abcdef']))
    expect(record({}, many).files).toBeUndefined()
  })
})

describe('the form of a record', () => {
  const good = () => recordOf(keyInputs(), FILES, [{ name: 'RUN x', seconds: 1.5 }])
  const written = (of: InputsRecord): Uint8Array => packed(of) ?? Buffer.alloc(0)

  test('goes there and back, with files and without', () => {
    expect(unpacked(written(good()))).toEqual(good())
    const bare = { ...good(), files: undefined }
    expect(unpacked(written(bare))).toEqual(bare)
    const aged = { ...good(), epoch: { anew: 1_700_000_000_000, caches: ['cache-main'] } }
    expect(unpacked(written(aged))).toEqual(aged)
  })

  test('the same record has the same bytes', () => {
    expect(written(good())).toEqual(written(good()))
  })

  test('files that make it too large are left out', () => {
    const long = (n: number) => `${n}`.padEnd(4_000, 'x')
    const many = new Map([...Array(2_000).keys()].map((n) => [long(n), '644:0123456789abcdef']))
    expect(unpacked(written({ ...good(), files: many }))?.files).toBeUndefined()
  })

  test.each<[string, object]>([
    ['another version', { version: 1 }],
    ['no word on whether it is known', { known: undefined }],
    ['an epoch that is none', { epoch: 1_700_000_000_000 }],
    ['an epoch that no date can name', { epoch: { anew: 8.65e15, caches: [] } }],
    ['an epoch in words', { epoch: { anew: '2026-11-21', caches: [] } }],
    ['an epoch before all time', { epoch: { anew: -1, caches: [] } }],
    ['an epoch without caches', { epoch: { anew: 1 } }],
    ['a cache that is no tag', { epoch: { anew: 1, caches: ['a,ref=evil'] } }],
    ['a cache with a line feed', { epoch: { anew: 1, caches: ['cache-main\n'] } }],
    ['too many caches', { epoch: { anew: 1, caches: Array(201).fill('x') } }],
    ['a hash with a line feed', { dockerfile: '0123456789abcde\n' }],
    ['no options', { options: undefined }],
    ['arguments as an object', { args: { A: '0123456789abcdef' } }],
    ['a pair with three', { args: [['A', '0123456789abcdef', 1]] }],
    [
      'a name twice',
      {
        args: [
          ['A', '0123456789abcdef'],
          ['A', '0123456789abcdef'],
        ],
      },
    ],
    ['an empty name', { args: [['', '0123456789abcdef']] }],
    ['a name that is too long', { args: [['A'.repeat(4_097), '0123456789abcdef']] }],
    ['a value in the open', { args: [['A', 'hunter2']] }],
    ['a base without a digest', { bases: [['node:24', 'latest']] }],
    ['files that are text', { files: 'none' }],
    ['a file with markup', { files: [['a', '<b>']] }],
    [
      'too many files',
      { files: [...Array(20_001).keys()].map((n) => [`${n}`, '644:0123456789abcdef']) },
    ],
    [
      'too many arguments',
      { args: [...Array(10_001).keys()].map((n) => [`${n}`, '0123456789abcdef']) },
    ],
    ['a time before it began', { steps: [['a', -1]] }],
    ['a time that is none', { steps: [['a', null]] }],
    ['a time in words', { steps: [['a', '1']] }],
    ['a time without end', { steps: [['a', 1e300]] }],
  ])('%s is no record', (_, changes) => {
    expect(unpacked(written({ ...good(), ...changes }))).toBeUndefined()
  })
})
