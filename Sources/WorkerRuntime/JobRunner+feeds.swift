internal import Synchronization

// What running attempts say on the way to the session

extension JobRunner {
    /// How long a first byte waits for company.
    private static let gatheringTime = Duration.milliseconds(250)

    /// The attempt has something to say: at once, or a moment later together with what follows.
    func hear(_ feed: AttemptFeed, isUrgent: Bool) {
        if isUrgent, tell([feed]).isEmpty { return }
        keep(feed)
    }

    /// One alarm for all attempts: one that speaks while it is set costs nothing more.
    private func keep(_ feed: AttemptFeed) {
        waitingFeeds.withLock { $0[ObjectIdentifier(feed)] = feed }
        feedAlarm.set(.now.advanced(by: Self.gatheringTime)) { self.tellWaiting() }
    }

    private func tellWaiting() {
        let feeds = waitingFeeds.withLock { feeds in
            defer { feeds = [:] }
            return Array(feeds.values)
        }
        for feed in tell(feeds) { keep(feed) }
    }

    /// Hands the session what it has room for. Returns the attempts that have more.
    private func tell(_ feeds: [AttemptFeed]) -> [AttemptFeed] {
        var left: [AttemptFeed] = []
        update { session, now in
            for feed in feeds {
                let news = feed.take(room: session.outputRoom(of: feed.lease), now: now)
                session.add(news.outputs)
                if let progress = news.progress { session.add(progress, of: feed.lease) }
                if !news.isSpent { left.append(feed) }
            }
            return []
        }
        return left
    }
}
