import Testing

@testable import TestAPIServer

@Suite struct CELExpressionTests {
    @Test(arguments: caseLines(celValueCases))
    func hasTheValueOfTheServer(line: String) throws {
        let parts = line.split(separator: " => ")
        try #require(parts.count == 2)
        let program = try CELProgram("(\(parts[0])) == (\(parts[1]))", variables: [:])
        #expect(try program.evaluate([:]) == .bool(true))
    }

    @Test func failsWithTheErrorOfTheServer() throws {
        for (expression, message) in pairs(celErrorCases) {
            let program = try CELProgram(expression, variables: [:])
            #expect(throws: CELError(message), "\(expression)") { try program.evaluate([:]) }
        }
    }

    @Test func doesNotCompileWithTheProblemOfTheServer() {
        for (expression, message) in pairs(celProblemCases) {
            do {
                _ = try CELProgram(expression, variables: [:])
                Issue.record("\(expression) compiles")
            } catch {
                #expect(error.message.hasPrefix(message), "\(expression)")
            }
        }
    }

    private func pairs(_ text: String) -> [(expression: String, message: String)] {
        let lines = caseLines(text)
        return stride(from: 0, to: lines.count, by: 2).map { (lines[$0], caseMessage(lines[$0 + 1])) }
    }

    @Test func endsWhenItCostsTooMuch() throws {
        let list = CELValue.list(CELList((0..<2000).map { .int($0) }))
        let type = ["self": CELType(.list(.int), maximum: 2000)]
        let program = try CELProgram("self.all(x, self.all(y, x + y >= 0))", variables: type)
        #expect(throws: CELError.costExceeded) { try program.evaluate(["self": list]) }
    }

    @Test func nestingIsBounded() {
        let deep = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)
        #expect(throws: CELCompilationProblem.self) { try CELProgram(deep, variables: [:]) }
    }

    @Test func reservedNamesOfFieldsAreEscaped() {
        #expect(CELNames.escaped("namespace") == "__namespace__")
        #expect(CELNames.escaped("a-b.c/d__e") == "a__dash__b__dot__c__slash__d__underscores__e")
        #expect(CELNames.escaped("plain_name1") == "plain_name1")
        #expect(CELNames.escaped("1a") == nil)
        #expect(CELNames.escaped("a b") == nil)
    }

    @Test func setsIgnoreOrderAndMapsAreMergedByKey() throws {
        let set = CELList([.int(1), .int(2)], semantics: .set)
        #expect(set.equals(CELList([.int(2), .int(1)])))
        #expect(set.appending(CELList([.int(2), .int(3)])).elements == [.int(1), .int(2), .int(3)])
        let first = CELValue.object(["k": .string("a"), "v": .int(1)])
        let second = CELValue.object(["k": .string("a"), "v": .int(2)])
        let keyed = CELList([first], semantics: .keyed(["k"]))
        #expect(keyed.appending(CELList([second])).elements == [second])
        #expect(!keyed.equals(CELList([second])))
    }
}
