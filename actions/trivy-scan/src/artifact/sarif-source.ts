import { dirname, relative, resolve, sep } from 'node:path'
import type { Workspace } from '@ci-kit/core/workspace'
import type { Targets } from '../inputs/targets.ts'
import { finalStageLine } from '../report/dockerfile-line.ts'
import { repositoryOf } from '../report/sarif-location.ts'
import type { SarifSource } from '../report/sarif-options.ts'

/** A Dockerfile in the workspace, with its text. */
export type Dockerfile = { readonly path: string; readonly text: string }

/** The checkout: the absolute path of its root, and what is in it. */
export type Checkout = { readonly root: string; readonly workspace: Workspace }

/** Where code scanning shows what is found in these targets. */
export const sarifSource = (
  targets: Targets,
  dockerfile: Dockerfile | undefined,
  { root, workspace }: Checkout,
): SarifSource => {
  // Workflows also write ${{ github.workspace }}/app, and the repository has no such path.
  const inRepository = (path: string) => relative(root, resolve(root, path)).replaceAll(sep, '/')
  if (targets.kind === 'image' || targets.kind === 'archive') {
    if (dockerfile === undefined) return { kind: 'image' }
    const { path, text } = dockerfile
    return { kind: 'image', dockerfile: { path: inRepository(path), line: finalStageLine(text) } }
  }
  const { kind } = targets
  const path = inRepository(targets.path)
  if (kind === 'sbom') return { kind: 'file', path }
  const isFile = workspace.kindOf(targets.path) === 'file'
  return { kind: 'files', folder: folderOf(isFile ? dirname(path) : path) }
}

/** As a path in the repository: '' for its root. */
const folderOf = (path: string): string => (path === '.' || path === './' ? '' : path)

/**
 * The category of an artifact in code scanning: without tag and digest, which
 * move, so that the alerts of the next run take the place of these. Only when
 * two of the step have one repository do their tags tell them apart.
 */
export const categoryOf = (beginning: string, targets: Targets, name: string): string => {
  if (targets.kind !== 'image') {
    const { kind } = targets
    return folderOf(name) === '' ? `${beginning}/${kind}` : `${beginning}/${kind}/${name}`
  }
  // Of all that were asked for: an image that cannot be scanned must not change the category of another.
  const repository = repositoryOf(name)
  const isShared =
    targets.images.filter((image) => repositoryOf(image.name) === repository).length > 1
  return `${beginning}/${isShared ? name : repository}`
}
