import { byPlace, isSamePlace } from '@ci-kit/attest/plan/by-place'
import { expect, test } from '@jest/globals'
import { provenanceOf, sampleImage, sbomOf } from '../store/stored-samples.ts'

// Every planned statement has words of its own for the places that it shares with others.
const statements = [provenanceOf(sampleImage()), sbomOf(sampleImage())]

test('every manifest comes once, with each item and its own word for the place', () => {
  const groups = byPlace(statements, ({ places }) => places)
  expect(
    groups.map((group) => [
      group[0].place.manifest.platform,
      ...group.map(({ item }) => item.kind),
    ]),
  ).toEqual([
    ['', 'provenance'],
    ['linux/amd64', 'provenance', 'sbom'],
    ['linux/arm64', 'provenance'],
  ])
  for (const { item, place } of groups.flat()) expect(item.places).toContain(place)
})

test('the same digest in another repository is another place', () => {
  const [here] = provenanceOf(sampleImage()).places
  const [there] = provenanceOf({ ...sampleImage(), name: 'ghcr.io/octo/copy' }).places
  if (here === undefined || there === undefined) throw new Error('no places')
  expect(isSamePlace(here, { ...here })).toBe(true)
  expect(isSamePlace(here, there)).toBe(false)
})
