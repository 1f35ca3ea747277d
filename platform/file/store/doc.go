// Package store is where files stand: a folder of this machine, an S3 bucket, a
// web server or an SFTP server. It finds them and fetches their bytes; what is in
// them is package file's.
//
// # Protocol
//
// List returns what a path stands for. Open returns one of the files as a local
// one that can be read from any place: a remote file is fetched whole into a
// temporary file first, which is unlinked at once, so that nothing of it is left
// behind however the process ends. All passes over a file thus see the same bytes.
// A Keeper opens files several times and fetches each of them once.
//
// An address may hold secrets (user:password@, a signature in its query). They
// never stand in an Entry's Path or in an error.
package store
