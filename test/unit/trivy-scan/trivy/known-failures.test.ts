import { UserError } from '@ci-kit/core/errors'
import { knownFailure } from '@ci-kit/trivy-scan/trivy/known-failures'
import { type EndedScan, lacksJavaDatabase, scanError } from '@ci-kit/trivy-scan/trivy/scan-error'
import { trivyLog } from '@ci-kit/trivy-scan/trivy/trivy-log'
import { describe, expect, test } from '@jest/globals'
import { logLine } from './samples.ts'

const SCAN = { name: 'app:1 (linux/arm64)', limit: '10 min' }

const ended = (stderr: string, more: Partial<EndedScan> = {}): EndedScan => ({
  exitCode: 1,
  timedOut: false,
  entries: trivyLog(Buffer.from(stderr)),
  ...more,
})
const fatal = (text: string): string => logLine('FATAL', `Fatal error\t${text}`)
const messageOf = (stderr: string, more: Partial<EndedScan> = {}): string => {
  const error = scanError(ended(stderr, more), SCAN)
  expect(error).toBeInstanceOf(UserError)
  return error.message
}

const GET = 'GET https://r.example/v2/app/manifests/1'
const REMOTE = 'run error: image scan error: unable to initialize a scan service: remote error: '

/** What trivy says, what the message has to say, and what to do about it. */
describe('a known failure', () => {
  test.each<[string, string, string]>([
    ['semaphore acquire: context deadline exceeded', 'did not end within 10 min', "'timeout'"],
    [`${REMOTE}net/http: Client.Timeout exceeded`, 'did not end within', "'skip-dirs'"],
    ['write /x: no space left on device', 'The disk of the runner was full', 'larger runner'],
    ['DB schema error: Trivy DB version 3', 'a schema that this trivy does not read', 'schema 2'],
    [
      'database error: --skip-db-update cannot be specified on the first run',
      'found no vulnerability database',
      'Delete the cached database',
    ],
    ['failed to open db: invalid database', 'database is damaged', 'Delete the cached database'],
    ['vulnerability DB initialize: checksum error', 'database is damaged', 'run the job again'],
    [
      `${REMOTE}no child with platform linux/s390x in index x`,
      'has no image for the platform',
      "Correct input 'platforms'",
    ],
    [`${REMOTE}${GET}: TOOMANYREQUESTS: slow`, 'limits how often', 'log in to the registry'],
    [`${REMOTE}${GET}: unexpected status code 429`, 'limits how often', 'Wait and run'],
    [`${REMOTE}${GET}: MANIFEST_UNKNOWN: gone`, 'not in the registry any more', 'Push it again'],
    [`${REMOTE}${GET}: BLOB_UNKNOWN: gone`, 'or a layer of it', 'clean-up'],
    [`${REMOTE}${GET}: unexpected status code 404`, 'not in the registry', 'Push it again'],
    [`${REMOTE}${GET}: UNAUTHORIZED: no`, 'refused to hand out', 'packages: read'],
    [`${REMOTE}${GET}: DENIED: no`, 'refused to hand out', 'Log in to it before this step'],
    [`${REMOTE}${GET}: unexpected status code 403`, 'refused to hand out', 'may pull'],
    ['x509: certificate signed by unknown authority', 'does not trust', 'SSL_CERT_FILE'],
    ['failed to extract the archive: flate: corrupt', 'did not arrive whole', 'push the image'],
    ['layer: unexpected EOF', 'did not arrive whole', 'Run the job again'],
    ['read tcp: connection reset by peer', 'did not arrive whole', 'proxies'],
    ['Get "https://r/v2/": EOF', 'did not arrive whole', 'push the image again'],
    ['dial tcp: connection refused', 'did not answer trivy', 'Check that it is up'],
    [`${REMOTE}${GET}: UNKNOWN: disk full`, 'answered trivy with an error', 'log of the registry'],
    ['lookup r.example: no such host', 'did not answer trivy', 'reaches it'],
    [`${GET}: unexpected status code 503`, 'did not answer trivy', 'run the job again'],
    [
      'unable to open image.tar as a Docker image: x\nunable to open image.tar as an OCI Image: y',
      "neither an archive of 'docker save' nor an OCI layout",
      'docker save -o',
    ],
    ['SBOM decode error: unknown', 'is no bill of materials', 'CycloneDX or SPDX'],
    ['VEX error: unable to load', 'A VEX document cannot be used', 'OpenVEX'],
    ['cache may be in use by another process: timeout', 'same cache folder', 'no other step'],
  ])('%s', (said, what, fix) => {
    const message = messageOf(fatal(said))
    expect(message).toContain(what)
    expect(message).toContain(fix)
    expect(message.length).toBeLessThan(900)
  })

  test('names the subject where it is about it', () => {
    expect(messageOf(fatal(`${GET}: DENIED: no`))).toContain(SCAN.name)
  })

  test('quotes what trivy said, on one line and without its layers', () => {
    const said = `run error: image scan error: ${GET}:\nDENIED: \u001b[31m${'x'.repeat(900)}`
    const message = messageOf(fatal(said))
    expect(message).toContain(`(${GET}: DENIED: \\u{1b}[31mxxx`)
    expect(message).not.toContain('\n')
    expect(message).not.toContain('\u001b')
    expect(message).toContain(' … xxx')
  })

  test('quotes the cause, which stands last', () => {
    const said = `${REMOTE}${GET}/${'x'.repeat(600)}: DENIED: the plan does not allow it`
    expect(messageOf(fatal(said))).toContain('DENIED: the plan does not allow it)')
  })

  test('is not what nobody knows', () => {
    expect(knownFailure('something new', SCAN)).toBeUndefined()
  })
})

