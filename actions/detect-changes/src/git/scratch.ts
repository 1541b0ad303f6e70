import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '@ci-kit/core/event'
import type { Checkout } from './checkout.ts'
import { FETCHED } from './ref-names.ts'

/** A repository of its own for what is fetched. */
export type Scratch = {
  readonly folder: string
  /** Names it to Git. */
  readonly env: Environment
  /** To be called before a fetch. */
  know(known: Known): void
  remove(): void
}

/** What is known of the checkout, so that the server sends only what differs from it. */
export type Known = { readonly commits: readonly string[]; readonly shallow: ReadonlySet<string> }

/**
 * Makes an empty repository in `temp` that borrows the objects and the
 * configuration of the checkout. Only the common folder is a new one: for Git
 * the repository still is the checkout's, so that the files with credentials
 * which actions/checkout includes on condition (`includeIf "gitdir:…"`) apply.
 * Objects, refs, shallow file and configuration are written to the new folder.
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
  return {
    folder,
    env: {
      GIT_DIR: checkout.gitDir,
      GIT_COMMON_DIR: folder,
      // Quoted as Git's C strings are, so that a : in the path does not split it.
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(join(checkout.commonDir, 'objects')),
    },
    know: (known) => know(folder, known),
    remove,
  }
}

const know = (folder: string, { commits, shallow }: Known): void => {
  const refs = join(folder, ...FETCHED.split('/'), 'known')
  mkdirSync(refs, { recursive: true })
  for (const [index, id] of commits.entries()) writeFileSync(join(refs, String(index)), `${id}\n`)
  if (shallow.size > 0) writeFileSync(join(folder, 'shallow'), `${[...shallow].join('\n')}\n`)
}

const fill = (folder: string, checkout: Checkout, sha256: boolean): void => {
  for (const name of ['objects', 'refs']) mkdirSync(join(folder, name))
  // Git takes the format of a repository from this file alone, never from included ones.
  writeFileSync(
    join(folder, 'config'),
    [
      `[include]\n\tpath = ${quoted(join(checkout.commonDir, 'config'))}`,
      '[core]\n\tbare = true\n\trepositoryFormatVersion = 1',
      ...(sha256 ? ['[extensions]\n\tobjectFormat = sha256'] : []),
      '',
    ].join('\n'),
  )
}

/** Both of Git's quotations escape these two; a line feed is the only other character that ends a value. */
const quoted = (path: string): string =>
  `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`
