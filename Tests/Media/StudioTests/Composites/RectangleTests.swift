import BroadcastModel
import Testing

@testable import Studio

struct RectangleTests {
    private static let canvases = [(1280, 720), (720, 1280), (640, 360), (1920, 1080), (426, 240), (32, 32)]

    @Test(arguments: CompositeLayout.allCases, 1...9)
    func `Every seat is on the canvas and its edges are even`(_ layout: CompositeLayout, _ count: Int) {
        for (width, height) in Self.canvases {
            let places = layout.rectangles(width: width, height: height, count: count)
            #expect(places.count == count)
            for place in places {
                #expect(place.x >= 0 && place.y >= 0 && place.width >= 2 && place.height >= 2)
                #expect(place.x + place.width <= width && place.y + place.height <= height)
                #expect([place.x, place.y, place.width, place.height].allSatisfy { $0.isMultiple(of: 2) })
            }
        }
    }

    @Test(arguments: [CompositeLayout.sideBySide, .topAndBottom, .grid], 1...9)
    func `Seats that stand beside one another do not overlap`(_ layout: CompositeLayout, _ count: Int) {
        for (width, height) in Self.canvases {
            let places = layout.rectangles(width: width, height: height, count: count)
            for (index, place) in places.enumerated() {
                for other in places[(index + 1)...] {
                    let isApart =
                        place.x + place.width <= other.x || other.x + other.width <= place.x
                        || place.y + place.height <= other.y || other.y + other.height <= place.y
                    #expect(isApart)
                }
            }
        }
    }

    @Test func `Columns and rows fill the canvas`() {
        #expect(
            CompositeLayout.sideBySide.rectangles(width: 1280, height: 720, count: 2) == [
                SeatRectangle(x: 0, y: 0, width: 640, height: 720),
                SeatRectangle(x: 640, y: 0, width: 640, height: 720),
            ])
        #expect(
            CompositeLayout.topAndBottom.rectangles(width: 720, height: 1280, count: 2) == [
                SeatRectangle(x: 0, y: 0, width: 720, height: 640),
                SeatRectangle(x: 0, y: 640, width: 720, height: 640),
            ])
        let three = CompositeLayout.sideBySide.rectangles(width: 1280, height: 720, count: 3)
        #expect(three.map(\.width).reduce(0, +) == 1280)
    }

    @Test func `A grid is as square as it can be, and a row that is not full stands in the middle`() {
        let four = CompositeLayout.grid.rectangles(width: 1280, height: 720, count: 4)
        #expect(four[3] == SeatRectangle(x: 640, y: 360, width: 640, height: 360))
        let three = CompositeLayout.grid.rectangles(width: 1280, height: 720, count: 3)
        #expect(three[2] == SeatRectangle(x: 320, y: 360, width: 640, height: 360))
        let nine = CompositeLayout.grid.rectangles(width: 1920, height: 1080, count: 9)
        #expect(nine[8] == SeatRectangle(x: 1280, y: 720, width: 640, height: 360))
        let portrait = CompositeLayout.grid.rectangles(width: 720, height: 1280, count: 2)
        #expect(portrait[1] == SeatRectangle(x: 0, y: 640, width: 720, height: 640))
    }

    @Test func `Small pictures stand in the lower right corner of a whole one`() {
        let places = CompositeLayout.pictureInPicture.rectangles(width: 1280, height: 720, count: 9)
        #expect(places[0] == SeatRectangle(x: 0, y: 0, width: 1280, height: 720))
        #expect(places[1] == SeatRectangle(x: 942, y: 522, width: 320, height: 180))
        #expect(Set(places).count == 9)
        #expect(places[2].y + places[2].height <= places[1].y)
    }

    @Test func `A plan says what is wrong with it`() throws {
        func plan(_ change: (inout CompositePlan) -> Void) -> CompositePlan {
            var plan = CompositePlan(layout: .grid, seats: [CompositeSeat(feed: FeedID("a"), name: "甲")])
            change(&plan)
            return plan
        }
        try plan { _ in }.check()
        #expect(throws: Fault.self) { try plan { $0.seats = [] }.check() }
        #expect(throws: Fault.self) { try plan { $0.seats += $0.seats }.check() }
        #expect(throws: Fault.self) { try plan { $0.seats[0].levelDecibels = .nan }.check() }
        #expect(throws: Fault.self) { try plan { $0.seats[0].levelDecibels = 13 }.check() }
        #expect(throws: Fault.self) { try plan { $0.duckDecibels = -1 }.check() }
        #expect(throws: Fault.self) { try plan { $0.seats[0].name = String(repeating: "长", count: 41) }.check() }
        #expect(throws: Fault.self) {
            try plan { $0.seats = (0..<10).map { CompositeSeat(feed: FeedID("f\($0)"), name: "") } }.check()
        }
    }
}
