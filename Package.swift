// swift-tools-version: 6.2
import PackageDescription

// Three settings, from the strictest room to the freest (see README, "Where things are"):
// `pure` decides and may not touch memory unsafely, `edge` talks to the outside through Swift
// packages, `wrapper` holds the only code that touches C pointers.
let language: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]
let pure: [SwiftSetting] = language + [.strictMemorySafety()]
let edge: [SwiftSetting] = language + [.strictMemorySafety()]
let wrapper: [SwiftSetting] = language

extension Target.Dependency {
    static let argumentParser: Self = .product(name: "ArgumentParser", package: "swift-argument-parser")
    static let logging: Self = .product(name: "Logging", package: "swift-log")
    static let lifecycle: Self = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let signals: Self = .product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let crypto: Self = .product(name: "Crypto", package: "swift-crypto")
    static let heap: Self = .product(name: "HeapModule", package: "swift-collections")
    static let deque: Self = .product(name: "DequeModule", package: "swift-collections")
    static let hummingbird: Self = .product(name: "Hummingbird", package: "hummingbird")
    static let httpTypes: Self = .product(name: "HTTPTypes", package: "swift-http-types")
    static let metrics: Self = .product(name: "Metrics", package: "swift-metrics")
    static let coreMetrics: Self = .product(name: "CoreMetrics", package: "swift-metrics")
    static let nioHTTP1: Self = .product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTP2: Self = .product(name: "NIOHTTP2", package: "swift-nio-http2")
    static let nioSSL: Self = .product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioCore: Self = .product(name: "NIOCore", package: "swift-nio")
    static let nioPosix: Self = .product(name: "NIOPosix", package: "swift-nio")
    static let grpcCore: Self = .product(name: "GRPCCore", package: "grpc-swift-2")
    static let grpcProtobuf: Self = .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
    static let grpcTransport: Self = .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport")
    static let protobuf: Self = .product(name: "SwiftProtobuf", package: "swift-protobuf")
}

