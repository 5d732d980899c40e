// swift-tools-version: 6.2

import PackageDescription

// swift-format-ignore-file
// (One line a target, however long.)
// One line a target, lowest floor first. A target may use what stands below it, never above; targets on one floor
// look down, not at each other. `make lint` builds with `--explicit-target-dependency-import-check error`.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

func module(_ name: String, in folder: String, _ needs: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: needs, path: "Sources/\(folder)/\(name)", resources: resources, swiftSettings: strict)
}
func program(_ name: String, _ needs: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: needs, path: "Sources/Executables/\(name)", swiftSettings: strict)
}
func tests(_ subject: String, in folder: String, _ needs: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(name: "\(subject)Tests", dependencies: needs, path: "Tests/\(folder)/\(subject)Tests", resources: resources, swiftSettings: strict)
}
func adapter(_ name: String, _ needs: [Target.Dependency] = []) -> Target {
    .target(name: "\(name)Adapter", dependencies: ["AdapterKit", "Outbound", "BroadcastModel"] + needs, path: "Adapters/\(name)/Sources", swiftSettings: strict)
}
func adapterTests(_ name: String, _ needs: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: "\(name)AdapterTests",
        dependencies: [.byName(name: "\(name)Adapter"), "AdapterConformance", "AdapterKit", "Outbound", "BroadcastModel"] + needs,
        path: "Adapters/\(name)/Tests", resources: resources, swiftSettings: strict
    )
}

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "lianbo",
    products: [
        .executable(name: "lianbod", targets: ["lianbod"]),
        .executable(name: "lianbo", targets: ["lianbo"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration.git", exact: "1.4.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", exact: "1.0.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
    ],
    targets: [
        // Model
        module("BroadcastModel", in: "Model"),
        // Network
        .systemLibrary(name: "CCurl", path: "Sources/Network/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        module("Outbound", in: "Network", ["BroadcastModel"]),
        module("Curl", in: "Network", ["CCurl", "Outbound", "BroadcastModel"]),
        // Media
        module("RTMPWire", in: "Media"),
        module("Program", in: "Media", ["BroadcastModel", "RTMPWire"]),
        module("Ingest", in: "Media", ["BroadcastModel", "RTMPWire", "Program", nio, nioPosix, logging, lifecycle]),
        module("Relay", in: "Media", ["BroadcastModel", "RTMPWire", "Program", "Curl", "Outbound", logging, lifecycle]),
        module("Studio", in: "Media", ["BroadcastModel", "RTMPWire", "Program", subprocess, logging, lifecycle]),
        // Platforms, Rundown, Audience
        module("AdapterKit", in: "Platforms", ["BroadcastModel", "Outbound"]),
        module("Rundown", in: "Rundown", ["BroadcastModel"]),
        module("CheckedYAML", in: "Rundown", [yams]),
        module("PlanFile", in: "Rundown", ["BroadcastModel", "CheckedYAML"]),
        .systemLibrary(name: "CZip", path: "Sources/Rundown/CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CXLSXWriter", path: "Sources/Rundown/CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        module("RundownSheet", in: "Rundown", ["CheckedYAML", "CZip", "CXLSXWriter"]),
        module("AudienceMetrics", in: "Audience", ["BroadcastModel"]),
        // Store
        module("Persistence", in: "Store", ["BroadcastModel"]),
        module("Sealing", in: "Store", ["BroadcastModel", "Persistence", crypto]),
        module("SQLiteStore", in: "Store", ["BroadcastModel", "Persistence", grdb]),
        // ControlRoom
        module("ControlRoom", in: "ControlRoom", ["BroadcastModel", "Program", "AdapterKit", "Rundown", "PlanFile", "AudienceMetrics", "Persistence", logging, lifecycle]),
        // Rehearsal
        module("Rehearsal", in: "Rehearsal", ["BroadcastModel", "Program", "AdapterKit", "CheckedYAML", "Rundown", "PlanFile", "Persistence", "ControlRoom", logging]),
        // API
        module("ControlWire", in: "API"),
        module("Dashboard", in: "API", resources: [.copy("Pages")]),
        module("ControlAPI", in: "API", ["BroadcastModel", "ControlWire", "ControlRoom", "Dashboard", "AudienceMetrics", "Persistence", "PlanFile", "Rundown", "AdapterKit", hummingbird, logging, lifecycle]),
        module("ControlClient", in: "API", ["ControlWire", "Outbound", "BroadcastModel"]),
        // Adapters: each folder whole and removable
        adapter("Manual"),
        adapter("SelfHosted"),
        // Executables
        program("lianbod", ["BroadcastModel", "Curl", "Outbound", "Program", "Ingest", "Relay", "Studio", "AdapterKit", "CheckedYAML", "Persistence", "Sealing", "SQLiteStore", "ControlRoom", "ControlAPI", "ManualAdapter", "SelfHostedAdapter", arguments, configuration, logging, lifecycle]),
        program("lianbo", ["RundownSheet", "Rehearsal", "Rundown", "PlanFile", "CheckedYAML", "ControlWire", "ControlClient", "Curl", "Outbound", "BroadcastModel", arguments]),
        // Testing: kits that tests and the demo share
        module("TestBench", in: "Testing", ["BroadcastModel", "RTMPWire", "Outbound", nio, nioPosix, nioHTTP1, nioWebSocket, subprocess]),
        module("AdapterConformance", in: "Testing", ["AdapterKit", "Outbound", "BroadcastModel"]),
        module("SilentPorts", in: "Testing", ["AdapterKit", "Program", "Persistence", "BroadcastModel"]),
        module("StoreConformance", in: "Testing", ["Persistence", "BroadcastModel"]),
        program("lianbo-demo", ["ControlWire", "ControlClient", "Curl", "Outbound", "BroadcastModel", "TestBench", "PlanFile", "Rundown", arguments]),
        // Benchmarks
        .executableTarget(name: "lianbo-bench", dependencies: ["ControlWire", "ControlClient", "Curl", "Outbound", "BroadcastModel", "TestBench", "RTMPWire", arguments], path: "Benchmarks/Sources/lianbo-bench", swiftSettings: strict),
        .executableTarget(name: "cue-bench", dependencies: ["ControlRoom", "Rundown", "SQLiteStore", "SilentPorts", "Program", "Persistence", "BroadcastModel", arguments, logging], path: "Benchmarks/Sources/cue-bench", swiftSettings: strict),
        // Fuzzing: bodies that both libFuzzer and the tests run
        .target(name: "WireFuzzing", dependencies: ["RTMPWire", "Program", "BroadcastModel"], path: "Fuzz/Sources/WireFuzzing", swiftSettings: strict),
        // Tests
        tests("Fuzz", in: "Media", ["WireFuzzing"]),
        .executableTarget(name: "store-kill-driver", dependencies: ["SQLiteStore", "Persistence", "BroadcastModel"], path: "Tests/Support/store-kill-driver", swiftSettings: strict),
        .executableTarget(name: "cue-kill-driver", dependencies: ["ControlRoom", "SQLiteStore", "SilentPorts", "Program", "Persistence", "BroadcastModel", logging], path: "Tests/Support/cue-kill-driver", swiftSettings: strict),
        tests("BroadcastModel", in: "Model", ["BroadcastModel"]),
        tests("Curl", in: "Network", ["Curl", "Outbound", "BroadcastModel"]),
        tests("RTMPWire", in: "Media", ["RTMPWire"]),
        tests("Program", in: "Media", ["Program", "BroadcastModel"]),
        tests("Ingest", in: "Media", ["Ingest", "RTMPWire", "Program", "BroadcastModel", nio, nioPosix, logging, lifecycle, subprocess]),
        tests("Relay", in: "Media", ["Relay", "Program", "RTMPWire", "BroadcastModel", "TestBench", logging, lifecycle]),
        tests("Studio", in: "Media", ["Studio", "Program", "RTMPWire", "BroadcastModel", "TestBench", nio, nioPosix, nioHTTP1, logging, lifecycle]),
        tests("AdapterKit", in: "Platforms", ["AdapterKit", "AdapterConformance", "Outbound", "BroadcastModel"]),
        tests("Rundown", in: "Rundown", ["Rundown", "BroadcastModel"]),
        tests("CheckedYAML", in: "Rundown", ["CheckedYAML"]),
        tests("PlanFile", in: "Rundown", ["PlanFile", "CheckedYAML", "BroadcastModel"]),
        tests("RundownSheet", in: "Rundown", ["RundownSheet", "CZip", "CXLSXWriter"]),
        tests("AudienceMetrics", in: "Audience", ["AudienceMetrics", "BroadcastModel"]),
        tests("SQLiteStore", in: "Store", ["SQLiteStore", "Sealing", "StoreConformance", "Persistence", "BroadcastModel", "store-kill-driver", grdb]),
        tests("Sealing", in: "Store", ["Sealing", "Persistence", "BroadcastModel"]),
        tests("ControlRoom", in: "ControlRoom", ["ControlRoom", "Rundown", "BroadcastModel", "Program", "AdapterKit", "PlanFile", "Persistence", "SQLiteStore", "cue-kill-driver", grdb, logging]),
        tests("Rehearsal", in: "Rehearsal", ["Rehearsal", "Rundown", "PlanFile", "BroadcastModel"]),
        tests("ControlAPI", in: "API", ["ControlAPI", "Rundown", "ControlClient", "ControlWire", "ControlRoom", "BroadcastModel", "Persistence", "AudienceMetrics", "PlanFile", "AdapterKit", "Outbound", hummingbird, hummingbirdTesting, logging, lifecycle]),
        tests("Dashboard", in: "API", ["Dashboard", "ControlWire", "TestBench", nio, nioPosix, nioHTTP1]),
        tests("lianbod", in: "Executables", ["lianbod", "CheckedYAML", "BroadcastModel"]),
        tests("lianbo", in: "Executables", ["lianbo", "RundownSheet", "ControlWire", "ControlClient", "Outbound", "BroadcastModel", arguments], resources: [.copy("Golden")]),
        tests("lianbo-demo", in: "Executables", ["lianbo-demo", "PlanFile", "TestBench", "BroadcastModel"]),
        tests("TestBench", in: "Testing", ["TestBench", "BroadcastModel"]),
        adapterTests("Manual"),
        adapterTests("SelfHosted", ["Curl"]),
        tests("EndToEnd", in: "EndToEnd", ["lianbod", "lianbo", "ControlClient", "ControlWire", "Curl", "Outbound", "BroadcastModel", "TestBench"]),
    ]
)
