import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StepResult } from '@ci-kit/cli/run-step'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { alpineFiles, nodeModules, packageLock } from '../fakes/sample-files.ts'
import { imageOf } from '../fakes/sample-image.ts'
import { activeParts } from '../unit/trivy-scan/report/inert-markdown.ts'
import { sarifErrors } from '../unit/trivy-scan/report/sarif-schema.ts'
import { errorsOf } from './actions.ts'
import { FIXED, OPENSSL, VULNERABLE } from './trivy-samples.ts'
import { gitHubWorkbench, OWN_BRANCH } from './trivy-scan-github.ts'
import { outcomeOf, pathsOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'

/* Whoever makes the image, the checkout or the database chooses these texts and links. */

const bench = trivyScanWorkbench()
const { scan, push, publish, file, workspace } = bench
const { github, scanWith } = gitHubWorkbench(bench)

const COMMANDS = '\n::error::boo\n::set-output name=verdict::pass\n##[error]boo\r::warning::boo'
const ANSI = '\u001b[2J\u001b]8;;https://evil.example\u0007here\u001b]8;;\u0007\u202e'
const MARKUP =
  '<img src=x onerror=alert(1)> </code></details>| [click](https://evil.example) ![x](https://evil.example/x.png) @octocat #1 `x` <!-- '
const HOSTILE = `${MARKUP}${ANSI}${COMMANDS}`

const withoutControls = (text: string): void => {
  for (const control of ['\u001b', '\u0007', '\u202e']) expect(text).not.toContain(control)
}

const HARMLESS = ['group', 'endgroup', 'add-mask', 'debug']

/** No command of the log, but for the step's own error, comes from outside, and nothing moves a cursor. */
const logIsInert = ({ log, commands, outputs }: StepResult): void => {
  const own = commands.filter(({ name }) => !HARMLESS.includes(name))
  expect(own.map(({ name }) => name)).toEqual(['error'])
  expect(commands.filter(({ message }) => message === 'boo')).toEqual([])
  expect(log).not.toMatch(/^\s*::(?:set-output|warning)/m)
  expect(log).not.toContain('##[error]')
  withoutControls(log)
  expect(outputs.verdict).toBe('fail')
}

/** Nothing but what the reports write themselves; the mark of a comment is its first line. */
const markdownIsInert = (markdown: string): void => {
  expect(markdown).not.toBe('')
  expect(activeParts(markdown.replace(/^<!-- ci-kit\/.* -->\n/, ''))).toBe('')
  const count = (tag: string) => markdown.split(tag).length
  expect(count('<details>')).toBe(count('</details>'))
}

describe('texts', () => {
  test('of database and image are inert in the log, the summary, the comment and SARIF', async () => {
    const name = `left-${MARKUP}${ANSI}`
    const database = await publish([
      { ...OPENSSL, title: HOSTILE, description: HOSTILE, fixed: '3.3.2-r1' },
      {
        id: 'CVE-2026-0002',
        severity: 'CRITICAL',
        package: name,
        fixed: '9.0.0',
        title: COMMANDS,
      },
    ])
    const image = await push(
      await imageOf({
        labels: { 'org.opencontainers.image.title': HOSTILE, [HOSTILE]: HOSTILE },
        layers: [
          alpineFiles({
            packages: { ...VULNERABLE, [name]: '1.0' },
            licenses: { openssl: MARKUP, [name]: MARKUP },
          }),
          nodeModules('app', { lodash: '4.17.21' }),
          {
            'app/node_modules/odd/package.json': JSON.stringify({
              name,
              version: '1.0.0',
              license: HOSTILE,
            }),
            'app/::error::boo\n::error::boo/node_modules/x/package.json': JSON.stringify({
              name,
              version: '1.0.1',
            }),
          },
        ],
      }),
    )
    const server = await github()
    const result = await scanWith(server, {
      event: OWN_BRANCH,
      inputs: {
        'image-ref': image,
        'db-repositories': database,
        comment: 'true',
        scanners: 'vuln,license',
      },
    })
    expect(outcomeOf(result)).toMatchObject({ exitCode: 1, verdict: 'fail' })
    // Both hostile packages were really found.
    expect(Number(result.outputs.critical)).toBeGreaterThanOrEqual(2)
    logIsInert(result)
    markdownIsInert(result.summary)
    const [comment] = server.comments.all()
    markdownIsInert(comment?.body ?? '')
    const [table = '', summary = ''] = ['table-path', 'summary-path'].flatMap((output) =>
      pathsOf(bench, result, output),
    )
    withoutControls(readFileSync(table, 'utf8'))
    markdownIsInert(readFileSync(summary, 'utf8'))
    const sarif = JSON.stringify(server.scanning.received.map((one) => one.sarif))
    withoutControls(sarif.replaceAll('\\u001b', '\u001b'))
    for (const one of server.scanning.received) {
      expect(sarifErrors(JSON.stringify(one.sarif))).toEqual([])
      expect(one.errors).toEqual([])
    }
  })

  test('of names in a checkout are inert', async () => {
    const odd = `::error::boo ${MARKUP.replaceAll('/', '')}${ANSI.replaceAll('/', '')}\n::error::boo`
    file(`${odd}/package-lock.json`, packageLock({ lodash: '4.17.20' }))
    const result = await scan({ inputs: { 'scan-type': 'fs', 'scan-ref': '.' } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
    logIsInert(result)
    markdownIsInert(result.summary)
  })

  test('of an ignore file are inert', async () => {
    const entry = `  - id: ${OPENSSL.id}\n    owner: ${JSON.stringify(HOSTILE)}\n    expired_at: 2020-01-01\n    statement: ${JSON.stringify(HOSTILE)}\n`
    file('ignore.yaml', `vulnerabilities:\n${entry}`)
    const inputs = {
      'image-ref': await push({ packages: VULNERABLE }),
      'ignore-files': 'ignore.yaml',
    }
    const result = await scan({ inputs })
    expect(outcomeOf(result)).toMatchObject({ exitCode: 1, verdict: 'fail' })
    logIsInert(result)
    markdownIsInert(result.summary)
  })
})

describe('links in the checkout', () => {
  let outside: string
  beforeEach(() => {
    outside = mkdtempSync(join(tmpdir(), 'trivy-scan-outside-'))
  })
  afterEach(() => rmSync(outside, { recursive: true }))

  test.each(['link', 'link/new/folder', './link/../link'])(
    'do not lead output-dir %s elsewhere',
    async (folder) => {
      symlinkSync(outside, join(workspace(), 'link'))
      const inputs = { 'image-ref': await push({ packages: FIXED }), 'output-dir': folder }
      const result = await scan({ inputs })
      expect(result.exitCode).toBe(1)
      expect(errorsOf(result)).toHaveLength(1)
      for (const word of ["'output-dir'", folder]) expect(errorsOf(result)[0]).toContain(word)
      expect(readdirSync(outside)).toEqual([])
    },
  )

  test('do not lead a report elsewhere', async () => {
    const inputs = { 'image-ref': await push({ packages: VULNERABLE }) }
    expect((await scan({ inputs })).outputs.verdict).toBe('fail')
    const reports = join(workspace(), 'reports')
    const names = readdirSync(reports)
    expect(names.length).toBeGreaterThanOrEqual(8)
    for (const name of names) {
      rmSync(join(reports, name))
      writeFileSync(join(outside, name), 'precious')
      symlinkSync(join(outside, name), join(reports, name))
    }
    expect((await scan({ inputs })).outputs.verdict).toBe('fail')
    for (const name of names) {
      expect([name, readFileSync(join(outside, name), 'utf8')]).toEqual([name, 'precious'])
      expect([name, lstatSync(join(reports, name)).isFile()]).toEqual([name, true])
    }
  })

  test('are not followed out of a checkout that is scanned', async () => {
    writeFileSync(join(outside, 'package-lock.json'), packageLock({ lodash: '4.17.20' }))
    symlinkSync(outside, join(workspace(), 'vendor'))
    symlinkSync(join(outside, 'package-lock.json'), join(workspace(), 'package-lock.json'))
    const result = await scan({ inputs: { 'scan-type': 'fs', 'scan-ref': '.' } })
    expect(result.outputs.verdict).toBe('pass')
  })
})

describe('a report that cannot be written', () => {
  test('because a folder has its name is one error, and no defect', async () => {
    mkdirSync(join(workspace(), 'reports/table.txt'), { recursive: true })
    const result = await scan({ inputs: { 'image-ref': await push({ packages: FIXED }) } })
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)).toHaveLength(1)
    expect(errorsOf(result)[0]).toContain('table.txt')
    expect(errorsOf(result)[0]).toContain("'output-dir'")
    expect(errorsOf(result)[0]).not.toContain('defect')
    expect(existsSync(join(workspace(), 'reports/table.txt'))).toBe(true)
    expect(result.outputs).toMatchObject({ verdict: 'error', total: '0', 'table-path': '' })
    expect(existsSync(result.outputs['sarif-path'] ?? '')).toBe(true)
  })
})
