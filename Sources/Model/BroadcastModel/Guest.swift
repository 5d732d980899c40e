/// Who said so, and when.
package struct Signature: Codable, Hashable, Sendable {
    package var by: String
    package var at: WallTime
    package init(by: String, at: WallTime) {
        self.by = by
        self.at = at
    }
}

/// What is known of one person's part in a broadcast, beside the plan: who checked what.
package struct GuestCheck: Codable, Hashable, Sendable {
    /// They agreed to be broadcast, and to what is done with the recording.
    package var consent: Signature?
    /// They were found to be old enough, or somebody who may agreed for them.
    package var age: Signature?
    /// They are in the house, or on their link.
    package var arrived: Signature?
    package var left: Signature?
    package init() {}
}

/// Where a guest is, as the operator sees the green room (候场).
package enum GuestStage: String, Codable, Hashable, Sendable, CaseIterable {
    /// Not here yet, or nothing comes by their own feed.
    case waiting
    /// Here; something is to be checked, or their picture or sound is not as it should be.
    case checking
    case ready
    case onAir = "on-air"
    case left
}

extension Person {
    /// What is missing before their cue can be fired, in words for people; nil: nothing.
    package func missing(_ check: GuestCheck?, in broadcast: BroadcastID) -> String? {
        var steps: [String] = []
        if needsConsent, check?.consent == nil {
            steps.append("they have not agreed to be broadcast (lianbo guest consent \(broadcast) \(id))")
        }
        if needsAgeCheck, check?.age == nil {
            steps.append("their age has not been checked (lianbo guest age \(broadcast) \(id))")
        }
        if arrivesBeforeMilliseconds != nil, check?.arrived == nil {
            steps.append("they have not arrived (lianbo guest arrive \(broadcast) \(id))")
        }
        if check?.left != nil {
            steps.append("they have left (when they are back: lianbo guest arrive \(broadcast) \(id))")
        }
        guard !steps.isEmpty else { return nil }
        return "\(name) is not ready: \(steps.joined(separator: "; "))."
    }
}
