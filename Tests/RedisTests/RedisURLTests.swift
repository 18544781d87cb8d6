import Redis
import Testing

@Suite struct RedisURLTests {
    @Test func readsEveryPart() throws {
        let whole = try RedisURL("redis://me:p%40ss%3A@cache.example:6380/3")
        #expect(whole.place == .host("cache.example", port: 6380))
        #expect(whole.user == "me" && whole.password == "p@ss:" && whole.database == 3)
        #expect(try RedisURL("redis://").place == .host("localhost", port: 6379))
        #expect(try RedisURL("redis://:secret@h").password == "secret")
        #expect(try RedisURL("redis://:secret@h").user == nil)
        #expect(try RedisURL("redis://[::1]:7000").place == .host("::1", port: 7000))
        #expect(try RedisURL("redis://[::1]").place == .host("::1", port: 6379))
        let socket = try RedisURL("unix:///run/redis.sock?db=2")
        #expect(socket.place == .socket("/run/redis.sock") && socket.database == 2)
    }

    @Test(arguments: [
        "", "localhost:6379", "http://h", "rediss://h", "redis://h:0", "redis://h:99999", "redis://h/x",
        "redis://h/-1", "unix://relative", "unix:///", "unix:///s?x=1", "redis://a%zz:b@h", "redis://a%0:b@h",
        "redis://:%00@h",
    ]) func refusesNonsense(_ text: String) {
        #expect(throws: RedisError.self) { try RedisURL(text) }
    }

    @Test func neverTellsAPassword() throws {
        #expect("\(try RedisURL("redis://me:hush@h/1"))" == "redis://h:6379/1")
        do {
            _ = try RedisURL("redis://me:hush@h:port/1")
            Issue.record("it was read")
        } catch { #expect(!"\(error)".contains("hush")) }
    }
}
