internal import CRdKafka

/// Brokers that speak the Kafka protocol, in this process: librdkafka's mock cluster. It keeps at most 5 MB per
/// partition and nothing after its end.
///
/// Not for a process that starts others: a broker that goes away opens its port anew at once, and librdkafka ends the
/// process when a child that is just being born still has the old socket. Tests take ``BrokerProcess``.
///
/// Unchecked, because the mock's functions hand their work to its own thread.
public final class MockCluster: @unchecked Sendable {
    private let host: OpaquePointer
    private let cluster: OpaquePointer
    private let count: Int32
    /// Where to connect to.
    public let addresses: String

    /// Why there are no brokers to test with.
    public struct Failure: Error {}

    /// Starts `count` brokers that make topics of four partitions when they are asked for.
    public init(count: Int32 = 1) throws {
        var words = [CChar](repeating: 0, count: 512)
        let settings = rd_kafka_conf_new()
        // It would complain that it, who has the brokers, knows none.
        rd_kafka_conf_set(settings, "log_level", "3", &words, words.count)
        guard let host = rd_kafka_new(RD_KAFKA_PRODUCER, settings, &words, words.count),
            let cluster = rd_kafka_mock_cluster_new(host, count)
        else { throw Failure() }
        self.host = host
        self.cluster = cluster
        self.count = count
        addresses = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(host)
    }

    /// Makes a topic with this many partitions.
    public func makeTopic(_ name: String, partitions: Int32) throws {
        guard rd_kafka_mock_topic_create(cluster, name, partitions, 1) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw Failure()
        }
    }

    /// Breaks every connection and takes no new ones, or takes them again.
    public func setAway(_ isAway: Bool) {
        for broker in 1...count {
            _ =
                isAway
                ? rd_kafka_mock_broker_set_down(cluster, broker)
                : rd_kafka_mock_broker_set_up(cluster, broker)
        }
    }

    /// The next produce requests fail in these ways, one after the other.
    public func failProduce(_ errors: [Failing]) {
        var codes = errors.map(\.code)
        rd_kafka_mock_push_request_errors_array(cluster, 0, codes.count, &codes)
    }

    /// A way for a request to fail.
    public enum Failing: String, Sendable {
        case notLeader, timedOut, notEnoughReplicas, notAllowed

        var code: rd_kafka_resp_err_t {
            switch self {
            case .notLeader: RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION
            case .timedOut: RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT
            case .notEnoughReplicas: RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS
            case .notAllowed: RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED
            }
        }
    }
}
