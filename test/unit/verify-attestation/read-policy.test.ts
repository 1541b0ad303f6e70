import { readPolicyDocument } from '@ci-kit/attestation/gate/policy-document'
import { UserError } from '@ci-kit/core/errors'
import type { PolicyInputs } from '@ci-kit/verify-attestation/inputs/policy'
import { readPolicy } from '@ci-kit/verify-attestation/policy/read-policy'
import { describe, expect, test } from '@jest/globals'
import { IMAGE, parsed } from './given.ts'

const WORKFLOW = 'org/app/.github/workflows/release.yml@refs/heads/main'

const read = (given: Readonly<Record<string, string>>, files: Record<string, string> = {}) => {
  const policy: PolicyInputs = parsed({ ...IMAGE, ...given }).policy
  return readPolicy(policy, {
    serverUrl: 'https://github.com',
    readDocument: async (document) => {
      const path = document.kind === 'file' ? document.path : ''
      const text = document.kind === 'inline' ? document.text : files[path]
      if (text === undefined) throw new UserError(`policy: "${path}" is not there.`)
      return readPolicyDocument({ kind: 'inline', text }, 'policy', '/workspace')
    },
  })
}

const FIRST = {
  'signer-workflow': WORKFLOW,
  'max-age': '30d',
  'predicate-types': 'provenance,sbom',
}

test('is the same from inputs, YAML, JSON, a file and a mixture', async () => {
  const yaml = `signer-workflow: ${WORKFLOW}\nmax-age: 30d\npredicate-types: [provenance, sbom]\n`
  const json = JSON.stringify({ ...FIRST, 'predicate-types': ['provenance', 'sbom'] })
  const expected = await read(FIRST)
  expect(expected.signers[0].identity).toBe(`https://github.com/${WORKFLOW}`)
  expect(expected.maxAgeMs).toBe(30 * 24 * 3_600_000)
  for (const given of [
    { policy: yaml },
    { policy: json },
    { policy: 'a.yml' },
    { policy: 'a.json' },
    { policy: 'max-age: 30d', ...FIRST },
    {
      policy: `{"max-age": "30d"}`,
      'signer-workflow': WORKFLOW,
      'predicate-types': 'provenance,sbom',
    },
    { policy: 'max-age: 720h', ...FIRST },
  ])
    expect(await read(given, { 'a.yml': yaml, 'a.json': json })).toEqual(expected)
})

test.each([
  ['JSON', `{"signer-workflow": "org/evil/a", "signer-workflow": "${WORKFLOW}"}`],
  ['escaped JSON', `{"signer-workflow": "a", "signer\\u002dworkflow": "${WORKFLOW}"}`],
  ['YAML', `signer-workflow: a\nsigner-workflow: ${WORKFLOW}`],
])(
  'that says a thing twice is refused in %s: nobody could tell which one holds',
  async (_, policy) => {
    await expect(read({ policy })).rejects.toThrow(/Input 'policy', line 1|Input 'policy', line 2/)
  },
)

test('in JSON with space and signs of all kinds is read as it is', async () => {
  const policy = `{ "signer-workflow" :\n["${WORKFLOW}"],\t"environment": "a \\"b\\" \\\\" }`
  expect((await read({ policy })).environment).toBe('a "b" \\')
})

describe('what contradicts an input is refused with both sides', () => {
  test.each([
    ['max-age: 40d', 'max-age', '30d'],
    ['predicate-types: provenance', 'predicate-types', 'provenance, sbom'],
    ['signer-workflow: org/x/.github/workflows/a.yml@refs/heads/main', 'signer-workflow', WORKFLOW],
  ])('%s', async (policy, member, value) => {
    const reading = read({ ...FIRST, policy })
    await expect(reading).rejects.toThrow(`Input 'policy' says '${policy}'`)
    await expect(read({ ...FIRST, policy })).rejects.toThrow(`'${member}' says '${value}'`)
  })
})

describe('a mistake is told with its place', () => {
  test.each<[Record<string, string>, readonly string[]]>([
    [{}, ["Input 'signer-workflow'", 'nobody is named']],
    [{ 'signer-workflow': 'release.yml' }, ["Input 'signer-workflow'", 'release.yml']],
    [{ ...FIRST, 'max-age': 'soon' }, ["Input 'max-age'", 'soon', '30d']],
    [{ ...FIRST, 'deny-open': 'severe' }, ["Input 'deny-open'", 'severe', 'critical']],
    [{ ...FIRST, 'other-statements': 'allow' }, ["Input 'other-statements'", 'allow']],
    [{ ...FIRST, 'predicate-types': 'slsa' }, ["Input 'predicate-types'", 'slsa', 'provenance']],
    [{ policy: 'max-age: soon', 'signer-workflow': WORKFLOW }, ["Input 'policy': max-age", 'soon']],
    [{ policy: 'signer: x\n' }, ["Input 'policy'", 'signer', 'signer-workflow']],
    [{ policy: '- a\n- b\n' }, ["Input 'policy'", 'members']],
    [{ policy: 'a: [\n' }, ["Input 'policy', line"]],
    [{ policy: 'none.yml' }, ['none.yml']],
    [{ policy: 'bad.yml' }, ['Policy bad.yml', 'max-age']],
  ])('%j', async (given, words) => {
    for (const word of words)
      await expect(
        read(given, { 'bad.yml': `max-age: 7\nsigner-workflow: ${WORKFLOW}` }),
      ).rejects.toThrow(word)
  })
})
