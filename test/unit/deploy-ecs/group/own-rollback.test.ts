import { ownRollback } from '@ci-kit/deploy-ecs/group/own-rollback'
import { expect, test } from '@jest/globals'
import { aResult, OUTCOME_KINDS } from './endings.ts'

test.each([
  ['timed-out', 'IN_PROGRESS', 'sd', false, 'stop'],
  ['failed', 'PENDING', 'sd', false, 'stop'],
  ['timed-out', 'IN_PROGRESS', 'sd', true, 'none'],
  ['timed-out', 'IN_PROGRESS', undefined, false, 'update'],
  ['timed-out', 'STOP_REQUESTED', 'sd', true, 'none'],
  ['timed-out', 'ROLLBACK_IN_PROGRESS', 'sd', true, 'none'],
  ['failed', 'ROLLBACK_SUCCESSFUL', 'sd', false, 'none'],
  ['failed', 'STOPPED', 'sd', false, 'update'],
  ['failed', 'ROLLBACK_FAILED', 'sd', true, 'update'],
  ['failed', 'FAILED', undefined, false, 'update'],
] as const)(
  '%s at %s (deployment %s, stopped %s): %s',
  (kind, status, deployment, stopped, way) => {
    const result = aResult('web', kind, { status, stopped, ...(deployment && { deployment }) })
    expect(ownRollback(result, 'rollback')).toBe(way)
    expect(ownRollback(result, 'leave')).toBe('none')
  },
)

test.each(OUTCOME_KINDS.filter((kind) => kind !== 'failed' && kind !== 'timed-out'))(
  '%s is never taken back',
  (kind) => {
    const result = aResult('web', kind, { status: 'IN_PROGRESS', deployment: 'sd' })
    expect(ownRollback(result, 'rollback')).toBe('none')
  },
)
