extension TestCertificates {
    /// A certificate with its key, both in PEM.
    struct Pair: Sendable {
        var certificate: String
        var key: String
    }

    /// Signed by the first authority, for this machine.
    static let first = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBxDCCAWqgAwIBAgIUWdRHy1JcZ879vbuTUoc/fYia8sUwCgYIKoZIzj0EAwIw
            GTEXMBUGA1UEAwwOdGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEy
            MDAxMDEwMDAwMDBaMBkxFzAVBgNVBAMMDmt1YmUtYXBpc2VydmVyMFkwEwYHKoZI
            zj0CAQYIKoZIzj0DAQcDQgAEh39L6Wd0q2gqqbfWMbJnaoXu9HEQpMy4/ATgakT+
            PgFtDrmFjSG7TqoDcOeRCLdBMirldy323ScTDog21TY3laOBjTCBijAMBgNVHRMB
            Af8EAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB8GA1UdIwQYMBaAFL9YzhfFZsUY
            UKWEKFZKPT1JWh/AMEQGA1UdEQQ9MDuCCWxvY2FsaG9zdIIWa3ViZXJuZXRlcy5k
            ZWZhdWx0LnN2Y4cEfwAAAYcQAAAAAAAAAAAAAAAAAAAAATAKBggqhkjOPQQDAgNI
            ADBFAiAGiJdcQ94Egzr0RYYLtNTl9FdPs6mrZbfNpEZ6fwd12gIhAIkC9rTF2vzL
            noEag/4aJ7JxBb17u30e3F+wX/gGjYc/
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgf1zyggmH7nwK20vd
            dWk2TjCCHgZFK/fIthcGJ6M445KhRANCAASHf0vpZ3SraCqpt9Yxsmdqhe70cRCk
            zLj8BOBqRP4+AW0OuYWNIbtOqgNw55EIt0EyKuV3LfbdJxMOiDbVNjeV
            -----END PRIVATE KEY-----
            """)

    /// Signed by the second authority, for this machine.
    static let second = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIByjCCAXGgAwIBAgIUDSard8JvTMzEkRrk0m+6J2lauxAwCgYIKoZIzj0EAwIw
            IDEeMBwGA1UEAwwVc2Vjb25kIHRlc3QgYXV0aG9yaXR5MCAXDTIwMDEwMTAwMDAw
            MFoYDzIxMjAwMTAxMDAwMDAwWjAZMRcwFQYDVQQDDA5rdWJlLWFwaXNlcnZlcjBZ
            MBMGByqGSM49AgEGCCqGSM49AwEHA0IABN/etkBJSAtSjKgWxB4jvjVkJT6IR+Hv
            47p0FNSCzRfBMbL0oAlNqEGwUjMv4NSTtz1+kK+N2VAH2s4Ph6bM91mjgY0wgYow
            DAYDVR0TAQH/BAIwADATBgNVHSUEDDAKBggrBgEFBQcDATAfBgNVHSMEGDAWgBRK
            i2gXoNuqmH79nvvk95mhtjJJITBEBgNVHREEPTA7gglsb2NhbGhvc3SCFmt1YmVy
            bmV0ZXMuZGVmYXVsdC5zdmOHBH8AAAGHEAAAAAAAAAAAAAAAAAAAAAEwCgYIKoZI
            zj0EAwIDRwAwRAIgOH5UfuFVsmcvxAZA0mb7FQErVBYlovTWOyLMNKAixwoCIDzW
            XZ8D3LBHnZeUkab0rKvW49E2eOfXFklDP/qQzZSh
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1LizpshQp2JPthcp
            A+YaohFHu390JlLyPOrKn11v7oKhRANCAATf3rZASUgLUoyoFsQeI741ZCU+iEfh
            7+O6dBTUgs0XwTGy9KAJTahBsFIzL+DUk7c9fpCvjdlQB9rOD4emzPdZ
            -----END PRIVATE KEY-----
            """)

    /// Signed by the first authority, no longer valid.
    static let expired = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBwzCCAWigAwIBAgIUNSds9S5ucuPH49FFGRpP+N0O7G8wCgYIKoZIzj0EAwIw
            GTEXMBUGA1UEAwwOdGVzdCBhdXRob3JpdHkwHhcNMjAwMTAxMDAwMDAwWhcNMjEw
            MTAxMDAwMDAwWjAZMRcwFQYDVQQDDA5rdWJlLWFwaXNlcnZlcjBZMBMGByqGSM49
            AgEGCCqGSM49AwEHA0IABB4G3BVRVfGB68W0Y8HrwWhk0EC0VLXNUNFnjLzj0HJO
            M9DmTj5bMLWBTGW5D/dM1EPomK/7rQ6/aDOEMZ7D3S2jgY0wgYowDAYDVR0TAQH/
            BAIwADATBgNVHSUEDDAKBggrBgEFBQcDATAfBgNVHSMEGDAWgBS/WM4XxWbFGFCl
            hChWSj09SVofwDBEBgNVHREEPTA7gglsb2NhbGhvc3SCFmt1YmVybmV0ZXMuZGVm
            YXVsdC5zdmOHBH8AAAGHEAAAAAAAAAAAAAAAAAAAAAEwCgYIKoZIzj0EAwIDSQAw
            RgIhAIRIEDsIug1qA5MPNMWah/C/kkDyMGl+pp7efvnBB/hJAiEA6WcxVhx9qHX8
            ZcBt1Y8dcA4J9s6MGRM2huispfJ8cjE=
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbxRzREPcRyjr/7MI
            /VKxqAH/WGyhJZ4swD7ZUNcTF5qhRANCAAQeBtwVUVXxgevFtGPB68FoZNBAtFS1
            zVDRZ4y849ByTjPQ5k4+WzC1gUxluQ/3TNRD6Jiv+60Ov2gzhDGew90t
            -----END PRIVATE KEY-----
            """)

    /// Signed by the first authority, for the name `elsewhere.example` only.
    static let elsewhere = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBlDCCATugAwIBAgIUeJL6KYPvUGAHPAPzzRvLBvcJdbcwCgYIKoZIzj0EAwIw
            GTEXMBUGA1UEAwwOdGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEy
            MDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMMCWVsc2V3aGVyZTBZMBMGByqGSM49AgEG
            CCqGSM49AwEHA0IABPOHAOLSpCjZ+gfTNwWsVnD5ExDeII0dM8jZEGt9IYW9tyGJ
            BBiQlOO/cKn4KWLm+eAgdoIXFMXbr+zueivvCmCjZDBiMAwGA1UdEwEB/wQCMAAw
            EwYDVR0lBAwwCgYIKwYBBQUHAwEwHwYDVR0jBBgwFoAUv1jOF8VmxRhQpYQoVko9
            PUlaH8AwHAYDVR0RBBUwE4IRZWxzZXdoZXJlLmV4YW1wbGUwCgYIKoZIzj0EAwID
            RwAwRAIgYAxIE8G12ttiESYkeFevKxWj46O61FsDgsQg2QTC0c8CIEj7xZvXOUg1
            nVFmsdkGF2Cbkz3pTGpdCw4nbSASSFHO
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgDKP62rV8Ou5ls2I7
            Imq4Tvh+XbQgWHab6wwxjIL6mLGhRANCAATzhwDi0qQo2foH0zcFrFZw+RMQ3iCN
            HTPI2RBrfSGFvbchiQQYkJTjv3Cp+Cli5vngIHaCFxTF26/s7nor7wpg
            -----END PRIVATE KEY-----
            """)

    /// A client in the group `system:masters`.
    static let administrator = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBizCCATKgAwIBAgIUP99EHvVWM/dKCqAKQw27GAwHNlMwCgYIKoZIzj0EAwIw
            GTEXMBUGA1UEAwwOdGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEy
            MDAxMDEwMDAwMDBaMCkxFzAVBgNVBAoMDnN5c3RlbTptYXN0ZXJzMQ4wDAYDVQQD
            DAVhZG1pbjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMrAw6z8EZdXzBqMwiiv
            Tzb6n0tpWCc2NK2k2hPFrF/ZIBpUZsUpqof4rAOWaZ3XU312W2S6/77f0OktRmD5
            9cijRjBEMAwGA1UdEwEB/wQCMAAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHwYDVR0j
            BBgwFoAUv1jOF8VmxRhQpYQoVko9PUlaH8AwCgYIKoZIzj0EAwIDRwAwRAIgcd+s
            ALMMyBee8upocK5AXDcDInIDTeQKX4n8B1qME3wCIAUoUhTc+RH/RTK2LARyt/Ie
            ukYZIWdqEuk40WgjLsTy
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg7qG52o7FnEd2I5N0
            6eL+DuDljUHS1supCQ24jdJyf+ahRANCAATKwMOs/BGXV8wajMIor082+p9LaVgn
            NjStpNoTxaxf2SAaVGbFKaqH+KwDlmmd11N9dltkuv++39DpLUZg+fXI
            -----END PRIVATE KEY-----
            """)

    /// A client that is called alice, without groups.
    static let alice = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBczCCARmgAwIBAgIUPLK2hrYIfzcxhypU3sV9tGHizsswCgYIKoZIzj0EAwIw
            GTEXMBUGA1UEAwwOdGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEy
            MDAxMDEwMDAwMDBaMBAxDjAMBgNVBAMMBWFsaWNlMFkwEwYHKoZIzj0CAQYIKoZI
            zj0DAQcDQgAETKVyMwKaxPmsJDyzabcwfFFdppqPZ+PTotelAw5N8mJxADewO4pZ
            Y9vKEzfPHvhD7NdGLdxTx4QNK8H3UrNiYaNGMEQwDAYDVR0TAQH/BAIwADATBgNV
            HSUEDDAKBggrBgEFBQcDAjAfBgNVHSMEGDAWgBS/WM4XxWbFGFClhChWSj09SVof
            wDAKBggqhkjOPQQDAgNIADBFAiAizsjO62wKCBXMjeGjpuuHUxmD+eG2/tO/eo4u
            axTmQwIhAM/ituuKSBGImJbNoYEQlOmbW5cVGlVZzRQGPWc0htxm
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOTcPNuLCwuWFOzPz
            9XDvRBo2fDYnY5MiXhouY9XSmMKhRANCAARMpXIzAprE+awkPLNptzB8UV2mmo9n
            49Oi16UDDk3yYnEAN7A7illj28oTN88e+EPs10Yt3FPHhA0rwfdSs2Jh
            -----END PRIVATE KEY-----
            """)

    /// A client that is called admin, signed by the second authority.
    static let stranger = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBkzCCATmgAwIBAgIUETF9Ipz5OmqyxoJfDg37n1AUb5QwCgYIKoZIzj0EAwIw
            IDEeMBwGA1UEAwwVc2Vjb25kIHRlc3QgYXV0aG9yaXR5MCAXDTIwMDEwMTAwMDAw
            MFoYDzIxMjAwMTAxMDAwMDAwWjApMRcwFQYDVQQKDA5zeXN0ZW06bWFzdGVyczEO
            MAwGA1UEAwwFYWRtaW4wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATYrIyLtdmf
            Fa4zsg95VnrcZjABG+8OrbEVxzY4ASDsAfrw+zdtSdzSu+gfWSD5TKWyjbGomq+K
            hSc4kw89qMnho0YwRDAMBgNVHRMBAf8EAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMC
            MB8GA1UdIwQYMBaAFEqLaBeg26qYfv2e++T3maG2MkkhMAoGCCqGSM49BAMCA0gA
            MEUCIQDyslcqKemkPjb79Rl/e6udwgBTMU+0cMBu8Ypobul/lAIgX+R/MRKyLBNv
            y7BzqSQ6CtcmX1kWIogLMzw7K9WeTxc=
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBOjRjFfvRFNySHOb
            +vvNbkf5600kKmnM5/qE1iqTtMOhRANCAATYrIyLtdmfFa4zsg95VnrcZjABG+8O
            rbEVxzY4ASDsAfrw+zdtSdzSu+gfWSD5TKWyjbGomq+KhSc4kw89qMnh
            -----END PRIVATE KEY-----
            """)
}
