import BroadcastModel
import PlanFile
import Testing

struct CampaignFilesTests {
    @Test func `the campaign of the night is a plan`() throws {
        let plan = try read(campaign("hubei-night.yaml"))
        #expect(plan.id == BroadcastID("hubei-night"))
        #expect(plan.hosts.map(\.name) == ["欧阳夏丹", "王祖蓝"])
        #expect(plan.guests.map(\.name) == ["王晓", "郑爽", "蔡明", "娃娃", "蛋蛋"])
        #expect(plan.products.count == 12)
        #expect(plan.products.prefix(4).map(\.name) == ["热干面", "汉口二厂汽水", "花菇", "红薯粉"])
        #expect(plan.products.allSatisfy { ($0.priceFen ?? 0) > 0 })
        #expect(plan.accounts.count == 107)
        #expect(plan.accounts.last?.settings["stream"] == "relay-107")
        #expect(plan.length == .seconds(7200))
        #expect(plan.cues.count >= 30)
        #expect(Set(plan.cues.compactMap(\.product)) == Set(plan.products.map(\.id)))
        for guest in plan.guests {
            #expect(plan.cues.filter { $0.person == guest.id }.map(\.kind) == [.guestEnter, .guestLeave])
        }
        #expect(plan.cues.filter(\.byHand).count >= 3)
    }

    @Test func `the small example is a plan`() throws {
        let plan = try read(campaign("small-example.yaml"))
        #expect(plan.accounts.map(\.platform.rawValue) == ["selfhosted", "manual", "manual"])
        #expect(plan.accounts.map(\.tier) == [.middle, .head, .longTail])
        #expect(plan.cues.count == 7)
        #expect(plan.endsByClock)
    }

    @Test(arguments: ["hubei-night.yaml", "small-example.yaml", "evening-class.yaml"])
    func `whatever is done to a file, it is a plan or a list of faults`(name: String) throws {
        let sample = try Array(campaign(name).unicodeScalars)
        var dice = Dice(state: 0x6C69_616E_626F)
        var plans = 0
        var refused = 0
        for _ in 0..<1000 {
            var text = sample
            for _ in 0...dice.below(3) { dice.mutate(&text) }
            var scalars = String.UnicodeScalarView()
            scalars.append(contentsOf: text)
            let mutant = String(scalars)
            do throws(PlanFaults) {
                let plan = try PlanFile.read(mutant, fileName: name, knownPlatforms: platforms, now: early)[0]
                plans += 1
                #expect(plan.id.isWellFormed && !plan.feeds.isEmpty && plan.lengthMilliseconds > 0)
                #expect(plan.accounts.count <= 2000 && plan.accounts.allSatisfy(\.id.isWellFormed))
                #expect(plan.cues.allSatisfy { !$0.title.isEmpty })
                let moments = plan.cues.compactMap { cue -> Int64? in
                    switch cue.start {
                    case .at(let at): at
                    case .clock(let moment): (moment - plan.start).milliseconds
                    case .after: nil
                    }
                }
                #expect(moments.allSatisfy((0...plan.lengthMilliseconds).contains))
                #expect(moments == moments.sorted())
            } catch {
                refused += 1
                let lines = mutant.unicodeScalars.count { "\r\n\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) } + 1
                #expect(!error.items.isEmpty)
                let misplaced = error.items.filter {
                    !(1...lines).contains($0.line) || $0.column < 1 || $0.message.isEmpty || $0.message.contains("\n")
                }
                #expect(misplaced == [])
                #expect(error.items.map(\.line) == error.items.map(\.line).sorted())
            }
        }
        // A loop that only ever saw one outcome would have shown nothing about the other.
        #expect(plans > 30)
        #expect(refused > 150)
    }
}

/// SplitMix64: the same mutations on every run.
private struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

    mutating func mutate(_ text: inout [Unicode.Scalar]) {
        let alphabet = Array("{}[]:,-*&!|>'\"#%@?~=\t\n\r 0az…\u{0}\u{85}\u{2028}\u{FEFF}\u{F0000}".unicodeScalars)
        guard !text.isEmpty else { return }
        let place = below(text.count)
        let stretch = place..<min(text.count, place + 1 + below(12))
        switch below(8) {
        case 0: text.remove(at: place)
        case 1: text.removeSubrange(stretch)
        case 2: text.insert(alphabet[below(alphabet.count)], at: place)
        case 3: text[place] = alphabet[below(alphabet.count)]
        case 4: text.insert(contentsOf: text[stretch], at: below(text.count))
        case 5:
            let line = line(of: place, in: text)
            text.insert(contentsOf: text[line], at: line.lowerBound)
        case 6: text.removeSubrange(line(of: place, in: text))
        default:
            if below(10) == 0 { text.removeSubrange(place...) } else { text[place] = alphabet[below(alphabet.count)] }
        }
    }

    private func line(of place: Int, in text: [Unicode.Scalar]) -> Range<Int> {
        let start = text[..<place].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let end = text[place...].firstIndex(of: "\n").map { $0 + 1 } ?? text.count
        return start..<end
    }
}
