// Bodies of requests. Every command on a broadcast may carry the revision that its author saw; when the broadcast has
// moved on meanwhile it is refused with 409 and told who changed what.

/// `POST /v1/broadcasts`: the plan file's text, with the name it had, for error messages. Reply: BroadcastDTO, 201.
/// `POST /v1/series`: the same, for one that repeats too. Reply: a list of BroadcastDTO, 201.
package struct PlanRequest: Codable, Hashable, Sendable {
    package var fileName: String
    package var yaml: String
    /// Check only, keep nothing.
    package var dryRun: Bool?
    package init(fileName: String, yaml: String, dryRun: Bool? = nil) {
        self.fileName = fileName
        self.yaml = yaml
        self.dryRun = dryRun
    }
}

/// `POST /v1/broadcasts/{id}/{arm|disarm|prepare|start|end|abort}`. Reply: BroadcastDTO.
/// `POST /v1/broadcasts/{id}/rundown/{hold|resume|go|back}`, `POST /v1/broadcasts/{id}/cues/{cue}/remove` and `POST /v1/broadcasts/{id}/cues/{cue}/{fire|hold|release|skip}`. Reply: RundownDTO.
package struct CommandRequest: Codable, Hashable, Sendable {
    package var revision: Int64?
    /// With `start`: on air although the input is not stable. Means nothing elsewhere.
    package var anyway: Bool?
    package init(revision: Int64? = nil, anyway: Bool? = nil) {
        self.revision = revision
        self.anyway = anyway
    }
}

/// `POST /v1/broadcasts/{id}/rundown/shift`: everything that has not begun comes later, or earlier when negative. Reply: RundownDTO.
package struct ShiftRequest: Codable, Hashable, Sendable {
    package var milliseconds: Int64
    package var revision: Int64?
    package init(milliseconds: Int64, revision: Int64? = nil) {
        self.milliseconds = milliseconds
        self.revision = revision
    }
}

/// `POST /v1/broadcasts/{id}/cues` puts a cue in, `PUT /v1/broadcasts/{id}/cues/{cue}` changes one that has not begun.
/// Reply: RundownDTO.
package struct CueRequest: Codable, Hashable, Sendable {
    /// A YAML mapping with the keys of a plan's rundown: `{ kind: note, title: Thanks, length: 2m }`.
    package var cue: String
    /// The cue that it comes after; absent: in front of everything that has not begun. Means nothing with `PUT`.
    package var after: String?
    package var revision: Int64?
    package init(cue: String, after: String? = nil, revision: Int64? = nil) {
        self.cue = cue
        self.after = after
        self.revision = revision
    }
}

/// `PUT /v1/broadcasts/{id}/rundown`: takes the place of everything that has not begun. Reply: RundownDTO.
package struct FillRequest: Codable, Hashable, Sendable {
    /// A YAML mapping with the key `rundown`, as in a plan.
    package var yaml: String
    /// For messages.
    package var fileName: String
    /// Look only, change nothing.
    package var dryRun: Bool?
    package var revision: Int64?
    package init(yaml: String, fileName: String, dryRun: Bool? = nil, revision: Int64? = nil) {
        self.yaml = yaml
        self.fileName = fileName
        self.dryRun = dryRun
        self.revision = revision
    }
}

/// `POST /v1/broadcasts/{id}/cues/{cue}/move`. Reply: RundownDTO.
package struct MoveRequest: Codable, Hashable, Sendable {
    /// Absent: in front of everything that has not begun.
    package var after: String?
    package var revision: Int64?
    package init(after: String? = nil, revision: Int64? = nil) {
        self.after = after
        self.revision = revision
    }
}

/// `POST /v1/broadcasts/{id}/switch`: puts another feed on air at its next keyframe. Reply: BroadcastDTO.
package struct SwitchRequest: Codable, Hashable, Sendable {
    package var feed: String
    package var revision: Int64?
    package init(feed: String, revision: Int64? = nil) {
        self.feed = feed
        self.revision = revision
    }
}

/// `POST /v1/broadcasts/{id}/destinations`: adds an account, on air too. Reply: DestinationDTO, 201.
/// `POST /v1/broadcasts/{id}/destinations/{account}/{stop|resume|retry}` and `DELETE …/destinations/{account}` take no body.
package struct AddDestinationRequest: Codable, Hashable, Sendable {
    package var account: String
    package var name: String
    package var platform: String
    package var tier: String?
    package var settings: [String: String]?
    package init(
        account: String, name: String, platform: String, tier: String? = nil, settings: [String: String]? = nil
    ) {
        self.account = account
        self.name = name
        self.platform = platform
        self.tier = tier
        self.settings = settings
    }
}

