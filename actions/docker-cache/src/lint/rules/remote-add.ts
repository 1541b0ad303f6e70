import { type Rule, remark } from '../rule.ts'
import type { CheckedInstruction } from '../subject.ts'

/** What an address answers may be something else tomorrow, or for somebody in between. */
export const addWithoutChecksum: Rule = {
  id: 'add-without-checksum',
  check: ({ built }) => {
    const verified = new Set(built.filter(verifies).map(({ stage }) => stage.index))
    return built.flatMap(({ stage, instruction, copied }) => {
      const flagged = instruction.flags.some(({ name }) => name === 'checksum')
      const checked = flagged || verified.has(stage.index)
      const downloads = copied.remote.filter(isDownload)
      if (checked || downloads.length === 0) return []
      return [
        remark(
          instruction,
          `ADD downloads ${downloads[0]} without a checksum: whoever controls the address or the way to it controls what gets into the image.`,
          'Write `ADD --checksum=sha256:<digest of the file> <address> <path>`, one ADD for each file.',
        ),
      ]
    })
  },
}

/** A step that compares a checksum or a signature; of which file is not looked at. */
const verifies = ({ instruction: { name, text, heredocs } }: CheckedInstruction): boolean =>
  name === 'RUN' &&
  /\b(?:sha\d+sum|shasum|gpgv?|openssl|cosign|minisign|Get-FileHash|certutil)\b/i.test(
    [text, ...heredocs.map(({ content }) => content)].join('\n'),
  )

/** Not a repository, which has commits of its own, and not an address that names one. */
const isDownload = (address: string): boolean =>
  /^https?:\/\//i.test(address) && !/\.git(?:[#?].*)?$|[\da-f]{40}/i.test(address)
