import { readInputFileInside } from '@ci-kit/core/adapters/input-file'

/** Core's YAML reader takes no longer text. */
const MOST_BYTES = 256 * 1024

/** Reads the components file of a checkout, which may come from a fork: no link leads out of it. */
export const componentsFile =
  (workspace: string) =>
  async (path: string): Promise<string> => {
    const roots = { workspace, temp: '' }
    const bytes = await readInputFileInside(path, {
      roots,
      input: 'components',
      mostBytes: MOST_BYTES,
    })
    return new TextDecoder().decode(bytes)
  }
