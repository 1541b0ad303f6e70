import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Workspace } from '@ci-kit/core/workspace'
import type { ScanSettings } from './trivy/scan-request.ts'

/**
 * Makes sure that the files are there which trivy is told to read. It leaves
 * out a file with values for Terraform that is not there without a word, and
 * what it names when checks are missing is not what the workflow says. Throws
 * {@link UserError} that names input and path.
 */
export const checkSettingsFiles = (
  { configChecks, terraformVariables }: Pick<ScanSettings, 'configChecks' | 'terraformVariables'>,
  workspace: Workspace,
): void => {
  for (const path of configChecks)
    if (workspace.kindOf(path) === undefined) throw missing('config-checks', path)
  for (const path of terraformVariables) {
    const kind = workspace.kindOf(path)
    if (kind === undefined) throw missing('tf-vars', path)
    if (kind === 'folder')
      throw new UserError(`${named('tf-vars', path)}, which is a folder. Name each file in it.`)
  }
}

const named = (input: string, path: string): string =>
  `Input '${input}' names '${visible(path, 200)}'`

const missing = (input: string, path: string): UserError =>
  new UserError(`${named(input, path)}, which is not there. Give a path relative to the workspace.`)
