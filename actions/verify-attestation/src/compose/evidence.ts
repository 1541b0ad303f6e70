import { resolve } from 'node:path'
import { fileEvidence } from '@ci-kit/attestation/evidence/file-evidence'
import type { EvidenceSource } from '@ci-kit/attestation/gate/evidence'
import type { Policy } from '@ci-kit/attestation/gate/policy'
import { once } from '@ci-kit/core/once'
import { evidencePlaces } from '../evidence/places.ts'
import type { EvidencePlace } from '../inputs/evidence.ts'
import type { Target } from '../subjects/target.ts'
import type { Registries, Step } from './step.ts'

/** Where statements about a target may be. What is not asked is not loaded. */
export const composeEvidence = (
  step: Step,
  policy: Policy,
  registries: () => Promise<Registries>,
): ((target: Target) => Promise<readonly EvidenceSource[]>) => {
  const shared = { files: once(() => fileSources(step)), github: once(() => github(step, policy)) }
  const sourcesAt = async (place: EvidencePlace, target: Target) =>
    place === 'registry' ? registrySources(target, registries) : shared[place]()
  return async (target) => {
    const places = evidencePlaces(step.inputs.evidence, target)
    return (await Promise.all(places.map((place) => sourcesAt(place, target)))).flat()
  }
}

const fileSources = async ({ context, inputs }: Step): Promise<readonly EvidenceSource[]> => {
  const [first, ...rest] = inputs.evidence.bundlePaths.map((path) =>
    resolve(context.workspace, path),
  )
  return first === undefined ? [] : [fileEvidence([first, ...rest], 'bundle-path')]
}

const github = async (step: Step, policy: Policy): Promise<readonly EvidenceSource[]> => {
  const { composeGitHubEvidence } = await import('./github-evidence.ts')
  return [composeGitHubEvidence(step, policy)]
}

const registrySources = async (
  { repository }: Target,
  registries: () => Promise<Registries>,
): Promise<readonly EvidenceSource[]> => {
  if (repository === undefined) return []
  const { registryEvidence } = await import('@ci-kit/attestation/evidence/registry-evidence')
  const { registry, repository: name } = repository
  const client = (await registries())(registry).repository(name)
  return [registryEvidence(`${registry}/${name}`, client)]
}
