import Postgres
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ValueTests {
    @Test func scalarsSurviveTheRoundTrip() async throws {
        let pool = try await makePool()
        let uuid = UUIDValue(high: 0x0123_4567_89AB_CDEF, low: 0x8000_0000_0000_0001)
        let rows = try await pool.execute(
            Statement(
                "scalars",
                """
                SELECT $1::int2, $2::int4, $3::int8, $4::bool, $5::float8, $6::text, $7::bytea, $8::uuid,
                       $9::timestamptz, $10::jsonb, $8::uuid::text
                """),
            parameters {
                $0.append(Int16.min)
                $0.append(Int32.max)
                $0.append(Int64.min)
                $0.append(true)
                $0.append(-0.1)
                $0.append("žluťoučký 🐎")
                $0.append([0, 255, 10] as [UInt8])
                $0.append(uuid)
                $0.append(timestampMicros: 1)
                $0.append(jsonb: Array(#"{"a": [1, null]}"#.utf8))
            })
        let row = try #require(rows.first)
        #expect(row.int16(0) == .min)
        #expect(row.int32(1) == .max)
        #expect(row.int64(2) == .min)
        #expect(row.bool(3))
        #expect(row.double(4) == -0.1)
        #expect(row.string(5) == "žluťoučký 🐎")
        #expect(row.bytes(6) == [0, 255, 10])
        #expect(row.uuid(7) == uuid)
        #expect(row.timestampMicros(8) == 1)
        #expect(row.string(9) == #"{"a": [1, null]}"#)
        #expect(row.string(10) == uuid.description)
        #expect(uuid.description == "01234567-89ab-cdef-8000-000000000001")
    }

    @Test func theServerAgreesAboutTimestamps() async throws {
        let pool = try await makePool()
        let rows = try await pool.once(
            """
            SELECT '1970-01-01 00:00:01Z'::timestamptz, 'infinity'::timestamptz, '-infinity'::timestamptz
            """)
        #expect(rows[0].timestampMicros(0) == 1_000_000)
        #expect(rows[0].timestampMicros(1) == .max)
        #expect(rows[0].timestampMicros(2) == .min)
        let back = try await pool.execute(
            Statement("", "SELECT $1::timestamptz = 'infinity', $2::timestamptz = '-infinity'"),
            parameters {
                $0.append(timestampMicros: .max)
                $0.append(timestampMicros: .min)
            })
        #expect(back[0].bool(0) && back[0].bool(1))
    }

    @Test func emptyIsNotNull() async throws {
        let pool = try await makePool()
        let rows = try await pool.execute(
            Statement("empty", "SELECT $1::text, $2::bytea, $3::text, $4::int8[], $5::int8[]"),
            parameters {
                $0.append("")
                $0.append([] as [UInt8])
                $0.appendNull()
                $0.append([] as [Int64])
                $0.appendNull()
            })
        let row = rows[0]
        #expect(row.stringOrNil(0) == "")
        #expect(row.bytesOrNil(1) == [])
        #expect(row.stringOrNil(2) == nil)
        #expect(row.string(2) == "")
        #expect(!row.isNull(3) && row.isNull(4))
        #expect(row.int64s(3).isEmpty && row.int64s(4).isEmpty)
    }

    /// The first parameter of a call, when it is empty and there is nothing else in the buffer.
    @Test func aLoneEmptyValueIsNotNull() async throws {
        let pool = try await makePool()
        let rows = try await pool.execute(Statement("lone", "SELECT $1::text"), parameters { $0.append("") })
        #expect(rows[0].stringOrNil(0) == "")
    }

    @Test func arraysSurviveTheRoundTrip() async throws {
        let pool = try await makePool()
        let uuid = UUIDValue(high: 1, low: 2)
        let rows = try await pool.execute(
            Statement(
                "arrays",
                """
                SELECT $1::int2[], $2::int4[], $3::int8[], $4::bool[], $5::float8[], $6::text[], $7::bytea[],
                       $8::uuid[]
                """),
            parameters {
                $0.append([1, nil, -1] as [Int16?])
                $0.append([.min, .max] as [Int32])
                $0.append([nil, .max] as [Int64?])
                $0.append([true, nil, false] as [Bool?])
                $0.append([0.5, nil] as [Double?])
                $0.append(["", nil, "ü,\"{}"] as [String?])
                $0.append([[], nil, [0]] as [[UInt8]?])
                $0.append([uuid, nil] as [UUIDValue?])
            })
        let row = rows[0]
        #expect(row.int16sOrNil(0) == [1, nil, -1])
        #expect(row.int32s(1) == [.min, .max])
        #expect(row.int64sOrNil(2) == [nil, .max])
        #expect(row.boolsOrNil(3) == [true, nil, false])
        #expect(row.doublesOrNil(4) == [0.5, nil])
        #expect(row.stringsOrNil(5) == ["", nil, "ü,\"{}"])
        #expect(row.strings(5) == ["", "", "ü,\"{}"])
        #expect(row.byteStringsOrNil(6) == [[], nil, [0]])
        #expect(row.uuidsOrNil(7) == [uuid, nil])
    }

    @Test func unnestSeesWhatWasSent() async throws {
        let pool = try await makePool()
        let rows = try await pool.execute(
            Statement("unnest", "SELECT * FROM unnest($1::int8[], $2::text[]) t(a, b) ORDER BY a"),
            parameters {
                $0.append(Array(Int64(0)..<1_000))
                $0.append((0..<1_000).map { $0.isMultiple(of: 2) ? "row \($0)" : nil })
            })
        #expect(rows.count == 1_000)
        #expect(
            rows.enumerated().allSatisfy { number, row in
                row.int64(0) == number
                    && row.stringOrNil(1) == (number.isMultiple(of: 2) ? "row \(number)" : nil)
            })
    }

    @Test func tenMegabytesGoThereAndBack() async throws {
        let pool = try await makePool()
        let bytes = (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let rows = try await pool.execute(
            Statement("big", "SELECT $1::bytea, length($1)"), parameters { $0.append(bytes) })
        #expect(rows[0].bytes(0) == bytes)
        #expect(rows[0].int32(1) == 10_000_000)
    }

    @Test func textIsReadFromEachTextualType() async throws {
        let pool = try await makePool()
        try await pool.once("CREATE TYPE mood AS ENUM ('glad')")
        let rows = try await pool.once(
            """
            SELECT 'a'::varchar, 'b'::name, '{"c":1}'::json, 'glad'::mood, 'd'::char(2), ARRAY['e']::varchar[]
            """)
        let row = rows[0]
        #expect((0..<5).map { row.string($0) } == ["a", "b", #"{"c":1}"#, "glad", "d "])
        #expect(row.strings(5) == ["e"])
        #expect(row.bytes(2) == Array(#"{"c":1}"#.utf8))
    }

    @Test func affectedRowsAreCounted() async throws {
        let pool = try await makePool()
        try await pool.once("CREATE TABLE t AS SELECT generate_series(1, 10) AS n")
        #expect(try await pool.once("DELETE FROM t WHERE n > 7").affected == 3)
        #expect(try await pool.once("DELETE FROM t WHERE n > 7").affected == 0)
        #expect(try await pool.once("SELECT FROM t").count == 7)
    }

    @Test func tooManyParametersAreRefusedBeforeTheyAreSent() async throws {
        let pool = try await makePool()
        let tooMany = parameters { for _ in 0..<65_536 { $0.append(true) } }
        let error = await failure { try await pool.execute(Statement("many", "SELECT 1"), tooMany) }
        #expect(error?.kind == .refused)
        #expect(error?.description.contains("65535") == true)
    }
}
