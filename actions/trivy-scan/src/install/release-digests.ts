/** The trivy that is used when the workflow names none. */
export const DEFAULT_VERSION = '0.74.0'

/** Hexadecimal sha256 of release archives: by version, then by the platform in the archive's name. */
export type ReleaseDigests = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * What the releases of github.com/aquasecurity/trivy held when they were
 * looked at. Each digest was found in at least two independent projects that
 * pin the same archive; what could not be confirmed so is not here. A release
 * that is replaced later, by whomever, no longer matches.
 */
export const RELEASE_DIGESTS: ReleaseDigests = {
  '0.74.0': {
    'Linux-64bit': '2ae6fe3ee734b7fdf11335663e18c75ea12dccc76062f09f164a3b0f8be4371a',
    'Linux-ARM64': 'b94ce1976bbf3c15b514b605ee88be7c6d94a29be2302847ff01cb794d47aad5',
    'macOS-64bit': '472816f6888dda689d075c30254d4210b4d1035acf365aa72332f584c2f60485',
    'macOS-ARM64': '1caada5e0e2091909357c7525d3aa76f4b660b13821bc143b190c7483e31cc11',
    'windows-64bit': '94c40e0696e4b907a74b7b2e1438d5d72ebaca83115817407f568a002d520842',
  },
  '0.73.0': {
    'Linux-64bit': '2edd39da482bb4e9831962487b68f68e3928ec3137794757f54d00383d79547b',
    'Linux-ARM64': '13833d97e8a1a5367471c372a173180157f593bece570e20d5d925fef552f5dd',
    'macOS-64bit': 'd39d1374dd3e35d48621b82df9b6625fe69f9920cc67d2739ed81bb679f16f51',
    'macOS-ARM64': '80cc25faaf6378e37701202d0b4f9f43d9e413d198d594ba60fdf559fe44a683',
    'windows-64bit': 'd2d3ad5292aae470a03eb6506db86fce81b1894592b8451cadaf60eaa22f2025',
  },
  '0.72.0': {
    'Linux-64bit': 'bbb64b9695866ce4a7a8f5c9592002c5961cab378577fa3f8a040df362b9b2ea',
    'Linux-ARM64': '2ca2c023109c2db6b2b77366b6717291452d4531167377d95c79547f0c8e3467',
    'macOS-64bit': 'ee5e60df8a98e5b89fd74a6d86f9e5c7e9a266a35002cb1e43291698b3bfee08',
    'macOS-ARM64': '88f208680dc05da2b459e19b4f5aa2b4dc7c2117892ba4aab2ae63baba330016',
    'windows-64bit': 'ed3cf122060f61818fe1f735fd97557954e16e10bc8b058af9852271cf2e91b3',
  },
  '0.71.2': {
    'Linux-64bit': '0510e71e2fd39bf863856d499c8dc19feb4e7336546394c502a8f5cc7ab27460',
    'Linux-ARM64': 'fe1c7106e15a5365d485b098a8c338f91e3b7ba71cb0e4963b98a3a098763cfc',
    'macOS-64bit': 'c27bcf4ddd281aecb7267eb5df804ec49ac0f8fa23fe018d33932e17f30a38bf',
    'macOS-ARM64': 'a9f585cad53542a54ef286b5fa4199d081e5a061f8894635bdf3ce2608ece7a9',
  },
  '0.70.0': {
    'Linux-64bit': '8b4376d5d6befe5c24d503f10ff136d9e0c49f9127a4279fd110b727929a5aa9',
    'Linux-ARM64': '2f6bb988b553a1bbac6bdd1ce890f5e412439564e17522b88a4541b4f364fc8d',
    'macOS-64bit': '52d531452b19e7593da29366007d02a810e1e0080d02f9cf6a1afb46c35aaa93',
    'macOS-ARM64': '68e543c51dcc96e1c344053a4fde9660cf602c25565d9f09dc17dd41e13b838a',
    'windows-64bit': 'eea5442eab86f9e26cd718d7618d43899e72a83767619e8bee47911bddbfb825',
  },
  '0.69.3': {
    'Linux-64bit': '1816b632dfe529869c740c0913e36bd1629cb7688bd5634f4a858c1d57c88b75',
    'Linux-ARM64': '7e3924a974e912e57b4a99f65ece7931f8079584dae12eb7845024f97087bdfd',
    'macOS-64bit': 'fec4a9f7569b624dd9d044fca019e5da69e032700edbb1d7318972c448ec2f4e',
    'macOS-ARM64': 'a2f2179afd4f8bb265ca3c7aefb56a666bc4a9a411663bc0f22c3549fbc643a5',
    'windows-64bit': '74362dc711383255308230ecbeb587eb1e4e83a8d332be5b0259afac6e0c2224',
  },
}

/** `sha256:<64 hex>` of a release archive, or `undefined` when it is not known here. */
export const digestIn = (
  digests: ReleaseDigests,
  version: string,
  platform: string,
): string | undefined => {
  const hex = digests[version]?.[platform]
  return hex === undefined ? undefined : `sha256:${hex}`
}