/// `PUT /v1/feeds/{id}/key`, `PUT /v1/accounts/{id}/push-address`, `PUT /v1/accounts/{id}/credential`: write-only. Reply: 204.
package struct SecretRequest: Codable, Sendable {
    package var secret: String
    package init(secret: String) { self.secret = secret }
}

/// `POST /v1/broadcasts/{id}/destinations/{account}/numbers`: numbers that a person read. `text` takes `12345`, `1.2万`, `10万+`, `1.2w`. Reply: NumberDTO, 201.
package struct TypedNumberRequest: Codable, Hashable, Sendable {
    package var kind: String
    package var text: String
    package init(kind: String, text: String) {
        self.kind = kind
        self.text = text
    }
}

/// `PUT /v1/users/{id}`: makes a user or changes role and token. The client makes the token; it is kept hashed. Reply: UserDTO.
package struct UserRequest: Codable, Sendable {
    package var role: String
    package var token: String?
    package init(role: String, token: String? = nil) {
        self.role = role
        self.token = token
    }
}

/// `GET /v1/users`, admin only.
package struct UserDTO: Codable, Hashable, Sendable {
    package var id: String
    package var role: String
    package var createdAt: Int64
    package init(id: String, role: String, createdAt: Int64) {
        self.id = id
        self.role = role
        self.createdAt = createdAt
    }
}

/// `POST /v1/session` (dashboard): exchanges a token for an HttpOnly cookie. Reply: SessionDTO. `DELETE /v1/session` ends it.
package struct SessionRequest: Codable, Sendable {
    package var token: String
    package init(token: String) { self.token = token }
}

/// `GET /v1/session`: who am I.
package struct SessionDTO: Codable, Hashable, Sendable {
    package var user: String
    package var role: String
    package init(user: String, role: String) {
        self.user = user
        self.role = role
    }
}

/// `GET /v1/accounts`: accounts known across broadcasts.
package struct AccountDTO: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var platform: String
    package var tier: String
    package var settings: [String: String]
    package var hasPushAddress: Bool
    package var hasCredential: Bool
    package init(
        id: String, name: String, platform: String, tier: String, settings: [String: String], hasPushAddress: Bool,
        hasCredential: Bool
    ) {
        self.id = id
        self.name = name
        self.platform = platform
        self.tier = tier
        self.settings = settings
        self.hasPushAddress = hasPushAddress
        self.hasCredential = hasCredential
    }
}

/// `GET /v1/audit?limit=&before=`, admin only, newest first.
package struct AuditDTO: Codable, Hashable, Sendable {
    package var sequence: Int64
    package var at: Int64
    package var by: String
    package var action: String
    package var subject: String
    package var revision: Int64?
    package var detail: String
    package init(
        sequence: Int64, at: Int64, by: String, action: String, subject: String, revision: Int64?, detail: String
    ) {
        self.sequence = sequence
        self.at = at
        self.by = by
        self.action = action
        self.subject = subject
        self.revision = revision
        self.detail = detail
    }
}

/// `GET /v1/status`: the daemon itself. `GET /healthz` answers `ok` without a token.
package struct DaemonDTO: Codable, Hashable, Sendable {
    package var version: String
    package var startedAt: Int64
    package var ingestAddress: String
    package var logLevel: String
    package init(version: String, startedAt: Int64, ingestAddress: String, logLevel: String) {
        self.version = version
        self.startedAt = startedAt
        self.ingestAddress = ingestAddress
        self.logLevel = logLevel
    }
}

/// `PUT /v1/log-level`, admin only. Reply: 204.
package struct LogLevelRequest: Codable, Hashable, Sendable {
    /// trace, debug, info, notice, warning, error, critical
    package var level: String
    package init(level: String) { self.level = level }
}

/// RFC 9457, `application/problem+json`.
package struct ProblemDTO: Codable, Hashable, Sendable {
    /// `urn:lianbo:fault:<code>`
    package var type: String
    package var title: String
    package var status: Int
    package var detail: String
    /// Whose it is to mend.
    package var blame: String?
    /// All faults of a plan at once, each with its line.
    package var faults: [PlanFaultDTO]?
    /// What a stale command did not see.
    package var changes: [AuditDTO]?
    package init(
        type: String, title: String, status: Int, detail: String, blame: String? = nil, faults: [PlanFaultDTO]? = nil,
        changes: [AuditDTO]? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.blame = blame
        self.faults = faults
        self.changes = changes
    }
}

package struct PlanFaultDTO: Codable, Hashable, Sendable {
    package var line: Int
    package var column: Int
    /// `cues[3].at`
    package var path: String
    package var message: String
    package init(line: Int, column: Int, path: String, message: String) {
        self.line = line
        self.column = column
        self.path = path
        self.message = message
    }
}
