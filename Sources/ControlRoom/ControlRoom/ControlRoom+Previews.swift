package import BroadcastModel

/// Pictures of what feeds bring, before they are on air.
extension ControlRoom {
    package func preview(of feed: FeedID) async throws -> FeedPreview {
        guard feedRecords[feed] != nil else {
            throw Fault(.notFound, "There is no feed \(feed).", blame: .operatorSide)
        }
        guard let previewer else {
            throw Fault(.unsupported, "No previews are made here.", blame: .operatorSide)
        }
        return try await previewer(feed)
    }
}
