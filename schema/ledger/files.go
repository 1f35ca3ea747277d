package ledger

import "embed"

//go:embed *.sql
var files embed.FS

// room is the package's name in errors and in system.query_log.
const room = "ledger"
