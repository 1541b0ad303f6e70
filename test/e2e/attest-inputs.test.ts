import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from '@jest/globals'
import { faultsWorkbench, red } from './attest-faults-workbench.ts'
import { HEX, ROWS, type Row } from './attest-inputs-rows.ts'

/* What a workflow may write into the inputs by mistake: one error that names input, value and fix, and nothing is signed. */

const { attest, attached, file, imageName, registry, sigstore, workspace } = faultsWorkbench()

const spdx = { spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', name: 'app' }

beforeEach(() => {
  file('app.tgz', 'content')
  file('spdx.json', spdx)
  file('other.json', { ...spdx, name: `ghcr.io/org/other@sha256:${HEX}` })
  file('cut.json', '{"a": [1,')
  file('empty.json', '')
  file('object.json', {})
  mkdirSync(join(workspace(), 'folder'))
  symlinkSync('/etc/hostname', join(workspace(), 'link'))
  symlinkSync('/etc', join(workspace(), 'linked-folder'))
})

const filled = (inputs: Row[0]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, text]) => [
      name,
      text.replaceAll('IMAGE', `${registry()}/${imageName()}`),
    ]),
  )

const refused = async ([inputs, ...words]: Row): Promise<void> => {
  const before = sigstore().requests.length
  const result = await attest({ inputs: filled(inputs) })
  const error = red(result)
  for (const word of words) expect(error).toContain(word)
  const asked = sigstore()
    .requests.slice(before)
    .map(({ service }) => service)
  expect(asked.filter((service) => service !== 'oidc')).toEqual([])
}

test.each(ROWS)('%s', async (_, rows) => {
  for (const row of rows) await refused(row)
  expect(await attached()).toBe(0)
})
