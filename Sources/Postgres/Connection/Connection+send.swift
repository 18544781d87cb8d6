internal import CLibPQ

extension Connection {
    /// Sends a call behind those under way.
    func send(_ call: Call) {
        guard let session else { return }
        call.startAttempt()
        call.isExposedToCancel = cancelsUnderWay > 0
        call.connection = self
        running.append(call)
        switch call.work {
        case .script: startScript()
        case .statements(let list):
            guard send(list, of: call, to: session.pointer) else { return loseSession() }
            scheduleFlush()
        }
        armTimer()
    }

    private func send(
        _ list: [(statement: Statement, parameters: Parameters)], of call: Call, to pointer: OpaquePointer
    ) -> Bool {
        guard prepare(list, of: call, on: pointer) else { return false }
        for (statement, parameters) in list {
            let preparation = prepared.find(statement)
            if let preparation { call.preparations.append(preparation) }
            guard parameters.send(statement, as: preparation?.serverName, to: pointer) else { return false }
            expected.append(.rows(call, name: statement.name))
        }
        return sync(call, on: pointer)
    }

    /// Prepares what is not prepared yet, under a Sync of its own: a failing call does not take the
    /// preparation with it, nor the other way round.
    private func prepare(
        _ list: [(statement: Statement, parameters: Parameters)], of call: Call, on pointer: OpaquePointer
    ) -> Bool {
        var isAnythingNew = false
        for (statement, _) in list where !statement.name.isEmpty && prepared.find(statement) == nil {
            if prepared.isFull {
                prepared.removeAll()
                let all = Statement("", "DEALLOCATE ALL")
                guard Parameters().send(all, as: nil, to: pointer) else { return false }
                expected.append(.nothing)
            }
            let preparation = prepared.add(statement)
            guard PQsendPrepare(pointer, preparation.serverName, statement.sql, 0, nil) == 1 else {
                return false
            }
            expected.append(.preparation(preparation))
            isAnythingNew = true
        }
        return !isAnythingNew || sync(nil, on: pointer)
    }

    private func sync(_ call: Call?, on pointer: OpaquePointer) -> Bool {
        guard PQpipelineSync(pointer) == 1 else { return false }
        expected.append(.sync(call))
        return true
    }
}

extension Parameters {
    /// Hands a statement with these parameters to libpq: under its prepared name, or with its SQL.
    /// libpq copies everything before it returns.
    fileprivate func send(_ statement: Statement, as name: String?, to pointer: OpaquePointer) -> Bool {
        let count = Int32(slots.count)
        return withPointers { values, lengths, formats in
            if let name {
                PQsendQueryPrepared(pointer, name, count, values, lengths, formats, 1) == 1
            } else {
                PQsendQueryParams(pointer, statement.sql, count, nil, values, lengths, formats, 1) == 1
            }
        }
    }

    private func withPointers(
        _ body: (
            UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Bool
    ) -> Bool {
        let count = slots.count
        guard count > 0 else { return body(nil, nil, nil) }
        return bytes.withUnsafeBytes { buffer in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count) { numbers in
                    // A null pointer is SQL NULL, so that an empty value needs some address as well.
                    let base = (buffer.baseAddress ?? UnsafeRawPointer(values.baseAddress))?
                        .assumingMemoryBound(to: CChar.self)
                    for (index, slot) in slots.enumerated() {
                        values.initializeElement(
                            at: index, to: slot.length < 0 ? nil : base.map { $0 + slot.start })
                        numbers.initializeElement(at: index, to: Int32(clamping: max(0, slot.length)))
                        numbers.initializeElement(at: count + index, to: 1)
                    }
                    let lengths = numbers.baseAddress
                    return body(values.baseAddress, lengths, lengths.map { $0 + count })
                }
            }
        }
    }
}
