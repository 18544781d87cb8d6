internal import CCurl

/// libcurl as a whole.
enum CurlLibrary {
    /// Whether libcurl could be set up. The first to ask sets it up, before any handle exists.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
