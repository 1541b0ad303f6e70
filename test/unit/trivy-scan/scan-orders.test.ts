import { UserError } from '@ci-kit/core/errors'
import type { FoundArtifact } from '@ci-kit/trivy-scan/artifact/find-artifacts'
import { type AttachedVex, scanOrders } from '@ci-kit/trivy-scan/scan-orders'
import { describe, expect, test } from '@jest/globals'
import { imageOf } from './artifact/samples.ts'
import { inputsOf } from './inputs/parsed.ts'

const foundOf = (name: string, isImage = true): FoundArtifact => {
  const artifact = imageOf(name, ['linux/amd64', 'linux/arm64'])
  const image = { name: artifact.name, repository: `r.test/${name}`, digest: '', platforms: [] }
  return { name: artifact.name, artifact, baseline: undefined, image: isImage ? image : undefined }
}

const ATTACHED = { vex: 'own.json\noci', 'vex-identity': 'me@example.test' }
const documents = async ({ name }: { readonly name: string }): Promise<readonly AttachedVex[]> => [
  { path: `/private/${name}`, digest: 'sha256:a1' },
]

/** The VEX files of each part of each order. */
const vexFiles = async (found: readonly FoundArtifact[], given = {}, attachedVex = documents) => {
  const { orders, unscanned } = await scanOrders(found, inputsOf(given), { attachedVex })
  const files = orders.map(({ artifact, settings }) =>
    artifact.parts.map((part) => settings(part).vexFiles),
  )
  return { files, unscanned }
}

describe('VEX documents', () => {
  test('of the workspace hold for all', async () => {
    const { files } = await vexFiles([foundOf('a'), foundOf('b', false)], { vex: 'own.json' })
    expect(files).toEqual([
      [['own.json'], ['own.json']],
      [['own.json'], ['own.json']],
    ])
  })

  test('that are attached hold for their platform only', async () => {
    const { files } = await vexFiles([foundOf('a')], ATTACHED)
    expect(files).toEqual([[['own.json'], ['own.json', '/private/r.test/a:1']]])
  })

  test('are not looked for where nobody asks, or where there is no image', async () => {
    const attachedVex = () => Promise.reject(new Error('was asked'))
    expect((await vexFiles([foundOf('a')], {}, attachedVex)).files).toEqual([[[], []]])
    const { files } = await vexFiles([foundOf('a', false)], ATTACHED, attachedVex)
    expect(files).toEqual([[['own.json'], ['own.json']]])
  })

  test('that cannot be trusted keep their image from being scanned, and no other', async () => {
    const error = new UserError('Somebody else has signed it.')
    const { files, unscanned } = await vexFiles(
      [foundOf('a'), foundOf('b')],
      ATTACHED,
      async (image) => {
        if (image.name.includes('a:')) throw error
        return documents(image)
      },
    )
    expect(files).toHaveLength(1)
    expect(unscanned).toEqual([{ name: 'r.test/a:1', error }])
  })

  test('end all by a defect', async () => {
    const defect = new Error('defect')
    const asking = vexFiles([foundOf('a')], ATTACHED, () => Promise.reject(defect))
    await expect(asking).rejects.toBe(defect)
  })

  test('are asked for by a few images at once', async () => {
    let now = 0
    let most = 0
    const all = Array.from({ length: 20 }, (_, index) => foundOf(`a${index}`))
    await vexFiles(all, ATTACHED, async (image) => {
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setTimeout(resolve, 1))
      now -= 1
      return documents(image)
    })
    expect(most).toBe(4)
  })
})

test('what could not be found is not ordered', async () => {
  const missing = { name: 'r.test/no', error: new UserError('It is not there.') }
  const { files, unscanned } = await vexFiles([missing, foundOf('a')])
  expect(files).toHaveLength(1)
  expect(unscanned).toEqual([missing])
})
