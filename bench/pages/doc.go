// Command pages measures how long each page of a console takes: the first look, when nothing
// is kept in the worker's memory; when everything on it was counted; and the looks after it. It
// signs in by a link of `starter console` and goes through every page that the pages lead to, one
// of each kind.
//
//	go run ./starter demo                          # in another terminal
//	go run ./bench/pages -link 'http://127.0.0.1:8090/?token=…'
//	go run ./bench/pages -orders 5000000           # a brand that it makes, with a worker of its own
//
// Of a brand that it makes it also says what a first look costs ClickHouse's processors. With
// -dir the brand is kept, so that a run that was stopped goes on, and the next one only looks.
// Restart the worker before, or the first look isn't one. Other load on the machine shows.
//
//	large.go   the brand, and its worker
//	walk.go    from page to page
package main
