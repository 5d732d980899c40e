import BroadcastModel
import ControlRoom
import ControlWire

extension OutputDTO {
    init(_ view: OutputView) {
        self.init(
            condition: view.condition.rawValue, feed: view.feed?.rawValue, groups: view.groups.map(OutputGroupDTO.init),
            isCut: view.isCut)
    }
}

extension OutputGroupDTO {
    init(_ group: OutputView.Group) {
        self.init(
            name: group.name, delayMilliseconds: group.delay.milliseconds, cover: group.cover.rawValue,
            accounts: group.accounts)
    }
}

extension DumpDTO {
    init(_ report: DumpReport) {
        self.init(
            broadcast: report.broadcast.rawValue, at: report.at.milliseconds,
            groups: report.groups.map {
                DumpedGroupDTO(name: $0.name, messages: $0.messages, milliseconds: $0.length.milliseconds)
            })
    }
}
