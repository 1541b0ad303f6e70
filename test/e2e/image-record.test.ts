import { readManifest } from '@ci-kit/cli/manifest'
import type { StepResult } from '@ci-kit/cli/run-step'
import { expect, test } from '@jest/globals'
import { actionFolder, errorsOf } from './actions.ts'
import { imageOf, imageRecordWorkbench } from './image-record-workbench.ts'

const { start, write, collect } = imageRecordWorkbench()

const masked = ({ commands }: StepResult) =>
  commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message)

test('what the jobs of a matrix write, a job after them collects', async () => {
  await start()
  const [written] = await Promise.all([write('api'), write('web', 'b')])
  expect([written?.exitCode, written?.outputs['artifact-name'], written?.summary]).toEqual([
    0,
    'image-api-1.json',
    '',
  ])
  const services = {
    'shop-api': { component: 'api', container: 'app', needs: ['database'] },
    'shop-web': { component: 'web', container: 'web', needs: ['shop-api'] },
  }
  const result = await collect(['api', 'web'], { services: JSON.stringify(services) })
  expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  expect(Object.keys(result.outputs)).toEqual(readManifest(actionFolder('image-record')).outputs)
  const { images = '', digests = '', services: deployed = '', records = '' } = result.outputs
  expect(JSON.parse(images)).toEqual({ api: imageOf('api'), web: imageOf('web', 'b') })
  expect(JSON.parse(digests)).toEqual({
    api: `sha256:${'a'.repeat(64)}`,
    web: `sha256:${'b'.repeat(64)}`,
  })
  expect(JSON.parse(deployed)).toEqual({
    'shop-api': { images: { app: imageOf('api') } },
    'shop-web': { images: { web: imageOf('web', 'b') }, needs: ['shop-api'] },
  })
  expect(JSON.parse(records)).toMatchObject({
    api: { facts: { tags: 'v1' }, attempt: 1, job: 'local' },
  })
  expect(result.outputs.image).toBe('')
  expect(result.summary).toContain('| <code>api</code> |')
  expect(masked(result)).toContain('s3cret')
})

test('a run again of one job counts, and the other keeps its record', async () => {
  await start()
  await write('api')
  await write('web')
  await write('web', 'b', { GITHUB_RUN_ATTEMPT: '2' })
  const result = await collect(['api', 'web'], {}, { GITHUB_RUN_ATTEMPT: '2' })
  expect(JSON.parse(result.outputs.images ?? '')).toEqual({
    api: imageOf('api'),
    web: imageOf('web', 'b'),
  })
})

test('the only image is an output of its own', async () => {
  await start()
  await write('api')
  const result = await collect(['api'], { summary: 'false' })
  expect([result.outputs.image, result.summary]).toEqual([imageOf('api'), ''])
})

test('a record that was uploaded as it is, without an archive, is read', async () => {
  const { put } = await start()
  const record = {
    version: 1,
    component: 'api',
    image: imageOf('api'),
    digest: `sha256:${'a'.repeat(64)}`,
    facts: {},
    repository: 'local/workspace',
    commit: '0'.repeat(40),
    'run-id': 1,
    attempt: 1,
    job: 'images',
  }
  put('image-api-1.json', Buffer.from(JSON.stringify(record)))
  expect((await collect(['api'])).outputs.image).toBe(imageOf('api'))
})

test('a create whose answer was lost does not lose the record', async () => {
  let lost = false
  const { steps } = await start({
    taken: ['image-api-1.json'],
    fault: (step) => {
      if (step !== 'CreateArtifact' || lost) return undefined
      lost = true
      return 'break'
    },
  })
  const result = await write('api')
  expect([result.exitCode, result.outputs['artifact-name']]).toEqual([0, 'image-api-1.2.json'])
  expect(steps.filter((step) => step === 'CreateArtifact')).toHaveLength(3)
  expect((await collect(['api'])).outputs.image).toBe(imageOf('api'))
})
