package regulars

// Version is the release that this program is: of its commands, its workers and what
// its database may hold. CHANGELOG.md says what came with each.
const Version = "0.1.0"
