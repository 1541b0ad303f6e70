import { runRules } from '@ci-kit/attest/identity/run-policy'
import type { PlannedStatement } from '@ci-kit/attest/plan/planned-statement'
import { type ProvingPorts, prove } from '@ci-kit/attest/prove/prove'
import type { Ready } from '@ci-kit/attest/sign-missing'
import type { Stored } from '@ci-kit/attest/store/store-statements'
import type { StoreWord } from '@ci-kit/attest/store/store-word'
import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { Signer } from '@ci-kit/attestation/verify/signer'
import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import { UserError } from '@ci-kit/core/errors'
import { isObject, objectAt, stringAt } from '@ci-kit/core/json'
import { describe, expect, test } from '@jest/globals'
import { fakeClock } from '../../docker-cache/fake-ports.ts'
import { workflowIdentity } from '../identity/claims.ts'
import { SERVER, signer } from '../identity/signer.ts'
import { fileStatement, provenanceOf, ready, sampleImage } from '../store/stored-samples.ts'

const image = sampleImage()
const rules = [{ rules: runRules(workflowIdentity(), SERVER, 'required') }]

/** Believes what a bundle says, and that this signer has signed it. */
const verifier = (planned: PlannedStatement, by: Signer): Verifier => {
  const unused = async () => {
    throw new Error('only statements are verified')
  }
  const subjects = planned.statement.subjects.map(({ name, digest }) => ({
    name,
    digests: [digest],
  }))
  return {
    artifact: unused,
    statement: unused,
    signedStatement: async (bundle) => {
      const parsed: unknown = JSON.parse(Buffer.from(bundle).toString())
      const envelope = objectAt(isObject(parsed) ? parsed : undefined, 'dsseEnvelope')
      if (stringAt(envelope, 'payload') === undefined) throw new Error('no bundle')
      const { predicateType } = planned.statement
      return {
        statement: { subjects, predicateType, predicate: {} },
        signer: by,
        signedAt: new Date(fakeClock().clock.now()),
        logIndices: ['1'],
        root: 'root',
        proof: 'log',
      }
    },
  }
}

const sourceOf = (name: string, bundles: readonly Uint8Array[]): EvidenceSource => ({
  name,
  find: async () => ({
    attachments: bundles.map((bundle, at) => ({ where: `${name} ${at}`, bundle })),
    ignored: [],
  }),
})

type World = Partial<ProvingPorts> & { readonly by?: Signer; readonly stores?: StoreWord[] }

const proved = (planned: PlannedStatement, { by = signer, stores, ...ports }: World = {}) => {
  const statement: Ready = {
    ...ready(planned),
    reuse: { planned, existing: undefined, presentAt: [], attachAt: planned.places },
  }
  const { bundle } = statement.signed
  const words = stores ?? ['registry']
  const stored: Stored = {
    statements: [],
    files: { folder: '', all: '', paths: [], entries: [] },
    artifact: undefined,
    stores: { images: words, files: words },
    warnings: [],
  }
  return prove([statement], stored, rules, {
    registry: () => sourceOf('registry', [bundle]),
    github: sourceOf('GitHub', [bundle]),
    written: () => sourceOf('files', [bundle]),
    clock: fakeClock().clock,
    cancellation: new AbortController().signal,
    verifier: () => verifier(planned, by),
    ...ports,
  })
}

describe('reading back and verifying', () => {
  test.each<[string, PlannedStatement, StoreWord[]]>([
    ['an image in its registry', provenanceOf(image), ['registry']],
    ['an image in two stores', provenanceOf(image), ['registry', 'github']],
    ['a file on GitHub', fileStatement(), ['github']],
    ['a file in an artifact', fileStatement(), ['artifact']],
  ])('%s is proven', async (_what, planned, stores) => {
    expect(await proved(planned, { stores })).toEqual({ signer, problems: [] })
  })

  test('each place is asked, and one that lost the bundle is a problem', async () => {
    const planned = provenanceOf(image)
    const asked: string[] = []
    const { problems } = await proved(planned, {
      registry: ({ manifest }) => {
        asked.push(manifest.platform)
        const kept = ready(planned).signed.bundle
        return sourceOf('registry', manifest.platform === 'linux/arm64' ? [] : [kept])
      },
    })
    expect(asked).toEqual(['', 'linux/amd64', 'linux/arm64'])
    expect(problems).toEqual([expect.stringContaining('not listed there')])
  })

  test('a signer that the gate would refuse is a problem', async () => {
    const by = {
      ...signer,
      identity: `${SERVER}/octo/shop/.github/workflows/x.yml@refs/heads/main`,
    }
    const { problems, signer: found } = await proved(fileStatement(), { by, stores: ['github'] })
    expect(problems.join('\n')).toContain('x.yml')
    expect(found).toBeUndefined()
  })

  test('a store that cannot be asked is a problem, not a success', async () => {
    const down = async () => {
      throw new UserError('GitHub answered 500.')
    }
    const { problems } = await proved(fileStatement(), {
      stores: ['github'],
      github: { name: 'GitHub', find: down },
    })
    expect(problems).toEqual(['GitHub answered 500.'])
  })

  test('a fault of the program is none of the stores', async () => {
    const broken = async () => {
      throw new TypeError('no such member')
    }
    const run = proved(fileStatement(), {
      stores: ['github'],
      github: { name: 'GitHub', find: broken },
    })
    await expect(run).rejects.toThrow('no such member')
  })
})
