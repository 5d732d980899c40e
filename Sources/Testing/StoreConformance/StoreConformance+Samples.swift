import BroadcastModel
import Persistence

extension StoreConformance {
    static let sampleChecks: [Check] = [
        Check(description: "Samples come oldest first from the moment that was asked for, that one included") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala, Specimens.kitchen])
            try await store.write { store in
                try store.append(
                    [Specimens.sample("a1", at: 30, 3), Specimens.sample("a1", at: 10, 1)], of: Specimens.gala)
                try store.append([Specimens.sample("a1", at: 40, 9)], of: Specimens.kitchen)
            }
            try await store.write { store in
                try store.append(
                    [Specimens.sample("a1", at: 20, 2), Specimens.sample("a1", at: 40, 4)], of: Specimens.gala)
                try store.append([], of: Specimens.gala)
            }
            let all = try await store.read {
                try $0.samples(of: Specimens.gala, since: WallTime(milliseconds: 0)).map(\.value)
            }
            try expect(all, is: [1, 2, 3, 4], "all samples")
            let late = try await store.read {
                try $0.samples(of: Specimens.gala, since: Specimens.moment(20)).map(\.value)
            }
            try expect(late, is: [2, 3, 4], "samples since 20")
            let none = try await store.read { try $0.samples(of: Specimens.gala, since: Specimens.moment(41)) }
            try expect(none, is: [], "samples since 41")
        },
        Check(description: "Samples of one moment keep the order of their arrival, and none replaces another") {
            store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            try await store.write { store in
                try store.append((1...5).map { Specimens.sample("a\(6 - $0)", at: 10, $0) }, of: Specimens.gala)
            }
            try await store.write { store in
                try store.append(
                    [Specimens.sample("a5", at: 10, 6), Specimens.sample("a5", at: 10, 6)], of: Specimens.gala)
            }
            let seen = try await store.read {
                try $0.samples(of: Specimens.gala, since: Specimens.moment(10)).map(\.value)
            }
            try expect(seen, is: [1, 2, 3, 4, 5, 6, 6], "samples")
        },
        Check(description: "A sample keeps its kind, quality, source and the largest value") { store in
            try await Specimens.store(store, broadcasts: [Specimens.gala])
            var samples: [Sample] = []
            for (index, kind) in SampleKind.allCases.enumerated() {
                for quality in SampleQuality.allCases {
                    samples.append(
                        Sample(
                            account: AccountID("a1"), kind: kind, value: Int64.max - Int64(index), quality: quality,
                            at: Specimens.moment(1), source: "nginx-rtmp 统计")
                    )
                }
            }
            let wanted = samples
            try await store.write { try $0.append(wanted, of: Specimens.gala) }
            let seen = try await store.read { try $0.samples(of: Specimens.gala, since: Specimens.moment(0)) }
            try expect(seen, is: wanted, "samples")
        },
        Check(description: "Forgetting removes what is older than the moment, in every broadcast, and nothing else") {
            store in
            try await Specimens.store(store, broadcasts: [Specimens.gala, Specimens.kitchen])
            try await store.write { store in
                for broadcast in [Specimens.gala, Specimens.kitchen] {
                    try store.append((1...4).map { Specimens.sample("a1", at: $0 * 10, $0) }, of: broadcast)
                }
            }
            try await store.write { try $0.forgetSamples(before: Specimens.moment(30)) }
            for broadcast in [Specimens.gala, Specimens.kitchen] {
                let seen = try await store.read {
                    try $0.samples(of: broadcast, since: WallTime(milliseconds: 0)).map(\.value)
                }
                try expect(seen, is: [3, 4], "samples of \(broadcast)")
            }
        },
    ]
}
