import type { Place, PlannedStatement } from '@ci-kit/attest/plan/planned-statement'
import type { FoundStatement, Reuse } from '@ci-kit/attest/plan/reuse'
import type { Ready } from '@ci-kit/attest/sign-missing'
import { type StoringPorts, storeStatements } from '@ci-kit/attest/store/store-statements'
import type { StoreWord } from '@ci-kit/attest/store/store-word'
import type { NewAttachment } from '@ci-kit/attestation/attach/attached'
import { describe, expect, test } from '@jest/globals'
import { memoryLog } from '../../docker-cache/fake-ports.ts'
import {
  digestFor,
  fileStatement,
  provenanceOf,
  ready,
  sampleImage,
  sbomOf,
} from './stored-samples.ts'

const image = sampleImage()

const fresh = (planned: PlannedStatement, more: Partial<Reuse> = {}): Ready => ({
  ...ready(planned),
  reuse: { planned, existing: undefined, presentAt: [], attachAt: planned.places, ...more },
})

const planOf = (images: readonly StoreWord[], files: readonly StoreWord[] = []) => ({
  images,
  files,
  warnings: [],
})

const disk = (ports: Partial<StoringPorts> = {}) => {
  const attached: string[] = []
  const onGitHub: Uint8Array[] = []
  const artifacts: number[] = []
  const all: StoringPorts = {
    log: memoryLog().log,
    writeFiles: async (statements) => ({
      folder: '/temp',
      all: '/temp/all.jsonl',
      paths: statements.map((_one, at) => `/temp/${at}.json`),
      entries: [],
    }),
    attach: async ({ manifest }: Place, attachments: readonly NewAttachment[]) => {
      attached.push(`${manifest.platform}: ${attachments.length}`)
      return attachments.map((_one, at) => ({
        digest: digestFor(`${manifest.platform} ${at}`),
        listedBy: 'tag',
      }))
    },
    storeOnGitHub: async (bundle) => {
      onGitHub.push(bundle)
      return { id: String(onGitHub.length), url: `https://github.test/${onGitHub.length}` }
    },
    storeArtifact: async () => {
      artifacts.push(1)
      return { name: 'attestations', id: '9', url: 'https://github.test/artifact' }
    },
    ...ports,
  }
  return { attached, onGitHub, artifacts, ports: all }
}

describe('storing statements', () => {
  test('attaches all of a manifest in one go, in the order of the places', async () => {
    const { attached, ports, onGitHub, artifacts } = disk()
    const statements = [fresh(provenanceOf(image)), fresh(sbomOf(image))]
    const stored = await storeStatements(statements, planOf(['registry']), [], ports)
    expect(attached.toSorted()).toEqual([': 1', 'linux/amd64: 2', 'linux/arm64: 1'])
    expect(stored.statements[0]?.attached.map(({ place }) => place.manifest.platform)).toEqual([
      '',
      'linux/amd64',
      'linux/arm64',
    ])
    expect([onGitHub, artifacts]).toEqual([[], []])
    expect(stored.statements.map(({ bundlePath }) => bundlePath)).toEqual([
      '/temp/0.json',
      '/temp/1.json',
    ])
  })

  test('leaves what is there already, and tells where', async () => {
    const planned = provenanceOf(image)
    const found: FoundStatement = {
      place: planned.places[0],
      bundle: ready(planned).signed.bundle,
      referrer: digestFor('there'),
      verified: {
        statement: { subjects: [], predicateType: '', predicate: undefined },
        signer: { identity: 'me', issuer: 'issuer' },
        signedAt: new Date(0),
        logIndices: [],
        root: 'root',
        proof: 'log',
      },
    }
    const [place, ...others] = planned.places
    const reused = fresh(planned, {
      existing: found,
      presentAt: place === undefined ? [] : [{ place, found }],
      attachAt: others,
    })
    const { attached, ports } = disk()
    const stored = await storeStatements([reused], planOf(['registry']), [found], ports)
    expect(attached.toSorted()).toEqual(['linux/amd64: 1', 'linux/arm64: 1'])
    expect(stored.statements[0]?.attached[0]).toEqual({
      place,
      digest: digestFor('there'),
      listedBy: undefined,
    })
  })

  test('GitHub gets each statement once, and not what it has', async () => {
    const there = fresh(fileStatement('there.tgz'))
    const found: FoundStatement[] = [
      {
        place: undefined,
        bundle: there.signed.bundle,
        referrer: undefined,
        verified: {
          statement: { subjects: [], predicateType: '', predicate: undefined },
          signer: { identity: 'me', issuer: 'issuer' },
          signedAt: new Date(0),
          logIndices: [],
          root: 'root',
          proof: 'log',
        },
      },
    ]
    const { onGitHub, ports } = disk()
    const statements = [there, fresh(fileStatement('new.tgz'))]
    const stored = await storeStatements(statements, planOf([], ['github']), found, ports)
    expect(onGitHub).toHaveLength(1)
    expect(stored.statements.map(({ attestationId }) => attestationId)).toEqual([undefined, '1'])
  })

  test('where GitHub keeps nothing after all, the artifact takes its place', async () => {
    const { artifacts, ports } = disk({ storeOnGitHub: async () => ({ unavailable: 'no plan' }) })
    const statements = [fresh(fileStatement())]
    const stored = await storeStatements(statements, planOf([], ['github']), [], ports)
    expect(artifacts).toHaveLength(1)
    expect(stored).toMatchObject({ stores: { files: ['artifact'] }, warnings: ['no plan'] })
  })
})
