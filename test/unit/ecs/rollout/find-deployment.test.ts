import { findDeployment } from '@ci-kit/ecs/rollout/find-deployment'
import { describe, expect, test } from '@jest/globals'
import { aBrief, aStarted, deploymentArn, NEW, OLD, revisionArn, START } from './samples.ts'

const definitions = new Map([
  [revisionArn('ours'), NEW],
  [revisionArn('again'), NEW],
  [revisionArn('other'), OLD],
])
const find = (...listed: readonly ReturnType<typeof aBrief>[]) =>
  findDeployment(aStarted(), listed, (revision) => definitions.get(revision))

const old = aBrief({ arn: deploymentArn('old'), createdAt: START - 1_000 })
const other = aBrief({
  arn: deploymentArn('other'),
  createdAt: START + 9_000,
  targetServiceRevision: revisionArn('other'),
})

describe('our service deployment', () => {
  test.each(['PENDING', 'IN_PROGRESS', 'SUCCESSFUL', 'STOPPED', 'UNKNOWN'] as const)(
    'is found while it is %s',
    (status) => {
      expect(find(old, aBrief({ status })).ours?.arn).toBe(deploymentArn('ours'))
    },
  )

  test.each([
    ['the list is stale', [old]],
    ['the list is empty', []],
    ['its revision is not known', [aBrief({ targetServiceRevision: revisionArn('dark') })]],
    ['it has no revision', [aBrief({ targetServiceRevision: undefined })]],
    ['only an older failure is there', [aBrief({ createdAt: START - 60_000, status: 'STOPPED' })]],
    ['only one of another task definition is there', [other]],
  ])('is not found when %s', (_, listed) => {
    expect(find(...listed)).toEqual({ ours: undefined, newer: [] })
  })

  test('was not there before the update, even when it has the same task definition', () => {
    expect(find(aBrief({ arn: deploymentArn('old') })).ours).toBeUndefined()
  })

  test('may be a little older than the update by the same clock', () => {
    expect(find(aBrief({ createdAt: START - 2_000 })).ours?.arn).toBe(deploymentArn('ours'))
  })

  test('is the one nearest to the update when somebody forces the same again', () => {
    const again = aBrief({
      arn: deploymentArn('again'),
      createdAt: START + 8_000,
      targetServiceRevision: revisionArn('again'),
    })
    expect(find(again, aBrief())).toEqual({ ours: aBrief(), newer: [again] })
  })

  test('is superseded by what came later, the next first', () => {
    const later = { ...other, arn: deploymentArn('later'), createdAt: START + 20_000 }
    expect(find(later, other, aBrief(), old).newer).toEqual([other, later])
  })
})
