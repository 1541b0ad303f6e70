import { UserError } from '@ci-kit/core/errors'
import { releaseAsset } from '@ci-kit/trivy-scan/install/asset'
import { assetUrl, parseDownloadUrl } from '@ci-kit/trivy-scan/install/download-url'
import { describe, expect, test } from '@jest/globals'

const asset = releaseAsset('0.74.0', { platform: 'linux', arch: 'x64' })
const FILE = 'v0.74.0/trivy_0.74.0_Linux-64bit.tar.gz'

describe('input download-url', () => {
  test.each([
    ['', `https://github.com/aquasecurity/trivy/releases/download/${FILE}`],
    ['https://mirror.example/trivy', `https://mirror.example/trivy/${FILE}`],
    ['https://mirror.example/trivy//', `https://mirror.example/trivy/${FILE}`],
    [' https://mirror.example ', `https://mirror.example/${FILE}`],
    ['http://127.0.0.1:8080/x', `http://127.0.0.1:8080/x/${FILE}`],
    ['http://localhost:8080', `http://localhost:8080/${FILE}`],
  ])('%j leads to %s', (text, url) => {
    expect(assetUrl(parseDownloadUrl(text), asset, asset.name).href).toBe(url)
  })

  test.each([
    ['http://mirror.example/trivy', 'It has to be https.'],
    ['ftp://mirror.example/trivy', 'It has to be https.'],
    ['file:///etc', 'It has to be https.'],
    ['http://127.0.0.1.evil.example', 'It has to be https.'],
    ['mirror', 'That is not a URL.'],
  ])('%j is refused', (text, reason) => {
    const read = () => parseDownloadUrl(text)
    expect(read).toThrow(UserError)
    expect(read).toThrow(`Input 'download-url' is '${text}'. ${reason}`)
    expect(read).toThrow('https://github.com/aquasecurity/trivy/releases/download')
  })

  test.each([
    ['https://me:s3cret@mirror.example/x', "'…@mirror.example/x'. It must not hold a user name"],
    ['https://me:s3\ncret@mirror.example/x', "'…@mirror.example/x'. It must not hold a user name"],
    ['https://mirror.example/x?token=s3cret', "'https://mirror.example/x?…'. It must not have a ?"],
    ['https://mirror.example/x#s3cret', "'https://mirror.example/x?…'. It must not have a ?"],
  ])('%j is refused, and its secret is not repeated', (text, words) => {
    const read = () => parseDownloadUrl(text)
    expect(read).toThrow(words)
    expect(read).not.toThrow(/s3/)
  })
})
