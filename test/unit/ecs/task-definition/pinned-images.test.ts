import { pinnedImages } from '@ci-kit/ecs/task-definition/pinned-images'
import { expect, test } from '@jest/globals'
import { DIGEST } from './samples.ts'

test('images that are pinned, by container', () => {
  const containerDefinitions = [
    { name: 'api', image: `ghcr.io/org/api@${DIGEST}` },
    { name: 'proxy', image: `nginx:1.25@${DIGEST}` },
    { name: 'moving', image: 'nginx:1.25' },
    { name: 'cut', image: 'nginx@sha256:abc' },
    { image: `ghcr.io/org/nameless@${DIGEST}` },
    { name: 'imageless' },
    'no object',
  ]
  expect(pinnedImages({ containerDefinitions })).toEqual({
    api: `ghcr.io/org/api@${DIGEST}`,
    proxy: `nginx:1.25@${DIGEST}`,
  })
})

test.each([{}, { containerDefinitions: 'none' }])('none in %j', (document) => {
  expect(pinnedImages(document)).toEqual({})
})
