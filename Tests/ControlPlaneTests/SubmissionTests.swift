import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import Testing
import WorkerRuntime

/// Keys, labels and dependencies of submissions, over gRPC.
@Suite(.timeLimit(.minutes(2))) struct SubmissionTests {
    @Test func aChainRunsInOrderAndAFailureGoesThroughIt() async throws {
        try await withPlane { plane in
            let order = Order()
            let registry = handlers { job in
                order.append(job.jobID)
                if job.payload == Array("fail".utf8) { throw PermanentFailure("broken") }
                return []
            }
            let first = try await plane.submit()
            let second = try await plane.submit { $0.dependsOn = [first] }
            let third = try await plane.submit { $0.dependsOn = [second, first, second] }
            let bad = try await plane.submit("default", "fail") { $0.dependsOn = [third] }
            let last = try await plane.submit { $0.dependsOn = [bad] }
            #expect(try await plane.jobs.getJobStatus(.with { $0.jobID = last }).job.waitsFor == bad)
            try await withWorker(servers: [plane.port], handlers: registry) { _ in
                let job = try await plane.wait(last, for: .deadLettered)
                #expect(job.reason == "DEPENDENCY_FAILED" && job.errorMessage.contains("broken"))
                #expect(order.all == [first, second, third, bad])
                let tooLate = try await plane.submit { $0.dependsOn = [bad] }
                let status = try await plane.jobs.getJobStatus(.with { $0.jobID = tooLate }).job
                #expect(status.status == .deadLettered && status.reason == "DEPENDENCY_FAILED")
            }
        }
    }

    @Test func aTwinIsAnsweredWithItsHolder() async throws {
        try await withPlane { plane in
            let first = try await plane.submit { $0.uniqueKey = "k" }
            let answer = try await plane.jobs.submitJob(
                .with {
                    $0.job = .with {
                        $0.queueName = "default"; $0.uniqueKey = "k"
                    }
                })
            #expect(answer.isDuplicate && !answer.created && answer.jobID == first)
            let batch = try await plane.jobs.submitJobs(
                .with {
                    $0.jobs = [
                        .with {
                            $0.queueName = "default"; $0.uniqueKey = "k"
                        },
                        .with {
                            $0.queueName = "default"; $0.uniqueKey = "l"
                        },
                        .with {
                            $0.queueName = "default"; $0.uniqueKey = "l"
                        },
                        .with { $0.queueName = "default" },
                    ]
                })
            #expect(batch.created == 2 && batch.duplicates == 2)
            #expect(batch.jobIds[0] == first && batch.jobIds[1] == batch.jobIds[2])
            #expect(batch.jobIds[3] != batch.jobIds[2])
        }
    }

    /// Many callers at once: their submissions travel together, and each gets its own answer.
    @Test func manyCallersWithOneKeyGetOneJob() async throws {
        try await withPlane { plane in
            let answers = try await withThrowingTaskGroup(of: Jq_V1_SubmitJobResponse.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await plane.jobs.submitJob(
                            .with {
                                $0.job = .with {
                                    $0.queueName = "default"; $0.uniqueKey = "k"
                                }
                            })
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.created } == 1)
            #expect(answers.count { $0.isDuplicate } == 49)
            #expect(Set(answers.map(\.jobID)).count == 1)
        }
    }

    @Test func aRetryOfATwinSaysWhoHasTheKey() async throws {
        try await withPlane { plane in
            let first = try await plane.submit { $0.uniqueKey = "k" }
            _ = try await plane.jobs.cancelJob(.with { $0.jobID = first })
            let second = try await plane.submit { $0.uniqueKey = "k" }
            do {
                _ = try await plane.jobs.retryJob(.with { $0.jobID = first })
                Issue.record("the retry went through")
            } catch let error as RPCError {
                #expect(error.code == .failedPrecondition)
                #expect(error.message.contains("its unique key \"k\" is held by job \(second) (PENDING)"))
            }
        }
    }

    @Test func keysAndLabelsComeBack() async throws {
        try await withPlane { plane in
            let id = try await plane.submit {
                $0.concurrencyKey = "tenant-1"
                $0.uniqueKey = "u"
                $0.labels = ["team": "data", "example.com/tier": ""]
            }
            let job = try await plane.jobs.getJobStatus(.with { $0.jobID = id }).job
            #expect(job.concurrencyKey == "tenant-1" && job.uniqueKey == "u")
            #expect(job.labels == ["team": "data", "example.com/tier": ""])
        }
    }

    @Test func submissionsAreChecked() async throws {
        let wrong: [@Sendable (inout Jq_V1_JobSubmission) -> Void] = [
            { $0.uniqueKey = String(repeating: "x", count: 257) }, { $0.uniqueKey = "a\0b" },
            { $0.concurrencyKey = String(repeating: "x", count: 257) }, { $0.concurrencyKey = "\0" },
            { $0.uniquePeriodMs = 1 },
            { job in
                job.uniqueKey = "k"
                job.uniquePeriodMs = -1
            },
            { job in
                job.uniqueKey = "k"
                job.uniquePeriodMs = .max
            },
            { $0.labels = ["a b": "c"] }, { $0.labels = ["a": "c\0"] }, { $0.labels = ["": "c"] },
            { job in for index in 0..<65 { job.labels["l\(index)"] = "" } },
            { $0.dependsOn = ["x"] },
            { job in job.dependsOn = (0..<101).map { _ in freshJobID().description } },
            { job in
                job.jobID = freshJobID().description
                job.dependsOn = [job.jobID]
            },
        ]
        try await withPlane { plane in
            for (index, change) in wrong.enumerated() {
                let answer = try await code { try await plane.submit("default", "", change) }
                #expect(answer == .invalidArgument, "submission \(index)")
            }
            let nobody = freshJobID().description
            #expect(try await code { try await plane.submit { $0.dependsOn = [nobody] } } == .notFound)
            let ids = [freshJobID().description, freshJobID().description]
            let circle = Jq_V1_SubmitJobsRequest.with { request in
                request.jobs = [
                    .with {
                        $0.queueName = "default"; $0.jobID = ids[0]; $0.dependsOn = [ids[1]]
                    },
                    .with {
                        $0.queueName = "default"; $0.jobID = ids[1]; $0.dependsOn = [ids[0]]
                    },
                ]
            }
            #expect(try await code { try await plane.jobs.submitJobs(circle) } == .invalidArgument)
            #expect(try await plane.jobs.listJobs(.init()).jobs.isEmpty)
        }
    }
}
