import { formatReference } from '@ci-kit/oci/reference'
import { JAVA_DATABASE, VULNERABILITY_DATABASE } from '@ci-kit/trivy-scan/database/kind'
import { parseDatabaseRepositories } from '@ci-kit/trivy-scan/database/repositories'
import { describe, expect, test } from '@jest/globals'

const parsed = (text: string, kind = VULNERABILITY_DATABASE) =>
  parseDatabaseRepositories(text, kind).map(formatReference)

const DIGEST = `sha256:${'a'.repeat(64)}`

describe('mirrors of a database', () => {
  test.each([
    ['nothing', '', ['mirror.gcr.io/aquasec/trivy-db:2', 'ghcr.io/aquasecurity/trivy-db:2']],
    [
      'only comments',
      ' \n# none\r\n',
      ['mirror.gcr.io/aquasec/trivy-db:2', 'ghcr.io/aquasecurity/trivy-db:2'],
    ],
    ['no tag', 'ghcr.io/org/db', ['ghcr.io/org/db:2']],
    ['another tag', 'ghcr.io/org/db:latest', ['ghcr.io/org/db:latest']],
    ['a digest', `ghcr.io/org/db@${DIGEST}`, [`ghcr.io/org/db@${DIGEST}`]],
    ['a port', '127.0.0.1:5000/db', ['127.0.0.1:5000/db:2']],
    ['several in order', ' b.io/x/db \r\n\n# c\na.io/x/db\r', ['b.io/x/db:2', 'a.io/x/db:2']],
    ['one twice', 'a.io/x/db\na.io/x/db:2', ['a.io/x/db:2']],
  ])('are read from %s', (_, text, expected) => {
    expect(parsed(text)).toEqual(expected)
  })

  test('have the tag 1 for the Java database', () => {
    expect(parsed('ghcr.io/org/java-db', JAVA_DATABASE)).toEqual(['ghcr.io/org/java-db:1'])
    expect(parsed('', JAVA_DATABASE)).toEqual([
      'mirror.gcr.io/aquasec/trivy-java-db:1',
      'ghcr.io/aquasecurity/trivy-java-db:1',
    ])
  })

  test.each([
    ['a scheme', 'https://ghcr.io/org/db', "Input 'db-repositories'", 'Write ghcr.io/org/db'],
    ['upper case', 'ghcr.io/Org/db', "Input 'db-repositories'", 'ghcr.io/org/db'],
    ['two on a line', 'a.io/x b.io/y', "Input 'db-repositories'", 'white space'],
    ['too many', 'a.io/x/db\n'.repeat(11), '11 lines', 'at most 10'],
  ])('are refused with %s', (_, text, what, fix) => {
    expect(() => parsed(text)).toThrow(what)
    expect(() => parsed(text)).toThrow(fix)
  })
})
