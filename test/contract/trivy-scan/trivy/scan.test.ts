import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { convert } from '@ci-kit/trivy-scan/trivy/convert'
import { describe, expect, test } from '@jest/globals'
import { FIXED, KNOWN_JAR, VULNERABLE } from '../../../e2e/trivy-samples.ts'
import {
  alpineFiles,
  carelessDockerfile,
  cycloneDx,
  jarOf,
  nodeModules,
  packageLock,
  requirementsTxt,
  SECRET,
  secretFile,
} from '../../../fakes/sample-files.ts'
import { alpineImage, dockerArchive } from '../../../fakes/sample-image.ts'
import { foundIn, members, realTrivy } from './real-trivy.ts'

const { folderWith, scan, scanAll, trivy, javaFetches, printed } = realTrivy()

const OPENSSL = 'CVE-2026-0001 openssl'
const LODASH = 'CVE-2026-0002 lodash'

const archive = async (image: Parameters<typeof alpineImage>[0]) => {
  const folder = folderWith({ 'image.tar': await dockerArchive(await alpineImage(image), 'app:1') })
  return { kind: 'archive', input: 'image.tar', folder } as const
}

describe('an archive', () => {
  test('has the holes of its packages', async () => {
    const report = await scan(await archive({ packages: VULNERABLE }))
    expect(foundIn(report)).toEqual([OPENSSL])
    expect(report.report).toMatchObject({ SchemaVersion: 2, ArtifactType: 'container_image' })
    expect(report.warnings).toEqual([])
  })

  test('with fixed packages has none, and lists them all the same', async () => {
    const report = await scan(await archive({ packages: FIXED }))
    expect(foundIn(report)).toEqual([])
    const packages = members(report.report, 'Results').flatMap((at) => members(at, 'Packages'))
    expect(packages.map(({ Name }) => Name)).toEqual(['busybox', 'openssl'])
  })

  test('is scanned for all that was asked for', async () => {
    const licenses = { busybox: 'GPL-2.0-only' }
    const files = { 'app/settings.env': secretFile() }
    const report = await scan(await archive({ packages: VULNERABLE, licenses, files }), {
      settings: { scanners: ['vuln', 'secret', 'license', 'misconfig'] },
    })
    const found = foundIn(report)
    for (const part of [OPENSSL, 'github-pat', 'GPL-2.0-only busybox'])
      expect(found).toContain(part)
    expect(JSON.stringify(report.report)).not.toContain(SECRET)
  })

  test('needs no database where nobody asks for vulnerabilities', async () => {
    const files = { 'app/settings.env': secretFile() }
    const report = await scan(await archive({ packages: { openssl: '1' }, files }), {
      database: '/nothing/is/here',
      settings: { scanners: ['secret', 'license'] },
    })
    expect(foundIn(report)).toEqual(['MIT openssl', 'github-pat'])
  })

  test('of only language packages', async () => {
    const files = nodeModules('app', { lodash: '4.17.20' })
    const given = { settings: { packageTypes: ['library'] } } as const
    const report = await scan(await archive({ packages: VULNERABLE, files }), given)
    expect(foundIn(report)).toEqual([LODASH])
  })

  test('with jars fetches the Java database once for all scans', async () => {
    const before = javaFetches()
    const thing = { group: 'com.example', artifact: 'thing', version: '1.5.0' }
    const subjects = [
      await archive({ packages: FIXED }),
      await archive({ packages: FIXED, files: { 'app/nameless.jar': KNOWN_JAR.jar } }),
      await archive({ packages: FIXED, files: { 'app/named.jar': jarOf(thing) } }),
    ]
    const results = await scanAll(subjects)
    expect(results.map((result) => (result.kind === 'report' ? foundIn(result) : result))).toEqual([
      [],
      ['CVE-2026-0004 com.example:thing'],
      ['CVE-2026-0004 com.example:thing'],
    ])
    expect(javaFetches() - before).toBe(1)
  })

  test('without the list of its packages says so', async () => {
    const image = { packages: {}, files: nodeModules('app', { lodash: '4.17.20' }) }
    const report = await scan(await archive(image))
    expect(foundIn(report)).toEqual([LODASH])
    expect(report.warnings).toEqual([
      expect.stringContaining('trivy found no package of the operating system'),
    ])
  })

  test('of a version that trivy does not know says so', async () => {
    const report = await scan(await archive({ packages: VULNERABLE, release: '9.99.0' }))
    expect(report.warnings.join('\n')).toContain('does not know this version of the operating')
  })
})

