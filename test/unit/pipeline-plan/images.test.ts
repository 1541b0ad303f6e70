import { describe, expect, test } from '@jest/globals'
import { api, DOCKERFILE, planned, problemOf, rowsOf } from './planned.ts'

describe('an image', () => {
  test.each([
    ['is none without a Dockerfile', api(), [], 0],
    ['is none when the component says so', api({ image: false }), DOCKERFILE, 0],
    ['of the root is none by default', api({ path: '' }), ['Dockerfile'], 0],
    [
      'of the root is one when the component says so',
      api({ path: '', image: {} }),
      ['Dockerfile'],
      1,
    ],
  ])('%s', async (_, row, files, count) => {
    const { outputs } = await planned({ rows: [row], files })
    expect(rowsOf(outputs, 'images')).toHaveLength(count)
  })

  test.each([
    [
      api({ image: {} }),
      [],
      /^Component 'api': .*'services\/api\/Dockerfile' is no file.*'image\.file'/,
    ],
    [api({ deploy: 'x' }), [], /cannot be built, because 'services\/api\/Dockerfile' is no file/],
    [
      api({ image: { platforms: ['linux/s390x'] } }),
      DOCKERFILE,
      /no runner is known that builds for linux\/s390x\. Add 'linux\/s390x: <label of a runner>'/,
    ],
    [
      api({ image: { platforms: ['linux/arm64', 'linux/arm64/v8'] } }),
      DOCKERFILE,
      /'image\.platforms': 'linux\/arm64\/v8' is linux\/arm64, which is named twice\. Remove one\.$/,
    ],
    [
      api({ image: { platforms: Array.from({ length: 7 }, (_, at) => `linux/a${at}`) } }),
      DOCKERFILE,
      /'image\.platforms': there are 7 platforms, and one image is built for 6 at most\. Remove some\.$/,
    ],
    [api({ component: 'a__' }), DOCKERFILE, /cannot be the name of its image.*Set 'image\.name'/],
    [api({ image: { name: `${'a/'.repeat(125)}a` } }), DOCKERFILE, /more than 255 characters/],
  ])('%j is refused', async (row, files, message) => {
    expect(await problemOf({ rows: [row], files })).toMatch(message)
  })

  test.each([
    ['linux/amd64\nLinux', /^Input 'platforms': 'Linux' is no platform\. Write system/],
    ['linux/amd64, linux/amd64/v1', /^Input 'platforms': 'linux\/amd64\/v1' is linux\/amd64/],
    ['a/1,a/2,a/3,a/4,a/5,a/6,a/7', /^Input 'platforms': there are 7 platforms/],
    ['', /^Input 'platforms': it is empty\. Write system/],
  ])('is not built for %j', async (platforms, message) => {
    expect(await problemOf({ inputs: { platforms } })).toMatch(message)
  })

  test('has a name of its own', async () => {
    const rows = [api(), api({ component: 'b', image: { name: 'octo/shop/api' } })]
    expect(await problemOf({ rows, files: DOCKERFILE })).toBe(
      "Component 'b': its image 'octo/shop/api' is that of another component too. Give it another 'image.name'.",
    )
  })

  test('is called after input image-prefix', async () => {
    const world = { rows: [api()], files: DOCKERFILE, inputs: { 'image-prefix': 'x/y' } }
    const { outputs } = await planned(world)
    expect(rowsOf(outputs, 'images')[0]).toMatchObject({ 'image-name': 'x/y/api' })
  })
})
