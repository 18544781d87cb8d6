/// Who depends on whom. Circles are found in time proportional to the graph.
public struct DependencyGraph<Node: Hashable & Comparable> {
    /// Nodes that depend on each other, none of which can ever be the first.
    public struct Circle: Hashable, Sendable where Node: Sendable {
        /// In order: each depends on the next one, and the last on the first.
        public var nodes: [Node]
        /// How many nodes hang together like this; more than `nodes` when several circles share nodes.
        public var size: Int
    }

    private let edges: [Node: [Node]]

    /// - Parameter edges: what each node depends on; a node without an entry depends on nothing.
    public init(_ edges: [Node: [Node]]) { self.edges = edges }

    /// Nodes on a circle, each with one that it is on: the shortest one where not more than 100 nodes hang together.
    public func circles() -> [(key: Node, value: Circle)] where Node: Sendable {
        var found: [(key: Node, value: Circle)] = []
        for knot in knots() {
            let members = Set(knot)
            var shared: Circle?
            for node in knot.sorted() {
                if knot.count > 100, let shared {
                    found.append((node, shared))
                    continue
                }
                let circle = Circle(nodes: shortest(from: node, within: members), size: knot.count)
                shared = circle
                found.append((node, circle))
            }
        }
        return found.sorted { $0.key < $1.key }
    }

    /// Tarjan's strongly connected components, without recursion; only those with a circle.
    private func knots() -> [[Node]] {
        var order: [Node: Int] = [:]
        var low: [Node: Int] = [:]
        var onStack: Set<Node> = []
        var stack: [Node] = []
        var knots: [[Node]] = []
        for root in edges.keys where order[root] == nil {
            var path: [(node: Node, next: Int)] = [(root, 0)]
            while let (node, next) = path.last {
                if next == 0, order[node] == nil {
                    order[node] = order.count
                    low[node] = order[node]
                    stack.append(node)
                    onStack.insert(node)
                }
                let targets = edges[node] ?? []
                if next < targets.count {
                    path[path.count - 1].next += 1
                    let target = targets[next]
                    if order[target] == nil {
                        path.append((target, 0))
                    } else if onStack.contains(target) {
                        low[node] = min(low[node] ?? 0, order[target] ?? 0)
                    }
                    continue
                }
                path.removeLast()
                if let parent = path.last?.node { low[parent] = min(low[parent] ?? 0, low[node] ?? 0) }
                guard low[node] == order[node] else { continue }
                var knot: [Node] = []
                while let member = stack.popLast() {
                    onStack.remove(member)
                    knot.append(member)
                    if member == node { break }
                }
                if knot.count > 1 || targets.contains(node) { knots.append(knot) }
            }
        }
        return knots
    }

    /// The shortest way from a node back to itself.
    private func shortest(from start: Node, within members: Set<Node>) -> [Node] {
        var cameFrom: [Node: Node] = [:]
        var queue = [start]
        var head = 0
        while head < queue.count {
            let node = queue[head]
            head += 1
            for target in edges[node] ?? [] where members.contains(target) {
                if target == start {
                    var way = [node]
                    while let last = way.last, last != start, let before = cameFrom[last] {
                        way.append(before)
                    }
                    return way.reversed()
                }
                guard cameFrom[target] == nil else { continue }
                cameFrom[target] = node
                queue.append(target)
            }
        }
        return [start]
    }
}
