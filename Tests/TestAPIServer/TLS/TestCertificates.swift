/// Certificates and keys for tests of TLS, valid from 2020 to 2120. They protect nothing: the keys are here
/// for everyone to read.
enum TestCertificates {
    /// The authority that clients are told to trust.
    static let firstAuthority = """
        -----BEGIN CERTIFICATE-----
        MIIBdzCCAR6gAwIBAgIUQR6jc0dj9+dTttZykAkXRfB9rX4wCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOdGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEy
        MDAxMDEwMDAwMDBaMBkxFzAVBgNVBAMMDnRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAEho4ZGKWWcxlSnmRt4Wgc/zeCwRMdcCK54bRqZ5JG
        8NCENP/d0hEazfcd3sw8Eb/yfLhJubn3L6HTLzggEOU2caNCMEAwDwYDVR0TAQH/
        BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAYYwHQYDVR0OBBYEFL9YzhfFZsUYUKWEKFZK
        PT1JWh/AMAoGCCqGSM49BAMCA0cAMEQCIF7NOMH5c8QJ4Lrc8PNtthQ/nj2SjyW1
        NrLigY6p6n2BAiBwdAGb+kuK7xj1PlveKaQ2x/f0L5GL6VRD884Z1pp9eg==
        -----END CERTIFICATE-----
        """

    /// Another authority, for rotations.
    static let secondAuthority = """
        -----BEGIN CERTIFICATE-----
        MIIBhzCCASygAwIBAgIUfVah50c1M2DB2HZntHDYXtNG5RAwCgYIKoZIzj0EAwIw
        IDEeMBwGA1UEAwwVc2Vjb25kIHRlc3QgYXV0aG9yaXR5MCAXDTIwMDEwMTAwMDAw
        MFoYDzIxMjAwMTAxMDAwMDAwWjAgMR4wHAYDVQQDDBVzZWNvbmQgdGVzdCBhdXRo
        b3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS0gVkgfF3KKK/xv4TIzCTD
        ROt8AH+mzG+lEm0rnUVwbI+lc3LpQZNBp80Yxllt3yEOsRfT+BkAvyj8JsxdFoRG
        o0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIBhjAdBgNVHQ4EFgQU
        SotoF6Dbqph+/Z775PeZobYySSEwCgYIKoZIzj0EAwIDSQAwRgIhAPnrDBteDVPn
        r8VkBGUUBxN6pMV5ZtoRGBAw1aLtxdq3AiEAzvecnXOkWbQTABmsB7ws3j2DWJ20
        Q1IgLelEnjXoSaQ=
        -----END CERTIFICATE-----
        """
}
