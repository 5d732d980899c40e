import ArgumentParser

struct BroadcastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broadcast",
        abstract: "Plan, run and review broadcasts (场次).",
        discussion: """
            Examples:
              lianbo broadcast plan tonight.yaml --dry-run
              lianbo broadcast rehearse tonight
              lianbo broadcast arm tonight
              lianbo broadcast switch tonight backup
              lianbo broadcast end tonight --yes
            """,
        subcommands: [
            BroadcastPlanCommand.self, BroadcastListCommand.self, BroadcastShowCommand.self, ArmCommand.self,
            DisarmCommand.self, PrepareCommand.self,
            RehearseLiveCommand.self, StartCommand.self, EndCommand.self, AbortCommand.self,
            BroadcastSwitchCommand.self, WatchCommand.self,
            ReportCommand.self, AsRunCommand.self,
        ]
    )
}