describe('a path', () => {
  const files = {
    'package-lock.json': packageLock({ lodash: '4.17.20' }),
    'requirements.txt': requirementsTxt({ jinja2: '3.1.0' }),
    'settings.env': secretFile(),
    'vendor/package-lock.json': packageLock({ lodash: '4.17.19' }),
    'a, "b"/package-lock.json': packageLock({ lodash: '4.17.18' }),
  }

  test('of a checkout, relative to the workspace', async () => {
    const workspace = folderWith({})
    const settings = { scanners: ['vuln', 'secret'] } as const
    writeFileSync(join(workspace, 'requirements.txt'), files['requirements.txt'])
    const report = await scan({ kind: 'fs', path: '.' }, { workspace, settings })
    expect(foundIn(report)).toEqual(['CVE-2026-0003 jinja2'])
  })

  test('without the folders and files that are left out', async () => {
    const workspace = folderWith(files)
    const settings = { skipDirs: ['vendor', 'a, "b"'], skipFiles: ['requirements.txt'] }
    const report = await scan({ kind: 'fs', path: '.' }, { workspace, settings })
    expect(foundIn(report)).toEqual([LODASH])
  })

  test.each([['-v'], ['--server=http://127.0.0.1:1'], ['--help'], ['-']])(
    'named %s is a folder and no flag',
    async (name) => {
      const workspace = folderWith({ [`${name}/package-lock.json`]: files['package-lock.json'] })
      const report = await scan({ kind: 'fs', path: `./${name}` }, { workspace })
      expect(foundIn(report)).toEqual([LODASH])
      expect(foundIn(await scan({ kind: 'fs', path: name }, { workspace }))).toEqual([LODASH])
    },
  )

  test('of a root file system', async () => {
    const path = folderWith(alpineFiles({ packages: VULNERABLE }))
    const report = await scan({ kind: 'rootfs', path })
    expect(foundIn(report)).toEqual([OPENSSL])
    expect(report.warnings).toEqual([])
  })

  test('of a root file system without an operating system says so', async () => {
    const path = folderWith(nodeModules('app', { lodash: '4.17.20' }))
    const report = await scan({ kind: 'rootfs', path })
    expect(foundIn(report)).toEqual([LODASH])
    expect(report.warnings).toEqual([
      'No operating system was recognised in it: only packages of languages were checked.',
    ])
  })

  test('with configuration', async () => {
    const path = folderWith({ Dockerfile: carelessDockerfile() })
    expect(foundIn(await scan({ kind: 'config', path }))).toEqual(
      expect.arrayContaining(['DS-0001', 'DS-0002']),
    )
  })

  test('to a bill of materials', async () => {
    const path = join(folderWith({ 'b.json': cycloneDx({ lodash: '4.17.20' }) }), 'b.json')
    expect(foundIn(await scan({ kind: 'sbom', path }))).toEqual([LODASH])
  })
})

describe('a bill of materials', () => {
  test.each([
    ['cyclonedx', { bomFormat: 'CycloneDX' }],
    ['spdx-json', { spdxVersion: expect.stringMatching(/^SPDX-/) }],
  ] as const)('as %s is made of a report', async (format, expected) => {
    const report = await scan(await archive({ packages: VULNERABLE }))
    const output = join(folderWith({}), 'sbom.json')
    await convert(trivy(), report, format, output)
    const text = readFileSync(output, 'utf8')
    expect(JSON.parse(text)).toMatchObject(expected)
    expect(text).toContain('pkg:apk/alpine/openssl@3.3.2-r0')
  })

  test('cannot be made where nothing can be written', async () => {
    const report = await scan(await archive({ packages: VULNERABLE }))
    const output = join(folderWith({}), 'no', 'folder', 'sbom.json')
    await expect(convert(trivy(), report, 'cyclonedx', output)).rejects.toThrow(
      /could not write the bill of materials as cyclonedx: .*no such file or directory/,
    )
  })
})

test('what trivy says because of how it is started is left out of the log', async () => {
  const before = printed.length
  await scan(await archive({ packages: VULNERABLE, files: { 'app/a.env': secretFile() } }), {
    settings: { scanners: ['vuln', 'secret', 'misconfig', 'license'] },
  })
  const said = printed.slice(before).join('\n')
  expect(said).toContain('Detected OS')
  expect(said).not.toMatch(/ --[a-z]|empty\.yaml|embedded/)
})
