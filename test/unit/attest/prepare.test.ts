import type { PreflightPlan } from '@ci-kit/attest/preflight/preflight'
import { type PreparingPorts, prepare } from '@ci-kit/attest/prepare'
import { UserError } from '@ci-kit/core/errors'
import { describe, expect, test } from '@jest/globals'
import { memoryLog } from '../docker-cache/fake-ports.ts'
import { workflowClaims, workflowIdentity } from './identity/claims.ts'
import { type Given, inputsOf } from './inputs/parsed.ts'
import { sampleImage } from './store/stored-samples.ts'

const image = sampleImage()

/** Prepares with these ports; `events` are what was done, in order. */
const prepared = async (given: Given = {}, ports: Partial<PreparingPorts> = {}) => {
  const events: string[] = []
  const plans: PreflightPlan[] = []
  const { log, printed, texts } = memoryLog()
  const result = prepare(inputsOf(given), {
    log,
    serverUrl: 'https://github.com',
    visibility: 'public',
    subjects: async () => {
      events.push('subjects')
      return { subjects: [image], notes: ['the tag is resolved'] }
    },
    documents: async () => [],
    preflight: async (plan) => {
      events.push('preflight')
      plans.push(plan)
      return { kind: 'available' }
    },
    identity: async () => {
      events.push('identity')
      return workflowIdentity()
    },
    requireArtifacts: () => events.push('artifacts'),
    requireOutputFolder: async () => {
      events.push('folder')
    },
    ...ports,
  })
  return { events, plans, printed, texts, result: await result.catch((thrown: unknown) => thrown) }
}

describe('what is decided before anything is signed', () => {
  test('reads first, tries then, and asks who it is last', async () => {
    const { events, printed, result } = await prepared()
    expect(events).toEqual(['subjects', 'preflight', 'identity', 'folder'])
    expect(printed).toContain('the tag is resolved')
    expect(result).toMatchObject({
      planned: [{ kind: 'provenance', places: [{}, {}, {}] }],
      stores: { images: ['registry', 'github'], files: [], warnings: [] },
    })
  })

  test.each<[Given, Partial<PreflightPlan>]>([
    [{}, { github: 'wanted', pushTargets: [{ registry: 'ghcr.io', name: image.name }] }],
    [{ store: 'github' }, { github: 'required', pushTargets: [] }],
    [{ store: 'artifact' }, { github: 'no', pushTargets: [] }],
    [{ 'push-to-registry': 'false' }, { github: 'wanted', pushTargets: [] }],
  ])('%j tries no more than it needs', async (given, plan) => {
    const { plans } = await prepared(given)
    expect(plans).toEqual([expect.objectContaining({ signsAsWorkflow: true, ...plan })])
  })

  test('push-to-registry: false leaves only the registry out', async () => {
    const { result } = await prepared({ 'push-to-registry': 'false' })
    expect(result).toMatchObject({ stores: { images: ['github'] } })
  })

  test('a store that cannot be had is told loudly, and replaced', async () => {
    const { texts, events, result } = await prepared(
      {},
      { preflight: async () => ({ kind: 'unavailable', reason: 'GitHub says: "no plan"' }) },
    )
    expect(events).toContain('artifacts')
    expect(result).toMatchObject({ stores: { images: ['registry', 'artifact'] } })
    expect(texts('warning')).toEqual([expect.stringContaining('no plan')])
  })

  test('a run that can keep no artifacts is told when they are needed, and only then', async () => {
    const requireArtifacts = () => {
      throw new UserError('no artifacts here')
    }
    const kept = await prepared({ store: 'artifact' }, { requireArtifacts })
    expect(kept.result).toEqual(new UserError('no artifacts here'))
    const attached = await prepared({ store: 'registry' }, { requireArtifacts })
    expect(attached.result).toMatchObject({ stores: { images: ['registry'] } })
  })

  test('an image that has its registry does without GitHub and without an artifact, and is told so', async () => {
    const { texts, result } = await prepared(
      {},
      {
        preflight: async () => ({ kind: 'unavailable', reason: 'no plan' }),
        requireArtifacts: () => {
          throw new UserError('no artifacts here')
        },
      },
    )
    expect(result).toMatchObject({ stores: { images: ['registry'] } })
    expect(texts('warning')).toEqual([expect.stringContaining('no plan'), 'no artifacts here'])
  })

  test('a document that fits no subject is told before anything is tried', async () => {
    const { events, result } = await prepared(
      { 'sbom-path': 'a.json' },
      {
        documents: async () => [
          {
            kind: 'sbom',
            predicateType: 'https://spdx.dev/Document/v2.3',
            predicate: {},
            namedDigests: [],
            about: { kind: 'platform', platform: 'linux/riscv64' },
            source: 'a.json',
          },
        ],
      },
    )
    expect(result).toBeInstanceOf(UserError)
    expect(String(result)).toContain('linux/riscv64')
    expect(events).toEqual(['subjects'])
  })

  test('what comes to nothing is not green', async () => {
    const { result } = await prepared({ 'scan-results': '[]' })
    expect(result).toBeInstanceOf(UserError)
    expect(String(result)).toContain('nothing to sign')
  })

  test('provenance needs a run of GitHub Actions', async () => {
    const identity = async () => ({ claims: workflowClaims(), workflow: undefined })
    const { result } = await prepared({}, { identity })
    expect(String(result)).toContain("'provenance: false'")
  })
})
