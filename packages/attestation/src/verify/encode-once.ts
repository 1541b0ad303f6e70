/** What a parsed structure of ASN.1 offers. */
type Encodable = { toDER(): Buffer }

type Certificate = { readonly root: Encodable; readonly tbsCertificate: Encodable }

/**
 * Lets a certificate of @sigstore/core keep its encoding. The library encodes
 * it anew for each comparison and each signature, some twenty times for one
 * bundle, which takes a fresh process longer than all signatures together.
 * Nothing changes what was parsed: for SCTs the library parses a copy of its own.
 */
export const encodeOnce = ({ root, tbsCertificate }: Certificate): void => {
  for (const part of [tbsCertificate, root]) keepEncoding(part)
}

const keepEncoding = (part: Encodable): void => {
  const encode = part.toDER.bind(part)
  let kept: Buffer | undefined
  part.toDER = () => {
    kept ??= encode()
    return kept
  }
}
