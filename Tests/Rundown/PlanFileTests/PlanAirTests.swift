import BroadcastModel
import Testing

/// Backup and safety delays.
struct PlanAirTests {
    private func two(_ adding: String) -> String {
        minimal(replacing: "feeds: [{ id: main }]", by: "feeds: [{ id: main }, { id: spare }]", adding: adding)
    }

    @Test func `a plan without them has neither backup nor delay`() throws {
        let plan = try read(minimal(adding: "accounts: [{ id: a, name: A, platform: manual }]\n"))
        #expect(plan.backup == nil && !plan.backupReturnsByItself && plan.delayMilliseconds == 0)
        #expect(plan.accounts.map(\.delayMilliseconds) == [nil])
    }

    @Test func `backup and delays are read, of compact entries too`() throws {
        let plan = try read(
            two(
                """
                backup: spare
                backup_returns: by-itself
                delay: 20s
                accounts:
                  - { id: a%d, name: A %d, platform: manual, count: 2, delay: 1m }
                  - { id: b, name: B, platform: manual, delay: 0s }
                  - { id: c, name: C, platform: manual }

                """))
        #expect(plan.backup == FeedID("spare") && plan.backupReturnsByItself && plan.delayMilliseconds == 20_000)
        #expect(plan.accounts.map(\.delayMilliseconds) == [60_000, 60_000, 0, nil])
        #expect(try !read(two("backup: spare\nbackup_returns: by-hand\n")).backupReturnsByItself)
    }

    @Test(arguments: [
        ("backup: main\n", "8:1 backup: is `main`, the feed that it stands in for; name another one"),
        ("backup: nobody\n", "8:1 backup: is `nobody`, which is not among the feeds"),
        ("backup_returns: by-itself\n", "8:1 backup_returns: means nothing without `backup`"),
        ("delay: 6m\n", "8:1 delay: must be a duration from 0s to 5m, found \"6m\""),
        (
            "accounts:\n  - { id: a, name: A, platform: manual, delay: 301s }\n",
            "9:41 accounts[0].delay: must be a duration from 0s to 5m, found \"301s\""
        ),
    ])
    func `one slip, one fault`(adding: String, expected: String) {
        #expect(faults(in: two(adding)) == [expected])
    }
}
