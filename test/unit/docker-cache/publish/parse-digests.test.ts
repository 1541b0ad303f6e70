import { UserError } from '@ci-kit/core/errors'
import { parseDigests } from '@ci-kit/docker-cache/publish/parse-digests'
import { describe, expect, test } from '@jest/globals'
import { digestFor } from './documents.ts'

const TARGET = { registry: 'ghcr.io', name: 'org/app' }
const [A, B] = [digestFor('a'), digestFor('b')]

describe('digests', () => {
  test.each([
    ['a line each', `${A}\n${B}\n`],
    ['with commas', `${A}, ${B}`],
    ['with carriage returns', `${A}\r\n${B}\r\n`],
    ['with comments', `# the parts\n${A}\n  # more\n${B}`],
    ['with the repository', `ghcr.io/org/app@${A}\nghcr.io/org/app@${B}`],
    ['with a tag', `ghcr.io/org/app:main@${A}\n${B}`],
    ['twice', `${A}\n${B}\nghcr.io/org/app@${A}`],
    ['a JSON list', JSON.stringify([A, `ghcr.io/org/app@${B}`])],
    ['outputs of several jobs', JSON.stringify([{ digest: A, tags: 'x\ny' }, { digest: B }])],
    [
      'the whole of needs',
      JSON.stringify({
        amd64: { result: 'success', outputs: { digest: A, imageid: digestFor('config') } },
        arm64: { result: 'success', outputs: { digest: B, 'cache-hit-rate': '100' } },
      }),
    ],
    [
      'outputs of a matrix',
      JSON.stringify({ 'digest-amd64': A, arm64_digest: B, 'config-digest': digestFor('c') }),
    ],
  ])('%s', (_, text) => {
    expect(parseDigests(text, TARGET)).toEqual([A, B])
  })

  test.each([
    ['nothing', '', 'it names no digest'],
    ['comments only', '# x\n', 'it names no digest'],
    ['JSON without one', '{"tags":"x"}', 'it names no digest'],
    ['JSON that is none', '{"digest":', 'starts like JSON and is none'],
    ['a tag', 'main', 'no algorithm'],
    ['an image by its tag', 'ghcr.io/org/app:main', 'algorithm'],
    ['half a digest', 'sha256:abc', '64 hex digits, this has 3'],
    ['upper case', A.replace('sha256:', 'sha256:A').slice(0, 71).toUpperCase(), 'algorithm'],
    ['another repository', `ghcr.io/org/other@${A}`, 'the image is ghcr.io/org/app'],
    ['another registry', `quay.io/org/app@${A}`, 'Push them there'],
    ['a bad reference', `ghcr.io/Org/app@${A}`, 'lower case'],
    ['a command', `ghcr.io/org/app@${A};rm`, 'digest'],
    ['an empty digest', '{"amd64":{"outputs":{"digest":""}}}', 'empty digest'],
    ['a list with an empty one', JSON.stringify([A, '']), 'has not built its part'],
    ['a list with an output that is not there', JSON.stringify([A, null]), 'empty digest'],
    ['an output that is not there', '{"amd64":{"outputs":{"digest":null}}}', 'empty digest'],
    ['no digest in a digest', '{"digest":"main"}', 'no algorithm'],
  ])('refused: %s', (_, text, words) => {
    const parse = () => parseDigests(text, TARGET)
    expect(parse).toThrow(UserError)
    expect(parse).toThrow("'digests'")
    expect(parse).toThrow(words)
  })

  test('refused: more than anybody builds', () => {
    const many = Array.from({ length: 65 }, (_, count) => digestFor(String(count)))
    expect(() => parseDigests(many.join('\n'), TARGET)).toThrow('it names 65 digests, 64 are read')
  })

  test('on Docker Hub by their short name', () => {
    const target = { registry: 'docker.io', name: 'library/app' }
    expect(parseDigests(`app@${A}`, target)).toEqual([A])
  })
})