describe('a scan that ends', () => {
  test('late says how long it had, whatever it wrote', () => {
    const message = messageOf(fatal('VEX error: x'), { timedOut: true, exitCode: 143 })
    expect(message).toContain(`The scan of ${SCAN.name} did not end within 10 min`)
  })

  test('by a kill says that memory is short', () => {
    expect(messageOf('', { exitCode: 137 })).toMatch(/was killed.*too little memory.*larger runner/)
  })

  test('by a kill and with a reason gives the reason', () => {
    const message = messageOf(fatal('write x: no space left on device'), { exitCode: 137 })
    expect(message).toContain('disk of the runner')
  })

  test('without a word says so, with the code', () => {
    expect(messageOf('', { exitCode: 3 })).toContain('failed with exit code 3: it said nothing.')
  })

  test('with a new reason says that', () => {
    const stderr = logLine('WARN', 'before') + fatal('run error: the moon is full')
    expect(messageOf(stderr)).toContain('failed with exit code 1: run error: the moon is full.')
  })

  test('with a crash quotes it, and not what was logged', () => {
    const stderr = `${logLine('INFO', 'Detecting')}panic: nil map\n\ngoroutine 1 [running]:\n\tmain()`
    expect(messageOf(stderr, { exitCode: 2 })).toContain(
      'exit code 2: panic: nil map goroutine 1 [running]:',
    )
  })

  test('with a crash in the database says why, and not where', () => {
    const trace = 'goroutine 1 [running]:\ngo.etcd.io/bbolt.(*page).fastCheck(0x7f)'
    expect(messageOf(`panic: assertion failed: Page expected to be: 9\n\n${trace}`)).toContain(
      'is damaged (panic: assertion failed: Page expected to be: 9). Delete',
    )
  })

  test('with a crash in the database calls that damaged', () => {
    const stderr = 'unexpected fault address 0x7f\nfatal error: fault\n\tgo.etcd.io/bbolt.(*DB)'
    expect(messageOf(stderr, { exitCode: 2 })).toContain('The vulnerability database is damaged')
  })

  test('with plain lines quotes the last ones', () => {
    const lines = ['a', 'b', 'c', 'd'].map((text) => logLine('ERROR', text)).join('')
    expect(messageOf(lines)).toContain('exit code 1: b c d.')
  })
})

describe('a jar without a Java database', () => {
  const said = "run error: '--skip-java-db-update' cannot be specified on the first run"

  test('is told from other failures', () => {
    expect(lacksJavaDatabase(ended(fatal(said)))).toBe(true)
    expect(lacksJavaDatabase(ended(fatal('run error: x')))).toBe(false)
  })

  test('is believed only where trivy gives up because of it', () => {
    expect(lacksJavaDatabase(ended(logLine('WARN', said)))).toBe(false)
  })
})
