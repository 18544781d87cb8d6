internal import CCurl

/// One libcurl transfer with everything that has to live as long as it. The owner takes it out of its multi
/// handle before it ends.
struct EasyHandle: ~Copyable {
    /// libcurl's handle. Owned; freed when this value ends.
    let pointer: UnsafeMutableRawPointer
    /// Where libcurl writes what went wrong. Owned.
    private let errorText: UnsafeMutablePointer<CChar>
    /// Lists that libcurl reads but does not copy. Owned.
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    init?() {
        guard CurlLibrary.isReady, let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        _ = ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    }

    deinit {
        curl_easy_cleanup(pointer)
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
    }

    /// The first option that libcurl did not take, while a request is being set up.
    private(set) var failure = CURLE_OK

    mutating func set(_ option: CURLoption, _ value: Int) {
        note(ccurl_set_long(pointer, option, value))
    }

    mutating func set(_ option: CURLoption, size: Int) {
        note(ccurl_set_size(pointer, option, curl_off_t(size)))
    }

    mutating func set(_ option: CURLoption, _ text: String) {
        note(ccurl_set_string(pointer, option, text))
    }

    mutating func set(_ option: CURLoption, _ bytes: [UInt8]) {
        note(ccurl_set_blob(pointer, option, bytes, bytes.count))
    }

    mutating func set(_ option: CURLoption, context: UnsafeMutableRawPointer) {
        note(ccurl_set_pointer(pointer, option, context))
    }

    mutating func set(_ option: CURLoption, calling function: ccurl_data_function) {
        note(ccurl_set_data_function(pointer, option, function))
    }

    mutating func set(_ option: CURLoption, list lines: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                note(CURLE_OUT_OF_MEMORY)
                break
            }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        note(ccurl_set_list(pointer, option, list))
    }

    /// Gives up on a peer that acknowledges nothing for so long.
    mutating func setUserTimeout(_ limit: Duration) {
        note(ccurl_set_user_timeout_option(pointer, UInt32(limit.wholeMilliseconds)))
    }

    private mutating func note(_ result: CURLcode) {
        if failure == CURLE_OK { failure = result }
    }

    /// What libcurl wrote about its failure; empty when nothing.
    var errorMessage: String { String(cString: errorText) }

    func info(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }
}

extension Duration {
    /// Milliseconds as libcurl counts them, where 0 would mean "for ever": at least 1, at most 24 days.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let bounded = min(max(seconds, 0), 2_000_000)
        return max(1, Int(bounded) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
