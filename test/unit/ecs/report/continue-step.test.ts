import { continueInputs } from '@ci-kit/ecs/report/continue-step'
import { describe, expect, test } from '@jest/globals'
import { HOSTILE_TEXTS, PAUSE, report, result } from './report-samples.ts'

describe('the inputs that end a pause', () => {
  test('are there while a hook waits', () => {
    expect(continueInputs(report(result(PAUSE)))).toBe(
      [
        'with:',
        '  cluster: "shop"',
        '  service: "web"',
        '  continue: continue # or: rollback',
      ].join('\n'),
    )
    expect(continueInputs(report(result({ ...PAUSE, hookId: undefined })))).toBe('')
    expect(continueInputs(report(result({ kind: 'succeeded' })))).toBe('')
    expect(continueInputs(report('unchanged'))).toBe('')
  })

  test('stay on their lines', () => {
    for (const service of HOSTILE_TEXTS) {
      const yaml = continueInputs(report(result(PAUSE), { service, serviceArn: service }))
      expect(yaml.split(/\r|\n/)).toHaveLength(3)
    }
  })
})
