import { trivyLog, worthReading } from '@ci-kit/trivy-scan/trivy/trivy-log'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { logLine } from './samples.ts'

const entries = (text: string) => trivyLog(Buffer.from(text))

describe('an entry', () => {
  test.each(['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'])('of level %s', (level) => {
    expect(entries(logLine(level, 'hello'))).toEqual([{ level, text: 'hello' }])
  })

  test('has tabs as spaces', () => {
    expect(entries(logLine('FATAL', 'Fatal error\trun error: x'))).toEqual([
      { level: 'FATAL', text: 'Fatal error run error: x' },
    ])
  })

  test('takes the lines along that follow it', () => {
    const text = `${logLine('FATAL', 'first')}second\r\n\n   third\n${logLine('INFO', 'fourth')}`
    expect(entries(text)).toEqual([
      { level: 'FATAL', text: 'first\nsecond\n   third' },
      { level: 'INFO', text: 'fourth' },
    ])
  })

  test('without a level is no line of the log', () => {
    expect(entries('panic: runtime error\ngoroutine 1')).toEqual([
      { level: 'none', text: 'panic: runtime error\ngoroutine 1' },
    ])
  })

  test('of a level that trivy does not have belongs to the one before', () => {
    expect(entries(`${logLine('INFO', 'a')}${logLine('NOTICE', 'b')}`)).toEqual([
      { level: 'INFO', text: 'a\n2026-11-21T12:00:00Z NOTICE b' },
    ])
  })

  test('is cut when it is long, over one line and over many', () => {
    const [long] = entries(logLine('INFO', 'x'.repeat(20_000)))
    expect(long?.text.length).toBe(8_000)
    const [many] = entries(logLine('INFO', 'x') + 'y'.repeat(99).concat('\n').repeat(1_000))
    expect(many?.text.length).toBeLessThanOrEqual(8_001)
  })

  test('of bytes that are no text is read all the same', () => {
    const bytes = Buffer.concat([Buffer.from('t\tWARN\t'), Buffer.from([0xff, 0xfe])])
    expect(trivyLog(bytes)).toEqual([{ level: 'WARN', text: '\ufffd\ufffd' }])
  })
})

test('nothing is no entry', () => {
  expect(entries('')).toEqual([])
  expect(entries('\n \r\n')).toEqual([])
})

test('any bytes are read', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      for (const { text } of trivyLog(bytes)) expect(text).not.toMatch(/[\t\r]/)
    }),
  )
})

describe('what is not worth reading', () => {
  test.each([
    ['Loaded file_path="/p/empty.yaml"'],
    ['[secret] If your scanning is slow, please try …'],
    ['[checks-client] No downloadable checks were loaded as --skip-check-update is enabled'],
    ['[misconfig] Falling back to embedded checks err="x"'],
    ['"--format cyclonedx" disables security scanning.'],
  ])('%s', (text) => {
    expect(worthReading(entries(logLine('INFO', text)))).toEqual([])
  })

  test('is not what only speaks of it', () => {
    const text = 'app says: Loaded file_path="x"'
    expect(worthReading(entries(logLine('WARN', text)))).toHaveLength(1)
  })
})
