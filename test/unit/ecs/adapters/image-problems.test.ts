import type { EcrImage } from '@ci-kit/ecs/adapters/ecr-images'
import { imageProblems } from '@ci-kit/ecs/adapters/image-problems'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { expect, test } from '@jest/globals'
import { inMemoryRegistry } from '../in-memory-registry.ts'

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
const DIGEST = `sha256:${'a'.repeat(64)}`

/** An ECR that has every image in this state, and a registry with one image. */
const world = (status: EcrImage['status'] | 'missing' = 'ACTIVE') => {
  const asked: unknown[] = []
  const elsewhere = inMemoryRegistry([
    { reference: 'org/web:v1', mediaType: OCI_MANIFEST, digest: DIGEST, text: '{}' },
  ])
  const problems = imageProblems(async (place, image) => {
    asked.push({ ...place, ...image })
    return status === 'missing' ? undefined : { digest: DIGEST, status }
  }, elsewhere.registry)
  return { problems, asked, requests: elsewhere.asked }
}

const place = { account: '123456789012', region: 'eu-west-1', repository: 'web' }

test.each([
  ['web', place],
  ['web:v1', { ...place, tag: 'v1' }],
  [`web@${DIGEST}`, { ...place, digest: DIGEST }],
  [`web:v1@${DIGEST}`, { ...place, tag: 'v1', digest: DIGEST }],
])('ECR is asked for the very image that is deployed: %s', async (image, expected) => {
  const { problems, asked } = world()
  expect(await problems([`${ECR}/${image}`])).toEqual([])
  expect(asked).toEqual([expected])
})

test.each([
  ['missing', 'it is not in ECR any more'],
  ['ARCHIVED', 'it is ARCHIVED in ECR'],
  ['ACTIVATING', 'it is ACTIVATING in ECR'],
])('an image in ECR that is %s is a problem', async (status, reason) => {
  const image = `${ECR}/web@${DIGEST}`
  expect(await world(status).problems([image])).toEqual([{ image, reason }])
})

test('other registries are asked for the manifest, each image once', async () => {
  const { problems, asked, requests } = world()
  const [there, gone] = ['ghcr.io/org/web:v1', 'ghcr.io/org/web:v2']
  expect(await problems([there, gone, there])).toEqual([
    { image: gone, reason: 'it is not in its registry any more' },
  ])
  expect(requests.toSorted()).toEqual(['HEAD org/web v1', 'HEAD org/web v2'])
  expect(asked).toEqual([])
})

test('what is no reference is refused', async () => {
  await expect(world().problems(['Web:'])).rejects.toThrow('Web:')
})
