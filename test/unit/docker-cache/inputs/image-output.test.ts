import { imageOutput } from '@ci-kit/docker-cache/inputs/image-output'
import { describe, expect, test } from '@jest/globals'
import { fakeReader } from '../../core/fake-reader.ts'
import { expectRefused, inputsOf, type Refused } from './parsed.ts'

const output = (given: Record<string, string>) => imageOutput(fakeReader(given))
const NOTHING = { names: [], attributes: [], others: [] }
const PUSHED = { push: 'tags', load: false, compression: undefined, ...NOTHING }

test('an image is pushed and nothing more, by default', () => {
  expect(inputsOf().output).toEqual(PUSHED)
  expect(output({})).toEqual(PUSHED)
})

test.each([
  ['true', 'tags'],
  ['True', 'tags'],
  ['TRUE', 'tags'],
  ['', 'tags'],
  ['false', 'no'],
  ['FALSE', 'no'],
  ['by-digest', 'by-digest'],
])('push %j means %j', (push, expected) => expect(output({ push }).push).toBe(expected))

test.each([
  ['gzip', '', { type: 'gzip', level: undefined }],
  ['gzip', '0', { type: 'gzip', level: 0 }],
  ['zstd', '22', { type: 'zstd', level: 22 }],
  ['', '', undefined],
])('compression %j with level %j', (compression, level, expected) => {
  expect(output({ compression, 'compression-level': level }).compression).toEqual(expected)
})

describe('outputs', () => {
  test.each([
    ['type=local,dest=out', ['type=local,dest=out']],
    ['out', ['type=local,dest=out']],
    ['./out dir', ['type=local,dest=./out dir']],
    ['"a,b"', ['type=local,"dest=a,b"']],
    [
      '# a comment\n\n type=oci,dest=a.tar \ntype=tar,dest=b.tar',
      ['type=oci,dest=a.tar', 'type=tar,dest=b.tar'],
    ],
    ['type=local,"dest=a,type=image"', ['type=local,"dest=a,type=image"']],
    ['type=docker', ['type=docker']],
    ['type=oci,tar=false,dest=layout', ['type=oci,tar=false,dest=layout']],
  ])('%j stand beside the image', (outputs, others) => {
    expect(output({ outputs })).toEqual({ ...PUSHED, others })
  })

  test('of an image give it their attributes, beside what the action decides itself', () => {
    const line =
      'type=image,name=x,push=true,store=true,unpack=true,name-canonical=true,oci-mediatypes=true,"annotation.a=1,2",Push-By-Digest=false'
    expect(output({ outputs: `${line}\nout` })).toEqual({
      ...PUSHED,
      names: ['x'],
      attributes: ['oci-mediatypes=true', 'annotation.a=1,2'],
      others: ['type=local,dest=out'],
    })
  })

  test.each([
    ['false', 'type=image', 'no'],
    ['false', 'type=image,push=false', 'no'],
    ['false', 'type=image,push=true', 'tags'],
    ['false', 'type=image,push=1', 'tags'],
    ['false', 'type=image,push=T', 'tags'],
    ['false', 'type=image,push=', 'tags'],
    ['false', ' Type=registry', 'tags'],
    ['false', 'type=registry,push-by-digest=true', 'by-digest'],
    ['false', 'type=image,push-by-digest=true', 'no'],
    ['true', 'type=image,push-by-digest=true', 'by-digest'],
    ['true', 'type=image,push-by-digest=true,name-canonical=true,push=true', 'by-digest'],
    ['true', 'type=image,push=false', 'no'],
    ['by-digest', 'type=image,push=false', 'no'],
    ['by-digest', 'type=image,push=true', 'by-digest'],
    ['false', 'type=local,dest=out,push=true', 'no'],
  ])('with push %j and %j push %j', (push, outputs, expected) => {
    expect(output({ push, outputs }).push).toBe(expected)
  })

  test('of several images are refused', () => {
    expectRefused({ outputs: 'type=image\ntype=registry' }, [
      "'outputs' has several lines with 'type=image' or 'type=registry'",
      'on one line',
    ])
  })
})

const refused: Refused[] = [
  ['push', 'ture', ["'push' is 'ture'", "'true', 'false', 'by-digest'"]],
  ['push', 'tags', ["'push' is 'tags'"]],
  ['load', 'yes', ["'load' is 'yes'", "'true' or 'false'"]],
  ['compression', 'brotli', ["'compression' is 'brotli'", "'gzip', 'zstd'"]],
  ['compression-level', '3', ["'compression-level' is set without 'compression'", "'zstd'"]],
  ['outputs', 'type=local,"dest=a', ["'outputs'", 'type=local,"dest=a', 'Close the quote']],
  ['outputs', 'dest=out', ["'outputs'", "'dest=out'", "'type=local,dest=out'"]],
  ['outputs', 'type=,dest=out', ["'outputs'", "'type=,dest=out'", "'type=local,dest=out'"]],
  ['outputs', 'type=local,out', ["'outputs'", "'type=local,out'", "'type=local,dest=out'"]],
  ['outputs', '-', ["'outputs'", "'-'", "'type=local,dest=out'"]],
  ['outputs', 'type=oci', ["'outputs'", "'type=oci'", 'dest=image.tar']],
  ['outputs', 'type=tar,dest=', ["'outputs'", "'type=tar,dest='", 'dest=image.tar']],
  ['outputs', 'type=docker,dest=-', ["'outputs'", "'type=docker,dest=-'", 'dest=image.tar']],
]

test.each(refused)('a wrong input is refused with what to do: %s: %j', (name, value, words) =>
  expectRefused({ [name]: value }, words),
)

test.each([
  ['gzip', '10', 'from 0 to 9'],
  ['zstd', '23', 'from 0 to 22'],
  ['gzip', 'best', 'from 0 to 9'],
])('a level that %s does not have is refused: %s', (compression, level, words) =>
  expectRefused({ compression, 'compression-level': level }, [
    `'compression-level' is '${level}'`,
    words,
  ]),
)
