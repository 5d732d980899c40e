/// All that the server answers to. A path that is not here does not exist; a role that is not named here is not let in.
enum RouteTable {
    static let all: [Route] =
        broadcasts + series + rundown + guestLinks + previews + air + destinations + people + stage + daemon + pages
}
