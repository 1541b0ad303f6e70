import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '@ci-kit/core/event'
import type { Checkout } from './checkout.ts'
import { includedFiles } from './included-files.ts'
import { FETCHED } from './ref-names.ts'
import { readSmallFile } from './small-file.ts'

/** A repository of its own for what is fetched. */
export type Scratch = {
  readonly folder: string
  /** Names it to Git. */
  readonly env: Environment
  /** The same with the objects of the checkout, which `known` describes to the server. To be called before a fetch. */
  borrowing(known: Known): Environment
  remove(): void
}

/** What the checkout holds whole, so that the server sends only what differs from it. */
export type Known = { readonly commit: string; readonly shallow: ReadonlySet<string> }

/**
 * Makes an empty repository in `temp` that shares the configuration of the
 * checkout: how to reach the remote, and with which credentials. Everything that
 * Git writes goes to the new folder. (With `GIT_COMMON_DIR` alone Git would put
 * refs into the checkout.)
 */
export const openScratch = (temp: string, checkout: Checkout, sha256: boolean): Scratch => {
  const folder = mkdtempSync(join(temp, 'detect-changes-'))
  const remove = () => {
    process.off('exit', remove)
    rmSync(folder, { recursive: true, force: true })
  }
  // An action that is cancelled does not always get as far as its own clean-up.
  process.once('exit', remove)
  fill(folder, checkout, sha256)
  const env = { GIT_DIR: folder }
  return {
    folder,
    env,
    borrowing: (known) => {
      know(folder, known)
      // Quoted as Git's C strings are, so that a : in the path does not split it.
      const objects = quoted(join(checkout.commonDir, 'objects'))
      return { ...env, GIT_ALTERNATE_OBJECT_DIRECTORIES: objects }
    },
    remove,
  }
}

const know = (folder: string, { commit, shallow }: Known): void => {
  const refs = join(folder, ...FETCHED.split('/'))
  mkdirSync(refs, { recursive: true })
  writeFileSync(join(refs, 'known'), `${commit}\n`)
  if (shallow.size > 0) writeFileSync(join(folder, 'shallow'), `${[...shallow].join('\n')}\n`)
}

const fill = (folder: string, checkout: Checkout, sha256: boolean): void => {
  for (const name of ['objects', 'refs']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/none\n')
  const file = join(checkout.commonDir, 'config')
  const conditional = includedFiles(configOf(checkout), checkout.commonDir, checkout.gitDir)
  // Git takes the format of a repository from this file alone, never from included ones.
  writeFileSync(
    join(folder, 'config'),
    [
      ...[file, ...conditional].map((path) => `[include]\n\tpath = ${quoted(path)}`),
      '[core]\n\tbare = true\n\trepositoryFormatVersion = 1',
      ...(sha256 ? ['[extensions]\n\tobjectFormat = sha256'] : []),
      '',
    ].join('\n'),
  )
}

const MAX_CONFIG = 1024 * 1024

/** The text of the checkout's configuration, without the files that it includes. */
export const configOf = ({ commonDir }: Checkout): string =>
  readSmallFile(join(commonDir, 'config'), MAX_CONFIG) ?? ''

/** Both of Git's quotations escape these two; a line feed is the only other character that ends a value. */
const quoted = (path: string): string =>
  `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`
