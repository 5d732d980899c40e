package import BroadcastModel

/// Refusals that every store words alike.
extension Fault {
    /// ``StoreWriter/insert(_:)`` found the id taken.
    package static func idTaken(_ id: BroadcastID) -> Fault {
        Fault(
            .conflict, "A broadcast called \(id) exists already. Choose another id, or change that one.",
            blame: .operatorSide, place: "broadcast/\(id)"
        )
    }

    /// ``StoreWriter/update(_:)`` found another revision than the one before `broadcast`'s; nil when there is no row.
    package static func staleRevision(of broadcast: BroadcastRecord, stored: Int64?) -> Fault {
        let id = broadcast.plan.id
        guard let stored else {
            return Fault(
                .staleRevision, "There is no broadcast called \(id) any more. Look again before changing it.",
                blame: .operatorSide, place: "broadcast/\(id)"
            )
        }
        return Fault(
            .staleRevision,
            "Broadcast \(id) has changed since you looked: you saw revision \(broadcast.revision - 1), it is at \(stored). Look again, then repeat the command if it still fits.",
            blame: .operatorSide, place: "broadcast/\(id)"
        )
    }

    /// ``StoreWriter/save(_:)-(UserRecord)`` found the token with another user.
    package static func tokenTaken(_ id: UserID) -> Fault {
        Fault(
            .conflict, "The token for user \(id) belongs to another user already. Make a new one.",
            blame: .operatorSide, place: "user/\(id)"
        )
    }

    /// ``StoreWriter/save(_:)-(StageLinkRecord)`` found the token or the name with another link.
    package static func stageLinkTaken(_ link: StageLinkRecord) -> Fault {
        Fault(
            .conflict,
            "The broadcast \(link.broadcast) has a stage link called “\(link.name)” already, or its token is in use. Take another name and a new token, or revoke that link first.",
            blame: .operatorSide, place: "name"
        )
    }
}
