import { logReport } from '@ci-kit/ecs/report/log-lines'
import type { ServiceReport } from '@ci-kit/ecs/report/rollout-report'
import { describe, expect, test } from '@jest/globals'
import { cause, diagnosis, HOSTILE_TEXTS, report, result } from './report-samples.ts'

const logged = (...services: ServiceReport[]): string[] => {
  const lines: string[] = []
  logReport(
    {
      info: (text) => lines.push(text),
      group: (title) => lines.push(`[${title}]`),
      endGroup: () => lines.push('[end]'),
    },
    services,
  )
  return lines
}

describe('the end of the log', () => {
  test('is a line for each service, with its address', () => {
    expect(
      logged(report(result({ kind: 'succeeded' })), report('unchanged', { service: 'b' })),
    ).toEqual([
      'The deployment of web succeeded after 2 min 05 s.',
      expect.stringMatching(/^ {2}https:\/\/eu-west-1\.console\.aws\.amazon\.com\//),
      'b runs this release already.',
      expect.any(String),
    ])
  })

  test('tells the causes in columns, and the logs in groups', () => {
    const causes = [
      cause({ log: [{ at: 1, text: 'boom' }] }),
      cause({
        container: 'p',
        exitCode: undefined,
        reason: 'x',
        count: 1,
        logProblem: 'no permission',
      }),
    ]
    const targets = [{ targetGroup: 'tg', target: 't:80', state: 'unhealthy', reason: '502' }]
    const lines = logged(
      report(result({ kind: 'failed', reason: 'x' }), {
        diagnosis: diagnosis({ causes, targets, firedAlarms: ['errors'], unknown: ['no ecs:x'] }),
      }),
    )
    expect(lines.slice(2)).toEqual([
      'COUNT  STOP CODE                 CONTAINER  EXIT  REASON',
      '3      EssentialContainerExited  api        137   Essential container in task exited',
      '1      EssentialContainerExited  p          -     x',
      'Target t:80 of tg is unhealthy: 502',
      'Alarm errors is in state ALARM.',
      'no ecs:x',
      '[Last log lines: container api exited with 137 (3 times)]',
      'boom',
      '[end]',
      '[Last log lines: container p: x]',
      'no permission',
      '[end]',
    ])
  })

  test.each(HOSTILE_TEXTS.map((text) => [text.slice(0, 40), text]))('holds %j', (_name, text) => {
    const hostile = cause({ stopCode: text, container: text, reason: text, log: [{ at: 1, text }] })
    const lines = logged(
      report(result({ kind: 'failed', reason: text }), {
        service: text,
        diagnosis: diagnosis({
          causes: Array.from({ length: 50 }, () => hostile),
          unknown: [text],
          firedAlarms: [text],
        }),
      }),
    )
    expect(lines.length).toBeLessThan(200)
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\u2028]/u)
      expect(line.length).toBeLessThan(3_000)
    }
  })
})