let package = Package(
    name: "jq",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "WorkerRuntime", targets: ["WorkerRuntime"]),
        .executable(name: "jq-server", targets: ["jq-server"]),
        .executable(name: "jq-worker", targets: ["jq-worker"]),
        .executable(name: "jq-controller", targets: ["jq-controller"]),
        .executable(name: "jq-ctl", targets: ["jq-ctl"]),
        .executable(name: "jq-bench", targets: ["jq-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: [
        // C libraries
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CLinux"),

        // The pure core: values in, decisions out
        .target(name: "Release", swiftSettings: pure),
        .target(name: "Resources", swiftSettings: pure),
        .target(name: "Lifecycle", swiftSettings: pure),
        .target(name: "Scheduling", dependencies: ["Lifecycle", .heap, .deque], swiftSettings: pure),
        // Cron expressions, time zones and the ticks of schedules.
        .target(name: "Cron", dependencies: ["Resources"], swiftSettings: pure),
        .target(name: "CustomResources", dependencies: ["Resources"], swiftSettings: pure),
        .target(name: "KubernetesProtocol", dependencies: ["Resources", .heap, .deque], swiftSettings: pure),
        .target(name: "Planning", dependencies: ["Resources", "Lifecycle", .crypto], swiftSettings: pure),
        .target(
            name: "KubernetesResources", dependencies: ["KubernetesProtocol", "Planning", "Lifecycle", "Resources"],
            swiftSettings: pure),

        // Wrappers: each C library in one room
        .target(name: "LinuxReactor", dependencies: ["CLinux"], swiftSettings: wrapper),
        .target(name: "Processes", dependencies: ["CLinux", "LinuxReactor"], swiftSettings: wrapper),
        .target(name: "Postgres", dependencies: ["CLibPQ", "LinuxReactor"], swiftSettings: wrapper),
        .target(name: "YAML", dependencies: ["CLibYAML", "Resources"], swiftSettings: wrapper),
        .target(name: "Curl", dependencies: ["CCurl"], swiftSettings: wrapper),
        .target(name: "Redis", dependencies: ["CHiredis", "LinuxReactor", .deque], swiftSettings: wrapper),
        .target(name: "Kafka", dependencies: ["CRdKafka", "CLinux", "LinuxReactor"], swiftSettings: wrapper),

        // Store and wire
        .target(
            name: "PostgresStore", dependencies: ["Postgres", "Planning", "Cron", "Lifecycle", "Resources", .logging, .crypto],
            resources: [.embedInCode("Migrations")], swiftSettings: edge),
        .target(name: "EventLoops", dependencies: [.nioCore], swiftSettings: wrapper),
        .target(name: "JobQueueProto", dependencies: [.grpcCore, .grpcProtobuf, .protobuf], exclude: ["proto"]),
        .target(name: "Telemetry", dependencies: [.logging, .coreMetrics], swiftSettings: edge),
        .target(
            name: "HealthServer", dependencies: [.hummingbird, .httpTypes, .lifecycle, .logging, .nioCore], swiftSettings: edge),
        .target(name: "Settings", dependencies: ["Resources", "YAML"], swiftSettings: edge),
        .target(name: "ZoneFiles", dependencies: ["Cron"], swiftSettings: edge),

        // Redis and Kafka, both optional at run time
        .target(
            name: "RedisProjection", dependencies: ["Redis", "LinuxReactor", "Lifecycle", .lifecycle, .logging, .metrics],
            exclude: ["KEYS.md"], swiftSettings: edge),
        .target(
            name: "KafkaBridge",
            dependencies: [
                "Kafka", "PostgresStore", "Planning", "Lifecycle", "Resources", "LinuxReactor", .lifecycle, .logging, .metrics,
            ], exclude: ["EVENTS.md"], swiftSettings: edge),

        // Kubernetes
        .target(
            name: "KubernetesClient",
            dependencies: ["Curl", "KubernetesProtocol", "YAML", "Resources", "Processes", "LinuxReactor", .logging],
            swiftSettings: edge),
        .target(
            name: "KubernetesRuntime",
            dependencies: ["KubernetesClient", "KubernetesProtocol", "Resources", .logging, .lifecycle, .metrics],
            swiftSettings: edge),

        // Services
        .target(
            name: "ControlPlane",
            dependencies: [
                "PostgresStore", "Scheduling", "Cron", "ZoneFiles", "RedisProjection", "KafkaBridge", "Planning", "Lifecycle", "Resources", "YAML", "JobQueueProto", "EventLoops",
                "LinuxReactor", "HealthServer", .grpcCore, .grpcProtobuf, .grpcTransport, .protobuf, .lifecycle, .logging, .metrics, .nioCore,
                .nioPosix,
            ], swiftSettings: edge),
        .target(
            name: "WorkerRuntime",
            dependencies: [
                "Processes", "LinuxReactor", "Resources", "Lifecycle", "JobQueueProto", "EventLoops", .grpcCore, .grpcProtobuf,
                .grpcTransport, .lifecycle, .logging, .nioPosix,
            ], swiftSettings: edge),
        .target(
            name: "ControllerRuntime",
            dependencies: ["CLinux", "LinuxReactor", "Resources", "YAML", .logging], swiftSettings: wrapper),
        .target(
            name: "Controllers",
            dependencies: [
                "ControllerRuntime", "KubernetesRuntime", "KubernetesClient", "KubernetesProtocol", "KubernetesResources",
                "PostgresStore", "Processes", "Planning", "Resources", "Lifecycle", "LinuxReactor", .lifecycle, .logging, .metrics,
            ], path: "controllers", swiftSettings: edge),
        .target(
            name: "Standalone",
            dependencies: [
                "ControlPlane", "Controllers", "ControllerRuntime", "PostgresStore", "Planning", "Resources", "Lifecycle",
                "Processes", "LinuxReactor", .lifecycle, .logging,
            ], swiftSettings: edge),

        // Executables: parse arguments, build services, run
        .executableTarget(
            name: "jq-server",
            dependencies: ["ControlPlane", "RedisProjection", "KafkaBridge", "Kafka", "Standalone", "PostgresStore", "Lifecycle", "ControllerRuntime", "Release", "Settings", "Telemetry", .argumentParser, .lifecycle, .signals, .logging],
            swiftSettings: edge),
        .executableTarget(
            name: "jq-worker", dependencies: ["WorkerRuntime", "HealthServer", "Processes", "Release", "Settings", "Telemetry", .argumentParser, .lifecycle, .signals, .logging],
            swiftSettings: edge),
        .executableTarget(
            name: "jq-controller",
            dependencies: ["Controllers", "ControllerRuntime", "HealthServer", "KubernetesRuntime", "KubernetesClient", "KubernetesProtocol", "PostgresStore", "Planning", "Resources", "Lifecycle", "Processes", "Release", "Settings", "Telemetry", .argumentParser, .lifecycle, .signals, .logging],
            swiftSettings: edge),
        .executableTarget(
            name: "jq-ctl",
            dependencies: [
                "Resources", "Planning", "Cron", "ZoneFiles", "YAML", "JobQueueProto", "Lifecycle", "Release", "CustomResources", "KubernetesClient",
                "KubernetesProtocol", "KubernetesResources", .argumentParser, .grpcCore, .grpcProtobuf, .grpcTransport, .protobuf, .logging,
            ], swiftSettings: edge),
        .executableTarget(
            name: "jq-bench",
            dependencies: [
                "PostgresStore", "ControlPlane", "WorkerRuntime", "Controllers", "ControllerRuntime", "Standalone", "Lifecycle", "Resources", "Processes",
                "KubernetesClient", "KubernetesProtocol", "Curl", "LinuxReactor", "JobQueueProto", "Planning", .argumentParser, .grpcCore, .grpcProtobuf, .grpcTransport, .protobuf,
                .lifecycle, .signals, .logging, .nioCore, .nioPosix,
            ], swiftSettings: edge),

        // Tests, one target for each room, on real servers and processes
        .target(name: "TestCluster", path: "Tests/TestCluster", swiftSettings: wrapper),
        .target(
            name: "TestKafka", dependencies: ["CRdKafka", "Processes", "LinuxReactor"], path: "Tests/TestKafka",
            swiftSettings: wrapper),
        .executableTarget(
            name: "jq-test-kafka", dependencies: ["TestKafka", .argumentParser, .signals],
            path: "Tests/TestKafkaProgram", swiftSettings: language),
        .target(
            name: "TestAPIServer",
            dependencies: ["Resources", "YAML", .nioCore, .nioPosix, .nioHTTP1, .nioHTTP2, .nioSSL],
            path: "Tests/TestAPIServer", exclude: ["README.md", "Validation/LIMITS.md"], swiftSettings: language),
        .executableTarget(
            name: "jq-test-apiserver", dependencies: ["TestAPIServer", .argumentParser, .signals],
            path: "Tests/TestAPIServerProgram", swiftSettings: language),
        .testTarget(
            name: "TestAPIServerTests",
            dependencies: ["TestAPIServer", "CustomResources", "Resources", "YAML", "Processes", "LinuxReactor"],
            swiftSettings: language),
        .testTarget(
            name: "CustomResourcesTests", dependencies: ["CustomResources", "Resources", "YAML", "TestAPIServer", "Planning"],
            swiftSettings: language),
        .target(
            name: "TestSockets", dependencies: ["Processes", .nioCore, .nioPosix, .nioSSL],
            path: "Tests/TestSockets", swiftSettings: language),
        .testTarget(
            name: "CurlTests",
            dependencies: ["Curl", "TestSockets", .nioCore, .nioPosix, .nioHTTP1, .nioHTTP2, .nioSSL],
            swiftSettings: language),
        .testTarget(name: "KubernetesProtocolTests", dependencies: ["KubernetesProtocol", "Resources"], swiftSettings: language),
        .testTarget(
            name: "KubernetesResourcesTests",
            dependencies: ["KubernetesResources", "KubernetesProtocol", "Planning", "Lifecycle", "Resources", "YAML"],
            swiftSettings: language),
        .testTarget(
            name: "KubernetesClientTests",
            dependencies: ["KubernetesClient", "KubernetesProtocol", "Curl", "TestSockets", "TestAPIServer", "Resources", .logging],
            swiftSettings: language),
        .testTarget(
            name: "KubernetesRuntimeTests",
            dependencies: [
                "KubernetesRuntime", "KubernetesClient", "KubernetesProtocol", "TestAPIServer", "Resources", .logging, .lifecycle,
            ], swiftSettings: language),
        .testTarget(name: "ResourcesTests", dependencies: ["Resources"], swiftSettings: language),
        .testTarget(name: "YAMLTests", dependencies: ["YAML", "Resources"], swiftSettings: language),
        .testTarget(name: "LifecycleTests", dependencies: ["Lifecycle"], swiftSettings: language),
        .testTarget(
            name: "CronTests", dependencies: ["Cron", "ZoneFiles", "Resources"],
            exclude: ["CRONITER.md", "compare-with-croniter", "croniter.golden"], swiftSettings: language),
        .target(
            name: "TestRedis", dependencies: ["Redis", "Processes", "LinuxReactor"], path: "Tests/TestRedis",
            swiftSettings: language),
        .testTarget(
            name: "RedisTests", dependencies: ["Redis", "TestRedis", "LinuxReactor"], swiftSettings: language),
        .testTarget(
            name: "RedisProjectionTests",
            dependencies: ["RedisProjection", "TestRedis", "Redis", "LinuxReactor", .logging],
            swiftSettings: language),
        .testTarget(
            name: "KafkaTests", dependencies: ["Kafka", "TestKafka", "Processes", "LinuxReactor"], swiftSettings: language),
        .testTarget(
            name: "KafkaBridgeTests",
            dependencies: [
                "KafkaBridge", "Kafka", "TestKafka", "PostgresStore", "Postgres", "Lifecycle", "Planning", "Resources", "Processes",
                "LinuxReactor", "TestCluster", .logging, .lifecycle,
            ], swiftSettings: language),
        .testTarget(name: "SchedulingTests", dependencies: ["Scheduling", "Lifecycle"], swiftSettings: language),
        .testTarget(name: "PlanningTests", dependencies: ["Planning", "Lifecycle", "Resources"], swiftSettings: language),
        .testTarget(name: "LinuxReactorTests", dependencies: ["LinuxReactor", "CLinux"], swiftSettings: language),
        .testTarget(name: "ProcessesTests", dependencies: ["Processes", "LinuxReactor"], swiftSettings: language),
        .testTarget(
            name: "PostgresTests", dependencies: ["Postgres", "LinuxReactor", "TestCluster", "CLibPQ"],
            swiftSettings: language),
        .testTarget(
            name: "PostgresStoreTests",
            dependencies: [
                "PostgresStore", "Postgres", "Planning", "Cron", "ZoneFiles", "Lifecycle", "Resources", "YAML", "TestCluster",
            ], swiftSettings: language),
        .testTarget(
            name: "ControlPlaneTests",
            dependencies: [
                "ControlPlane", "PostgresStore", "Postgres", "WorkerRuntime", "Lifecycle", "JobQueueProto", "TestCluster", "TestRedis",
                "RedisProjection", "Resources", "YAML", "Planning", "LinuxReactor", .grpcCore, .grpcTransport, .protobuf, .lifecycle, .logging,
            ], swiftSettings: language),
        .testTarget(
            name: "WorkerRuntimeTests",
            dependencies: [
                "WorkerRuntime", "JobQueueProto", "Processes", "LinuxReactor", "Lifecycle", "Resources", .grpcCore,
                .grpcTransport, .protobuf, .lifecycle, .logging,
            ], swiftSettings: language),
        .testTarget(
            name: "ControllerRuntimeTests", dependencies: ["ControllerRuntime", "Resources", "LinuxReactor"],
            swiftSettings: language),
        .testTarget(
            name: "ControllersTests",
            dependencies: [
                "Controllers", "ControllerRuntime", "KubernetesRuntime", "KubernetesClient", "KubernetesProtocol", "KubernetesResources",
                "TestAPIServer",
                "CustomResources", "PostgresStore", "ControlPlane", "Planning", "Lifecycle", "Resources", "YAML", "Processes",
                "LinuxReactor", "TestCluster", .logging, .lifecycle,
            ], swiftSettings: language),
        .testTarget(
            name: "JqCtlTests",
            dependencies: [
                "jq-ctl", "TestAPIServer", "CustomResources", "Resources", "Processes", "LinuxReactor", "JobQueueProto",
                "ControlPlane", "PostgresStore", "Cron", "Lifecycle", "TestCluster", .argumentParser, .protobuf, .lifecycle,
                .logging,
            ],
            swiftSettings: language),
        .testTarget(
            name: "StandaloneTests", dependencies: ["Standalone", "Processes", "LinuxReactor", .logging],
            swiftSettings: language),
        .testTarget(name: "HealthServerTests", dependencies: ["HealthServer", .lifecycle, .logging, .metrics], swiftSettings: language),
        .testTarget(name: "SettingsTests", dependencies: ["Settings", "Resources"], swiftSettings: language),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", .logging, .metrics], swiftSettings: language),
    ],
    swiftLanguageModes: [.v6]
)
