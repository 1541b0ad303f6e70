import { tempFolder } from './temp-folder.ts'

const scan = `# Scans images | in a registry,
# also by a schedule.
#
# Nothing is pushed.
name: scan
# not this one
on:
  workflow_call:
    inputs:
      image:
        description: The image, with its digest.
        type: string
        required: true
      depth:
        description: How \`deep|wide\`.
        type: number
        default: 0
    secrets:
      password:
        description: Of the registry.
        required: true
    outputs:
      verdict:
        description: '\`passed\` or \`failed\`.'
        value: x
permissions:
  contents: read
jobs:
  plain:
    runs-on: ubuntu-latest
  more:
    permissions: { contents: write, packages: read, id-token: none }
`
/** A guide with an example of `scan.yml` in a list, after one of another workflow. */
export const guide = `# Guide
\`\`\`yaml
jobs:
  other:
    uses: org/ci-kit/.github/workflows/other.yml@v1
\`\`\`

1. Copy this:
   \`\`\`yaml
   jobs:
     scan:
       uses: org/ci-kit/.github/workflows/scan.yml@v1
   \`\`\`
`
/** Where a README gets its table. */
export const markers = '<!-- workflows:start -->\n<!-- workflows:end -->\n'

/** A repository with one workflow that others can call, `scan.yml`. */
export const repository = (more: Record<string, string> = {}) =>
  tempFolder({
    '.github/workflows/scan.yml': scan,
    '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
    '.github/workflows/note.txt': 'on: workflow_call',
    'README.md': `# Kit\n${markers}`,
    ...more,
  })
