// Package backup takes a database out of one ClickHouse and puts it into another, whole:
// records, numbers, certificates and the ledger.
//
// # Protocol
//
// Take lets ClickHouse write its own BACKUP of the database, a tar archive, into the
// folder that it may write to, moves it to the backup's folder, and writes a manifest
// next to it: the release and its migrations, the time, and the archive's hash. The time
// is that of the beginning: nothing that happened later counts as backed up. Restore
// refuses an archive that differs from its manifest, one of a newer release, and a
// database that holds anything; then ClickHouse reads the archive, and the tables are
// migrated to this release.
//
// Words: a backup is a folder with an archive and its manifest.
package backup
